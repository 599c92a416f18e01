"""The log: who did what to whom, readable by those who answer for it. Rows go after 24 months."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FunctionType
from typing import Any

from flask import Flask, current_app
from sqlalchemy import JSON, String, and_, delete, or_, select, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock, db, links
from netapp.core.db import Base, session, transaction

KEPT = timedelta(days=731)
# What deeds are about, in the order in which a reader would look for them.
ABOUT = (
    "people",
    "roles",
    "group",
    "files",
    "erasures",
    "steps",
    "meetings",
    "discussions",
    "articles",
    "promises",
    "companies",
    "accounts",
    "site",
)


class LogRow(Base):
    """One deed. `key` is the audience key of those who may read it; `details` holds numbers and short words only."""

    __tablename__ = "log_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(24), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def write(person_id: int | None, deed: str, kind: str, thing_id: int | None, key: str, **details: Any) -> None:
    """Add a row to the transaction of the deed."""
    session.add(
        LogRow(at=clock.now(), person_id=person_id, deed=deed, kind=kind, thing_id=thing_id, key=key, details=details)
    )


def write_each(
    person_id: int | None, deed: str, kind: str, thing_id: int, key: str, details: Sequence[dict[str, Any]]
) -> None:
    """Add many rows of one deed, that differ in their details, in one statement."""
    shared = {"at": clock.now(), "person_id": person_id, "deed": deed, "kind": kind, "thing_id": thing_id, "key": key}
    table: Any = LogRow.__table__
    db.write(table.insert(), [shared | {"details": each} for each in details])


def forget_thing(kind: str, thing_id: int, key: str) -> None:
    """Let the rows that these readers have tell of it no more what it is: its name is theirs to know no longer."""
    rows = LogRow.kind == kind, LogRow.thing_id == thing_id, LogRow.key == key
    session.execute(update(LogRow).where(*rows).values(thing_id=None).execution_options(synchronize_session=False))


def forget_old() -> int:
    """Delete rows older than 24 months; returns how many."""
    with transaction():
        return db.changed(delete(LogRow).where(LogRow.at < clock.now() - KEPT))


@dataclass(frozen=True)
class Told:
    """How a deed is told to those who may read of it.

    `about` is one of ABOUT. `said` is a sentence with places for who, whom and what, or makes one of the row's details.
    """

    about: str
    said: str | Callable[[Mapping[str, Any]], str]

    def sentence(self, details: Mapping[str, Any]) -> str:
        # A lazy text says that it can be called, and can't.
        return str(self.said(details) if isinstance(self.said, FunctionType) else self.said)


# From the numbers of things of a kind to their names.
Names = Callable[[Sequence[int]], Mapping[int, str]]


def init_app(app: Flask) -> None:
    app.extensions["log"] = {}
    app.extensions["names in the log"] = {}


def tell(app: Flask, deeds: Mapping[tuple[str, str], Told]) -> None:
    """Let a room say how its deeds are told, by (kind of thing, deed)."""
    app.extensions["log"].update(deeds)


def name(app: Flask, kind: str, names: Names) -> None:
    """Let a room name the things of a kind that its rows are about."""
    app.extensions["names in the log"][kind] = names


def told() -> Mapping[tuple[str, str], Told]:
    known: Mapping[tuple[str, str], Told] = current_app.extensions["log"]
    return known


def names(kind: str, ids: Sequence[int]) -> Mapping[int, str]:
    known: Names | None = current_app.extensions["names in the log"].get(kind)
    return known(ids) if known and ids else {}


@dataclass(frozen=True)
class Filters:
    """What a list of deeds is narrowed to: what they are about, and who did them or whom they befell."""

    about: str = ""
    person_id: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        about = args.get("about", "")
        return cls(about if about in ABOUT else "", links.number(args.get("person")))

    @property
    def args(self) -> dict[str, Any]:
        chosen = {"about": self.about, "person": self.person_id}
        return {name: value for name, value in chosen.items() if value}


def rows(keys: Iterable[str], filters: Filters, before: int | None = None, most: int = 50) -> Sequence[LogRow]:
    """What bears one of these keys, the latest first; `before` is the number of the row that the page follows."""
    chosen = select(LogRow).where(LogRow.key.in_(sorted(keys)))
    if filters.about:
        deeds = [deed for deed, told_ in told().items() if told_.about == filters.about]
        chosen = chosen.where(tuple_(LogRow.kind, LogRow.deed).in_(deeds))
    if filters.person_id is not None:
        number = filters.person_id
        itself = and_(LogRow.kind == "person", LogRow.thing_id == number)
        whom = LogRow.details["person"].as_integer() == number
        chosen = chosen.where(or_(LogRow.person_id == number, whom, itself))
    if before is not None:
        chosen = chosen.where(LogRow.id < before)
    return session.scalars(chosen.order_by(LogRow.id.desc()).limit(most)).all()
