"""Lists of articles: a group's and the site's, the newest first, by year, tag or language. Pages go on from a row."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, case, cast, extract, func, or_, select

from netapp.config import LANGUAGES
from netapp.core import localtime, several, text
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums.models import Forum
from netapp.groups import cards
from netapp.groups.models import Group
from netapp.members.models import Person
from netapp.news import queries
from netapp.news.models import Article

By = Literal["", "year", "tag", "language"]
PAGE = 20
SITE_ZONE = "Europe/Copenhagen"
FIRST_YEAR, LAST_YEAR = 1990, 2100
A: Any = Article.__table__.c
G: Any = Group.__table__.c


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to, as its address says it: a year, a tag's slug, or a language."""

    by: By = ""
    word: str = ""

    @classmethod
    def read(cls, by: By, word: str) -> "Narrowed":
        """NotVisible for what no list is narrowed to: its address leads nowhere."""
        is_year = word.isascii() and word.isdigit() and len(word) == 4 and FIRST_YEAR <= int(word) <= LAST_YEAR
        is_right = {"year": is_year, "language": word in LANGUAGES, "tag": bool(word) and word == slug(word), "": True}
        if not is_right[by]:
            raise NotVisible
        return cls(by, word)

    @property
    def args(self) -> dict[str, Any]:
        return {"by": self.by, "word": self.word} if self.by else {}


EVERYTHING = Narrowed()


class Row(NamedTuple):
    """An article in a list. `titles`, `leads`: JSON by language; `tags`: JSON."""

    id: int
    kind: str
    language: str
    titles: str
    leads: str
    tags: str
    published_at: datetime
    updated_at: datetime | None
    group_id: int
    group: str

    def said_in(self, language: str) -> tuple[str, str, str]:
        """(language, title, lead): in the asked language when it is written in it, else in its main one."""
        return said_in(self.titles, self.leads, self.language, language)

    @property
    def tail(self) -> str:
        return text.tail(said_in(self.titles, self.leads, self.language, self.language)[1])


class Part(NamedTuple):
    """Rows of a list, and where it goes on: behind this moment and number; None at its end."""

    rows: tuple[Row, ...]
    goes_on: str | None


class Known(NamedTuple):
    """What a group's list can be narrowed to, and head counts of what its network has held."""

    years: tuple[int, ...]
    tags: tuple[str, ...]
    held: tuple[int, ...]


def of_group(viewer: Viewer, group: Group, narrowed: Narrowed, after: str | None, most: int = PAGE) -> Part:
    return _part(viewer, narrowed, after, group.zone, most, group.id)


def of_site(viewer: Viewer, narrowed: Narrowed, after: str | None, most: int = PAGE) -> Part:
    """Of all groups that the viewer reads."""
    return _part(viewer, narrowed, after, SITE_ZONE, most, None)


def latest(viewer: Viewer, group_id: int | None, most: int) -> tuple[Row, ...]:
    """The few that stand on another page."""
    values = {**queries.rights(viewer), "group_id": group_id, "most": most}
    return _read(_list(viewer.is_guest, group_id is not None, "", False), values)


def of_meeting(viewer: Viewer, meeting_id: int) -> tuple[Row, ...]:
    """What tells of a meeting, the newest first."""
    return _read(_of_meeting(viewer.is_guest), {**queries.rights(viewer), "meeting_id": meeting_id})


def column(is_guest: bool, most: int) -> ColumnElement[str]:
    """The newest of all that the viewer reads, for a statement that is asked anyway: `read` reads it."""
    few = _rows(is_guest).order_by(A.published_at.desc(), A.id.desc()).limit(most).subquery()
    return select(several.in_one(*few.c)).scalar_subquery()


@lru_cache(maxsize=256)
def read(said: str | None) -> tuple[Row, ...]:
    """What `column` has found, the newest first."""
    rows = [_of_text(Row._make(cells)) for cells in several.rows(said)]
    return tuple(sorted(rows, key=lambda one: (one.published_at, one.id), reverse=True))


def known(viewer: Viewer, group_id: int, network_id: int) -> Known:
    values = {**queries.rights(viewer), "group_id": group_id, "network_id": network_id}
    rows = _known(viewer.is_guest).rows(values)
    tags, held = rows[0][1:] if rows else ("", None)
    years = tuple(sorted((int(row[0]) for row in rows if row[0]), reverse=True))
    return Known(years, tuple(json.loads(tags or "[]")), cards.held().read(held))


def years(viewer: Viewer) -> list[int]:
    """In which something was published that the viewer reads, the latest first."""
    return sorted((int(row[0]) for row in _years(viewer.is_guest).rows(queries.rights(viewer))), reverse=True)


def more(rows: Sequence[Row]) -> Mapping[int, tuple[dict[str, str], str]]:
    """(bodies by language, author; "" for who shows their name to nobody) of each, for feeds."""
    found = _MORE.rows({"ids": [one.id for one in rows]}) if rows else []
    return {number: (bodies, author) for number, bodies, author in found}


def slug(tag: str) -> str:
    """A tag as an address writes it."""
    return text.tail(tag)[1:]


@lru_cache(maxsize=2048)
def said_in(titles: str, leads: str, main: str, language: str) -> tuple[str, str, str]:
    """(language, title, lead), of what a row holds as JSON."""
    by_language: dict[str, str] = json.loads(titles)
    chosen = language if language in by_language else main
    return chosen, by_language[chosen], json.loads(leads).get(chosen, "")


