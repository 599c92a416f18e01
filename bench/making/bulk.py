"""Rows in bulk, into either engine, with a note of how many there were and how long they took."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, FromClause, column, func, select
from sqlalchemy import table as sql_table

Row = dict[str, Any]

CHUNK = 10_000


class Writer:
    """`written` is by table: how many rows, and the seconds that making and writing them took."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.written: dict[str, tuple[int, float]] = {}
        if connection.dialect.name == "sqlite":
            # Of its own, SQLite keeps 2 MB of pages, and reads and writes a large index again for each few rows.
            connection.exec_driver_sql("PRAGMA cache_size = -400000")

    def write(self, model: Any, rows: Iterable[Row]) -> None:
        """All rows of a table. Each names every column: a default that is left to the database is refused."""
        table: FromClause = model.__table__
        began, count = time.perf_counter(), 0
        put = _copy if self.connection.dialect.name == "postgresql" else _insert
        for chunk in _chunks(rows):
            if chunk[0].keys() != set(table.columns.keys()):
                raise ValueError(f"the columns of {table.description} are {', '.join(table.columns.keys())}")
            put(self.connection, table, chunk)
            count += len(chunk)
        if count and "id" in table.columns:
            go_on_counting(self.connection, table)
        self.written[table.description] = count, time.perf_counter() - began


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _insert(connection: Connection, table: Any, rows: list[Row]) -> None:
    connection.execute(table.insert(), rows)


def _copy(connection: Connection, table: Any, rows: list[Row]) -> None:
    """PostgreSQL's own way in: twice as fast as its INSERT. The values are made what psycopg wants by their types."""
    kinds = [(column.name, column.type.dialect_impl(connection.dialect)) for column in table.columns]
    readers = [(name, kind.bind_processor(connection.dialect) or _as_it_is) for name, kind in kinds]
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name, _reader in readers)
    raw: Any = connection.connection.dbapi_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([reader(row[name]) for name, reader in readers])


def _as_it_is(value: Any) -> Any:
    return value


def go_on_counting(connection: Connection, table: Any) -> None:
    """The site's next row gets the next number. PostgreSQL counts apart from the rows, and SQLite may remember rows
    that are gone.
    """
    last = select(func.max(table.c.id)).scalar_subquery()
    if connection.dialect.name == "postgresql":
        quoted = connection.dialect.identifier_preparer.quote(table.name)
        connection.execute(select(func.setval(func.pg_get_serial_sequence(quoted, "id"), last)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        counted = sql_table("sqlite_sequence", column("name"), column("seq"))
        connection.execute(counted.update().where(counted.c.name == table.name).values(seq=last))
