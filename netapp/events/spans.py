"""Meetings between two moments, past and to come in one list: for programs, which go on page by page."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, union_all

from netapp.core import clock
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import listed, lists, seats
from netapp.events.listed import GROUP, MEETING, G, M
from netapp.events.lists import Filters
from netapp.events.models import LIVE, LONGEST, SignUp
from netapp.events.queries import bound

_S = SignUp.__table__.c
_STATES = ("published", "cancelled", "held")


@dataclass(frozen=True)
class Span:
    """Not over before `first` (now, when nothing is said), begun before `end`; `mine`: the viewer goes or waits."""

    first: datetime | None = None
    end: datetime | None = None
    mine: bool = False


def within(viewer: Viewer, filters: Filters, span: Span, after: str, most: int) -> lists.Coming:
    """The soonest first, whatever became of them; no drafts."""
    place, first = lists.placed(after), span.first or clock.now()
    values: dict[str, Any] = {**listed.values(viewer), **filters.values, **place, "most": most + 1}
    values |= {"person": viewer.person_id, "first": first, "began": first - LONGEST}
    values |= {"end": span.end} if span.end else {}
    shape = _Shape(filters.shape, bool(place), bool(span.end), span.mine)
    return lists.coming_of(_within(viewer.is_guest, shape).rows(values), most)


@dataclass(frozen=True)
class _Shape:
    filters: tuple[str, ...]
    is_placed: bool
    has_end: bool
    is_mine: bool


@cache
def _within(is_guest: bool, shape: _Shape) -> Prepared:
    found = _found(is_guest, shape).subquery()
    more = lists.own_answer(found.c.id, is_guest), seats.of(found.c.id, "going"), seats.of(found.c.id, "waiting")
    return Prepared(select(*more, *found.c))


def _found(is_guest: bool, shape: _Shape) -> Select[Any]:
    """As many of each state as a page holds, each found in its index; of these, a page."""
    most = bindparam("most", type_=M.id.type)
    legs = [select(M.id, M.starts_at).where(_in_state(one, shape.filters), *_which(is_guest, shape)) for one in _STATES]
    ordered = [leg.order_by(M.starts_at, M.id).limit(most).subquery() for leg in legs]
    found = union_all(*(select(leg) for leg in ordered)).subquery()
    few = select(found.c.id).order_by(found.c.starts_at, found.c.id).limit(most)
    return select(*listed.COLUMNS).join(GROUP, M.group_id == G.id).where(M.id.in_(few))


def _which(is_guest: bool, shape: _Shape) -> list[ColumnElement[bool]]:
    shown: Any = select(func.count()).where(G.id == M.group_id, bound(is_guest)).correlate(MEETING).scalar_subquery()
    which = [
        M.starts_at > bindparam("began", type_=M.starts_at.type),
        M.ends_at > bindparam("first", type_=M.ends_at.type),
        shown > 0,
        *lists.clauses(shape.filters),
    ]
    if shape.is_placed:
        which += lists.beginning()
    if shape.has_end:
        which.append(M.starts_at < bindparam("end", type_=M.starts_at.type))
    if shape.is_mine:
        which.append(exists().where(_S.meeting_id == M.id, _S.person_id == bindparam("person"), _S.state.in_(LIVE)))
    return which


def _in_state(state: str, filters: tuple[str, ...]) -> ColumnElement[bool]:
    """In one network, its own index is the short way, as in lists.py."""
    column: Any = func.coalesce(M.state, "") if "network" in filters else M.state
    clause: ColumnElement[bool] = column == state
    return clause
