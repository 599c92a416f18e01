"""Seats: how many are taken, who waits, who moves up. Everything here runs under the meeting's lock.

S1: capacity is never exceeded, so whoever changes a sign-up has taken `locked(Meeting, …)` before
the first read; on SQLite the transaction began IMMEDIATE, on PostgreSQL the row is held.
"""

from collections.abc import Iterable, Sequence
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


def next_state(meeting: Meeting, counted: Count | None = None, size: int = 1) -> str:
    """What newcomers get now, `size` of them together: seats, or the queue.

    The queue also when seats are free but people wait (S3); unless the first that fit come first, and none of those
    fits. `counted` under the lock, if that has been done.
    """
    if meeting.seats is None:
        return "going"
    taken, waiting = counted or count(meeting)
    free = meeting.seats - taken
    if free < size or (waiting and not (meeting.fitting_first and meeting.promotes)):
        return "waiting"
    return "waiting" if waiting and _next(meeting, free) else "going"


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
    moved = _next(meeting, free)
    for sign_up in moved:
        seat(sign_up)
    session.flush()
    return moved


def fitting(sizes: Sequence[int], free: int, *, fitting_first: bool) -> list[int]:
    """Who in the queue gets seats: the places in it, from 0. `sizes`: how many come together, for each who waits."""
    chosen: list[int] = []
    for place, size in enumerate(sizes):
        if size <= free:
            chosen.append(place)
            free -= size
        elif not fitting_first:
            break
    return chosen


def queue(meeting_id: int, most: int | None = None) -> list[list[SignUp]]:
    """Who waits, in the order of joining; who come together stand together. `most` people at the front, and whoever is
    with them.
    """
    waits = SignUp.meeting_id == meeting_id, SignUp.state == "waiting"
    first = select(SignUp).where(*waits).order_by(SignUp.turn).limit(most)
    found = {sign_up.id: sign_up for sign_up in session.scalars(first)}
    split = {one.bunch for one in found.values() if one.bunch is not None}
    if split and most is not None:
        found |= {one.id: one for one in session.scalars(select(SignUp).where(*waits, SignUp.bunch.in_(split)))}
    return parties(found.values())


def parties(sign_ups: Iterable[SignUp]) -> list[list[SignUp]]:
    """Who comes together, each alone if they come alone; in the order of the first of them."""
    found: dict[tuple[bool, int], list[SignUp]] = {}
    for one in sign_ups:
        found.setdefault((False, one.id) if one.bunch is None else (True, one.bunch), []).append(one)
    return list(found.values())


def together(sign_up: SignUp) -> list[SignUp]:
    """All who come together and have not withdrawn, this one too, in the order of joining."""
    if sign_up.bunch is None:
        return [sign_up]
    same = SignUp.meeting_id == sign_up.meeting_id, SignUp.bunch == sign_up.bunch
    return list(session.scalars(select(SignUp).where(*same).order_by(SignUp.turn)))


def _next(meeting: Meeting, free: int) -> list[SignUp]:
    """Who gets the free seats."""
    parties = queue(meeting.id, None if meeting.fitting_first else free)
    places = fitting([len(one) for one in parties], free, fitting_first=meeting.fitting_first)
    return [sign_up for place in places for sign_up in parties[place]]


def seat(sign_up: SignUp) -> None:
    """Give this one a seat."""
    sign_up.state = "going"
    sign_up.promoted_at = sign_up.changed_at = clock.now()


def place_in_queue(sign_up: SignUp) -> int:
    """1 for who is next (S4). Who come together have one place: that of the first of them."""
    turn = sign_up.turn if sign_up.bunch is None else sign_up.bunch
    before = select(func.count()).where(
        SignUp.meeting_id == sign_up.meeting_id, SignUp.state == "waiting", SignUp.turn < turn
    )
    return (session.scalar(before) or 0) + 1
