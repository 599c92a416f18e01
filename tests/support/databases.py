"""Databases for the tests, on both engines: the migrations make each schema once, and every other one is a copy."""

import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.support import missing, postgres

pytest_configure_node = postgres.pytest_configure_node

ENGINES = ("sqlite", "postgresql")
# What no test wrote and none may lose.
KEPT = "alembic_version"
TEMPLATE = "netapp_template"
Url = str


@pytest.fixture(scope="session")
def migrate() -> Callable[[Url], None]:
    """Brings the database at a URL to the newest schema and closes its connections. conftest.py overrides this."""
    return lambda url: None


@pytest.fixture(scope="session")
def make_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrate: Callable[[Url], None]
) -> Callable[[str], Url]:
    """make_database("sqlite") or ("postgresql"): the URL of a new, empty database with the whole schema.

    It is the caller's alone, and nobody need drop it: it goes with the run. Skips where there is no PostgreSQL.
    """
    folder = tmp_path_factory.mktemp("sqlite")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    names = (f"netapp_{worker}_{number}" for number in itertools.count(1))

    def make(engine: str) -> Url:
        if engine == "sqlite":
            return _copy_sqlite(folder, next(names), migrate)
        server, lack = postgres.address(request.config)
        if not server:
            how = "`make test` installs one; else apt-get install postgresql, or set PGBIN to the folder of initdb."
            missing.skip(f"a PostgreSQL server ({lack})", "Each test runs on SQLite and on PostgreSQL.", how)
        return _copy_postgres(server, next(names), migrate)

    return make


@pytest.fixture(scope="session", params=ENGINES)
def database_url(request: pytest.FixtureRequest, make_database: Callable[[str], Url]) -> Url:
    """The worker's database on one engine, then on the other: who asks for this runs twice. It may hold leftovers."""
    return make_database(request.param)


@pytest.fixture
def clean_database(database_url: Url, empty_database: Callable[[Url], None]) -> Url:
    """The worker's database with nothing in it. Emptied before the test, so that a failed one can be looked at."""
    empty_database(database_url)
    return database_url


@pytest.fixture(scope="session")
def empty_database() -> Iterator[Callable[[Url], None]]:
    """empty_database(url) deletes every row of every table, in a few milliseconds.

    On PostgreSQL a number is not given out again, so a test that counts on the number 1 fails there.
    """
    statements: dict[Url, Callable[[], object]] = {}
    with ExitStack() as stack:

        def empty(url: Url) -> None:
            if url not in statements:
                clear = _clear_sqlite if url.startswith("sqlite") else _clear_postgres
                statements[url] = clear(url, stack)
            statements[url]()

        yield empty


def _copy_sqlite(folder: Path, name: str, migrate: Callable[[Url], None]) -> Url:
    template = folder / TEMPLATE
    if not template.exists():
        unfinished = folder / "unfinished"
        unfinished.unlink(missing_ok=True)
        migrate(f"sqlite:///{unfinished}")
        # VACUUM INTO and not a copy: with a write-ahead log, the file alone may not be all of it.
        with closing(sqlite3.connect(unfinished)) as source:
            source.execute("VACUUM INTO ?", (str(template),))
    shutil.copyfile(template, folder / name)
    return f"sqlite:///{folder / name}"


def _copy_postgres(server: Url, name: str, migrate: Callable[[Url], None]) -> Url:
    # Closing the connection gives back the lock under which one worker migrates while the others wait.
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone():
            connection.execute("DROP DATABASE IF EXISTS unfinished WITH (FORCE)")
            connection.execute("CREATE DATABASE unfinished")
            migrate(_in(server, "unfinished"))
            connection.execute(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return _in(server, name)


def _in(server: Url, database: str) -> Url:
    return sa.make_url(server).set(database=database).render_as_string(hide_password=False)


def _clear_sqlite(url: Url, stack: ExitStack) -> Callable[[], object]:
    path = sa.make_url(url).database
    connection = stack.enter_context(closing(sqlite3.connect(str(path), isolation_level=None)))
    # A virtual table (the search index) follows the rows of a plain one by triggers.
    found = [name for _, name, kind, *_ in connection.execute("PRAGMA table_list") if kind == "table"]
    tables = [name for name in found if name != KEPT and not name.startswith("sqlite_")]
    # Foreign keys are off on a new connection, so any order will do.
    deletes = "".join(f'DELETE FROM "{name}";' for name in tables)
    return lambda: connection.executescript(f"PRAGMA synchronous = OFF; BEGIN IMMEDIATE; {deletes} COMMIT;")


def _clear_postgres(url: Url, stack: ExitStack) -> Callable[[], object]:
    # DELETE, not TRUNCATE: ten times as fast on small tables, and it does not wait for a forgotten reader.
    connection = stack.enter_context(psycopg.connect(url, autocommit=True))
    # No order either: a replica does not check foreign keys. A forgotten writer is an error, not a standstill.
    connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = [name for (name,) in found if name != KEPT]
    # Asked first: most tables are empty, and a hundred answers to DELETE take longer than the one to this.
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)

    def clear() -> None:
        names = connection.execute(filled.encode(), prepare=True).fetchall()
        connection.execute(";".join(f'DELETE FROM "{name}"' for (name,) in names).encode())

    return clear
