"""Seats: how many are taken, who waits, who moves up. Everything here runs under the meeting's lock.

S1: capacity is never exceeded, so whoever changes a sign-up has taken `locked(Meeting, …)` before
the first read; on SQLite the transaction began IMMEDIATE, on PostgreSQL the row is held.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core import clock, db
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.events.models import Meeting, Mode, SignUp, other_mode

_COUNTED = Prepared(
    select(
        SignUp.meeting_id,
        func.sum(case((SignUp.state == "going", 1), else_=0)),
        func.sum(case((SignUp.state == "waiting", 1), else_=0)),
    )
    .where(SignUp.meeting_id.in_(bindparam("meetings", expanding=True)), SignUp.state.in_(("going", "waiting")))
    .group_by(SignUp.meeting_id)
)
_BY_MODE = (
    select(SignUp.state, SignUp.mode, SignUp.change_turn.is_not(None), func.count())
    .where(SignUp.meeting_id == bindparam("meeting_id"), SignUp.state.in_(("going", "waiting")))
    .group_by(SignUp.state, SignUp.mode, SignUp.change_turn.is_not(None))
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


def count(meeting: Meeting, mode: Mode | None = None) -> Count:
    """Of one meeting; of one way of taking part, where there are two. Who waits for the other way is counted there."""
    if mode is None or not meeting.hybrid:
        return counted([meeting.id]).get(meeting.id, NOBODY)
    taken, waiting, changing = 0, 0, 0
    for state, own, is_changing, number in session.execute(_BY_MODE, {"meeting_id": meeting.id}):
        taken += number if state == "going" and own == mode else 0
        waiting += number if state == "waiting" and own == mode else 0
        changing += number if state == "going" and own != mode and is_changing else 0
    return Count(taken, waiting + changing)


def taken(meeting: Meeting, *, is_chosen: bool) -> dict[Mode, int]:
    """How many have a seat of each way of taking part; all in the room, where nobody has chosen or (`is_chosen` False)
    shall any more.
    """
    if not meeting.hybrid or not is_chosen:
        return {"room": count(meeting).taken}
    return {mode: count(meeting, mode).taken for mode in meeting.modes}


def next_state(meeting: Meeting, counted: Count | None = None, size: int = 1, mode: Mode = "room") -> str:
    """What newcomers get now, `size` of them together: seats, or the queue.

    The queue also when seats are free but people wait (S3); unless the first that fit come first, and none of those
    fits. `counted` under the lock, if that has been done.
    """
    most = meeting.seats_of(mode)
    if most is None:
        return "going"
    taken, waiting = count(meeting, mode) if counted is None else counted
    free = most - taken
    if free < size or (waiting and not (meeting.fitting_first and meeting.promotes)):
        return "waiting"
    return "waiting" if waiting and _next(meeting, mode, free) else "going"


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


class Moved(NamedTuple):
    """Who has got a seat from the queue, and who has changed from a seat of one mode to one of the other."""

    seated: list[SignUp]
    changed: list[SignUp]


def promote(meeting: Meeting) -> Moved:
    """Give free seats to who waits, in the order of joining (S3); returns who moved. Twice is harmless.

    Who changes over leaves a seat to who waits for it, who may leave one in turn: until nobody moves any more.
    """
    moved = Moved([], [])
    while meeting.promotes:
        before = len(moved.seated) + len(moved.changed)
        for mode in meeting.modes:
            _fill(meeting, mode, moved)
        if not meeting.hybrid or len(moved.seated) + len(moved.changed) == before:
            break
    return moved


def _fill(meeting: Meeting, mode: Mode, moved: Moved) -> None:
    (taken, waiting), most = count(meeting, mode), meeting.seats_of(mode)
    free = waiting if most is None else max(0, most - taken)
    if not waiting:
        return
    movers = (_next(meeting, mode, free) if free else []) or _trade(meeting)
    for sign_up in movers:
        if sign_up.state == "going":
            change_over(sign_up)
            moved.changed.append(sign_up)
        else:
            seat(sign_up)
            moved.seated.append(sign_up)
    session.flush()


def _trade(meeting: Meeting) -> list[SignUp]:
    """The first of each side who want what the other one has. Nobody who waits is passed over: no seat gets free."""
    if not meeting.hybrid:
        return []
    wants = SignUp.meeting_id == meeting.id, SignUp.state == "going", SignUp.change_turn.is_not(None)
    firsts: dict[Mode, SignUp] = {}
    for sign_up in session.scalars(select(SignUp).where(*wants).order_by(SignUp.change_turn)):
        firsts.setdefault(sign_up.mode, sign_up)
    return list(firsts.values()) if len(firsts) == 2 else []


def change_over(sign_up: SignUp) -> None:
    """From the seat that they have to one of the other mode. Their calendar entry says something else now (C2)."""
    sign_up.mode, sign_up.change_turn, sign_up.bunch = other_mode(sign_up.mode), None, None
    sign_up.rounds, sign_up.changed_at = sign_up.rounds + 1, clock.now()


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


def queue(meeting: Meeting, mode: Mode, most: int | None = None) -> list[list[SignUp]]:
    """Who waits for a seat of this mode, in the order of joining; who come together stand together. `most` people at
    the front, and whoever is with them.
    """
    first = select(SignUp).where(SignUp.meeting_id == meeting.id, _waits_for(SignUp, meeting, mode))
    turn = func.coalesce(SignUp.change_turn, SignUp.turn) if meeting.hybrid else SignUp.turn
    found = {sign_up.id: sign_up for sign_up in session.scalars(first.order_by(turn).limit(most))}
    split = {one.bunch for one in found.values() if one.bunch is not None and one.state == "waiting"}
    if split and most is not None:
        others = SignUp.meeting_id == meeting.id, SignUp.state == "waiting", SignUp.bunch.in_(split)
        found |= {one.id: one for one in session.scalars(select(SignUp).where(*others).order_by(SignUp.turn))}
    return parties(found.values())


def _waits_for(sign_up: Any, meeting: Meeting, mode: Mode) -> ColumnElement[bool]:
    if not meeting.hybrid:
        return sign_up.state == "waiting"  # type: ignore[no-any-return]
    waits = and_(sign_up.state == "waiting", sign_up.mode == mode)
    return or_(waits, and_(sign_up.state == "going", sign_up.mode != mode, sign_up.change_turn.is_not(None)))


def parties(sign_ups: Iterable[SignUp]) -> list[list[SignUp]]:
    """Who comes together, each alone if they come alone; in the order of the first of them."""
    found: dict[tuple[bool, int], list[SignUp]] = {}
    for one in sign_ups:
        alone = one.bunch is None or one.change_turn is not None
        found.setdefault((False, one.id) if alone else (True, one.bunch or 0), []).append(one)
    return list(found.values())


def together(sign_up: SignUp) -> list[SignUp]:
    """All who come together and have not withdrawn, this one too, in the order of joining."""
    if sign_up.bunch is None:
        return [sign_up]
    same = SignUp.meeting_id == sign_up.meeting_id, SignUp.bunch == sign_up.bunch
    return list(session.scalars(select(SignUp).where(*same).order_by(SignUp.turn)))


def _next(meeting: Meeting, mode: Mode, free: int) -> list[SignUp]:
    """Who gets the free seats."""
    waiting = queue(meeting, mode, None if meeting.fitting_first else free)
    places = fitting([len(one) for one in waiting], free, fitting_first=meeting.fitting_first)
    return [sign_up for place in places for sign_up in waiting[place]]


def join(meeting: Meeting) -> None:
    """Nobody chooses how to take part any more: there is one queue, and one kind of seats."""
    chosen = SignUp.meeting_id == meeting.id, or_(SignUp.mode != "room", SignUp.change_turn.is_not(None))
    for sign_up in session.scalars(select(SignUp).where(*chosen)).all():
        sign_up.mode, sign_up.change_turn = "room", None
    session.flush()


def seat(sign_up: SignUp) -> None:
    """Give this one a seat."""
    sign_up.state = "going"
    sign_up.promoted_at = sign_up.changed_at = clock.now()


def place_in_queue(sign_up: SignUp) -> int:
    """1 for who is next (S4). Who come together have one place: that of the first of them."""
    ahead = select(func.count()).where(SignUp.meeting_id == sign_up.meeting_id)
    if sign_up.awaited is not None:
        ahead = ahead.where(before(SignUp, sign_up.awaited, sign_up.place))
    return (session.scalar(ahead) or 0) + 1


def before(others: Any, mode: Any, turn: Any) -> ColumnElement[bool]:
    """Who waits for a seat of this mode, and joined before this turn. At a meeting where nobody chooses, all modes are
    one.
    """
    waits = and_(others.state == "waiting", others.mode == mode, others.turn < turn)
    return or_(waits, and_(others.state == "going", others.mode != mode, others.change_turn < turn))
