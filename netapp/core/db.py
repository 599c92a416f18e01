"""The database: one metadata, one session, and transactions that are the unit of a deed.

SQLite begins its transactions late by default and loses updates: measured, 418 of 480. So a
deed and a task begin IMMEDIATE, before their first read. What a POST reads before its deed and
after it is a look as that of a GET, which holds up no writer; a change in a look is refused
here, loudly, on both engines, and so is a deed in a GET that is not marked `@writes`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

from flask import Flask, current_app, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, CursorResult, DateTime, Dialect, Executable, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from sqlalchemy.types import TypeDecorator

from netapp.core import pool, turns
from netapp.core.errors import NotVisible

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound="Base")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in, aware UTC out, also on SQLite, which stores naive text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Every constraint has a name, since SQLite's batch migrations need one to drop it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
    }


db = SQLAlchemy(metadata=Base.metadata)
session = db.session

# SQLite, for each connection. The file's first 64 MB are read where the system keeps them anyway, once for all
# processes; so a connection needs less of a cache (2 MB by default), which each commit of another one empties anyway.
_SQLITE = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=15000",
    "foreign_keys=ON",
    "mmap_size=67108864",
    "cache_size=-500",
)
TRIES = 4
# Deadlock; a transaction that could not be put in order with another one; and a row that a unique index refused, since
# somebody else was a moment faster (the same new address at two doors, say): tried again, theirs is found.
_UNDONE = {"40P01", "40001", "23505"}
_LOOKS = "a look may only read: what writes is a deed (action, transaction), and a GET that does one is marked @writes"
_reading: ContextVar[bool] = ContextVar("reading", default=False)
# A request that may do a deed, though it only looks until then.
_may_write: ContextVar[bool] = ContextVar("may write", default=False)


def writes(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a GET view that changes something (an OIDC callback), so that it may do a deed."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def is_looking() -> bool:
    """No deed is being done; what is told may be a moment old, as long as this request has not written it itself."""
    return _reading.get()


def connection() -> Connection:
    """For who reads plain columns past the machinery that makes objects; what a deed has changed is written first."""
    asking = session()
    if not _reading.get():
        asking.flush()
    # Asked for with every statement, so it is found once a transaction.
    known: Connection | None = asking.info.get("connection")
    if known is None or known.closed:
        known = asking.info["connection"] = asking.connection()
    return known


def rows(statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """What a statement of plain columns finds; see also prepared.py."""
    return connection().execute(statement, values).all()


def write(statement: Executable, values: Any) -> CursorResult[Any]:
    """Execute a change of plain columns within a deed, past the machinery that would look for objects to change."""
    return writing().execute(statement, values)


def changed(statement: Executable) -> int:
    """Update or delete; returns how many rows."""
    found: Any = session.execute(statement)
    return int(found.rowcount)


def writing() -> Connection:
    """The same as `connection` for who changes something; a look may not."""
    if _reading.get():
        raise RuntimeError(_LOOKS)
    return connection()


@contextmanager
def transaction() -> Iterator[None]:
    """One deed: the outermost commits once, inner ones join it, any error undoes all, letters included.

    What the request has looked at before is read afresh when the deed asks for it; NotVisible when it has gone.
    """
    info = session().info
    if info.get("deed"):
        yield
        return
    looked = _reading.get() and _may_write.get()
    if looked:
        session.rollback()
        _reading.set(False)
    info["deed"] = True
    try:
        yield
        session.commit()
    except BaseException as error:
        session.rollback()
        if isinstance(error, ObjectDeletedError | StaleDataError):
            raise NotVisible from error
        raise
    finally:
        info["deed"] = False
        if looked:
            _reading.set(True)


def action(deed: Callable[P, R]) -> Callable[P, R]:
    """A deed that a viewer asks for; it runs in one transaction.

    Two deeds that lock the same rows in another order stand in each other's way on PostgreSQL, which undoes one of
    them: that one is done again, since nothing of it has happened.
    """

    @wraps(deed)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        if session().info.get("deed"):
            return deed(*args, **kwargs)
        for _try in range(TRIES - 1):
            try:
                with transaction():
                    return deed(*args, **kwargs)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _UNDONE:
                    raise
        with transaction():
            return deed(*args, **kwargs)

    acting.is_action = True  # type: ignore[attr-defined]
    return acting


def left(row: M) -> M:
    """The row as the deed leaves it, for who answers the request: to be read, without asking for it once more."""
    session.flush()
    session.expunge(row)
    return row


def locked(model: type[M], ident: int) -> M:
    """The row, read afresh and locked until the transaction ends; NotVisible when it is gone.

    On SQLite the whole transaction holds the write lock already and the clause is left out.
    """
    row = session.get(model, ident, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotVisible
    return row


@contextmanager
def unlocked() -> Iterator[None]:
    """Let go of the database while something slow happens outside (a call to an identity provider)."""
    if session().info.get("deed"):
        raise RuntimeError("a deed can't wait for the network")
    session.rollback()
    yield


def snapshot() -> None:
    """Let all that this request still reads be of one moment; SQLite does so by itself."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@contextmanager
