"""Reminders as rows in the outbox: one a reader and moment, whatever happens (M2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from netapp.events import notices
from netapp.events.models import Meeting
from netapp.mail import outbox
from netapp.members.models import Person


def usual(meeting: Meeting, people: Sequence[Person]) -> None:
    """The usual one, which lies in the outbox until the day before."""
    due = meeting.starts_at - notices.SOON
    to = [notices.to(person, meeting) for person in people if person.email]
    starts = meeting.starts_at.isoformat()
    outbox.post_many(
        "reminder", notices.thing(meeting), to, occurrence=starts, due=due, meeting=meeting.id, starts=starts
    )


def wanted(meeting_id: int, starts_at: datetime, to: outbox.To, **own: Any) -> outbox.Wanted:
    """One of many; `own`: of which reminder, when the organiser has set it, and when that was due.

    A moved meeting's reminder is another letter, and so is each of several.
    """
    starts = starts_at.isoformat()
    occurrence = f"{starts}|{own['reminder']}" if own else starts
    return outbox.Wanted(f"meeting:{meeting_id}", to, occurrence, {"meeting": meeting_id, "starts": starts, **own})
