"""The schema's history: where the database stands, and how it gets to the newest revision."""

import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection

from netapp.core import clock
from netapp.core.db import Base

MIGRATIONS = Path(__file__).parents[2] / "migrations"
# One at a time, also when several machines start together; the number is the project's own.
_ADVISORY_LOCK = 0x6E657461
# On SQLite the search index is a virtual table beside `search_row`, and the tables in which FTS5 keeps it.
_INDEX = "search_index"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; does nothing when it is there."""
    with _connection(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision` ("base" is before the first)."""
    with _connection(engine) as connection:
        command.downgrade(_config(connection), revision)


def at(engine: Engine) -> str | None:
    """The revision that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_empty(engine: Engine) -> bool:
    return not inspect(engine).get_table_names()


def tables(engine: Engine | Connection) -> set[str]:
    """The tables that hold rows of ours: not the search index that SQLite keeps by itself."""
    return {name for name in inspect(engine).get_table_names() if not name.startswith(_INDEX)}


def differences(engine: Engine) -> list[Any]:
    """What autogenerate would write: empty when the migrated database equals the models."""
    with engine.connect() as connection:
        opts: dict[str, Any] = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        opts["include_object"] = is_of(engine.dialect.name)
        context = MigrationContext.configure(connection, opts=opts)
        with warnings.catch_warnings():
            # PostgreSQL's index of words, which is of what a function makes of them, is none of SQLite's.
            warnings.filterwarnings("ignore", "autogenerate skipping .* expression-based index 'ix_search_row_tokens'")
            return list(compare_metadata(context, Base.metadata))


def new_revision(engine: Engine, message: str) -> None:
    """Write a migration from the difference between database and models, to be read and finished by hand."""
    config = _config(None)
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d%%(hour).2d%%(minute).2d_%%(slug)s")
    with _connection(engine) as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def back_up_file(engine: Engine) -> Path | None:
    """Copy an SQLite database beside itself before it is migrated; None on other engines and for an empty database."""
    if engine.dialect.name != "sqlite" or is_empty(engine) or not engine.url.database:
        return None
    file = Path(engine.url.database)
    copy = file.with_name(f"{file.stem}-before-{head()}-{clock.now():%Y%m%d%H%M%S}{file.suffix}")
    copy.touch(mode=0o600)
    with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return copy


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or not (name or "").startswith(_INDEX)


def is_of(engine: str) -> Callable[..., bool]:
    """An index that only one engine has says so in its `info`."""
    return lambda one, *_rest: getattr(one, "info", {}).get("engine", engine) == engine


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"the migration would break foreign keys: {broken[:5]}")
            finally:
                raw.execute("PRAGMA foreign_keys=ON")
        else:
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
                yield connection
