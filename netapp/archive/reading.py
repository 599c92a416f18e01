"""A network's archive, read back: the same network on this site, under new numbers.

Nobody gets a right that they had not in the archive, nor any over what this site has already: people are known again
by their address alone, companies by their name, and both stay as they are. Nobody is written to. All or nothing: an
archive that is wrong anywhere changes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from netapp.archive import network, opening, policy, values
from netapp.archive.opening import Opened
from netapp.core import archives, changes, db, log, text
from netapp.core.archives import Arrived, Carried, Drawn, Row
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.viewer import ORGANISER, Viewer, group_key
from netapp.groups.models import Group, Membership
from netapp.members.models import Person

CHUNK = 500
# Whoever runs the machine, at its command line.
OPERATOR = Viewer(is_admin=True)
# What drawn pictures take of memory, in bytes, until their rows are there.
MOST_DRAWN = 200_000_000
_PLACE = re.compile(r"[1-9][0-9]{0,8}")
# By table and by the place of the row.
Pictures = dict[str, dict[int, Drawn]]


@dataclass
class Preview:
    """What an archive would make here. `counts`: by table (all, known already); `organisers`: who would run it."""

    made: date
    site: str
    groups: list[str] = field(default_factory=list)
    organisers: list[str] = field(default_factory=list)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, name: str) -> int:
        return self.counts.get(name, (0, 0))[0]

    def known(self, name: str) -> int:
        return self.counts.get(name, (0, 0))[1]


def look(viewer: Viewer, file: Path) -> Preview:
    """What is in the file, and what it would make; Refused for one that can't be read in."""
    require(policy.may_read_in(viewer))
    with opening.opened(file) as opened:
        return _Reader(opened, {}, writes=False).read()


def read_in(viewer: Viewer, file: Path) -> tuple[Group, Preview]:
    """Make the network; Refused, and nothing has happened, for a file that can't be read in."""
    require(policy.may_read_in(viewer))
    # A logo takes a moment, in which others may write.
    with db.unlocked(), opening.opened(file) as opened:
        pictures = _drawn(opened)
    return _make(viewer, file, pictures)


@action
def _make(viewer: Viewer, file: Path, pictures: Pictures) -> tuple[Group, Preview]:
    require(policy.may_read_in(viewer))
    with opening.opened(file) as opened:
        reader = _Reader(opened, pictures, writes=True)
        preview = reader.read()
        session.flush()
    number = reader.arrived.numbers[Group.__tablename__][0]
    group = session.get_one(Group, number)
    log.write(viewer.person_id, "read archive", "group", group.id, group_key(group.id))
    changes.note()
    return group, preview


def _drawn(opened: Opened) -> Pictures:
    opened.check_rest(archives.carried().values())
    found: Pictures = {}
    size = 0
    for one in archives.carried().values():
        if one.pictures is None:
            continue
        own = found[one.table.name] = {}
        for place, content in opened.pictures(one):
            own[place] = one.pictures.draw(content)
            size += len(own[place].content)
            if size > MOST_DRAWN:
                raise Refused(opening.too_large())
    return found


