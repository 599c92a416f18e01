"""Who was erased, also in a file beside the database: a backup that is restored does not bring them back (P1).

The file `erased.jsonl` in NETAPP_VAR holds a line for each, with nothing but the person's number, when the row was made
(so that the same number in another database is not mistaken for them) and when they were erased. It is only ever
added to. A demo keeps none: it is the same people every time.
"""

import json
import logging
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from netapp.core import site
from netapp.core.db import reading, session, transaction
from netapp.members.models import Person

_NOTED = "erased people"
_log = logging.getLogger(__name__)

# (number, made, erased)
Erasure = tuple[int, datetime, datetime]


def note(person: Person) -> None:
    """Let the file say so too, once the transaction is committed."""
    if person.erased_at and not site.current().is_demo:
        session().info.setdefault(_NOTED, []).append((person.id, person.created_at, person.erased_at))


def agree() -> int:
    """Erase again whom the file names but the database still knows, as after a backup was restored; returns how many.

    And the other way round: whoever was erased just before a power cut is added to the file.
    """
    from netapp.members import actions

    with reading():
        if site.current().is_demo:
            return 0
        rows = session.execute(
            select(Person.id, Person.created_at, Person.erased_at).where(Person.erased_at.isnot(None))
        )
        erased = {row.id: (row.id, row.created_at, row.erased_at) for row in rows}
    written = _read()
    _append(erased[number] for number in sorted(erased.keys() - written.keys()))
    again = 0
    with transaction():
        for number in sorted(written.keys() - erased.keys()):
            person = session.get(Person, number)
            if person is not None and person.created_at == written[number]:
                actions.forget(person)
                again += 1
    return again


def _file() -> Path:
    return Path(current_app.config["NETAPP"].var) / "erased.jsonl"


def _read() -> dict[int, datetime]:
    """Number → when the row was made. A line that a power cut left unfinished counts for nothing."""
    found = {}
    lines = _file().read_text(encoding="ascii").splitlines() if _file().exists() else []
    for line in lines:
        try:
            row = json.loads(line)
            found[int(row["person"])] = datetime.fromisoformat(row["made"])
        except (ValueError, KeyError):
            continue
    return found


def _append(erasures: Iterable[Erasure]) -> None:
    lines = [
        json.dumps({"person": number, "made": _utc(made), "erased": _utc(erased)}) for number, made, erased in erasures
    ]
    if not lines:
        return
    descriptor = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        # A leading line end, too: what a power cut left unfinished must not swallow the next line.
        file.write("\n" + "\n".join(lines) + "\n")
        file.flush()
        os.fsync(descriptor)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


@event.listens_for(Session, "after_commit")
def _write_down(committed: Session) -> None:
    noted = committed.info.pop(_NOTED, None)
    if not noted:
        return
    try:
        _append(noted)
    except OSError:
        # The deed is done and must not look failed; the next start adds what is missing.
        _log.exception("erased.jsonl can't be written")


@event.listens_for(Session, "after_soft_rollback")
def _leave(undone: Session, _previous: SessionTransaction) -> None:
    if not undone.in_nested_transaction():
        undone.info.pop(_NOTED, None)
