"""A series as its own page reads it: two statements of plain columns, and objects that are made of equal rows once.

The objects stand outside of the session: nothing that is done to them is ever written.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, Text, and_, bindparam, case, cast, func, null, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core import clock
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import attendances, listed, queries, seats
from netapp.events.models import SignUp
from netapp.events.reading import GROUP, MEETING, NETWORK, OF_GROUP, G, M, N, filled, plain
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups.models import Group

SERIES, SIGN_UP, ALL = Series.__table__, SignUp.__table__, SeriesSignUp.__table__
S = SERIES.c
# What feeds join is long, and shown on no page.
_OF_SERIES = [column for column in S if column.key != "vevent"]


class Read(NamedTuple):
    """What the page reads besides the dates. `row` is all columns of the series, its group and its network.

    `members`: how many have signed up for the whole. `attendances`: head counts of what the network has held.
    """

    row: tuple[Any, ...]
    members: int
    attendances: tuple[int, ...]

    @property
    def series(self) -> Series:
        """For those who can read it only; shared with all who read an equal one."""
        return series_of(self.row)


class Dated(NamedTuple):
    """One date, its columns as a Meeting's; `titles` is the JSON text as stored.

    `taken`: seats, where the page tells. `own`: the state of the reader's sign-up.
    """

    id: int
    state: str
    language: str
    titles: str
    occurrence: datetime
    starts_local: datetime
    ends_local: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    address: str
    online_url: str
    is_online: bool
    seats: int | None
    taken: int
    own: str | None

    @property
    def all_titles(self) -> dict[str, str]:
        """By language."""
        return listed.titles_of(self.titles)

    @property
    def tail(self) -> str:
        return listed.tail_of(self.titles, self.language)

    def title_in(self, language: str) -> tuple[str, str]:
        """(language, title), as a Meeting's."""
        return listed.title_of(self.titles, self.language, language)


def read(viewer: Viewer, series_id: int) -> Read:
    """NotVisible as `queries.get_series`."""
    found = _statement(viewer.is_guest).rows({"series_id": series_id, **queries.rights(viewer)})
    if not found:
        raise NotVisible
    members, held, *row = found[0]
    return Read(tuple(row), members, attendances.head_counts(held))


def dates(series: Series, person_id: int | None) -> list[Dated]:
    """All that there are, in the order of the rule; without those that the series lost when it was changed."""
    values = {"series_id": series.id, "until": series.made_until, "now": clock.now(), "person_id": person_id}
    return [Dated._make(row) for row in _dates(person_id is None).rows(values)]


@cache
def _statement(is_guest: bool) -> Prepared:
    members = select(func.count()).where(ALL.c.series_id == S.id, ALL.c.state == "going")
    return Prepared(
        select(
            members.correlate(SERIES).scalar_subquery(),
            attendances.held_by(func.coalesce(G.parent_id, G.id), is_guest),
            *map(plain, _OF_SERIES),
            *map(plain, OF_GROUP),
            *(plain(N[column.key]) for column in OF_GROUP),
        )
        .select_from(SERIES.join(GROUP, G.id == S.group_id).outerjoin(NETWORK, N.id == G.parent_id))
        .where(S.id == bindparam("series_id", type_=S.id.type), seen(is_guest))
    )


def seen(is_guest: bool) -> ColumnElement[bool]:
    """As `queries.visible`."""
    if is_guest:
        return and_(func.coalesce(G.read_key, "") == PUBLIC, S.is_draft.is_(False))
    reads = func.coalesce(G.read_key, "").in_(bindparam("keys", expanding=True))
    return and_(reads, or_(S.is_draft.is_(False), queries.organised_bound()))


@cache
def _dates(is_guest: bool) -> Prepared:
    """Seats are counted where they are told: of dates to come that have a limit."""
    is_told = and_(M.seats.is_not(None), M.state == "published", M.ends_at > bindparam("now", type_=M.ends_at.type))
    joined: Any = MEETING
    own: Any = cast(null(), String)
    if not is_guest:
        is_own = and_(SIGN_UP.c.meeting_id == M.id, SIGN_UP.c.person_id == bindparam("person_id"))
        joined, own = MEETING.outerjoin(SIGN_UP, is_own), SIGN_UP.c.state
    columns = [cast(M.titles, Text) if name == "titles" else M[name] for name in Dated._fields[:-2]]
    return Prepared(
        select(*columns, case((is_told, seats.of(M.id, "going")), else_=0), own)
        .select_from(joined)
        .where(
            M.series_id == bindparam("series_id", type_=S.id.type),
            M.occurrence <= bindparam("until", type_=M.occurrence.type),
        )
        .order_by(M.occurrence)
    )


@lru_cache(maxsize=128)
def series_of(row: tuple[Any, ...]) -> Series:
    """The series of a `Read`'s row."""
    values: Iterator[Any] = iter(row)
    series = Series(**filled(_OF_SERIES, values))
    group, network = Group(**filled(OF_GROUP, values)), Group(**filled(OF_GROUP, values))
    set_committed_value(group, "parent", network if network.id else None)
    set_committed_value(series, "group", group)
    return series
