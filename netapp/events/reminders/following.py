"""Reminders follow their meetings: called in every deed that changes a meeting's time or state, in its transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from netapp.core import clock, db
from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.events.reminders import timing
from netapp.events.reminders.models import Reminder, Wish

_ROW: Any = Reminder.__table__


def follow(meetings: Iterable[Meeting]) -> None:
    """Derive anew when each of their reminders goes out: in one statement, in none where nobody has set one."""
    by_id = {meeting.id: meeting for meeting in meetings if meeting.own_reminders}
    if not by_id:
        return
    now = clock.now()
    chosen = select(Reminder).where(Reminder.meeting_id.in_(by_id)).execution_options(populate_existing=True)
    for one in session.scalars(chosen):
        timing.follow(one, by_id[one.meeting_id], now)


def give(meetings: Sequence[Meeting], wishes: Sequence[Wish] | None) -> None:
    """Let these meetings have these reminders, or the usual one (None). One that stays as it was is not sent again.

    In three statements at most, whatever their number. The meetings are locked, or new.
    """
    wanted = list(dict.fromkeys((one.days, one.hour) for one in wishes or ()))
    texts = {(one.days, one.hour): one.texts for one in wishes or ()}
    ids = [meeting.id for meeting in meetings if meeting.own_reminders]
    known = session.scalars(select(Reminder).where(Reminder.meeting_id.in_(ids))).all() if ids else []
    stays = {(one.meeting_id, one.days, one.hour): one for one in known if (one.days, one.hour) in texts}
    for one in stays.values():
        one.texts = texts[one.days, one.hour]
    gone = [one.id for one in known if (one.days, one.hour) not in texts]
    if gone:
        session.execute(delete(Reminder).where(Reminder.id.in_(gone)))
    made = []
    for meeting in meetings:
        meeting.own_reminders = wishes is not None
        made += [_new(meeting, Wish(*key, texts[key])) for key in wanted if (meeting.id, *key) not in stays]
    session.flush()
    if made:
        db.write(insert(_ROW), made)


def of(meeting: Meeting) -> list[Reminder]:
    """Its own, the first to go out first."""
    if not meeting.own_reminders:
        return []
    found = session.scalars(select(Reminder).where(Reminder.meeting_id == meeting.id)).all()
    return sorted(found, key=lambda one: (timing.due(meeting, one.wish), one.id))


def wishes(meeting: Meeting) -> tuple[Wish, ...] | None:
    """None where nobody has said anything: the usual one."""
    return tuple(one.wish for one in of(meeting)) if meeting.own_reminders else None


def _new(meeting: Meeting, wish: Wish) -> dict[str, Any]:
    one = Reminder(meeting_id=meeting.id, days=wish.days, hour=wish.hour, texts=wish.texts)
    timing.follow(one, meeting, clock.now())
    return {column.key: getattr(one, column.key) for column in _ROW.c if column.key != "id"}
