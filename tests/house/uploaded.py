"""Files that somebody has sent, and not yet answered: an administrator's archive, an organiser's calendar."""

from datetime import UTC, datetime
from typing import Any

from netapp.archive import network
from netapp.core.db import session
from netapp.forums.importing.models import OldLetter, OldList
from netapp.groups import queries, records
from netapp.groups.models import Group
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


def old_list(group: Group, maker: int) -> int:
    """An old mailing list that somebody has given for the group, with a letter in it that waits for a yes."""
    given = OldList(group_id=group.id, made_by=maker, state="draft", names=[f"{group.name}.mbox"], unread=[])
    session.add(given)
    session.flush()
    letter = OldLetter(list_id=given.id, number=1, thread=1, place=1, message_id=f"<{given.id}@old.example>")
    letter.author_name = letter.title = letter.body = f"Long ago {group.name}"
    letter.at = datetime(2017, 11, 21, tzinfo=UTC)
    session.add(letter)
    session.flush()
    return given.id


def tokens(town: Town) -> dict[str, str]:
    """The keys of two copies, since what is read in or forgotten is gone."""
    session.commit()
    viewer = records.as_viewer(town.olga)
    keys = []
    for key in ("a", "b"):
        with network.write(network.within(viewer, queries.get_run(viewer, town.others.id))) as content:
            keys.append(strange.kept(content, key))
    return {**dict.fromkeys(PAGES, keys[0]), "archive.drop": keys[1]}
