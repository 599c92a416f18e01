"""The worker's loop and its timed work."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from netapp.core import clock
from netapp.mail import drain, ticks, worker
from netapp.mail.ticks import Task
from tests.mail.conftest import Room, Sink, order
from tests.support.servers import ROOT


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to it")


def at_work(app: Flask, *tasks: Task) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(app, stop, tasks), daemon=True)
    thread.start()
    return stop, thread


def test_it_sends_what_comes_and_stops_when_told(app: Flask, room: Room, sink: Sink) -> None:
    stop, thread = at_work(app)
    order("ada")
    until(lambda: len(sink.got) == 1)
    order("bo")
    until(lambda: len(sink.got) == 2)
    stop.set()
    thread.join(1)
    assert not thread.is_alive()


def test_it_waits_for_a_database_that_is_away(app: Flask, room: Room, sink: Sink, monkeypatch, caplog) -> None:
    failures, real = iter([True, True]), drain.drain

    def away(**options: threading.Event | None) -> int:
        if next(failures, False):
            raise OperationalError("SELECT 1", {}, Exception("connection refused"))
        return real(**options)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "IDLE", 0.05)
    monkeypatch.setattr(drain, "drain", away)
    order("ada")
    stop, thread = at_work(app)
    until(lambda: len(sink.got) == 1)
    stop.set()
    thread.join(5)
    assert "the database does not answer" in caplog.text


def test_on_the_way_out_it_gives_back_what_it_has_not_begun(app: Flask, room: Room, sink: Sink) -> None:
    stop = threading.Event()
    stop.set()
    order("ada")
    drain.drain(stop=stop)
    assert sink.got == []
    assert drain.drain() == 1
    assert len(sink.got) == 1


def test_a_task_runs_once_in_its_time_whoever_asks(app: Flask) -> None:
    ran = []
    task = Task("count", timedelta(hours=1), lambda: ran.append(clock.now()))
    with time_machine.travel(clock.now(), tick=False) as now:
        assert [ticks.run_due([task]) for _ in range(3)] == [1, 0, 0]
        now.shift(timedelta(minutes=59))
        assert ticks.run_due([task]) == 0
        now.shift(timedelta(minutes=2))
        assert ticks.run_due([task]) == 1
    assert len(ran) == 2


def test_a_task_that_fails_stops_no_other_and_is_tried_again(app: Flask, caplog) -> None:
    ran = []
    tasks = [
        Task("fails", timedelta(days=1), lambda: ran.append(1 / 0)),
        Task("works", timedelta(days=1), lambda: ran.append(1)),
    ]
    with time_machine.travel(clock.now(), tick=False) as now:
        assert ticks.run_due(tasks) == 2
        assert ran == [1]
        now.shift(ticks.LEASE + timedelta(seconds=1))
        assert ticks.run_due(tasks) == 1
    assert "the task fails failed" in caplog.text


def test_many_workers_run_a_task_once(app: Flask) -> None:
    ran: list[int] = []
    task = Task("count", timedelta(hours=1), lambda: ran.append(1))
    start = threading.Barrier(4)

    def ask() -> None:
        with app.app_context():
            start.wait()
            ticks.run_due([task])

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(20)
    assert ran == [1]


STUCK = """
import threading
from flask import Flask
from netapp.mail import drain, worker
drain.drain = lambda **_said: print("stuck", flush=True) or threading.Event().wait(60)
worker.run(Flask("x"), [])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second_even_when_a_mail_server_keeps_it_waiting(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == b"stuck\n"
            begun = time.monotonic()
            process.send_signal(number)
            assert process.wait(5) == 0
            assert time.monotonic() - begun < 1.5
        finally:
            process.kill()


def of_session() -> list[int]:
    """How nice Linux takes this process's session to be; empty where it weighs process against process."""
    group = Path("/proc/self/autogroup")
    said = group.read_text().split() if group.exists() else []
    return [int(said[-1])] if said else []


POLITE = """
import os
from flask import Flask
from netapp.mail import worker
from tests.mail.test_worker import of_session
def told(app, stop, tasks, pace):
    print(os.nice(0), *of_session(), *([] if pace.free else [-1]))
worker.work = told
worker.run(Flask("x"), [])
"""

PROUD = """
import os
from tests.mail.test_worker import of_session
print(os.nice(0), *of_session())
"""


def told(script: str, *, alone: bool) -> list[int]:
    """What such a process says of itself; alone, it begins a session, which Linux groups even where it let ours be."""
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, start_new_session=alone, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return [int(word) for word in said.split()]


@pytest.mark.parametrize("alone", [True, False])
def test_it_gives_way_to_who_asks_for_a_page(alone: bool) -> None:
    """As a session of its own and within the site's, whose other processes must not be held up with it."""
    _, *before = told(PROUD, alone=alone)
    nice, *after = told(POLITE, alone=alone)
    assert nice == min(os.nice(0) + worker.POLITE, 19)
    assert after == ([worker.POLITE] if alone and before else before)


def test_with_sqlite_it_keeps_a_pace_instead() -> None:
    """Nice, it would hold the one lock of all writers for as long as others take the processor from it."""
    on_sqlite = POLITE.replace('Flask("x")', "app").replace(
        "worker.work = told",
        'app = Flask("x")\napp.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///x"\nworker.work = told',
    )
    nice, *_session, paced = told(on_sqlite, alone=False)
    assert (nice, paced) == (os.nice(0), -1)
