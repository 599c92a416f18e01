"""Seats: how many are taken, who waits, who moves up. Everything here runs under the meeting's lock.

S1: capacity is never exceeded, so whoever changes a sign-up has taken `locked(Meeting, …)` before
the first read; on SQLite the transaction began IMMEDIATE, on PostgreSQL the row is held.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, bindparam, case, func, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core import clock, db
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.events.models import Meeting, SignUp

_COUNTED = Prepared(
    select(
        SignUp.meeting_id,
        func.sum(case((SignUp.state == "going", 1), else_=0)),
        func.sum(case((SignUp.state == "waiting", 1), else_=0)),
    )
    .where(SignUp.meeting_id.in_(bindparam("meetings", expanding=True)), SignUp.state.in_(("going", "waiting")))
    .group_by(SignUp.meeting_id)
)
# Of tables: the ORM would look for entities in the session that they change.
_MEETING: Any = Meeting.__table__
_SIGN_UP: Any = SignUp.__table__
_ARRIVED = Prepared(update(_MEETING).where(_MEETING.c.id == bindparam("meeting_id")).values(arrivals=bindparam("turn")))
_ASKED = [column for column in _SIGN_UP.columns if column.key != "id"]
_WRITTEN = Prepared(
    insert(_SIGN_UP)
    .values({column.key: bindparam(column.key, type_=column.type) for column in _ASKED})
    .returning(_SIGN_UP.c.id)
)


class Count(NamedTuple):
    """How many have a seat, and how many wait."""

    taken: int
    waiting: int


NOBODY = Count(0, 0)


def counted(meeting_ids: Iterable[int]) -> dict[int, Count]:
    """By meeting, in one statement; one without sign-ups is missing. Deeds count by it (S1), or with a newcomer."""
    ids = list(meeting_ids)
    rows = _COUNTED.rows({"meetings": ids}) if ids else ()
    return {meeting_id: Count(int(taken), int(waiting)) for meeting_id, taken, waiting in rows}


def of(meeting_id: Any, state: str) -> ScalarSelect[int]:
    """The same for one state, as a column of a statement that reads meetings; for pages, which change nothing."""
    others = _SIGN_UP.alias()
    counted = select(func.count()).where(others.c.meeting_id == meeting_id, others.c.state == state)
    return counted.correlate_except(others).scalar_subquery()


def count(meeting: Meeting) -> Count:
    """Of one meeting."""
    return counted([meeting.id]).get(meeting.id, NOBODY)


def next_state(meeting: Meeting, counted: Count | None = None) -> str:
    """What a newcomer gets now: a seat, or the queue; the queue also when a seat is free but people wait (S3).

    `counted` under the lock, if that has been done.
    """
    if meeting.seats is None:
        return "going"
    taken, waiting = counted or count(meeting)
    return "going" if taken < meeting.seats and not waiting else "waiting"


def next_turn(meeting: Meeting) -> int:
    """The number of whoever comes now, in the order of joining."""
    turn = meeting.arrivals + 1
    _ARRIVED.change({"meeting_id": meeting.id, "turn": turn})
    set_committed_value(meeting, "arrivals", turn)
    return turn


def write(sign_up: SignUp) -> None:
    """Keep a row that is new or has changed.

    A new one is no part of the session: to be asked for its state after the commit would begin another transaction,
    which on SQLite waits for the write lock; and a flush costs as much as all other statements of a sign-up together.
    """
    if sign_up.id is not None:
        return session.flush()
    db.writing()
    ((sign_up.id,),) = _WRITTEN.rows({column.key: getattr(sign_up, column.key) for column in _ASKED})
    return None


def promote(meeting: Meeting) -> list[SignUp]:
    """Give free seats to who waits, in the order of joining (S3); returns who moved up. Twice is harmless."""
    if not meeting.promotes:
        return []
    taken, waiting = count(meeting)
    free = waiting if meeting.seats is None else max(0, meeting.seats - taken)
    if not free or not waiting:
        return []
    queue = select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.state == "waiting")
    moved = list(session.scalars(queue.order_by(SignUp.turn).limit(free)))
    for sign_up in moved:
        seat(sign_up)
    session.flush()
    return moved


def seat(sign_up: SignUp) -> None:
    """Give this one a seat."""
    sign_up.state = "going"
    sign_up.promoted_at = sign_up.changed_at = clock.now()


def place_in_queue(sign_up: SignUp) -> int:
    """1 for who is next (S4)."""
    before = select(func.count()).where(
        SignUp.meeting_id == sign_up.meeting_id, SignUp.state == "waiting", SignUp.turn < sign_up.turn
    )
    return (session.scalar(before) or 0) + 1
