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
from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.exc import DBAPIError

from netapp.core import clock, site
from netapp.core.db import reading, session, transaction
from netapp.core.letters import Order
from netapp.mail import message, queries, returning, smtp, writing
from netapp.mail.models import Letter
from netapp.mail.pace import Pace

LEASE = timedelta(minutes=5)
# A letter is begun only while this much of the lease is left: more than a slow mail server can take for it.
ENOUGH = timedelta(minutes=2)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# The number of a letter, and what its columns say now.
Change = dict[str, Any]
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


def drain(limit: int = 20, stop: threading.Event | None = None, pace: Pace | None = None) -> int:
    """See at most `limit` letters that are due to their end; returns how many were taken. Between two of them it rests
    as `pace` says.
    """
    if not _anything_due():
        return 0
    stop, pace = stop or threading.Event(), pace or Pace()
    taken, unsent = _take(limit), list[Change]()
    shut = _shut(taken)
    try:
        with smtp.Line(current_app.config["NETAPP"]) as line:
            for number, letter in enumerate(taken):
                if stop.wait(pace.rest) or clock.now() > letter.due_at - ENOUGH:
                    _give_back(taken[number:])
                    break
                try:
                    _see_off(letter, line, unsent, pace, shut)
                except smtp.Unreachable as error:
                    # Each of them waits as if it had been tried: the next would only wait for the same time-out.
                    for waiting in taken[number:]:
                        _put_off(waiting, str(error))
                    break
    finally:
        # Of what goes nowhere nothing is lost and nothing sent twice by who dies before this.
        if unsent:
            _write_down(unsent)
    return len(taken)


def _anything_due() -> bool:
    """A glance that takes no lock: it happens twice a second."""
    with reading():
        return session.scalar(_DUE, {"now": clock.now(), "most": 1}) is not None


def _take(limit: int) -> list[Taken]:
    """Lease what is due, in one statement; what another worker is taking at this moment is passed over.

    SQLite knows no row locks and needs none: there is one writer at a time.
    """
    now = clock.now()
    with transaction():
        rows = session.execute(_LEASE, {"now": now, "until": now + LEASE, "most": limit})
        return sorted(Taken(*row) for row in rows)


def _shut(letters: Sequence[Taken]) -> frozenset[str]:
    """The addresses at which letters come back."""
    with reading():
        return returning.among({letter.address for letter in letters})


def _see_off(letter: Taken, line: smtp.Line, unsent: list[Change], pace: Pace, shut: frozenset[str]) -> None:
    """Write one letter, and send or keep it. Its errors are its own; only Unreachable goes on to the others.

    What became of it is written down at once when it was sent, and put to the `unsent` when it was not.
    """
    if letter.attempts > len(PAUSES) + 1:
        # Nobody came back from it to say so: it has cost five workers their lives.
        return _close(letter, "failed", error=letter.error or "no attempt ever ended")
    if letter.attempts > 1 and not letter.error:
        _log.warning("letter %d was in the hands of a worker that died; it may come twice", letter.id)
    try:
        with pace.in_memory(), reading():
            finished = writing.write(letter.letter, letter.order)
            if finished.stop and letter.address in shut:
                # What answers somebody's own deed is tried: they may have mended it.
                raise writing.Missed("letters to this address come back")
            is_shown = not queries.opens_door(letter.letter) or site.is_open_demo()
        built = message.build(finished, letter.key, current_app.config["NETAPP"])
    except writing.Missed as reason:
        return unsent.append(_closed(letter, "missed", error=str(reason)))
    except Exception as error:
        _log.exception("letter %d (%s) can't be written", letter.id, letter.letter)
        return _put_off(letter, f"{type(error).__name__}: {error}")
    known = {"message_id": built.id, "subject": finished.subject}
    if not smtp.is_set_up():
        return unsent.append(_closed(letter, "kept", source=built.source if is_shown else None, **known))
    try:
        line.send(built, letter.address, returning.sender(letter.id))
    except smtp.NotTaken as error:
        if error.for_good:
            _note_refusal(letter.address, str(error))
        return _put_off(letter, str(error), for_good=error.for_good)
    return _close(letter, "sent", **known)


def _note_refusal(address: str, said: str) -> None:
    with transaction():
        returning.refused(address, said)


def _put_off(letter: Taken, error: str, *, for_good: bool = False) -> None:
    """Try again after a pause that grows; after the fifth time, or when it is hopeless, it stays and shows why."""
    if for_good or letter.attempts > len(PAUSES):
        return _close(letter, "failed", error=error)
    due = clock.now() + PAUSES[letter.attempts - 1]
    return _write_down([{"number": letter.id, "due_at": due, "error": error[:500]}])


def _close(letter: Taken, state: str, *, error: str = "", **values: Any) -> None:
    _write_down([_closed(letter, state, error=error, **values)])


def _closed(letter: Taken, state: str, *, error: str = "", **values: Any) -> Change:
    all_of_it = {"message_id": "", "subject": "", "source": None, **values}
    return {"number": letter.id, "state": state, "done_at": clock.now(), "error": error[:500], **all_of_it}


def _write_down(changes: list[Change]) -> None:
    """Say what became of letters; a sent one must not be forgotten, so wait for a database that is briefly away."""
    for last in (False,) * 40 + (True,):
        try:
            with transaction():
                session.execute(_CHANGED, changes)
            return
        except DBAPIError:
            if last:
                raise
            threading.Event().wait(0.5)


def _give_back(letters: Sequence[Taken]) -> None:
    """Untouched letters need not wait for the lease to end."""
    ids = [letter.id for letter in letters]
    back = update(_LETTER).where(_LETTER.c.id.in_(ids)).values(due_at=clock.now(), attempts=_LETTER.c.attempts - 1)
    with transaction():
        session.execute(back)


_LETTER: Any = Letter.__table__
_DUE = (
    select(_LETTER.c.id)
    .where(_LETTER.c.state == "queued", _LETTER.c.due_at <= bindparam("now"))
    .order_by(_LETTER.c.due_at, _LETTER.c.id)
    .limit(bindparam("most", type_=Integer))
)
# In a CTE, since PostgreSQL may run a plain sub-select with LIMIT more than once and lease more than was asked for.
_TAKEN = _DUE.with_for_update(skip_locked=True).cte("due")
_LEASE = (
    update(_LETTER)
    .where(_LETTER.c.id.in_(select(_TAKEN.c.id)))
    .values(due_at=bindparam("until"), attempts=_LETTER.c.attempts + 1)
    .returning(*(_LETTER.c[name] for name in Taken._fields))
)
# What is set are the columns that the parameters name.
_CHANGED = update(_LETTER).where(_LETTER.c.id == bindparam("number"))
