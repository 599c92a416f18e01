"""A network as one archive in open formats, for its organisers: `reading` makes the same network of it elsewhere.

A zip. For each table a JSON file with one row a line; a row is known by its place there, so that the same network makes
the same files on every site. The logo of a company lies in logos/, under the company's place. For people's programs
members.csv, sign-ups.csv and meetings.ics lie beside. The manifest names format, version, site, moment, how many rows
there are, and the SHA-256 of each file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from flask import current_app
from sqlalchemy import Column, ColumnElement, Select, select, union

from netapp.core import archives, clock, db, limits, log, site
from netapp.core.archives import Carried, Pictures, Row, Within
from netapp.core.cells import plain
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.groups import policy, queries
from netapp.groups.models import Group, Membership
from netapp.members import acquaintance
from netapp.members.models import Person

FORMAT, VERSION = "netapp network", 2
MANIFEST, README = "manifest.json", "README.txt"
IN_MEMORY = 8_000_000
# So many pictures are read into memory together.
AT_ONCE = 100


def take(viewer: Viewer, group: Group) -> IO[bytes]:
    """The zip, open at its beginning; of the sub-groups those that the viewer reads. It holds up no writer."""
    limits.spend("archive", str(viewer.person_id), 20, limits.HOUR)
    _note(viewer, group)
    with db.reading():
        db.snapshot()
        return write(within(viewer, queries.get_run(viewer, group.id)))


@action
def _note(viewer: Viewer, group: Group) -> None:
    """Who took it, and when."""
    require(policy.may_take_archive(viewer, group))
    log.write(viewer.person_id, "archive", "group", group.id, group_key(group.id))


def within(viewer: Viewer, group: Group) -> Within:
    """What this viewer's archive of the group is about."""
    below = [each for each in queries.sub_groups(viewer, group.id) if policy.may_read(viewer, each)]
    held = [group, *sorted(below, key=lambda each: each.id)]
    run = [each.id for each in held if policy.may_organise(viewer, each)]
    members = select(Membership.person_id).where(Membership.group_id.in_(run), Membership.state == "active")
    scope = Within(viewer, [each.id for each in held], run, members)
    return replace(scope, people=union(*_people(scope)), strangers=_strangers(scope))


def write(scope: Within) -> IO[bytes]:
    content: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (handed over open)
    numbers: dict[str, dict[int, int]] = {}
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for one in archives.carried().values():
            name = f"{one.name}.json"
            counts[one.name], files[name] = _table(archive, name, _rows(one, scope, numbers))
            for name, data in _pictures(one, numbers[one.table.name]):
                archive.writestr(name, data, ZIP_STORED)
                files[name] = sha256(data).hexdigest()
        for extra in archives.extras():
            for name, data in extra(scope):
                archive.writestr(name, data)
                files[name] = sha256(data).hexdigest()
        archive.writestr(README, _readme())
        archive.writestr(MANIFEST, json.dumps(_manifest(scope, counts, files), ensure_ascii=False, indent=1))
    content.seek(0)
    return content  # type: ignore[no-any-return]


def columns(one: Carried) -> list[Column[Any]]:
    """Those that are carried, but for the row's own number."""
    return [column for column in one.table.columns if column.name not in {"id", *one.without}]


def target(column: Column[Any]) -> str | None:
    """The table that a column points to."""
    return next((key.column.table.name for key in column.foreign_keys), None)


def _people(scope: Within, *but_members: ColumnElement[bool]) -> Iterator[Select[int]]:
    """Everybody whom a row is about: by the columns that always name somebody; of the members only some."""
    for one in archives.carried().values():
        for column in columns(one):
            if target(column) == "person" and not column.nullable:
                yield select(column).where(one.chosen(scope), *(but_members if one.model is Membership else ()))


def _strangers(scope: Within) -> Select[int]:
    """Whoever writes an address down shall not learn whose it is: who is only invited, and met nowhere."""
    invited = select(Membership.person_id).where(Membership.group_id.in_(scope.run), Membership.state == "invited")
    others = union(*_people(scope, Membership.state != "invited"))
    unmet = ~acquaintance.meets(scope.viewer, Person.id)
    return select(Person.id).where(Person.id.in_(invited), Person.id.not_in(others), unmet)


