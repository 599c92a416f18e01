"""Timed work: any worker may look, and one of them does what is due."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock
from netapp.core.db import changed, db, reading, session, transaction
from netapp.mail.models import Tick

# How long a worker may take for a task before another one thinks it dead; also the pause after a task that failed.
LEASE = timedelta(minutes=10)
# What a task returns that has more to do: it is run again at the worker's next turn.
AGAIN = object()
_log = logging.getLogger(__name__)


class Task(NamedTuple):
    """Timed work: its name, how often, and a function that finds what is due and does it, in transactions of its own.

    It may be killed half-way and is then run again, so doing it twice must be harmless.
    """

    name: str
    every: timedelta
    run: Callable[[], Any]


def run_due(tasks: Sequence[Task]) -> int:
    """Do what is due and nobody else does already; returns how many tasks were run. One that fails stops no other."""
    done = 0
    for task in _due(tasks):
        if not _take(task):
            continue
        begun = clock.now()
        try:
            is_due_again = task.run() is AGAIN
        except Exception:
            session.rollback()
            _log.exception("the task %s failed and is tried again", task.name)
        else:
            _set(task, begun if is_due_again else begun + task.every)
        done += 1
    return done


def wake(name: str) -> None:
    """Let a task be due at once, for the sake of a deed; joins it. One that never ran is due anyway."""
    session.execute(update(Tick).where(Tick.name == name).values(due_at=clock.now()))


def _due(tasks: Sequence[Task]) -> list[Task]:
    """Those whose time has come, in the order of the schedule; a new task is due at once."""
    with reading():
        known = dict(session.execute(select(Tick.name, Tick.due_at)).all())
    now = clock.now()
    return [task for task in tasks if known.get(task.name, now) <= now]


def _take(task: Task) -> bool:
    """Push the task's time forward, as a lease; False when another worker was faster."""
    now = clock.now()
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Tick)
    mine = update(Tick).where(Tick.name == task.name, Tick.due_at <= now).values(due_at=now + min(task.every, LEASE))
    with transaction():
        session.execute(insert.values(name=task.name, due_at=now).on_conflict_do_nothing(index_elements=["name"]))
        return changed(mine.execution_options(synchronize_session=False)) > 0


def _set(task: Task, due_at: datetime) -> None:
    with transaction():
        session.execute(update(Tick).where(Tick.name == task.name).values(due_at=due_at))
