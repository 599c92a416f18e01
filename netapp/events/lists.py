"""Lists of meetings: what is on, what was, a month. Filters are plain addresses; right and fast at 10,000 meetings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, func, literal, or_, select, union_all

from netapp.config import LANGUAGES
from netapp.core import clock, links, text
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import listed, seats
from netapp.events.listed import GROUP, G, Listed, M
from netapp.events.models import KINDS, LONGEST, Meeting, SignUp
from netapp.groups.models import Group

PAGE = 20
_S = SignUp.__table__.c
# More than a month's page could show; who has more chooses a network or a kind.
MONTH_MOST = 500
# Local and UTC dates differ by less than this, so that an index on instants narrows a question about local days.
SLACK = timedelta(hours=26)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `network` is a network's number (with its sub-groups) or a sub-group's.

    `words` is what was typed into the search field.
    """

    region: str = ""
    network: int | None = None
    kind: str = ""
    online: bool = False
    language: str = ""
    guests: bool = False
    words: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From an address; what makes no sense there is left out."""
        if not args:
            return cls()
        kind, language = args.get("kind", ""), args.get("language", "")
        return cls(
            region=text.one_line(args.get("region", ""))[:80],
            network=links.number(args.get("network")),
            kind=kind if kind in KINDS else "",
            online=args.get("online") == "1",
            language=language if language in LANGUAGES else "",
            guests=args.get("guests") == "1",
            words=text.one_line(args.get("q", ""))[:100],
        )

    @property
    def args(self) -> dict[str, Any]:
        """For an address; only what narrows."""
        values = {**vars(self), "online": "1" if self.online else "", "guests": "1" if self.guests else ""}
        values["q"] = values.pop("words")
        return {name: str(value) for name, value in values.items() if value}

    def but(self, **changes: object) -> "Filters":
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def shape(self) -> tuple[str, ...]:
        """What narrows, without the values: a statement is built once for each shape."""
        return (*(name for name in _CLAUSES if getattr(self, name)), *self.words_asked)

    @property
    def words_asked(self) -> dict[str, str]:
        """Each word to search for, as a pattern, by the name of its parameter."""
        folded = text.fold(self.words).split()
        return {f"word{n}": text.pattern(word) for n, word in enumerate(folded)}

    @property
    def values(self) -> dict[str, Any]:
        """What fills a statement of this shape."""
        return {**{name: getattr(self, name) for name in _CLAUSES if getattr(self, name)}, **self.words_asked}


def _in_region() -> ColumnElement[bool]:
    network, below = GROUP.alias(), GROUP.alias()
    there = select(network.c.id).where(network.c.region == bindparam("region"), network.c.parent_id.is_(None))
    return M.group_id.in_(union_all(there, select(below.c.id).where(below.c.parent_id.in_(there))))


def inside(group_id: Any) -> Any:
    """The numbers of a group and its sub-groups; not with OR, for which SQLite would look at every group."""
    below = GROUP.alias()
    return union_all(select(group_id), select(below.c.id).where(below.c.parent_id == group_id))


_CLAUSES: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "kind": lambda: M.kind == bindparam("kind"),
    "language": lambda: M.language == bindparam("language"),
    "region": _in_region,
    "network": lambda: M.group_id.in_(inside(bindparam("network", type_=G.id.type))),
    # The values that `shape` speaks of stand in these already.
    "online": lambda: M.is_online.is_(True),
    "guests": lambda: M.open_to_guests.is_(True),
}


def clauses(shape: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """For a statement that reads Meeting; `Filters.values` fills them."""
    return [_CLAUSES[name]() if name in _CLAUSES else M.search.like(bindparam(name), escape="/") for name in shape]


def network_id() -> ColumnElement[int]:
    """The network that a joined Group is, or is in."""
    return func.coalesce(Group.parent_id, Group.id)


def is_coming(meeting: Any = Meeting) -> ColumnElement[bool]:
    """Announced and not over; a cancelled meeting stays until its day has passed, so that nobody goes there."""
    return and_(meeting.state.in_(("published", "cancelled")), meeting.ends_at > clock.now())


def was_held(meeting: Any = Meeting) -> ColumnElement[bool]:
    """It took place, whether or not somebody has written down how many came."""
    return and_(meeting.state.in_(("published", "held")), meeting.ends_at <= clock.now())


def beyond(last: Listed) -> str:
    """The place in a list after this meeting, for an address."""
    return f"{last.starts_at.astimezone(UTC).replace(tzinfo=None).isoformat()}_{last.id}"


class Coming(NamedTuple):
    """The next meetings, with their seats and what the viewer answered, and the place where the list goes on."""

    meetings: Sequence[Listed]
    counts: Mapping[int, seats.Count]
    answers: Mapping[int, str]
    goes_on: str | None


def upcoming(viewer: Viewer, filters: Filters, after: str = "", most: int = PAGE) -> Coming:
    """What comes next, soonest first."""
    place = placed(after)
    values = {**listed.values(viewer), **filters.values, **place, "most": most + 1, "person": viewer.person_id}
    return coming_of(_coming(viewer.is_guest, filters.shape, bool(place)).rows(values), most)


def coming_of(rows: Iterable[Sequence[Any]], most: int) -> Coming:
    """From rows of `coming_rows`, one more than are shown."""
    counts, answers, unordered = {}, {}, []
    for answer, taken, waiting, *row in rows:
        unordered.append(one := Listed._make(row))
        counts[one.id] = seats.Count(taken, waiting)
        if answer:
            answers[one.id] = answer
    found = listed.soonest(unordered, most + 1)
    return Coming(found[:most], counts, answers, beyond(found[most - 1]) if len(found) > most else None)


def placed(place: str) -> dict[str, Any]:
    """What fills `beginning`: nothing for the beginning of all, or for an address that somebody has changed by hand."""
    at, number = _read(place)
    return {} if at is None else {"at": at, "number": number}


def beginning() -> list[ColumnElement[bool]]:
    """The clauses that begin a list, soonest first, after a place that `beyond` named."""
    at, number = bindparam("at", type_=M.starts_at.type), bindparam("number", type_=M.id.type)
    return [M.starts_at >= at, or_(M.starts_at > at, M.id > number)]


@cache
def _coming(is_guest: bool, shape: tuple[str, ...], is_placed: bool) -> Prepared:
    return Prepared(coming_rows(is_guest, shape, is_placed))


def coming_rows(is_guest: bool, shape: tuple[str, ...], is_placed: bool = False) -> Select[Any]:
    """The viewer's own answer, seats taken, who waits, and the columns of a list."""
    place = beginning() if is_placed else []
    part = listed.coming(is_guest, *clauses(shape), *place, state=_state(shape)).subquery()
    more = own_answer(part.c.id, is_guest), seats.of(part.c.id, "going"), seats.of(part.c.id, "waiting")
    return select(*more, *part.c)


