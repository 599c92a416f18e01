"""Lists of threads: a group's, by what moved last, and what is new to somebody. Pages go on from a row."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, Text, and_, bindparam, case, cast, func, literal, null, or_, select

from netapp.core import clock, text
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums import queries
from netapp.forums.models import KINDS, NEWS, CaughtUp, Reading, Thread
from netapp.groups.models import Group, Membership
from netapp.members.models import Person

PAGE = 25
MOST_NEW = 50
T: Any = Thread.__table__.c
R: Any = Reading.__table__.c
G: Any = Group.__table__.c
M: Any = Membership.__table__.c
C: Any = CaughtUp.__table__.c
_STARTER, _LAST = Person.__table__.alias(), Person.__table__.alias()


@dataclass(frozen=True)
class Filters:
    """What a group's list is narrowed to. `open`: questions that nobody has answered."""

    kind: str = ""
    tag: str = ""
    open: bool = False

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        kind = args.get("kind", "")
        return cls(
            kind=kind if kind in KINDS else "",
            tag=text.one_line(args.get("tag", ""))[:40],
            open=args.get("open") == "1",
        )

    @property
    def args(self) -> dict[str, Any]:
        """For an address; only what narrows."""
        values = {"kind": self.kind, "tag": self.tag, "open": "1" if self.open else ""}
        return {name: value for name, value in values.items() if value}


class Row(NamedTuple):
    """A thread in a list. `starter` and `last` are names; "" for who shows theirs to nobody, or is known no more.

    `read_at`, `watch` are the viewer's own; `floor`: what was said until then is not new to them.
    """

    id: int
    group_id: int
    group: str
    title: str
    language: str
    kind: str
    tags: str
    posts: int
    last_at: datetime
    is_pinned: bool
    is_closed: bool
    is_answered: bool
    for_members: bool
    starter: str
    last: str
    read_at: datetime | None
    watch: str
    floor: datetime | None

    @property
    def is_new(self) -> bool:
        """Something was said that the viewer has not seen."""
        if self.floor is None or self.watch == "mute":
            return False
        return self.last_at > max(self.floor, self.read_at or self.floor)


class Part(NamedTuple):
    """Rows of a list, and where it goes on: behind this moment and number; None at its end."""

    rows: tuple[Row, ...]
    goes_on: str | None


def of_group(viewer: Viewer, group_id: int, filters: Filters, after: str | None) -> Part:
    """A group's threads that the viewer reads: what is pinned, then by what was said last."""
    begins = _place(after)
    shape = tuple(name for name in ("kind", "tag", "open") if getattr(filters, name))
    values = {
        **_values(viewer),
        "group_id": group_id,
        "kind": filters.kind,
        "tag": _as_json(filters.tag),
        "after_at": begins[0] if begins else None,
        "after_id": begins[1] if begins else None,
    }
    rows = _read(_of_group(viewer.is_guest, shape, PAGE + 1, goes_on=begins is not None), values)
    pinned = _read(_pinned(viewer.is_guest), values) if begins is None and not shape else ()
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return Part((*pinned, *rows[:PAGE]), _mark(more) if more else None)


def new_to(viewer: Viewer) -> tuple[Row, ...]:
    """The threads of the viewer's groups in which something was said that they have not seen, the latest first."""
    return tuple(_read(_NEW, _values(viewer))) if viewer.roles else ()


def latest(viewer: Viewer, group_id: int, most: int) -> tuple[Row, ...]:
    """The few that stand on the group's own page."""
    return tuple(_read(_of_group(viewer.is_guest, (), most), _values(viewer) | {"group_id": group_id}))


def about_company(viewer: Viewer, company_id: int, most: int) -> tuple[Row, ...]:
    """What is said about a company in all the groups that the viewer reads, the latest first."""
    return tuple(_read(_about_company(viewer.is_guest, most), _values(viewer) | {"company_id": company_id}))


def _values(viewer: Viewer) -> dict[str, Any]:
    return {**queries.rights(viewer), "person_id": viewer.person_id or 0, "since": clock.now() - NEWS}


def _read(statement: Prepared, values: Mapping[str, Any]) -> list[Row]:
    return [_row(row) for row in statement.rows(values)]


def _row(row: tuple[Any, ...]) -> Row:
    made = Row(*row)
    return made._replace(
        is_pinned=bool(made.is_pinned), is_closed=bool(made.is_closed), is_answered=bool(made.is_answered)
    )


def _place(after: str | None) -> tuple[datetime, int] | None:
    """Where a page goes on, as an address writes it: microseconds since the epoch, and the thread's number."""
    moment, _dot, number = (after or "").partition(".")
    if not (moment.isdigit() and number.isdigit() and len(moment) < 18 and len(number) < 10 and moment.isascii()):
        return None
    return datetime.fromtimestamp(int(moment) / 1_000_000, UTC), int(number)


