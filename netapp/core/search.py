"""The search index: a row for each thing that can be found, with its words and with the audience keys that open it.

Each package says how its rows are made (a `Kind`, wired in `create_app`). A row is written in the transaction of the
change: what a session has changed of a thing is noted, and its row is made anew before the commit. SQLite keeps the
words in an FTS5 table that triggers lead, PostgreSQL in a tsvector with a GIN index; both hold the same plain tokens.

A row's number says where it stands among its kind: by time or by name, coarsely, then by the thing's number. So both
engines give the same order, and find the first few without looking at the others: FTS5 reads rows in this order, and
PostgreSQL's index has each token once with the number of its kind before it and once with that of a stretch of rows.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from flask import Flask, current_app, has_app_context
from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy import inspect as inspected
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from netapp.core import text, words
from netapp.core.db import Base, session
from netapp.core.prepared import Prepared
from netapp.core.viewer import ORGANISING, Viewer

# What of a long text is kept to be shown with what was found.
MOST_SHOWN = 4000
THING_BITS, PLACE_BITS = 31, 28
KIND_BITS = PLACE_BITS + THING_BITS
# Rows of one stretch differ in so many bits alone: three weeks of meetings, names that share three letters or so. The
# function search_tokens, in which PostgreSQL's index sees the words, knows these two numbers too (see migrations).
STRETCH_BITS = 15 + THING_BITS
_NOTED = "things to be found"
_EPOCH, _MINUTE = datetime(1990, 1, 1, tzinfo=UTC), timedelta(minutes=1)
_AT_ONCE = 2000
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


class SearchRow(Base):
    """A thing that can be found. `words`: its tokens, see words.py. `shown`: JSON of what a list of hits says of it."""

    __tablename__ = "search_row"
    __table_args__ = (
        UniqueConstraint("kind", "thing_id"),
        # What is written waits in a list that each look reads too: a short one.
        Index(
            "ix_search_row_tokens",
            sql("search_tokens(id, words)"),
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 64},
            info={"engine": "postgresql"},
        ),
    )

    # On SQLite this must be the row's own number, by which FTS5 knows it.
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    thing_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))
    shown: Mapped[str] = mapped_column(Text)


_TABLE: Any = SearchRow.__table__
_ROW: Any = _TABLE.c


class SearchRound(Base):
    """How far the round through all things has come: to which thing of which kind. There is one row."""

    __tablename__ = "search_round"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    last: Mapped[int]
    ended_at: Mapped[datetime | None]


class Thing(NamedTuple):
    """What a package writes of one of its things. Texts are by language, under "" what is in none (a name).

    `place` orders it among its kind, see `by_time` and `by_name`. `keys`: whoever holds one of them may find it.
    `more`: plain values for the list of what was found, beside titles and bodies.
    """

    id: int
    place: int
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    keys: Iterable[str]
    more: Mapping[str, Any]


class Kind(NamedTuple):
    """A kind of things. `number`, 1 to 14, is its own for ever: rows' numbers begin with it.

    `things`: those of these numbers that anybody may find. `after`: the next numbers in use, for who makes all rows.
    `follow`: by the name of what else was noted, those of this kind that change with it.
    """

    name: str
    number: int
    things: Callable[[Sequence[int]], Iterable[Thing]]
    after: Callable[[int, int], Sequence[int]]
    follow: Mapping[str, Callable[[Sequence[int]], Iterable[int]]] = {}


class Watch(NamedTuple):
    """What a session changes of a model, and what follows: the numbers that are noted under a name, mostly a kind's.

    `columns` are those that count in a row that is changed; none: all do.
    """

    model: type[Base]
    name: str
    ids: Callable[[Any], Iterable[int | None]]
    columns: frozenset[str] = frozenset()


def add(app: Flask, kind: Kind) -> None:
    """Let things of this kind be found; after the kinds that it follows. A number taken twice stops the start."""
    known: dict[str, Kind] = app.extensions.setdefault("search", {})
    if any(one.number == kind.number for one in known.values() if one.name != kind.name):
        raise RuntimeError(f"two kinds of things that are found have the number {kind.number}")
    known[kind.name] = kind


def watch(app: Flask, *watches: Watch) -> None:
    """Let rows be made anew when this changes."""
    app.extensions.setdefault("search watches", []).extend(watches)


def kinds() -> Mapping[str, Kind]:
    known: Mapping[str, Kind] = current_app.extensions.get("search", {})
    return known


def held(viewer: Viewer) -> list[str]:
    """The keys with which the viewer finds: those of audiences, of what they organise or are invited to, their own."""
    organised = viewer.groups_of(ORGANISING) + sorted(viewer.entered)
    invited = [group_id for group_id, state in viewer.pending.items() if state == "invited"]
    own = [person_key(viewer.person_id)] if viewer.person_id else []
    return sorted({*viewer.keys, *map(organiser_key, organised), *map(invited_key, invited), *own})


def organiser_key(group_id: int) -> str:
    """Held by who organises the group."""
    return f"o:{group_id}"


def invited_key(group_id: int) -> str:
    """Held by who is invited to it."""
    return f"i:{group_id}"


def person_key(person_id: int) -> str:
    """Held by one person."""
    return f"p:{person_id}"


def by_time(moment: datetime) -> int:
    """A place by its minute."""
    minutes: int = (moment - _EPOCH) // _MINUTE
    return min(max(minutes, 0), (1 << PLACE_BITS) - 1)


def by_name(name: str) -> int:
    """A place by the first five letters and digits: as the alphabet of English has them, alike on all engines."""
    signs = [sign for sign in text.fold(name) if sign in _SIGNS][:5]
    number = 0
    for sign in signs + [""] * (5 - len(signs)):
        number = number * (len(_SIGNS) + 1) + (_SIGNS.index(sign) + 1 if sign else 0)
    return number


def row_id(kind: Kind, place: int, thing_id: int) -> int:
    return (kind.number << KIND_BITS) + (place << THING_BITS) + thing_id


def note(name: str, ids: Iterable[int | None]) -> None:
    """These things have changed, or are gone: their rows are made anew before the commit.

    What the session's own objects tell is noted by itself; this is for a change that went past them.
    """
    session().info.setdefault(_NOTED, defaultdict(set))[name].update(one for one in ids if one is not None)


def write(kind: Kind, ids: Sequence[int]) -> int:
    """Make the rows of these things as they are now; returns how many differed."""
    # Locked before the things are read: of two that change the same thing, the later one sees what both did.
    old = {row.thing_id: row for row in _locked(kind, ids)}
    new = {thing.id: _row(kind, thing) for thing in kind.things(ids)}
    gone = [row.id for number, row in old.items() if number not in new or new[number]["id"] != row.id]
    fresh = [row for number, row in sorted(new.items()) if number not in old or row["id"] != old[number].id]
    other = [
        row
        for number, row in sorted(new.items())
        if number in old and row["id"] == old[number].id and row["digest"] != old[number].digest
    ]
    connection = session.connection()
    if gone:
        connection.execute(delete(SearchRow).where(SearchRow.id.in_(gone)))
    if len(fresh) == 1:
        _added().change(fresh[0])
    elif fresh:
        connection.execute(insert(SearchRow), sorted(fresh, key=lambda row: row["id"]))
    if other:
        said: dict[str, Any] = {name: bindparam(name) for name in ("digest", "words", "shown")}
        connection.execute(
            update(SearchRow).where(SearchRow.id == bindparam("number")).values(said),
            [{name: row[name] for name in said} | {"number": row["id"]} for row in other],
        )
    return len(gone) + len(fresh) + len(other)


class _Old(NamedTuple):
    id: int
    thing_id: int
    digest: str


def _locked(kind: Kind, ids: Sequence[int]) -> Iterable[_Old]:
    """The rows that there are. Nearly always one thing has changed: that is asked for in words that stand ready."""
    if len(ids) == 1:
        return map(_Old._make, _one_locked().rows({"kind": kind.name, "number": ids[0]}))
    chosen = _old().where(_ROW.kind == kind.name, _ROW.thing_id.in_(ids)).order_by(_ROW.id)
    return map(_Old._make, session.execute(chosen.with_for_update()))


def _old() -> Select[Any]:
    return select(_ROW.id, _ROW.thing_id, _ROW.digest)


@cache
def _one_locked() -> Prepared:
    kind, number = bindparam("kind", type_=_ROW.kind.type), bindparam("number", type_=_ROW.thing_id.type)
    return Prepared(_old().where(_ROW.kind == kind, _ROW.thing_id == number).with_for_update())


@cache
def _added() -> Prepared:
    return Prepared(insert(_TABLE))


def rows(kind: Kind, things: Iterable[Thing]) -> Iterable[dict[str, Any]]:
    """Of things that are not in the database yet: for who writes many at once."""
    return (_row(kind, thing) for thing in things)


def _row(kind: Kind, thing: Thing) -> dict[str, Any]:
    said = words.tokens(thing.titles, thing.bodies, thing.keys)
    bodies = {language: " ".join(body.split())[:MOST_SHOWN] for language, body in thing.bodies.items()}
    shown = json.dumps(
        {"titles": dict(thing.titles), "bodies": bodies, **thing.more}, sort_keys=True, ensure_ascii=False
    )
    digest = blake2b(f"{said}\n{shown}".encode(errors="replace"), digest_size=16).hexdigest()
    row = {"id": row_id(kind, thing.place, thing.id), "kind": kind.name, "thing_id": thing.id, "digest": digest}
    return row | {"words": said, "shown": shown}


@event.listens_for(Session, "after_flush")
def _notice(flushed: Session, _context: UOWTransaction) -> None:
    """Which things' rows follow from what is being written."""
    watches: Sequence[Watch] = current_app.extensions.get("search watches", ()) if has_app_context() else ()
    for model, name, ids, columns in watches:
        for one in (*flushed.new, *flushed.deleted):
            if isinstance(one, model):
                note(name, ids(one))
        for one in flushed.dirty:
            if isinstance(one, model) and _has_changed(one, columns):
                note(name, ids(one))