def own_answer(meeting_id: Any, is_guest: bool) -> Any:
    """The state of the sign-up of the value `person`, as a column; nothing for a guest."""
    own = select(_S.state).where(_S.meeting_id == meeting_id, _S.person_id == bindparam("person"))
    return literal("") if is_guest else own.scalar_subquery()


def held(
    viewer: Viewer, year: int | None, filters: Filters | None = None, before: str = "", most: int = PAGE
) -> tuple[Sequence[Listed], str | None]:
    """(the meetings held in a year, or ever, the place where the list goes on), the latest first."""
    filters, place, within = filters or Filters(), placed(before), _within(year) if year else {}
    values = {**listed.values(viewer), **filters.values, **place, **within, "most": most + 1}
    rows = _held(viewer.is_guest, filters.shape, bool(place), bool(within)).rows(values)
    found = listed.soonest((Listed._make(row) for row in rows), most + 1)
    return _cut(found[::-1], most)


@cache
def _held(is_guest: bool, shape: tuple[str, ...], is_placed: bool, in_year: bool) -> Prepared:
    local, instant = M.starts_local.type, M.starts_at.type
    at, number = bindparam("at", type_=instant), bindparam("number", type_=M.id.type)
    before = [M.starts_at <= at, or_(M.starts_at < at, M.id < number)] if is_placed else []
    within = [
        M.starts_local >= bindparam("first", type_=local),
        M.starts_local < bindparam("end", type_=local),
        M.starts_at > bindparam("not_before", type_=instant),
        M.starts_at < bindparam("until", type_=instant),
    ]
    which = (*clauses(shape), *before, *(within if in_year else ()))
    return Prepared(listed.held(is_guest, *which, state=_state(shape)))


