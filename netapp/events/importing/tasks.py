"""Timed work for calendar files: the next of their meetings are made; old files go."""

from sqlalchemy import delete, select

from netapp.core import clock
from netapp.core.db import changed, reading, session, transaction
from netapp.events.importing import queries, running
from netapp.events.importing.models import CalendarFile, CalendarRow
from netapp.mail import ticks


def go_on() -> object:
    """Make some meetings of each file that is being imported; says whether there is more at once."""
    with reading():
        waiting = queries.running()
    done = 0
    for file_id in waiting:
        with transaction():
            done += running.go_on(file_id)
    return ticks.AGAIN if done else None


def forget_old() -> int:
    """Delete files that nobody has touched for 30 days; returns how many. Where meetings came from stays known."""
    old = select(CalendarFile.id).where(CalendarFile.touched_at < clock.now() - queries.KEPT)
    with transaction():
        session.execute(
            delete(CalendarRow).where(CalendarRow.file_id.in_(old)).execution_options(synchronize_session=False)
        )
        gone = delete(CalendarFile).where(CalendarFile.touched_at < clock.now() - queries.KEPT)
        return changed(gone.execution_options(synchronize_session=False))
