"""`netapp run` with the meeting's lock taken away: to show that the race which the lock ends does happen.

The product has no switch for this. Run as a module, it changes the product's code in its own process, from which the
web processes are forked.
"""

import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from netapp import cli
from netapp.core import db
from netapp.core.viewer import Viewer
from netapp.events import arriving, queries
from netapp.events.models import Meeting


def _not_locked(viewer: Viewer, meeting_id: int) -> Meeting:
    """PostgreSQL: the meeting is read, but its row is not held."""
    return queries.get_meeting(viewer, meeting_id)


def _begin_late(connection: Any, _record: object) -> None:
    """SQLite: as the driver comes, which begins a transaction before the first change and not before the first read."""
    if type(connection).__module__ == "sqlite3":
        connection.isolation_level = ""


def _not_locked_own(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.known_meeting(meeting_id)
    return found or queries.get_meeting(viewer, meeting_id)


if __name__ == "__main__":
    queries.locked_meeting = arriving.locked = _not_locked
    queries.locked_own = _not_locked_own
    queries.locked_for_task = queries.known_meeting
    event.listen(Engine, "connect", _begin_late)
    event.remove(Engine, "begin", db._begin)
    sys.exit(cli.main())
