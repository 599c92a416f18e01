"""The worker: it takes letters that are due, sends them, and does what the schedule says."""

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from flask import Flask
from sqlalchemy.exc import DBAPIError

from netapp.mail import drain, ticks
from netapp.mail.pace import Pace
from netapp.mail.ticks import Task

IDLE = 0.5
# What the schedule names is due by the minute at the soonest, unless a deed wakes it; letters are looked for at every
# turn.
TURNS_BETWEEN_TASKS = 10
LONGEST_PAUSE = 15.0
GRACE = 0.8
# On a busy processor a worker gets about a tenth of what a web process gets. On one that is not, nothing changes.
POLITE = 10
_log = logging.getLogger(__name__)


def run(app: Flask, tasks: Sequence[Task]) -> None:
    """Be a worker: work until SIGTERM or SIGINT, and be gone within a second of it. Call it in the main thread."""
    stop, pace = threading.Event(), Pace(free=not app.config.get("SQLALCHEMY_DATABASE_URI", "").startswith("sqlite"))
    if pace.free:
        _give_way()

    def let_go(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        # A mail server may keep us waiting for longer than anybody waits for us. What was in hand then is
        # as after a power cut: another worker takes it over when the lease has run out.
        last = threading.Timer(GRACE, os._exit, (0,))
        last.daemon = True
        last.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, let_go)
    work(app, stop, tasks, pace)


def work(app: Flask, stop: threading.Event, tasks: Sequence[Task], pace: Pace | None = None) -> None:
    """Send and do what is due until `stop` is set; a database that is away for a while is waited for."""
    pause, turn = IDLE, 0
    while not stop.is_set():
        try:
            with app.app_context():
                busy = drain.drain(stop=stop, pace=pace)
                if turn % TURNS_BETWEEN_TASKS == 0:
                    busy += ticks.run_due(tasks)
            pause, turn = IDLE, turn + 1
        except Exception as error:
            _complain(error, pause)
            busy, pause = 0, min(pause * 2, LONGEST_PAUSE)
        if not busy:
            stop.wait(pause)


def _give_way() -> None:
    """Letters can wait a moment; who asks for a page should not. Not with SQLite, whose one lock for all that write the
    worker would then hold for longer: there it keeps a pace.
    """
    if not hasattr(os, "nice"):
        return
    os.nice(POLITE)
    if os.getsid(0) == os.getpid():
        # Linux may weigh session against session first, and only within one what is nice: so ours gives way as a whole.
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(POLITE))


def _complain(error: Exception, pause: float) -> None:
    """One line while the database is away; the whole story for what we did not expect."""
    if isinstance(error, DBAPIError):
        _log.warning("the database does not answer; trying again in %.0f s: %s", pause, error.orig)
    else:
        _log.error("the worker stumbled and goes on in %.0f s", pause, exc_info=error)
