"""Files that somebody has sent, and not yet answered: an administrator's archive, an organiser's calendar."""

from typing import Any

from netapp.archive import network
from netapp.core.db import session
from netapp.groups import queries, records
from tests.support import strange
from tests.town import Town

PAGES = ("archive.preview", "archive.read_in")
# A key that no file is kept under.
MISSING = dict.fromkeys((*PAGES, "archive.drop"), "m" * 32)


def entry(word: str) -> dict[str, Any]:
    """A meeting of a calendar file, with this word in it."""
    return {
        "title": f"Imported {word}",
        "body": f"Come **{word}**.",
        "place": f"Hall {word}",
        "address": "",
        "online_url": "",
        "starts": "2027-01-12T14:00:00",
        "ends": "2027-01-12T16:00:00",
        "zone": "Europe/Copenhagen",
        "folds": [0, 0],
        "cancelled": False,
        "odd": [],
    }


def tokens(town: Town) -> dict[str, str]:
    """The keys of two copies, since what is read in or forgotten is gone."""
    session.commit()
    viewer = records.as_viewer(town.olga)
    keys = []
    for key in ("a", "b"):
        with network.write(network.within(viewer, queries.get_run(viewer, town.others.id))) as content:
            keys.append(strange.kept(content, key))
    return {**dict.fromkeys(PAGES, keys[0]), "archive.drop": keys[1]}
