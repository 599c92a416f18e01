"""A meeting as a line of a list needs it: a row of plain columns, and the statements that read many of them.

A row is a tuple, so what is made of it can be kept by it (see rows.py): equal rows are shown alike. The statements are
built once and filled with values for each request: to build one costs more than to execute it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, case, cast, func, or_, select, true, union_all

from netapp.core import clock, db, text
from netapp.core.viewer import Viewer
from netapp.events import queries
from netapp.events.models import LONGEST, Kind, Meeting, SignUp
from netapp.groups.models import Group


class Listed(NamedTuple):
    """`titles` is the JSON text as stored; `seats` are all, in the room and online."""

    id: int
    kind: Kind
    state: str
    language: str
    titles: str
    starts_local: datetime
    ends_local: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    is_online: bool
    seats: int | None
    open_to_guests: bool
    head_count: int | None
    rule: str | None
    group_id: int
    group_name: str
    parent_id: int | None

    @property
    def network_id(self) -> int:
        return self.parent_id or self.group_id

    def title_in(self, language: str) -> tuple[str, str]:
        """(language, title), as a Meeting's."""
        return title_of(self.titles, self.language, language)

    @property
    def all_titles(self) -> dict[str, str]:
        """By language."""
        return titles_of(self.titles)

    @property
    def tail(self) -> str:
        return tail_of(self.titles, self.language)

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()


# Tables and not classes: rows are read past the machinery that makes objects of them.
MEETING, GROUP = Meeting.__table__, Group.__table__
M, G = MEETING.c, GROUP.c
COLUMNS: tuple[Any, ...] = (
    M.id,
    M.kind,
    M.state,
    M.language,
    cast(M.titles, Text).label("titles"),
    M.starts_local,
    M.ends_local,
    M.zone,
    M.starts_at,
    M.ends_at,
    M.place,
    M.is_online,
    case((M.hybrid, M.seats + M.online_seats), else_=M.seats).label("seats"),
    M.open_to_guests,
    M.head_count,
    M.rule,
    G.id.label("group_id"),
    G.name.label("group_name"),
    G.parent_id,
)
# An index knows meetings by state and beginning. What is on now began LONGEST ago at most: without this, a list of what
# is to come would begin its search with the oldest meeting of all.
RUNNING = M.starts_at > bindparam("since", type_=M.starts_at.type)


def chosen(*which: ColumnElement[bool]) -> Select[Any]:
    """Rows for lists that are asked for rarely: built anew each time, and filled with `values(viewer)` as well."""
    return template(is_guest=False).where(*which)


def read(statement: Any, **values: Any) -> list[Listed]:
    return [Listed._make(row) for row in db.rows(statement, values)]


def template(is_guest: bool) -> Select[Any]:
    """The same to be filled with `values(viewer)`."""
    return select(*COLUMNS).join(GROUP, M.group_id == G.id).where(queries.bound(is_guest))


def values(viewer: Viewer) -> dict[str, Any]:
    """What fills the statements: whose eyes, and the time."""
    now = clock.now()
    return {**queries.rights(viewer), "now": now, "since": now - LONGEST}


def coming(is_guest: bool, *which: ColumnElement[bool], most: int | None = None, state: Any = M.state) -> Select[Any]:
    """Announced and not over, the soonest, in no order; `most` None: as many as the value `most` says."""
    limit = bindparam("most", type_=M.id.type) if most is None else most
    ends = M.ends_at > bindparam("now", type_=M.ends_at.type)
    which = (RUNNING, ends, next_of_series(), *which)
    legs = [_found(is_guest, state == one, *which) for one in ("published", "cancelled")]
    return _rows_of([leg.order_by(M.starts_at, M.id) for leg in legs], limit, lambda found: (found.starts_at, found.id))


def next_of_series(person_id: Any = None, state: Any = None) -> ColumnElement[bool]:
    """Of a series only the next date, so that it does not fill a list: one that no other comes before that is still on.

    With `person_id` only those count for which this person's sign-up has the `state`.
    """
    other = MEETING.alias()
    now = bindparam("now", type_=M.ends_at.type)
    before = select(other.c.id).where(
        other.c.series_id == M.series_id, other.c.starts_at < M.starts_at, other.c.ends_at > now
    )
    if person_id is None:
        before = before.where(other.c.state == "published")
    else:
        own = SignUp.__table__.alias()
        before = before.join(own, own.c.meeting_id == other.c.id)
        before = before.where(own.c.person_id == person_id, own.c.state == state, other.c.state != "draft")
    return or_(M.series_id.is_(None), ~before.correlate(MEETING, SignUp.__table__).exists())