class _Reader:
    """One reading, table after table. Without `writes` rows get numbers that no database gives, and stay here."""

    def __init__(self, opened: Opened, pictures: Pictures, *, writes: bool) -> None:
        self.opened, self.pictures, self.writes = opened, pictures, writes
        self.arrived = Arrived({}, {})
        manifest = opened.manifest
        day = date.fromisoformat(manifest["made"][:10])
        self.preview = Preview(made=day, site=text.one_line(manifest["site"]["name"])[:80])
        self._people: list[str] = []

    def read(self) -> Preview:
        tables = archives.carried()
        self.opened.check_rest(tables.values())
        for one in tables.values():
            self._read_table(one)
        if not self.preview.groups:
            raise ValueError("no group")
        if self.writes:
            self._follow(tables)
            self._keep(tables)
        else:
            self._check_pictures(tables)
        return self.preview

    def _read_table(self, one: Carried) -> None:
        numbers = self.arrived.numbers.setdefault(one.table.name, [])
        known = self.arrived.known.setdefault(one.table.name, set())
        rows = self._rows(one) if self.opened.holds(one.name) else iter(())
        for some in _some(one, rows):
            matched = one.match(some) if one.match else [None] * len(some)
            known |= {number for number in matched if number is not None}
            new = [row for row, number in zip(some, matched, strict=True) if number is None]
            made = iter(self._insert(one, new, len(numbers)))
            numbers += [next(made) if number is None else number for number in matched]
        self.preview.counts[one.name] = len(numbers), len(known)

    def _rows(self, one: Carried) -> Iterator[Row]:
        """Each looked at by itself; what it points to is still said by places in the archive."""
        carried = {column.name: column for column in network.columns(one)}
        readers = {name: values.reader(one.model, column) for name, column in carried.items()}
        has_number = "id" in one.table.columns
        for place, given in enumerate(self.opened.rows(one.name), 1):
            if has_number and repr(given.pop("id")) != str(place):  # True is no number, though it equals 1.
                raise ValueError("another number")
            missing = readers.keys() - given.keys()
            if given.keys() - readers.keys() or (missing and not self._is_older()):
                raise ValueError("other columns")
            given |= {name: _default(carried[name]) for name in missing}
            row = {name: read(given[name]) for name, read in readers.items()}
            if one.check:
                one.check(row | {"id": place})
            self._tell(one, row)
            yield row

    def _is_older(self) -> bool:
        """What was written before a column was there says nothing in it."""
        return self.opened.version < network.VERSION

    def _insert(self, one: Carried, rows: Sequence[Row], before: int) -> Sequence[int | None]:
        """The new numbers of these rows, the first of which stands after `before` others; None for one left out."""
        pointing = _pointing(one)
        pointed = [self._pointed(one, row, before + place, pointing) for place, row in enumerate(rows)]
        fitting = one.fit(self.arrived, pointed) if one.fit else pointed
        new = [row | (one.make(row) if one.make else {}) for row in fitting if row is not None]
        made = iter(self._numbers(one, new))
        return [None if row is None else next(made) for row in fitting]

    def _pointed(self, one: Carried, row: Row, before: int, pointing: Mapping[str, str]) -> Row:
        found = dict(row)
        for name, points_to in pointing.items():
            place = row[name]
            if place is None:
                continue
            # A row may point to one above it in its own table, whose number is known when that one has been written.
            if not 1 <= place <= (before if points_to == one.table.name else len(self.arrived.numbers[points_to])):
                raise ValueError("points nowhere")
            found[name] = self.arrived.numbers[points_to][place - 1]
            if found[name] is None:
                raise ValueError("points to what was left out")
        return found | {name: self._named(row[name]) for name in one.named}

    def _named(self, said: str) -> str:
        kind, _colon, place = said.partition(":")
        numbers = self.arrived.numbers.get(kind, [])
        if not _PLACE.fullmatch(place) or int(place) > len(numbers):
            raise ValueError("names nothing")
        return f"{kind}:{numbers[int(place) - 1]}"

    def _numbers(self, one: Carried, rows: list[Row]) -> Sequence[int]:
        if not self.writes:
            return [-place for place in range(1, len(rows) + 1)]
        if not rows:
            return []
        if "id" not in one.table.columns:
            db.write(insert(one.table), rows)
            return [0] * len(rows)
        made = insert(one.table).returning(one.table.c.id, sort_by_parameter_order=True)
        return [row.id for row in db.write(made, rows)]

    def _follow(self, tables: dict[str, Carried]) -> None:
        for name, one in tables.items():
            if one.done is None:
                continue
            known = self.arrived.known[name]
            made = [number for number in self.arrived.numbers[name] if number is not None and number not in known]
            for begin in range(0, len(made), CHUNK):
                one.done(made[begin : begin + CHUNK])
                session.flush()

    def _keep(self, tables: Mapping[str, Carried]) -> None:
        """Last of all, when nothing can be refused any more: what is on a disk is not undone with the rest."""
        for name, drawn in self.pictures.items():
            numbers, known, pictures = self.arrived.numbers[name], self.arrived.known[name], tables[name].pictures
            _refuse_beyond(drawn, numbers)
            own = {numbers[place - 1]: one for place, one in drawn.items()}
            new = {number: one for number, one in own.items() if number is not None and number not in known}
            if pictures and new:
                pictures.keep(new)

    def _check_pictures(self, tables: Mapping[str, Carried]) -> None:
        for name, one in tables.items():
            for place, content in self.opened.pictures(one) if one.pictures else ():
                _refuse_beyond([place], self.arrived.numbers[name])
                one.pictures.check(content)  # type: ignore[union-attr]

    def _tell(self, one: Carried, row: Row) -> None:
        """What the preview says of single rows."""
        if one.table is Person.__table__:
            self._people.append(row["name"] or row["email"] or "")
        elif one.table is Group.__table__:
            self.preview.groups.append(row["name"])
        elif one.table is Membership.__table__ and row["group_id"] == 1 and row["role"] == ORGANISER:
            self.preview.organisers.append(self._people[row["person_id"] - 1])


def _refuse_beyond(places: Iterable[int], numbers: Sequence[int | None]) -> None:
    if any(place > len(numbers) for place in places):
        raise ValueError("a picture of nothing")


def _some(one: Carried, rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Some hundreds of rows at a time, none of which points to another of them: its number must be known by then."""
    own = [name for name, points_to in _pointing(one).items() if points_to == one.table.name]
    batch: list[Row] = []
    first = 1
    for row in rows:
        if len(batch) == CHUNK or any(row[name] is not None and row[name] >= first for name in own):
            first += len(batch)
            yield batch
            batch = []
        batch.append(row)
    yield batch


def _pointing(one: Carried) -> Mapping[str, str]:
    """Which columns point to which table."""
    found = ((column.name, network.target(column)) for column in network.columns(one))
    return {name: points_to for name, points_to in found if points_to is not None}


def _default(column: Any) -> Any:
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    return None
