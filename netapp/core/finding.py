"""Finding in the search index: the first few of each shelf in one statement, as far as the viewer may see them.

A shelf is what one list of hits is taken from, in one order: the meetings to come, the companies. What a viewer's keys
open is found by the index alone; and of each hit the package that it belongs to is asked, in the same statement and by
its own clause (A1), before it counts: so nothing is shown, paged over or missed on account of a row that is not up to
date.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    asc,
    bindparam,
    column,
    desc,
    literal,
    literal_column,
    select,
    table,
    union_all,
)

from netapp.core import db, search, stretches, words
from netapp.core.prepared import Prepared
from netapp.core.search import KIND_BITS, PLACE_BITS, THING_BITS, SearchRow
from netapp.core.viewer import GUEST, Viewer
from netapp.core.words import Asked

# All words in the title; all in the thing; all, with the ends of long words.
TITLE, BODY, ENDS = "title", "body", "ends"
R: Any = SearchRow.__table__.c
_FTS: Any = table("search_index", column("rowid", BigInteger()), column("search_index"))
_ALL = (0, 1 << PLACE_BITS)


def _everywhere() -> tuple[int, int]:
    return _ALL


class Line(NamedTuple):
    """A hit as its package tells it. `sort` is a word for what it is; `day`: (weekday, day, ISO date) for a leaf of a
    calendar, else `icon` stands there. `body` is looked through for the words, and shown where they are.
    """

    url: str
    title: str
    title_lang: str | None
    sort: str
    facts: tuple[str, ...] = ()
    body: str = ""
    body_lang: str | None = None
    icon: str = "search"
    day: tuple[str, int, str] | None = None
    is_off: bool = False


@dataclass(frozen=True)
class Shelf:
    """`said`: what is to be said of a thing, if the viewer may see it, as a scalar select that finds nothing if not;
    `values` fills it. Of guests it says the same whoever they are, so their statements are built once: a shelf's name
    and its `shape` stand for it there. `line` tells of a hit, to whoever looks.

    `one_of`: what several hits may be of; they stand as one then, the first of them.
    `span`: the places (search.by_time) between which it begins and ends. `newest_first`: it is read backwards.
    """

    name: str
    kind: search.Kind = field(compare=False)
    said: Callable[[Viewer, Any], ColumnElement[Any]] = field(compare=False)
    values: Callable[[Viewer], Mapping[str, Any]] = field(compare=False)
    line: Callable[["Found"], Line] = field(compare=False)
    shape: tuple[str, ...] = ()
    span: Callable[[], tuple[int, int]] = field(default=_everywhere, compare=False)
    newest_first: bool = False
    one_of: Callable[["Found"], object] | None = field(default=None, compare=False)


# A shelf, and how the words are looked for in it.
Leg = tuple[Shelf, str]


@dataclass(frozen=True)
class Found:
    """A hit. `leg`: the number of the one that found it. `said`: what its shelf says. `shown`: what its row holds, for
    which `digest` stands where hits are compared.
    """

    leg: int
    id: int
    said: str
    digest: str
    shown: str = field(compare=False, repr=False)

    @property
    def thing_id(self) -> int:
        return self.id & (1 << THING_BITS) - 1

    @property
    def more(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.shown)
        return found

    @property
    def place(self) -> tuple[int, int]:
        """Where a list goes on after it."""
        return self.leg, self.id


def find(
    viewer: Viewer,
    asked: Asked,
    legs: Sequence[Leg],
    most: int,
    after: tuple[int, int] | None = None,
    **narrowed: Any,
) -> list[Found]:
    """At most so many of each leg, leg by leg, each in the order of its shelf; `after` a place: what comes then.

    `narrowed`: what fills the shapes of the shelves.
    """
    first = min(max(after[0], 0), len(legs)) if after else 0
    rest = list(enumerate(legs))[first:]
    if not asked or not rest:
        return []
    keys, dialect = tuple(search.held(viewer)), db.session.get_bind().dialect.name
    values: dict[str, Any] = {"stretches": stretches.first(len(keys)), **narrowed}
    for number, (shelf, where) in rest:
        low, high = _bounds(shelf, after[1] if after and number == first else None)
        values |= {f"asked_{where}": _match(dialect, asked, keys, where), f"low{number}": low, f"high{number}": high}
        values |= shelf.values(viewer)
    if viewer.is_guest:
        found: Sequence[Any] = _for_guests(dialect, tuple(rest), most).rows(values)
    else:
        found = db.rows(_statement(dialect, viewer, rest, most), values)
    hits = [Found(*row) for row in found]
    return sorted(hits, key=lambda hit: (hit.leg, -hit.id if legs[hit.leg][0].newest_first else hit.id))


@lru_cache(512)
def _match(dialect: str, asked: Asked, keys: tuple[str, ...], where: str) -> str:
    return words.match(dialect, asked, keys, where)


@lru_cache(128)
def _for_guests(dialect: str, legs: tuple[tuple[int, Leg], ...], most: int) -> Prepared:
    return Prepared(_statement(dialect, GUEST, legs, most))


def _bounds(shelf: Shelf, after: int | None) -> tuple[int, int]:
    """Between which numbers of rows a shelf lies, from a place on."""
    low, high = ((shelf.kind.number << KIND_BITS) + (place << THING_BITS) for place in shelf.span())
    if after is None:
        return low, high
    return (low, min(max(after, low), high)) if shelf.newest_first else (min(max(after + 1, low), high), high)


def _statement(dialect: str, viewer: Viewer, legs: Sequence[tuple[int, Leg]], most: int) -> Select[Any]:
    """The few of each leg, and then what is shown of them."""
    # As it is: for one with a place PostgreSQL reckons with a tenth of all rows, and plans anew each time to know it.
    few = literal_column(str(most), BigInteger())
    parts = [_leg(dialect, viewer, number, *leg).limit(few).subquery() for number, leg in legs]
    found: Any = union_all(*(select(part) for part in parts)).subquery()
    columns = (found.c.leg, found.c.id, found.c.said, R.digest, R.shown)
    return select(*columns).join(SearchRow.__table__, R.id == found.c.id)


def _leg(dialect: str, viewer: Viewer, number: int, shelf: Shelf, where: str) -> Select[Any]:
    """In the order of the numbers before anything is asked about a thing: so no more are asked about than are shown."""
    is_sqlite, backwards = dialect == "sqlite", shelf.newest_first
    find_rows = _rows if is_sqlite else stretches.rows
    ordered: Any = find_rows(number, where, backwards=backwards).subquery()
    said = shelf.said(viewer, ordered.c.id.bitwise_and((1 << THING_BITS) - 1))
    chosen = select(literal(number).label("leg"), ordered.c.id, said.label("said")).where(said.is_not(None))
    if is_sqlite:
        return chosen.order_by((desc if backwards else asc)(ordered.c.id))
    return chosen


def _rows(number: int, where: str, *, backwards: bool) -> Select[Any]:
    """FTS5 finds rows by rising or falling numbers, as they are asked for, and each leg ends with its last."""
    one: Any = _FTS.c.rowid
    asked: Any = bindparam(f"asked_{where}")
    low, high = (bindparam(f"{name}{number}", type_=BigInteger()) for name in ("low", "high"))
    found = select(one.label("id")).where(_FTS.c.search_index.op("MATCH")(asked), one >= low, one < high)
    return found.order_by((desc if backwards else asc)(one))