def _within(year: int) -> dict[str, datetime]:
    """What fills the clauses of a year; instants narrow what an index is asked for."""
    first, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
    return {"first": first, "end": end, "not_before": utc(first) - SLACK, "until": utc(end) + SLACK}


class InMonth(NamedTuple):
    """A meeting as a calendar's day shows it. There may be hundreds on a page, so no column is read for nothing."""

    id: int
    state: str
    language: str
    titles: str
    starts_local: datetime
    ends_local: datetime

    @property
    def tail(self) -> str:
        return listed.tail_of(self.titles, self.language)

    def title_in(self, language: str) -> tuple[str, str]:
        """(language, title), as a Meeting's."""
        return listed.title_of(self.titles, self.language, language)


def in_month(viewer: Viewer, year: int, month: int, filters: Filters | None = None) -> tuple[Sequence[InMonth], bool]:
    """(meetings that touch a month by their own clocks, whether there are more than MONTH_MOST)."""
    first, end = datetime(year, month, 1), next_month(year, month)
    filters = filters or Filters()
    within = {"first": first, "end": end, "not_before": utc(first) - SLACK - LONGEST, "until": utc(end) + SLACK}
    rows = _month(viewer.is_guest, filters.shape).rows({**listed.values(viewer), **filters.values, **within})
    found = [InMonth._make(row) for row in rows]
    return found[:MONTH_MOST], len(found) > MONTH_MOST


@cache
def _month(is_guest: bool, shape: tuple[str, ...]) -> Prepared:
    local, instant = M.starts_local.type, M.starts_at.type
    columns = (M.id, M.state, M.language, cast(M.titles, Text), M.starts_local, M.ends_local)
    chosen = (
        listed.template(is_guest)
        .with_only_columns(*columns)
        .where(
            M.state != "draft",
            M.starts_local < bindparam("end", type_=local),
            M.ends_local > bindparam("first", type_=local),
            M.starts_at < bindparam("until", type_=instant),
            M.starts_at > bindparam("not_before", type_=instant),
            *clauses(shape),
        )
    )
    return Prepared(chosen.order_by(M.starts_local, M.id).limit(MONTH_MOST + 1))


def _state(shape: tuple[str, ...]) -> Any:
    """In one network, its own index is the short way: a state as an expression lets SQLite see that."""
    return func.coalesce(M.state, "") if "network" in shape else M.state


def next_month(year: int, month: int) -> datetime:
    return datetime(year + month // 12, month % 12 + 1, 1)


def _cut(found: list[Listed], most: int) -> tuple[list[Listed], str | None]:
    return found[:most], beyond(found[most - 1]) if len(found) > most else None


def _read(place: str) -> tuple[datetime | None, int]:
    """What `beyond` wrote; nothing for an address that somebody has changed by hand."""
    moment, _underscore, number = place.partition("_")
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), int(number[:9])
    except ValueError:
        return None, 0


def utc(local: datetime) -> datetime:
    return local.replace(tzinfo=UTC)
