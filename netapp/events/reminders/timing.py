"""When a reminder goes out, and when that is too late. Pure: nothing is read or saved."""

from datetime import datetime, time, timedelta

from netapp.core import localtime
from netapp.events.models import Meeting
from netapp.events.reminders.models import Reminder, Wish

# A reminder that comes later than this is no reminder any more (M3).
LATE = timedelta(hours=6)


def local(meeting: Meeting, wish: Wish) -> datetime:
    """What the meeting's clock shows then."""
    day = meeting.starts_local - timedelta(days=wish.days)
    return day if wish.hour is None else datetime.combine(day.date(), time(wish.hour))


def due(meeting: Meeting, wish: Wish) -> datetime:
    """The instant. An hour that the clock skips comes when it has gone forward, one that it repeats the first time."""
    return localtime.to_utc(local(meeting, wish), meeting.zone)


def is_useful(due_at: datetime, starts_at: datetime, now: datetime) -> bool:
    """It may still go out: not many hours late, and before the meeting has begun."""
    return now <= due_at + LATE and now < starts_at


def follow(reminder: Reminder, meeting: Meeting, now: datetime) -> None:
    """Let the reminder go out when the meeting as it stands now wants it to.

    One that has gone out goes out again where the meeting has moved to another day. What is over already at the moment
    at which it is set, published or moved does not go out any more: people have just had a letter.
    """
    was = reminder.due_at
    reminder.due_at = due(meeting, reminder.wish) if meeting.state == "published" else None
    if reminder.due_at is None or reminder.due_at == was:
        return
    if now < reminder.due_at < meeting.starts_at:
        reminder.done_at = reminder.people = None
    elif reminder.done_at is None:
        reminder.done_at = now
