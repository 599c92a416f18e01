"""One writes at a time on SQLite, and who waits gets a turn.

SQLite lets who waits sleep, ever longer, and try again: under load some wait for seconds while others come and go. So
who is about to write waits here first: within a process for a lock, and between processes for one on a file beside the
database. That brings order, no safety: who has waited too long, and who knows nothing of it, goes on to SQLite's own
lock, which stands whatever happens here.
"""

import contextlib
import fcntl
import os
import threading
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import Pool

# As long as SQLite itself would wait, in seconds.
PATIENCE = 15.0
_TURN = "turn to write"


class Turns:
    """Who writes in the database at `path` next. A process that is killed leaves no lock behind."""

    def __init__(self, path: str) -> None:
        self._path = f"{path}-turn" if path and path != ":memory:" else ""
        self._here = threading.Lock()
        self._file: int | None = None

    def take(self) -> bool:
        """Wait for a turn; False when it did not come in time, or nobody can stand in line here."""
        if not self._here.acquire(timeout=PATIENCE):
            return False
        try:
            if self._path:
                fcntl.flock(self._opened(), fcntl.LOCK_EX)
        except OSError:
            self._here.release()
            return False
        return True

    def give(self) -> None:
        """Let the next one write."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._here.release()

    def anew(self) -> None:
        """In a fork: the lock on the file is the parent's, and so may be the one within the process."""
        self._here = threading.Lock()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


_ALL: dict[str, Turns] = {}


def take(begun: Connection) -> None:
    """Stand in line before this connection begins to write; it gives its turn back when it is let go of."""
    if _TURN in begun.info:
        return
    path = begun.engine.url.database or ""
    turns = _ALL.setdefault(path, Turns(path))
    if turns.take():
        begun.info[_TURN] = turns


def _give(record: Any) -> None:
    turns: Turns | None = record.info.pop(_TURN, None)
    if turns is not None:
        turns.give()


@event.listens_for(Pool, "checkin")
def _checked_in(_driver: object, record: Any) -> None:
    _give(record)


@event.listens_for(Pool, "invalidate")
def _invalidated(_driver: object, record: Any, _error: object) -> None:
    _give(record)


def _forked() -> None:
    for turns in _ALL.values():
        turns.anew()


with contextlib.suppress(AttributeError):  # Where nobody forks.
    os.register_at_fork(after_in_child=_forked)