def reading() -> Iterator[None]:
    """A look outside of a request (a letter being written, say) that holds up no writer and may not write."""
    before = _reading.set(True)
    try:
        yield
    finally:
        session.rollback()
        _reading.reset(before)


def _end_reading() -> None:
    """A look at PostgreSQL leaves nothing behind: what comes next in the same session may write, and what the driver
    has prepared stays, which it would forget at a ROLLBACK.
    """
    if _reading.get() and session().in_transaction() and session.get_bind().dialect.name == "postgresql":
        # A server that is away has been answered for already.
        with suppress(SQLAlchemyError, db.engine.dialect.loaded_dbapi.Error):
            looked = session.connection()
            driver: Any = looked.connection.driver_connection
            if "isolation_level" in looked.get_execution_options():
                driver.commit()
            elif driver.autocommit:
                driver.autocommit = False
    _reading.set(False)
    _may_write.set(False)


def look_over() -> None:
    """Let SQLite see how much its indexes hold; until then it plans by guessing. PostgreSQL looks by itself."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit=1000")  # Enough to plan by, and done in a moment.
            connection.exec_driver_sql("ANALYZE")


def init_app(app: Flask, url: str, threads: int) -> None:
    """Bind the session to `url`; `threads` is the number of threads that may hold a connection at once."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # hide_parameters: an error in a log tells the statement, never an address or a key that stood in it.
    options: dict[str, Any] = {"pool_size": threads, "max_overflow": 4, "hide_parameters": True}
    if url.startswith("sqlite"):
        # Prepared statements stay with their connection, up to 60 kB each; so many hold what is asked all the time.
        options["connect_args"] = {"cached_statements": 64}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    if not url.startswith("sqlite"):
        with app.app_context():
            pool.watch(db.engine)
    app.before_request(_choose_mode)
    app.teardown_request(lambda _error: _end_reading())


def _choose_mode() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    _reading.set(True)
    _may_write.set(request.method not in {"GET", "HEAD", "OPTIONS"} or getattr(view, "writes", False))


@event.listens_for(Engine, "connect")
def _set_pragmas(connection: Any, _record: object) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None  # the driver's own BEGIN comes after the first SELECT: too late
    for pragma in _SQLITE:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(begun: Connection) -> None:
    """A look at PostgreSQL begins no transaction, unless it is to be of one moment: that would be two more questions
    for each page, and at the ROLLBACK the driver forgets what it has prepared, so that all is planned anew.
    """
    if begun.dialect.name == "postgresql":
        driver: Any = begun.connection.driver_connection
        if "isolation_level" not in begun.get_execution_options() and driver.autocommit != _reading.get():
            driver.autocommit = _reading.get()
    elif _reading.get():
        sqlite: Any = begun.connection.driver_connection
        sqlite.execute("BEGIN")  # Takes no lock yet, so it can't fail, and needs nobody to say how.
    else:
        turns.take(begun)
        begun.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Session, "before_flush")
def _refuse_flush(flushed: Session, _context: UOWTransaction, _instances: object) -> None:
    if _reading.get() and (flushed.new or flushed.dirty or flushed.deleted):
        raise RuntimeError(_LOOKS)


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    if _reading.get() and (state.is_insert or state.is_update or state.is_delete):
        raise RuntimeError(_LOOKS)
