"""`netapp backup`: the whole site in one archive that knows no engine; SQLite's restores into PostgreSQL and back.

A zip: `manifest.json` (format, schema revision, number of rows and the last number given out by table), then
`tables/<nn>-<name>.jsonl`, a row a line, each table after those it points to. Instants are ISO 8601 in UTC, local times
ISO without a zone, bytes base64. Then `files/<sha256>`, each content that a row of `file` names.

Not in it: what holds a door open (sessions, sign-in links, visits to a provider), the counts of rate limits, lists of
people to invite (one half done would write to the same people again), the search index, which is made anew from the
rest, and the secret of NETAPP_VAR. With the secret, whoever finds an old archive could sign links of the site as it
runs today, and withdraw people from its meetings; it never changes, so one copy of it, kept apart, serves all archives.
"""

import base64
import json
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, Table, func, inspect, select, text

from netapp import database
from netapp.core import clock, schema
from netapp.core.db import Base, reading, session
from netapp.core.errors import Refused
from netapp.files import carrying
from netapp.members import erasures

FORMAT = 1
_DOORS = {"api_token", "attempt", "link", "session"}
# Restored, what waits would be told a second time.
_TOLD = {"webhook_delivery"}
_LISTS = {"roster", "roster_row", "calendar_file", "calendar_row", "old_list", "old_letter"}
_MADE_ANEW = {"alembic_version", "hit", "search_round", "search_row"}
LEFT_OUT = frozenset(_DOORS | _TOLD | _LISTS | _MADE_ANEW)


class Written(NamedTuple):
    """How many rows an archive holds, and the digests of the files that were not to be found."""

    rows: int
    missing: Sequence[str]


def write(file: Path) -> Written:
    """Write the whole site into `file`, or nothing at all. Only its owner may read it."""
    engine = database.reached()
    if schema.at(engine) != schema.head():
        raise Refused("The database is not up to date; start netapp run once, then make the backup.")
    erasures.agree()
    aside = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target:
                written = _write(target)
                target.flush()
                os.fsync(target.fileno())
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{file} can't be written: {error.strerror}.") from error
    return written


def carried() -> list[Table]:
    """The tables that an archive holds, each after those it points to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _write(target: Any) -> Written:
    with reading(), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        # One transaction that sees one moment: SQLite's always do, PostgreSQL's when asked.
        postgres = session.get_bind().dialect.name == "postgresql"
        options = {"isolation_level": "REPEATABLE READ"} if postgres else {}
        connection = session.connection(execution_options=options)
        rows = {table.name: _table(archive, connection, place, table) for place, table in enumerate(carried(), 1)}
        manifest = {
            "format": FORMAT,
            "made": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
            "revision": schema.head(),
            "rows": rows,
            "last_numbers": last_numbers(connection),
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        return Written(sum(rows.values()), carrying.pack(archive))


def _table(archive: ZipFile, connection: Connection, place: int, table: Table) -> int:
    written = 0
    found = connection.execution_options(yield_per=500).execute(select(table).order_by(*table.primary_key))
    with archive.open(f"tables/{place:02}-{table.name}.jsonl", "w", force_zip64=True) as raw:
        lines = TextIOWrapper(raw, encoding="utf-8", newline="\n")
        for row in found.mappings():
            values = {name: _plain(value) for name, value in row.items()}
            lines.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
            written += 1
        lines.flush()
        lines.detach()
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def last_numbers(connection: Connection) -> dict[str, int]:
    """The highest number that each table has ever given out, also to rows that are gone: none comes twice."""
    numbered = [table for table in Base.metadata.sorted_tables if table.autoincrement_column is not None]
    kept = _sequences(connection, numbered)
    highest = {table.name: connection.scalar(select(func.max(table.autoincrement_column))) or 0 for table in numbered}
    return {name: max(number, kept.get(name, 0)) for name, number in highest.items()}


def _sequences(connection: Connection, tables: list[Table]) -> dict[str, int]:
    if connection.dialect.name == "sqlite":
        if not inspect(connection).has_table("sqlite_sequence"):
            return {}
        return {row.name: int(row.seq) for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    quote = connection.dialect.identifier_preparer.quote_identifier
    found = {}
    for table in tables:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(quote(table.name), "id")))
        last = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()
        found[table.name] = int(last.last_value) if last.is_called else 0
    return found
