"""Has anything been committed since we looked? What a process keeps in memory asks here, once a second at most.

SQLite counts the commits of others in `PRAGMA data_version`; PostgreSQL tells who listens, since `note` leads to a
NOTIFY. A commit of this very process is known at once. So what is kept may be a second old, and never older.
"""

import os
import time
from contextlib import closing, suppress
from threading import Lock
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from netapp.core.db import db, session

EVERY = 1.0
CHANNEL = "netapp_changes"
_NOTED = "noted change"


class Watch:
    """One process's look at one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock, self._counting = Lock(), Lock()
        self._pid = 0
        self._epoch = 0
        self._looked = 0.0
        self._connection: Any = None
        self._version: object = None

    def epoch(self) -> int:
        """A number that has grown when anything was committed; it may grow for nothing."""
        now = time.monotonic()
        if (now - self._looked >= EVERY or self._pid != os.getpid()) and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                self._look()
            finally:
                self._lock.release()
        return self._epoch

    def committed(self) -> None:
        """This process has written something itself."""
        with self._counting:
            self._epoch += 1

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _look(self) -> None:
        if self._pid != os.getpid():
            # A fork must leave the parent's connection alone: closing it would end it for the parent, too.
            self._connection, self._pid = None, os.getpid()
        try:
            self._connection = self._connection or self._connect()
            has_changed = self._ask()
        except (OSError, self._engine.dialect.loaded_dbapi.Error):
            # Nobody knows what is missed until the next look: each look counts as a change.
            self._drop()
            has_changed = True
        if has_changed:
            self.committed()

    def _ask(self) -> bool:
        if self._engine.dialect.name == "sqlite":
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            self._version, before = version, self._version
            return bool(version != before)
        # The server tells what was committed before it answers; without a question it may still be on its way.
        self._connection.execute("SELECT 1")
        return len(list(self._connection.notifies(timeout=0))) > 0

    def _connect(self) -> Any:
        """A connection of its own: SQLite's answer is by connection, and PostgreSQL speaks to who listens."""
        where, how = self._engine.dialect.create_connect_args(self._engine.url)
        self._version = None
        if self._engine.dialect.name == "sqlite":
            return self._engine.dialect.connect(*where, **{**how, "check_same_thread": False, "isolation_level": None})
        connection: Any = self._engine.dialect.connect(*where, **how, autocommit=True)
        connection.execute(f"LISTEN {CHANNEL}")
        self.committed()  # What was told before we listened.
        return connection

    def _drop(self) -> None:
        if self._connection is not None and self._pid == os.getpid():
            with suppress(Exception), closing(self._connection):
                pass
        self._connection = None


def init_app(app: Flask) -> None:
    """Watch the app's database. Call after db.init_app."""
    with app.app_context():
        watch = app.extensions["changes"] = Watch(db.engine)
        # A database that nobody uses any more must be free to be dropped.
        event.listen(db.engine, "engine_disposed", lambda _engine: watch.close())


def epoch() -> int:
    """What is kept in memory is good as long as this stays the same."""
    watch: Watch = current_app.extensions["changes"]
    return watch.epoch()


def note() -> None:
    """This deed changes what guests could see; other processes are told when it is committed."""
    session().info[_NOTED] = True


@event.listens_for(Session, "before_commit")
def _tell(committed: Session) -> None:
    if committed.in_nested_transaction() or not committed.info.pop(_NOTED, False):
        return
    if committed.get_bind().dialect.name == "postgresql":
        committed.execute(text(f"NOTIFY {CHANNEL}"))


@event.listens_for(Session, "after_commit")
def _count(_committed: Session) -> None:
    if current_app and "changes" in current_app.extensions:
        current_app.extensions["changes"].committed()


@event.listens_for(Session, "after_soft_rollback")
def _forget(undone: Session, _previous: object) -> None:
    if not undone.in_nested_transaction():
        undone.info.pop(_NOTED, None)
