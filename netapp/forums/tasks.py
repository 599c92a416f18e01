"""Timed work of discussions."""

from datetime import timedelta

from sqlalchemy import delete, select

from netapp.core import clock
from netapp.core.db import changed, reading, session, transaction
from netapp.forums import notices, queries
from netapp.forums.models import Draft, Telling

KEPT = timedelta(days=90)


def tell() -> int:
    """Order the letters of posts that can't be taken back any more; returns of how many. Run it every minute.

    A post a transaction: whoever takes over from one that was killed orders the rest, and nobody is told twice.
    """
    told = 0
    while (post_id := _next()) is not None:
        with transaction():
            told += _tell(post_id)
    return told


def _next() -> int | None:
    due = select(Telling.post_id).where(Telling.due_at <= clock.now()).order_by(Telling.due_at, Telling.post_id)
    with reading():
        return session.scalar(due.limit(1))


def _tell(post_id: int) -> bool:
    """False when another one was faster, or there is nothing to tell of."""
    if not changed(delete(Telling).where(Telling.post_id == post_id)):
        return False
    post = queries.post_for_task(post_id)
    if post is None or post.is_gone:
        return False
    notices.tell(post.thread, post)
    return True


def forget_drafts() -> int:
    """Delete what nobody has gone on with for three months; returns how many."""
    with transaction():
        return changed(delete(Draft).where(Draft.saved_at < clock.now() - KEPT))
