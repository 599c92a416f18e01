"""`netapp restore`: an archive of `netapp backup` into an empty database of either engine.

The schema is first made as it was when the archive was written, then filled, then brought up to date by the same
migrations that a living database goes through. So an old archive stays readable, and no table is ever filled by guess.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    func,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from netapp import database
from netapp.backup import FORMAT, LEFT_OUT
from netapp.core import reindexing, schema
from netapp.core.errors import Refused
from netapp.files import carrying, storage
from netapp.members import erasures

CHUNK = 1000
# A site that has only been started has these: its worker has looked at the schedule.
FILL_THEMSELVES = LEFT_OUT | {"tick"}

Row = dict[str, Any]
Reader = Callable[[Any], Any]


def read(file: Path) -> int:
    """Fill the app's database from `file` and erase again who was erased since; returns how many rows. Or Refused."""
    engine = database.reached()
    if database.holds_rows(engine, apart_from=FILL_THEMSELVES):
        raise Refused("The database is not empty. Name an empty one in NETAPP_DATABASE_URL (or another NETAPP_VAR).")
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            _make_schema(engine, manifest["revision"])
            # Contents first: what is left over when the rows are refused is swept, a row without content would stay.
            carrying.unpack(archive)
            with engine.begin() as connection:
                _fill(connection, archive, manifest)
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}.") from error
    except storage.Unwritable as error:
        raise Refused(f"The files can't be written: {error}. Nothing was restored.") from error
    except (BadZipFile, ZlibError, KeyError, ValueError, TypeError, SQLAlchemyError) as error:
        raise Refused(
            f"{file} is no backup of netapp, or is damaged ({type(error).__name__}). Nothing was restored."
        ) from error
    schema.upgrade(engine)
    erasures.agree()
    reindexing.everything()
    return sum(manifest["rows"].values())


def _manifest(archive: ZipFile, file: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest["format"] != FORMAT or not database.knows(manifest["revision"]):
        raise Refused(f"{file} was written by a newer netapp; restore it with that one.")
    return manifest


def _make_schema(engine: Engine, revision: str) -> None:
    if schema.at(engine) != revision:
        if schema.at(engine) is not None:
            schema.downgrade(engine, "base")
        schema.upgrade(engine, revision)


def _fill(connection: Connection, archive: ZipFile, manifest: dict[str, Any]) -> None:
    found = MetaData()
    found.reflect(connection)
    members = {name.partition("-")[2].removesuffix(".jsonl"): name for name in archive.namelist() if "-" in name}
    if members.keys() != manifest["rows"].keys() or not members.keys() <= found.tables.keys():
        raise ValueError("tables do not match")
    for name in FILL_THEMSELVES & found.tables.keys() - LEFT_OUT:
        connection.execute(found.tables[name].delete())
    for table in found.sorted_tables:
        if table.name in members:
            with archive.open(members[table.name]) as lines:
                _fill_table(connection, table, lines, manifest["rows"][table.name])
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise ValueError("foreign keys do not match")
    _go_on_counting(connection, found, manifest["last_numbers"])


def _fill_table(connection: Connection, table: Table, lines: IO[bytes], expected: int) -> None:
    readers = {column.name: _reader(column, connection.dialect.name) for column in table.columns}
    rows = (_decoded(json.loads(line), readers) for line in lines)
    own = [key.parent for key in table.foreign_keys if key.column.table is table]
    written, pointing = 0, []
    while chunk := list(islice(rows, CHUNK)):
        # A row that points into its own table may stand before the one it points to.
        pointing += [row.copy() for row in chunk if any(row[column.name] is not None for column in own)]
        connection.execute(table.insert(), [row | {column.name: None for column in own} for row in chunk])
        written += len(chunk)
    for row in pointing:
        change = update(table).where(*(column == row[column.name] for column in table.primary_key))
        connection.execute(change.values({column.name: row[column.name] for column in own}))
    if written != expected:
        raise ValueError("rows are missing")


def _decoded(row: Row, readers: dict[str, Reader]) -> Row:
    return {name: value if value is None else readers[name](value) for name, value in row.items()}


def _reader(column: Column[Any], engine: str) -> Reader:
    """From what JSON can hold to what this column wants."""
    kind = column.type
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64decode(value, validate=True)
    if isinstance(kind, DateTime):
        return lambda value: _moment(value, engine)
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, JSON):
        kind.none_as_null = True
    return lambda value: value


def _moment(value: str, engine: str) -> datetime:
    """SQLite keeps an instant as naive UTC; a local time is naive on both."""
    moment = datetime.fromisoformat(value)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo and engine == "sqlite" else moment


def _go_on_counting(connection: Connection, found: MetaData, last_numbers: dict[str, int]) -> None:
    """The next row gets a number that nobody has had: a letter, a log row or a link may still name the old one."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    for name, number in last_numbers.items():
        if name not in found.tables or not number:
            continue
        if connection.dialect.name == "postgresql":
            sequence = func.pg_get_serial_sequence(quote(name), "id")
            connection.execute(select(func.setval(sequence, number)))
        else:
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            connection.execute(
                text("INSERT INTO sqlite_sequence VALUES (:name, :number)"), {"name": name, "number": number}
            )
