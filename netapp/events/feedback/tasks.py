"""Timed work: who came is asked how it was; after a year that is forgotten.

A fixed number of statements, however many meetings there are; twice is harmless.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock
from netapp.core.db import db, session, transaction
from netapp.events import present
from netapp.events.feedback import forgetting, timing
from netapp.events.feedback.models import KEPT, OPEN, Feedback, Opinion
from netapp.events.models import Meeting
from netapp.mail import outbox

_TABLE: Any = Feedback.__table__
# Whoever writes the row first is the one who asks.
_NEW = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_TABLE)
    .on_conflict_do_nothing(index_elements=["meeting_id"])
    .returning(_TABLE.c.meeting_id)
    for dialect in (postgresql, sqlite)
}


def ask() -> int:
    """Returns of how many meetings people were asked now."""
    with transaction():
        mine = _taken()
        coming = present.came_to(mine)
        wanted = [outbox.Wanted(f"meeting:{one.meeting_id}", one.to, "", {"meeting": one.meeting_id}) for one in coming]
        outbox.post_each("feedback", wanted)
        counts = Counter(one.meeting_id for one in coming)
        if mine:
            session.execute(update(Feedback), [{"meeting_id": one, "people": counts[one]} for one in mine])
    return len(mine)


def forget_opinions() -> int:
    """Delete what was said of meetings a year ago; returns how many opinions."""
    old = select(Feedback.meeting_id).where(Feedback.asked_at < clock.now() - KEPT)
    with transaction():
        return forgetting.fold(Opinion.meeting_id.in_(old))


def _taken() -> list[int]:
    """The meetings whose hour has come, each taken by the first who finds it."""
    now = clock.now()
    # A day and two hours at most lie between an end and the hour, wherever on earth; then some days when all is late.
    over = Meeting.ends_at <= now, Meeting.ends_at > now - timedelta(days=2) - timing.LATE
    asks = Meeting.asks_feedback.is_(True), Meeting.state.in_(("published", "held"))
    unasked = ~exists().where(Feedback.meeting_id == Meeting.id)
    chosen = select(Meeting.id, Meeting.ends_local, Meeting.zone).where(*over, *asks, unasked).order_by(Meeting.id)
    ids = [number for number, ends, zone in session.execute(chosen) if timing.is_now(ends, zone, now)]
    if not ids:
        return []
    rows = [{"meeting_id": one, "asked_at": now, "closes_at": now + OPEN} for one in ids]
    statement = _NEW[db.engine.dialect.name].values(rows)
    return sorted(session.scalars(statement).all())