def _has_changed(one: Any, columns: frozenset[str]) -> bool:
    """Whether a column that counts has another value: a sign-up, too, writes into its meeting."""
    attributes: Any = inspected(one).attrs
    return not columns or any(attributes[name].history.has_changes() for name in columns)


@event.listens_for(Session, "before_commit")
def _make(committed: Session) -> None:
    """Registered before the revisions of groups, which stay a deed's last lock."""
    if committed.in_nested_transaction() or not has_app_context() or "search" not in current_app.extensions:
        return
    committed.flush()
    noted = committed.info.pop(_NOTED, None)
    if not noted:
        return
    for kind in kinds().values():
        ids = set(noted[kind.name])
        for name, follow in kind.follow.items():
            for some in _some(noted[name]):
                ids.update(follow(some))
        noted[kind.name] = ids
        for some in _some(ids):
            write(kind, some)


def _some(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """In order, and as many as a statement can name: a network that is read in has tens of thousands of people."""
    found = sorted(ids)
    return (found[begin : begin + _AT_ONCE] for begin in range(0, len(found), _AT_ONCE))


@event.listens_for(Session, "after_soft_rollback")
def _forget(undone: Session, _previous: object) -> None:
    if not undone.in_nested_transaction():
        undone.info.pop(_NOTED, None)
