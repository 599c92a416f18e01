"""Draining the outbox: take what is due under a lease, send it, and write down what became of it.

Nothing is open in the database while a message travels. A worker that dies leaves its letters behind with a lease that
runs out; whoever takes them over sends the same Message-ID, so that what did arrive folds with what comes again (M2).
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from netapp.core import clock, site
from netapp.core.db import reading, session, transaction
from netapp.core.letters import Order
from netapp.mail import message, queries, smtp, writing
from netapp.mail.models import Letter

LEASE = timedelta(minutes=5)
# A letter is begun only while this much of the lease is left: more than a slow mail server can take for it.
ENOUGH = timedelta(minutes=2)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_log = logging.getLogger(__name__)


class Taken(NamedTuple):
    """A letter in a worker's hands until `due_at`. `attempts` counts this one too."""

    id: int
    key: str
    letter: str
    person_id: int | None
    address: str
    name: str
    language: str
    data: dict[str, Any]
    due_at: datetime
    attempts: int
    error: str

    @property
    def order(self) -> Order:
        return Order(self.person_id, self.address, self.name, self.language, self.data)


def drain(limit: int = 20, stop: threading.Event | None = None) -> int:
    """See at most `limit` letters that are due to their end; returns how many were taken."""
    if not _anything_due():
        return 0
    taken = _take(limit)
    with smtp.Line(current_app.config["NETAPP"]) as line:
        for number, letter in enumerate(taken):
            if (stop and stop.is_set()) or clock.now() > letter.due_at - ENOUGH:
                _give_back(taken[number:])
                break
            try:
                _see_off(letter, line)
            except smtp.Unreachable as error:
                # Each of them waits as if it had been tried: the next would only wait for the same time-out.
                for waiting in taken[number:]:
                    _put_off(waiting, str(error))
                break
    return len(taken)


def _anything_due() -> bool:
    """A glance that takes no lock: it happens twice a second."""
    with reading():
        return session.scalar(_due(1)) is not None


def _due(limit: int) -> Any:
    is_due = (Letter.state == "queued") & (Letter.due_at <= clock.now())
    return select(Letter.id).where(is_due).order_by(Letter.due_at, Letter.id).limit(limit)


def _take(limit: int) -> list[Taken]:
    """Lease what is due, in one statement; what another worker is taking at this moment is passed over.

    In a CTE, since PostgreSQL may run a plain sub-select with LIMIT more than once and lease more than was asked for.
    SQLite knows no row locks and needs none: there is one writer at a time.
    """
    due = _due(limit).with_for_update(skip_locked=True).cte("due")
    columns = [getattr(Letter, name) for name in Taken._fields]
    lease = (
        update(Letter)
        .where(Letter.id.in_(select(due.c.id)))
        .values(due_at=clock.now() + LEASE, attempts=Letter.attempts + 1)
        .returning(*columns)
        .execution_options(synchronize_session=False)
    )
    with transaction():
        return sorted(Taken(*row) for row in session.execute(lease))


def _see_off(letter: Taken, line: smtp.Line) -> None:
    """Write one letter, and send or keep it. Its errors are its own; only Unreachable goes on to the others."""
    if letter.attempts > len(PAUSES) + 1:
        # Nobody came back from it to say so: it has cost five workers their lives.
        return _close(letter, "failed", error=letter.error or "no attempt ever ended")
    if letter.attempts > 1 and not letter.error:
        _log.warning("letter %d was in the hands of a worker that died; it may come twice", letter.id)
    try:
        with reading():
            finished = writing.write(letter.letter, letter.order)
            is_shown = site.is_open_demo() or not queries.opens_door(letter.letter)
        built = message.build(finished, letter.key, current_app.config["NETAPP"])
    except writing.Missed as reason:
        return _close(letter, "missed", error=str(reason))
    except Exception as error:
        _log.exception("letter %d (%s) can't be written", letter.id, letter.letter)
        return _put_off(letter, f"{type(error).__name__}: {error}")
    known = {"message_id": str(built["Message-ID"]), "subject": finished.subject}
    if not smtp.is_set_up():
        return _close(letter, "kept", source=built.as_string() if is_shown else None, **known)
    try:
        line.send(built, letter.address)
    except smtp.NotTaken as error:
        return _put_off(letter, str(error), for_good=error.for_good)
    return _close(letter, "sent", **known)


def _put_off(letter: Taken, error: str, *, for_good: bool = False) -> None:
    """Try again after a pause that grows; after the fifth time, or when it is hopeless, it stays and shows why."""
    if for_good or letter.attempts > len(PAUSES):
        return _close(letter, "failed", error=error)
    return _write_down(letter, due_at=clock.now() + PAUSES[letter.attempts - 1], error=error[:500])


def _close(letter: Taken, state: str, *, error: str = "", **values: Any) -> None:
    _write_down(letter, state=state, done_at=clock.now(), error=error[:500], **values)


def _write_down(letter: Taken, **values: Any) -> None:
    """Say what became of a letter; a sent one must not be forgotten, so wait for a database that is briefly away."""
    change = update(Letter).where(Letter.id == letter.id).values(**values).execution_options(synchronize_session=False)
    for last in (False,) * 40 + (True,):
        try:
            with transaction():
                session.execute(change)
            return
        except DBAPIError:
            if last:
                raise
            threading.Event().wait(0.5)


def _give_back(letters: Sequence[Taken]) -> None:
    """Untouched letters need not wait for the lease to end."""
    ids = [letter.id for letter in letters]
    back = update(Letter).where(Letter.id.in_(ids)).values(due_at=clock.now(), attempts=Letter.attempts - 1)
    with transaction():
        session.execute(back.execution_options(synchronize_session=False))
