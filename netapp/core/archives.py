"""What goes into archives: each package says which of its own, and the archive's room writes and reads the files.

Two registries. A person's take-out is made of sheets. A network's archive is made of tables that another site can read
back, and of extras beside them for people's programs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, Table

from netapp.core.db import Base
from netapp.core.viewer import Viewer

Row = dict[str, Any]


# What lies beside tables: pictures, and documents as they came.
ENDINGS = ("webp", "document")


class Drawn(Protocol):
    """A picture that was drawn anew."""

    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True)
class Sheet:
    """One piece of a person's take-out.

    `content`: rows become a JSON and a CSV file, one mapping a JSON file, bytes a file of that `name` with its ending.
    `about` says in the reader's language what it is. `json_only` is for long texts, which no spreadsheet shows well.
    """

    name: str
    about: str
    content: bytes | Row | Sequence[Row]
    json_only: bool = False


# From the person, with the rights that they have now, to what a package keeps of them.
Own = Callable[[Viewer], Iterable[Sheet]]


@dataclass(frozen=True)
class Within:
    """Which archive is made: the `groups`, the first above the others; those `run` by the viewer, of whose people more
    is told; the active `members` of these, all `people` whom any table names, and of them the `strangers`, of whom the
    viewer may know nothing but the address, as statements of numbers.
    """

    viewer: Viewer
    groups: Sequence[int]
    run: Sequence[int]
    members: Select[int]
    people: Any = None
    strangers: Any = None


@dataclass(frozen=True)
class Arrived:
    """What has come with an archive so far: by table, the new number of each of its rows, in the archive's order.

    `known`: those of them that had been here before. None stands for a row that was left out.
    """

    numbers: dict[str, list[int | None]]
    known: dict[str, set[int]]


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What lies in an archive beside the rows of a table: `folder`/<the row's place>.webp, or another of ENDINGS.

    `of` finds them by the rows' numbers. Reading back: `check` and `draw` raise ValueError for what no site of ours has
    drawn; `draw` makes it anew, before anything is locked, and `keep` puts what it made to the new rows, by number.
    """

    folder: str
    of: Callable[[Sequence[int]], Mapping[int, bytes]]
    check: Callable[[bytes], None]
    draw: Callable[[bytes], Drawn]
    keep: Callable[[Mapping[int, Drawn]], None]
    ending: str = "webp"


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A table in a network's archive. Its columns are carried unless `without` says why one is not.

    `name` is the file's. `chosen` says which rows. A column that points to another carried table holds the place of the
    row in that table's file; one that may be empty is, when the archive does not hold the row. So does the number in
    the text of a column that is `named`, "meeting:7". `told`: columns that are written otherwise than they stand.

    Reading back: `check` raises ValueError for a row that no site of ours has written, after each value has been found
    right by itself; `make` gives the columns made anew. `match` finds the numbers of those that this site knows, which
    are left as they are. `fit` drops rows that have no place here (None). `done` is called with the new rows' numbers,
    some hundreds at a time, once all tables are in.
    """

    name: str
    model: type[Base]
    chosen: Callable[[Within], ColumnElement[bool]]
    without: Mapping[str, str] = field(default_factory=dict)
    named: Sequence[str] = ()
    told: Callable[[Within], Mapping[str, ColumnElement[Any]]] | None = None
    order: Callable[[Row], Any] | None = None
    check: Callable[[Row], None] | None = None
    make: Callable[[Row], Row] | None = None
    match: Callable[[Sequence[Row]], Sequence[int | None]] | None = None
    fit: Callable[[Arrived, Sequence[Row]], Sequence[Row | None]] | None = None
    done: Callable[[Sequence[int]], None] | None = None
    pictures: Pictures | None = None

    @property
    def table(self) -> Table:
        return cast(Table, self.model.__table__)


# What lies beside the tables for spreadsheets and calendars, and is not read back: (name, content).
Extra = Callable[[Within], Iterable[tuple[str, bytes]]]


def init_app(app: Flask) -> None:
    app.extensions["archives"] = {"own": [], "carried": {}, "extras": []}


def own(app: Flask, *parts: Own) -> None:
    """Put what a package keeps of a person into their take-out."""
    app.extensions["archives"]["own"].extend(parts)


def carry(app: Flask, *tables: Carried) -> None:
    """Let a network's archive hold these tables; each after those that it points to."""
    for one in tables:
        app.extensions["archives"]["carried"][one.table.name] = one


def beside(app: Flask, *extras: Extra) -> None:
    """Put files for people's programs beside the tables."""
    app.extensions["archives"]["extras"].extend(extras)


def sheets(viewer: Viewer) -> list[Sheet]:
    return [sheet for part in current_app.extensions["archives"]["own"] for sheet in part(viewer)]


def carried() -> dict[str, Carried]:
    """By the name of the table, each after those that it points to."""
    found: dict[str, Carried] = current_app.extensions["archives"]["carried"]
    return found


def extras() -> Sequence[Extra]:
    found: Sequence[Extra] = current_app.extensions["archives"]["extras"]
    return found
