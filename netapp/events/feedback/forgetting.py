"""Opinions go, and the numbers stay: after a year, or when who has given one is erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update

from netapp.core import clock, db
from netapp.core.db import session, transaction
from netapp.events.feedback.models import COLUMNS, KEPT, MARKS, Feedback, Opinion
from netapp.members.facts import PersonErased

_TABLE: Any = Feedback.__table__


def forget_opinions() -> int:
    """Delete what was said of meetings a year ago; returns how many opinions."""
    old = select(Feedback.meeting_id).where(Feedback.asked_at < clock.now() - KEPT)
    with transaction():
        return _fold(Opinion.meeting_id.in_(old))


def forget_person(fact: PersonErased) -> None:
    """Their marks go on being counted (P1)."""
    _fold(Opinion.person_id == fact.person_id)


def _fold(which: ColumnElement[bool]) -> int:
    """Each meeting's row is held while its numbers change, as who answers does."""
    session.flush()
    meetings = session.scalars(select(Opinion.meeting_id).where(which).distinct()).all()
    if not meetings:
        return 0
    held = select(Feedback.meeting_id).where(Feedback.meeting_id.in_(meetings)).order_by(Feedback.meeting_id)
    session.execute(held.with_for_update())
    counted = select(Opinion.meeting_id, Opinion.mark, func.count()).where(which)
    rows = session.execute(counted.group_by(Opinion.meeting_id, Opinion.mark)).all()
    for mark, name in zip(MARKS, COLUMNS, strict=True):
        _add(name, [(meeting_id, many) for meeting_id, given, many in rows if given == mark])
    session.execute(delete(Opinion).where(which))
    session.expire_all()
    return sum(many for _meeting_id, _mark, many in rows)


def _add(name: str, more: Sequence[tuple[int, int]]) -> None:
    if more:
        change = update(_TABLE).where(_TABLE.c.meeting_id == bindparam("number"))
        change = change.values({name: _TABLE.c[name] + bindparam("many")})
        db.write(change, [{"number": meeting_id, "many": many} for meeting_id, many in more])
