"""The same with the fault that test_kill_lists.py must find: rows are marked in a transaction before the letters'."""

from sqlalchemy import update

from netapp import cli
from netapp.core.db import session
from netapp.groups import roster_running
from netapp.groups.roster_models import RosterRow
from tests.soak import short_chunks  # noqa: F401

_invite = roster_running._invite


def _mark_first(viewer, group, roster, rows):
    numbers = [row.id for row in rows]
    session.execute(update(RosterRow).where(RosterRow.id.in_(numbers)).values(result="invited"))
    session.commit()
    _invite(viewer, group, roster, rows)


roster_running._invite = _mark_first

if __name__ == "__main__":
    cli.main()