def _mark(row: Row) -> str:
    return f"{round(row.last_at.timestamp() * 1_000_000)}.{row.id}"


def _as_json(tag: str) -> str:
    """How a tag stands in the column, between its quotes, for LIKE with / as its escape."""
    return text.pattern(json.dumps(tag)) if tag else ""


_CLAUSES: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "kind": lambda: T.kind == bindparam("kind"),
    "tag": lambda: cast(T.tags, Text).like(bindparam("tag"), escape="/"),
    "open": lambda: and_(T.kind == "question", T.answer_id.is_(None), T.closed_at.is_(None)),
}


@cache
def _of_group(is_guest: bool, shape: tuple[str, ...], most: int, *, goes_on: bool = False) -> Prepared:
    """With how many rows in its words: PostgreSQL plans a statement for any number of rows anew each time."""
    chosen = _rows(is_guest).where(T.group_id == bindparam("group_id"), *(_CLAUSES[name]() for name in shape))
    if not shape:
        chosen = chosen.where(T.pinned_at.is_(None))
    if goes_on:
        # Two conditions: SQLite finds the beginning by the first one, by the index.
        at, number = bindparam("after_at", type_=T.last_at.type), bindparam("after_id", type_=T.id.type)
        chosen = chosen.where(T.last_at <= at, or_(T.last_at < at, T.id < number))
    return Prepared(chosen.order_by(T.last_at.desc(), T.id.desc()).limit(most))


@cache
def _about_company(is_guest: bool, most: int) -> Prepared:
    chosen = _rows(is_guest).where(T.company_id == bindparam("company_id", type_=T.company_id.type))
    return Prepared(chosen.order_by(T.last_at.desc(), T.id.desc()).limit(most))


@cache
def _pinned(is_guest: bool) -> Prepared:
    chosen = _rows(is_guest).where(T.group_id == bindparam("group_id"), T.pinned_at.is_not(None))
    return Prepared(chosen.order_by(T.pinned_at.desc(), T.id.desc()))


def _rows(is_guest: bool) -> Any:
    person = bindparam("person_id", type_=R.person_id.type)
    joined = Thread.__table__.join(Group.__table__, G.id == T.group_id)
    joined = joined.outerjoin(_STARTER, _STARTER.c.id == T.created_by).outerjoin(_LAST, _LAST.c.id == T.last_by)
    own: list[Any] = [cast(null(), R.read_at.type), literal(""), cast(null(), R.read_at.type)]
    if not is_guest:
        joined = joined.outerjoin(Reading.__table__, and_(R.thread_id == T.id, R.person_id == person))
        own = [R.read_at, func.coalesce(R.watch, ""), _floor(T.group_id, person)]
    return (
        select(
            T.id,
            T.group_id,
            G.name,
            T.title,
            T.language,
            T.kind,
            cast(T.tags, Text),
            T.posts,
            T.last_at,
            T.pinned_at.is_not(None),
            T.closed_at.is_not(None),
            T.answer_id.is_not(None),
            T.for_members,
            name_of(_STARTER, is_guest),
            name_of(_LAST, is_guest),
            *own,
        )
        .select_from(joined)
        .where(queries.bound(is_guest))
    )


def name_of(person: Any, is_guest: bool) -> Any:
    """Guests are told the names of those who show theirs to everybody."""
    shown = case((person.c.show_name, person.c.name), else_="") if is_guest else person.c.name
    return func.coalesce(shown, cast(literal(""), String))


def _floor(group_id: Any, person: Any) -> Any:
    """Until when nothing in the group is new to somebody who is in it: they came, they have caught up, it is long ago.

    NULL for who is not in it, to whom nothing is new.
    """
    since = bindparam("since", type_=C.until.type)
    caught = select(C.until).where(C.group_id == group_id, C.person_id == person).correlate_except(CaughtUp)
    until = func.coalesce(caught.scalar_subquery(), since)
    joined = func.coalesce(M.joined_at, since)
    later = case((joined > until, joined), else_=until)
    latest = case((later > since, later), else_=since)
    chosen = select(latest).where(M.group_id == group_id, M.person_id == person, M.state == "active")
    return chosen.correlate_except(Membership).scalar_subquery()


def _new() -> Prepared:
    person = bindparam("person_id", type_=R.person_id.type)
    mine = select(M.group_id).where(M.person_id == person, M.state == "active")
    floor = _floor(T.group_id, person)
    chosen = _rows(False).where(
        T.group_id.in_(mine),
        T.last_at > bindparam("since", type_=T.last_at.type),
        T.last_at > floor,
        or_(R.read_at.is_(None), T.last_at > R.read_at),
        func.coalesce(R.watch, "") != "mute",
        G.closed_at.is_(None),
    )
    return Prepared(chosen.order_by(T.last_at.desc(), T.id.desc()).limit(MOST_NEW))


_NEW = _new()
