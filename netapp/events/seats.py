"""Seats: how many are taken, who waits, who moves up. Everything here runs under the meeting's lock.

S1: capacity is never exceeded, so whoever changes a sign-up has taken `locked(Meeting, …)` before
the first read; on SQLite the transaction began IMMEDIATE, on PostgreSQL the row is held.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.events.models import Meeting, SignUp


class Count(NamedTuple):
    """How many have a seat, and how many wait."""

    taken: int
    waiting: int


NOBODY = Count(0, 0)


def counted(meeting_ids: Iterable[int]) -> dict[int, Count]:
    """By meeting, in one statement; one without sign-ups is missing. The one place where seats are counted (S1)."""
    ids = list(meeting_ids)
    rows = session.execute(_COUNTED, {"meetings": ids}) if ids else ()
    return {meeting_id: Count(int(taken), int(waiting)) for meeting_id, taken, waiting in rows}


_S = SignUp.__table__.c
_COUNTED: Any = (
    select(
        _S.meeting_id,
        func.sum(case((_S.state == "going", 1), else_=0)),
        func.sum(case((_S.state == "waiting", 1), else_=0)),
    )
    .where(_S.meeting_id.in_(bindparam("meetings", expanding=True)), _S.state.in_(("going", "waiting")))
    .group_by(_S.meeting_id)
)


def count(meeting: Meeting) -> Count:
    """Of one meeting."""
    return counted([meeting.id]).get(meeting.id, NOBODY)


def next_state(meeting: Meeting) -> str:
    """What a newcomer gets now: a seat, or the queue; the queue also when a seat is free but people wait (S3)."""
    if meeting.seats is None:
        return "going"
    taken, waiting = count(meeting)
    return "going" if taken < meeting.seats and not waiting else "waiting"


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
