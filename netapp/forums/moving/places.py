"""Positions without gaps after posts have gone elsewhere: two statements, whatever the length of a thread.

Within a thread no two posts may bear the same position, not even for a moment and on neither engine; so each post that
gets another one goes through the negative of it, which no post bears otherwise.
"""

from typing import Any

from sqlalchemy import func, or_, select, update

from netapp.core.db import write
from netapp.forums.models import Post

_POST: Any = Post.__table__
P: Any = _POST.c


def merge(thread_id: int, into_id: int) -> None:
    """All posts of both threads stand in the second one, by when they were published; what waits goes along."""
    place = func.row_number().over(order_by=(P.published_at, P.thread_id, P.position))
    both = P.thread_id.in_((thread_id, into_id))
    ranked = select(P.id, place.label("place")).where(both, P.position.is_not(None)).subquery()
    moves = or_(P.position != ranked.c.place, P.thread_id != into_id)
    write(update(_POST).where(P.id == ranked.c.id, moves).values(position=-ranked.c.place), None)
    comes = or_(P.position < 0, P.thread_id == thread_id)
    write(update(_POST).where(both, comes).values(thread_id=into_id, position=-P.position), None)


def split(thread_id: int, new_id: int, chosen: Any) -> None:
    """The chosen posts stand in the new thread, which has none yet, in the order that they had."""
    write(update(_POST).where(P.thread_id == thread_id, P.position > 1, chosen).values(thread_id=new_id), None)
    place = func.row_number().over(partition_by=P.thread_id, order_by=P.position)
    both = P.thread_id.in_((thread_id, new_id))
    ranked = select(P.id, place.label("place")).where(both, P.position.is_not(None)).subquery()
    moves = P.position != ranked.c.place
    write(update(_POST).where(P.id == ranked.c.id, moves).values(position=-ranked.c.place), None)
    write(update(_POST).where(both, P.position < 0).values(position=-P.position), None)


def settle(thread_id: int) -> None:
    """The posts of a thread stand by when they were published, without gaps: some have come or gone."""
    place = func.row_number().over(order_by=(P.published_at, P.position))
    ranked = select(P.id, place.label("place")).where(P.thread_id == thread_id, P.position.is_not(None)).subquery()
    moves = P.position != ranked.c.place
    write(update(_POST).where(P.id == ranked.c.id, moves).values(position=-ranked.c.place), None)
    write(update(_POST).where(P.thread_id == thread_id, P.position < 0).values(position=-P.position), None)
