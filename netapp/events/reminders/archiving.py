"""What of reminders goes into a network's archive: those of the meetings that its maker runs."""

from collections.abc import Sequence

from sqlalchemy import select

from netapp.core import clock
from netapp.core.archives import Carried, Row
from netapp.core.db import session
from netapp.events import archiving
from netapp.events.models import Meeting
from netapp.events.reminders import timing
from netapp.events.reminders.models import Reminder, are_right


def _check(row: Row) -> None:
    if not are_right([[row["days"], row["hour"], row["texts"]]]) or (row["people"] or 0) < 0:
        raise ValueError("no such reminder")


def _follow(numbers: Sequence[int]) -> None:
    chosen = select(Reminder, Meeting).join(Meeting, Meeting.id == Reminder.meeting_id)
    for one, meeting in session.execute(chosen.where(Reminder.id.in_(numbers))):
        timing.follow(one, meeting, clock.now())
    session.flush()


CARRIED = (
    Carried(
        name="reminders",
        model=Reminder,
        chosen=lambda within: Reminder.meeting_id.in_(archiving.run_in(within)),
        without={"due_at": "made anew from the meeting's time"},
        check=_check,
        done=_follow,
    ),
)
