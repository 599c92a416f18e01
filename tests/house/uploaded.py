"""An archive that an administrator has sent: of a network that is nobody's on this site."""

from pathlib import Path

from flask import current_app

from netapp.archive import network
from netapp.core.db import session
from netapp.groups import queries, records
from tests.town import Town

PAGES = ("archive.preview", "archive.read_in")
# A key that no file is kept under.
MISSING = dict.fromkeys((*PAGES, "archive.drop"), "m" * 32)


def tokens(town: Town) -> dict[str, str]:
    """The keys of two copies, since what is read in or forgotten is gone."""
    session.commit()
    viewer = records.as_viewer(town.olga)
    with network.take(viewer, queries.get_run(viewer, town.others.id)) as content:
        data = content.read()
    for key in ("a" * 32, "b" * 32):
        file = Path(current_app.config["NETAPP"].var) / "archives" / f"{key}.zip"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    return {**dict.fromkeys(PAGES, "a" * 32), "archive.drop": "b" * 32}
