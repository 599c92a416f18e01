"""Timed work: reminders go out. In a fixed number of statements, however many meetings there are; twice is harmless."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.events.models import Meeting, SignUp
from netapp.events.notices import SOON
from netapp.events.reminders import notices, timing
from netapp.events.reminders.models import Reminder
from netapp.groups.models import Group
from netapp.mail import outbox
from netapp.members.models import Person

# In one transaction: the letters of a hundred meetings are a few thousand rows.
CHUNK = 100


class _Comer(NamedTuple):
    """Who has a seat at the moment at which a reminder goes out."""

    meeting_id: int
    changed_at: datetime
    to: outbox.To


def send_reminders() -> int:
    """Returns to how many meetings' people one went out now, or is kept ready since the last run."""
    sent = _usual()
    while True:
        with transaction():
            taken = _taken(clock.now())
            sent += _send(taken)
        if len(taken) < CHUNK:
            return sent


def _taken(now: datetime) -> Sequence[Any]:
    """(reminder, when it was due, its meeting's number and beginning) of what is due.

    Each is noted as done by whoever finds it first: two workers at once take different ones.
    """
    due = select(Reminder.id).where(Reminder.done_at.is_(None), Reminder.due_at <= now)
    due = due.order_by(Reminder.due_at, Reminder.id).limit(CHUNK).with_for_update(skip_locked=True)
    mine = update(Reminder).where(Reminder.id.in_(due), Reminder.done_at.is_(None)).values(done_at=now)
    ids = session.scalars(mine.returning(Reminder.id).execution_options(synchronize_session=False)).all()
    if not ids:
        return []
    columns = Reminder.id, Reminder.due_at, Meeting.id, Meeting.starts_at
    chosen = select(*columns).join(Meeting, Meeting.id == Reminder.meeting_id).where(Reminder.id.in_(ids))
    return session.execute(chosen.order_by(Reminder.id)).all()


def _send(taken: Sequence[Any]) -> int:
    """What would come too late stays as it is: done, and to nobody."""
    now = clock.now()
    useful = [row for row in taken if timing.is_useful(row[1], row[3], now)]
    if not useful:
        return 0
    coming: dict[int, list[_Comer]] = {row[2]: [] for row in useful}
    for one in _coming(coming):
        coming[one.meeting_id].append(one)
    outbox.post_each(
        "reminder",
        (
            notices.wanted(meeting_id, starts_at, one.to, reminder=number, due=due_at.isoformat())
            for number, due_at, meeting_id, starts_at in useful
            for one in coming[meeting_id]
        ),
    )
    counts = [{"id": number, "people": len(coming[meeting_id])} for number, _due, meeting_id, _starts in useful]
    session.execute(update(Reminder), counts)
    return len(useful)


def _usual() -> int:
    """A day before, where no organiser has said otherwise, to who had a seat by then."""
    now = clock.now()
    with transaction():
        soon = select(Meeting.id, Meeting.starts_at).where(
            Meeting.state == "published",
            Meeting.starts_at > now + SOON - timing.LATE,
            Meeting.starts_at <= now + SOON,
            Meeting.own_reminders.is_(False),
        )
        starts: dict[int, datetime] = {row[0]: row[1] for row in session.execute(soon)}
        coming = [one for one in _coming(starts) if one.changed_at < starts[one.meeting_id] - SOON]
        outbox.post_each("reminder", (notices.wanted(one.meeting_id, starts[one.meeting_id], one.to) for one in coming))
    return len(Counter(one.meeting_id for one in coming))


def _coming(meetings: Iterable[int]) -> list[_Comer]:
    """Who has a seat at these and an address, in the room or online, in order of joining."""
    ids = list(meetings)
    if not ids:
        return []
    columns = SignUp.meeting_id, SignUp.changed_at, Person.id, Person.email, Person.name, Person.language
    rows = session.execute(
        select(*columns, Group.language)
        .join(Person, Person.id == SignUp.person_id)
        .join(Meeting, Meeting.id == SignUp.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .where(SignUp.meeting_id.in_(ids), SignUp.state == "going", Person.email.is_not(None))
        .order_by(SignUp.meeting_id, SignUp.turn)
    )
    return [
        _Comer(meeting_id, changed_at, outbox.To(number, email or "", name, own or language))
        for meeting_id, changed_at, number, email, name, own, language in rows
    ]