def first_draft() -> ColumnElement[bool]:
    """Of a series that is a draft only its first date: all are published together."""
    other = MEETING.alias()
    before = select(other.c.id).where(
        other.c.series_id == M.series_id, other.c.starts_at < M.starts_at, other.c.state == "draft"
    )
    return and_(M.state == "draft", or_(M.series_id.is_(None), ~before.correlate(MEETING).exists()))


def over(is_guest: bool, most: int) -> Select[Any]:
    """Took place, the latest, in no order, whether or not somebody has written down how many came."""
    is_over = M.ends_at <= bindparam("now", type_=M.ends_at.type)
    legs = [_found(is_guest, M.state == one, is_over) for one in ("published", "held")]
    latest = [leg.order_by(M.ends_at.desc(), M.id.desc()) for leg in legs]
    return _rows_of(latest, most, lambda found: (found.ends_at.desc(), found.id.desc()))


def held(is_guest: bool, *which: ColumnElement[bool], state: Any = M.state) -> Select[Any]:
    """Took place: those that began last, as many as the value `most` says, in no order."""
    # As an expression, since the index that helps is that of beginnings.
    is_over = func.coalesce(M.ends_at, M.ends_at) <= bindparam("now", type_=M.ends_at.type)
    legs = [_found(is_guest, state == one, is_over, *which) for one in ("published", "held")]
    latest = [leg.order_by(M.starts_at.desc(), M.id.desc()) for leg in legs]
    limit = bindparam("most", type_=M.id.type)
    return _rows_of(latest, limit, lambda found: (found.starts_at.desc(), found.id.desc()))


def _found(is_guest: bool, *where: ColumnElement[bool]) -> Select[Any]:
    """No more than an index holds: whole rows are read of the few that are left when all are in order.

    The group is asked about for each meeting that comes, and not joined, not even by EXISTS: SQLite would first look at
    every group, and PostgreSQL at all meetings of each.
    """
    shown = select(true()).where(G.id == M.group_id, queries.bound(is_guest)).correlate(MEETING).scalar_subquery()
    return select(M.id, M.starts_at, M.ends_at).where(*where, shown)


def _rows_of(legs: Sequence[Select[Any]], most: Any, order: Callable[[Any], Any]) -> Select[Any]:
    found = union_all(*(select(leg.limit(most).subquery()) for leg in legs)).subquery()
    few = select(found.c.id).order_by(*order(found.c)).limit(most)
    return select(*COLUMNS).join(GROUP, M.group_id == G.id).where(M.id.in_(few))


def soonest(found: Iterable[Listed], most: int) -> list[Listed]:
    return sorted(found, key=lambda one: (one.starts_at, one.id))[:most]


def next_by_network(viewer: Viewer, network_ids: Sequence[int]) -> dict[int, Listed]:
    """The next meeting of each of these networks, by its number."""
    return soonest_of(read(_next(viewer.is_guest), **values(viewer), networks=list(network_ids))) if network_ids else {}


def soonest_of(found: Iterable[Listed]) -> dict[int, Listed]:
    """The soonest of each network, by its number."""
    return {one.network_id: one for one in sorted(found, key=lambda one: (one.starts_at, one.id), reverse=True)}


def next_in(is_guest: bool, group_ids: Any) -> Select[Any]:
    """The next meeting of each of these groups (a statement of their numbers), found one by one, however much is on."""
    inside, one = group_ids.subquery(), MEETING.alias()
    first = (
        select(one.c.id)
        .where(
            one.c.group_id == inside.c.id,
            # As an expression: the index of all that is published would lead through that of every other group.
            func.coalesce(one.c.state, "") == "published",
            one.c.starts_at > bindparam("now", type_=M.starts_at.type),
        )
        .order_by(one.c.starts_at, one.c.id)
        .limit(1)
        .correlate(inside)
        .scalar_subquery()
    )
    return template(is_guest).where(M.id.in_(select(first).select_from(inside)))


@cache
def _next(is_guest: bool) -> Select[Any]:
    ids: Any = bindparam("networks", expanding=True)
    return next_in(is_guest, select(G.id).where(or_(G.id.in_(ids), G.parent_id.in_(ids))))


@lru_cache(maxsize=2048)
def titles_of(stored: str) -> dict[str, str]:
    """By language, from the JSON text as stored."""
    found: dict[str, str] = json.loads(stored)
    return found


def title_of(stored: str, main: str, language: str) -> tuple[str, str]:
    """(language, title) in the asked language, else in the main one."""
    titles = titles_of(stored)
    return (language, titles[language]) if language in titles else (main, titles[main])


def tail_of(stored: str, main: str) -> str:
    """What an address says of it after its number."""
    return text.tail(titles_of(stored)[main])