def _rows(one: Carried, scope: Within, numbers: dict[str, dict[int, int]]) -> Iterator[Row]:
    """As the file has them; the numbers given out are noted for the tables that come."""
    own = numbers.setdefault(one.table.name, {})
    for place, row in enumerate(_found(one, scope), 1):
        said: Row = {}
        if "id" in row:
            own[row["id"]] = said["id"] = place
        for column in columns(one):
            value, points_to = row[column.name], target(column)
            if points_to is not None and value is not None:
                known = numbers.get(points_to, {})
                value = known.get(value) if column.nullable else known[value]
            said[column.name] = plain(value)
        for name in one.named:
            kind, _colon, number = said[name].partition(":")
            said[name] = f"{kind}:{numbers[kind][int(number)]}"
        yield said


def _found(one: Carried, scope: Within) -> Iterable[Any]:
    """In an order that is the same on each site: as they were made there, and so as they were read in here."""
    pointing = [column.is_not(None) for column in one.table.columns if target(column) == one.table.name]
    told = one.told(scope) if one.told else {}
    said = [told.get(column.name, column).label(column.name) for column in one.table.columns]
    chosen = select(*said).where(one.chosen(scope)).order_by(*pointing, *one.table.primary_key)
    found = session.connection().execute(chosen.execution_options(yield_per=500)).mappings()
    return found if one.order is None else sorted(found, key=one.order)


def _pictures(one: Carried, places: Mapping[int, int]) -> Iterator[tuple[str, bytes]]:
    """Those of the rows that were written, by their places there: (name, content)."""
    if one.pictures is None:
        return
    written = list(places)
    for begin in range(0, len(written), AT_ONCE):
        numbers = written[begin : begin + AT_ONCE]
        for number, content in sorted(one.pictures.of(numbers).items()):
            yield picture_name(one.pictures, places[number]), content


def picture_name(pictures: Pictures, place: int) -> str:
    return f"{pictures.folder}/{place}.{pictures.ending}"


def _table(archive: ZipFile, name: str, rows: Iterable[Row]) -> tuple[int, str]:
    """Write the rows, one a line; returns how many, and the SHA-256 of the file."""
    digest, count = sha256(), 0
    with archive.open(name, "w", force_zip64=True) as file:
        for line in _lines(rows):
            count += 1
            digest.update(line)
            file.write(line)
    return count - 2, digest.hexdigest()


def _lines(rows: Iterable[Row]) -> Iterator[bytes]:
    yield b"["
    before = b"\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        before = b",\n"
    yield b"\n]\n"


def _manifest(scope: Within, counts: dict[str, int], files: dict[str, str]) -> Row:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": clock.now().isoformat(timespec="seconds"),
        "site": {"name": site.current().name, "url": current_app.config["SITE_URL"]},
        "network": session.scalar(select(Group.name).where(Group.id == scope.groups[0])),
        "counts": counts,
        "files": files,
    }


def _readme() -> bytes:
    said: Sequence[str] = (
        _("A network with its groups, people and meetings, as one archive."),
        _(
            "The JSON files hold everything, a row a line; another site of this kind reads them back. members.csv and "
            "sign-ups.csv open in any spreadsheet, meetings.ics in any calendar."
        ),
        _(
            "Everything is what the person who took it reads and runs: a sub-group that they do not read is not in it, "
            "and of one that they only read, no members and sign-ups are."
        ),
        _(
            "Who is invited and has not answered is in it by address alone, unless the person who took it meets them "
            "elsewhere."
        ),
        _("logos holds the logos of companies, each under the company’s number in companies.json."),
        _("It holds names and addresses: keep it safe, and delete it when it is not needed any more."),
    )
    return reduce(lambda text, line: f"{text}{line}\r\n\r\n", said, "").encode()
