"""An archive that an administrator has sent, and not yet answered."""

from netapp.archive import network
from netapp.core.db import session
from netapp.groups import queries, records
from tests.support import strange
from tests.town import Town

PAGES = ("archive.preview", "archive.read_in")
# A key that no file is kept under.
MISSING = dict.fromkeys((*PAGES, "archive.drop"), "m" * 32)


def tokens(town: Town) -> dict[str, str]:
    """The keys of two copies, since what is read in or forgotten is gone."""
    session.commit()
    viewer = records.as_viewer(town.olga)
    keys = []
    for key in ("a", "b"):
        with network.write(network.within(viewer, queries.get_run(viewer, town.others.id))) as content:
            keys.append(strange.kept(content, key))
    return {**dict.fromkeys(PAGES, keys[0]), "archive.drop": keys[1]}
