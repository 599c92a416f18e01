"""Opinions go, and the numbers stay: after a year, or when who has given one is erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update

from netapp.core import db
from netapp.core.db import session
from netapp.events.feedback.models import COLUMNS, MARKS, Feedback, Opinion
from netapp.members.facts import PersonErased

_TABLE: Any = Feedback.__table__


def forget_person(fact: PersonErased) -> None:
    """Their marks go on being counted (P1)."""
    fold(Opinion.person_id == fact.person_id)


def fold(which: ColumnElement[bool]) -> int:
    """Count these for good and delete them; returns how many. Each meeting's row is held, as by who answers."""
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
    for one in [one for one in session().identity_map.values() if isinstance(one, Feedback)]:
        session.expire(one)
    return sum(many for _meeting_id, _mark, many in rows)


def _add(name: str, more: Sequence[tuple[int, int]]) -> None:
    if more:
        change = update(_TABLE).where(_TABLE.c.meeting_id == bindparam("number"))
        change = change.values({name: _TABLE.c[name] + bindparam("many")})
        db.write(change, [{"number": meeting_id, "many": many} for meeting_id, many in more])
