"""Timed work of date polls: reminders, word to who asked when one is over, requests that nobody confirmed."""

from datetime import datetime, time, timedelta

from sqlalchemy import Select, delete, or_, select

from netapp.core import clock, localtime
from netapp.core.db import changed, session, transaction
from netapp.core.viewer import ORGANISING
from netapp.events import policy
from netapp.events import queries as events
from netapp.events.polls import notices, queries
from netapp.events.polls.models import Ballot, Poll, PollRequest
from netapp.groups import records
from netapp.members.models import Person

DAYS_BEFORE = 2
# A reminder comes when people read, by the poll's own clock, and not at the minute at which a day ends.
HOUR = time(9)
REQUESTS_KEPT = timedelta(days=7)
# After a longer outage nobody is told any more that a poll is over: it stands on the organisers' pages.
TOLD_WITHIN = timedelta(days=7)


def send_reminders() -> int:
    """A letter two days before the last day to who has not answered; returns how many polls. Twice is harmless."""
    now = clock.now()
    soon = select(Poll.id).where(
        Poll.state == "open",
        Poll.closes_at > now,
        Poll.closes_at <= now + timedelta(days=DAYS_BEFORE + 2),
        Poll.reminded_at.is_(None),
    )
    ids, done = session.scalars(soon.order_by(Poll.id)).all(), 0
    session.rollback()
    for poll_id in ids:
        with transaction():
            done += _remind(poll_id, now)
    return done


def tell_over() -> int:
    """The poll has closed by itself, and waits for a date. Twice is harmless (M2)."""
    now = clock.now()
    over = select(Poll.id).where(Poll.state == "open", Poll.closes_at <= now, Poll.closes_at > now - TOLD_WITHIN)
    ids = session.scalars(over.order_by(Poll.id)).all()
    session.rollback()
    for poll_id in ids:
        with transaction():
            poll = queries.known_poll(poll_id, locked=True)
            if poll is not None and poll.state == "open":
                notices.over(poll, _who_chooses(poll))
    return len(ids)


def forget_requests() -> int:
    """Delete guests' answers that waited a week for their button; what was confirmed lives on as a ballot."""
    with transaction():
        return changed(delete(PollRequest).where(PollRequest.created_at < clock.now() - REQUESTS_KEPT))


def needed(since: datetime) -> Select[int]:
    """The people who answered a poll that had not closed or ended by then: their guest data are still needed."""
    late = or_(Poll.closes_at > since, Poll.ended_at > since)
    return select(Ballot.person_id).join(Poll, Poll.id == Ballot.poll_id).where(late)


def reminds_at(poll: Poll) -> datetime:
    day = poll.closes_local.date() - timedelta(days=DAYS_BEFORE)
    return localtime.to_utc(datetime.combine(day, HOUR), poll.zone)


def _who_chooses(poll: Poll) -> list[Person]:
    """Who asked; all who organise the group, where that one can't choose any more."""
    asked = session.get(Person, poll.created_by) if poll.created_by else None
    if asked is not None and asked.email and policy.may_choose(events.viewer_of(asked), poll):
        return [asked]
    return list(records.in_charge(poll.group, ORGANISING))


def _remind(poll_id: int, now: datetime) -> bool:
    """Not where the poll was opened later than that: its first letter has just come."""
    poll = queries.known_poll(poll_id, locked=True)
    if poll is None or poll.state != "open" or poll.reminded_at is not None or not reminds_at(poll) <= now:
        return False
    poll.reminded_at = now
    if poll.created_at < reminds_at(poll):
        notices.remind(poll)
    return True
