"""Timed work of meetings: the end of promotions, requests that nobody confirmed. Twice is harmless."""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select, update

from netapp.core import clock
from netapp.core.db import changed, session, transaction
from netapp.events import notices, queries
from netapp.events.models import Meeting, Request, SignUp

REQUESTS_KEPT = timedelta(days=7)


def end_promotions() -> int:
    """Once the cut-off has passed, tell all who still wait that no seat comes by itself any more (S3)."""
    now = clock.now()
    still_waiting = exists().where(SignUp.meeting_id == Meeting.id, SignUp.state == "waiting")
    passed = select(Meeting.id).where(
        Meeting.state == "published",
        Meeting.promotes_until <= now,
        Meeting.starts_at > now,
        Meeting.waiting_told_at.is_(None),
        still_waiting,
    )
    ids = session.scalars(passed.order_by(Meeting.id)).all()
    session.rollback()
    for meeting_id in ids:
        with transaction():
            meeting = queries.locked_for_task(meeting_id)
            if meeting is not None and meeting.waiting_told_at is None and not meeting.promotes:
                meeting.waiting_told_at = now
                notices.waiting_over(meeting)
    return len(ids)


def forget_requests() -> int:
    """Delete guests' requests a week after they were made; what was confirmed lives on as a sign-up."""
    with transaction():
        return changed(delete(Request).where(Request.created_at < clock.now() - REQUESTS_KEPT))


def forget_answers() -> int:
    """What people answered at sign-up is deleted as many days after the meeting as they were told; returns how many."""
    now, gone = clock.now(), 0
    over = select(Meeting.id, Meeting.ends_at, Meeting.answer_days).where(Meeting.ends_at < now)
    answered = select(SignUp.meeting_id).where(SignUp.answers.is_not(None))
    rows = session.execute(over.where(Meeting.id.in_(answered))).all()
    session.rollback()
    for meeting_id, ends_at, days in rows:
        if ends_at + timedelta(days=days) < now:
            with transaction():
                theirs = SignUp.meeting_id == meeting_id, SignUp.answers.is_not(None)
                gone += changed(update(SignUp).where(*theirs).values(answers=None))
    return gone


def needed(since: datetime) -> Select[int]:
    """The people who answered for a meeting that had not ended by then: their guest data are still needed."""
    return select(SignUp.person_id).join(SignUp.meeting).where(Meeting.ends_at > since)