def _part(viewer: Viewer, narrowed: Narrowed, after: str | None, zone: str, most: int, group_id: int | None) -> Part:
    begins = _place(after)
    values = {
        **queries.rights(viewer),
        **_bounds(narrowed, zone),
        "group_id": group_id,
        "after_at": begins[0] if begins else None,
        "after_id": begins[1] if begins else None,
        "most": most + 1,
    }
    rows = _read(_list(viewer.is_guest, group_id is not None, narrowed.by, begins is not None), values)
    last = rows[most - 1] if len(rows) > most else None
    return Part(rows[:most], f"{round(last.published_at.timestamp() * 1_000_000)}.{last.id}" if last else None)


def _read(statement: Prepared, values: Mapping[str, Any]) -> tuple[Row, ...]:
    return tuple(map(Row._make, statement.rows(values)))


def _of_text(row: Any) -> Row:
    updated = _moment(row.updated_at) if row.updated_at else None
    numbers = {"id": int(row.id), "group_id": int(row.group_id)}
    whole: Row = row._replace(**numbers, published_at=_moment(row.published_at), updated_at=updated)
    return whole


def _moment(said: str) -> datetime:
    """As each engine writes it: in UTC, with or without saying so."""
    moment = datetime.fromisoformat(said)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _bounds(narrowed: Narrowed, zone: str) -> dict[str, Any]:
    if narrowed.by != "year":
        return {"tag": f"% {narrowed.word} %", "spoken": f'%"{narrowed.word}": %'}
    year = int(narrowed.word)
    return {
        "since": localtime.to_utc(datetime(year, 1, 1), zone),
        "until": localtime.to_utc(datetime(year + 1, 1, 1), zone),
    }


def _place(after: str | None) -> tuple[datetime, int] | None:
    """Where a page goes on, as an address writes it: microseconds since the epoch, and the article's number."""
    moment, _dot, number = (after or "").partition(".")
    if not (moment.isdigit() and number.isdigit() and len(moment) < 17 and len(number) < 10 and moment.isascii()):
        return None
    return datetime.fromtimestamp(int(moment) / 1_000_000, UTC), int(number)


_P: Any = Person.__table__.c
_MORE = Prepared(
    select(
        A.id,
        A.bodies,
        case((A.author_id.is_(None), A.author_name), (_P.show_name, func.coalesce(_P.name, "")), else_=""),
    )
    .outerjoin(Person.__table__, _P.id == A.author_id)
    .where(A.id.in_(bindparam("ids", expanding=True)))
)
_AT: Any = A.published_at.type
_CLAUSES: Mapping[str, Callable[[], list[ColumnElement[bool]]]] = {
    "": lambda: [],
    "year": lambda: [A.published_at >= bindparam("since", type_=_AT), A.published_at < bindparam("until", type_=_AT)],
    "tag": lambda: [A.slugs.like(bindparam("tag"))],
    # A quotation mark within a title is written with a stroke before it: it can't be taken for this.
    "language": lambda: [cast(A.titles, Text).like(bindparam("spoken"))],
}


@cache
def _list(is_guest: bool, in_group: bool, by: str, goes_on: bool) -> Prepared:
    chosen = _rows(is_guest).where(*_CLAUSES[by]())
    if in_group:
        chosen = chosen.where(A.group_id == bindparam("group_id", type_=A.group_id.type))
    if goes_on:
        # Two conditions: SQLite finds the beginning by the first one, by the index.
        at, number = bindparam("after_at", type_=_AT), bindparam("after_id", type_=A.id.type)
        chosen = chosen.where(A.published_at <= at, or_(A.published_at < at, A.id < number))
    most = bindparam("most", type_=A.id.type)
    return Prepared(chosen.order_by(A.published_at.desc(), A.id.desc()).limit(most))


@cache
def _of_meeting(is_guest: bool) -> Prepared:
    there = A.meeting_id == bindparam("meeting_id", type_=A.meeting_id.type)
    return Prepared(_rows(is_guest).where(there).order_by(A.published_at.desc(), A.id.desc()).limit(3))


def _rows(is_guest: bool) -> Any:
    """Row's columns, of what is published and the viewer reads."""
    columns = (A.id, A.kind, A.language, cast(A.titles, Text), cast(A.leads, Text), cast(A.tags, Text))
    chosen = select(*columns, A.published_at, A.updated_at, A.group_id, G.name).join(
        Group.__table__, G.id == A.group_id
    )
    return chosen.where(queries.bound(is_guest), A.state == "published")


@cache
def _known(is_guest: bool) -> Prepared:
    """A row for each year, with the group's tags; one without a year where nothing is published."""
    number = bindparam("group_id", type_=G.id.type)
    tags = select(cast(Forum.__table__.c.tags, Text)).where(Forum.__table__.c.group_id == number).scalar_subquery()
    held = cards.held().column(bindparam("network_id", type_=G.id.type), is_guest)
    published = select(extract("year", A.published_at).label("year")).where(
        A.group_id == number, A.state == "published"
    )
    each = published.distinct().subquery()
    one = select(G.id).where(G.id == number).subquery()
    return Prepared(select(each.c.year, tags, held).select_from(one.outerjoin(each, one.c.id == one.c.id)))


@cache
def _years(is_guest: bool) -> Prepared:
    chosen = select(extract("year", A.published_at)).join(Group.__table__, G.id == A.group_id)
    return Prepared(chosen.where(queries.bound(is_guest), A.state == "published").distinct())
