"""10,000 letters leave with two workers on PostgreSQL while somebody reads the front page: how long both take."""

import contextlib
import http.client
import itertools
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from bench import client, cpu, database, scene, site, statements
from bench.figures import Figure
from bench.load import Invalid, Request
from bench.paths import GUEST
from bench.site import Running
from netapp.core import clock
from netapp.core.db import db, reading, session, transaction
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Group
from netapp.mail import outbox
from netapp.mail.models import Letter
from netapp.members.models import Person
from tests.support import servers
from tests.support.servers import Server

ENGINE = "postgresql"
LETTERS = 10_000
MOST_SECONDS = 300
# While letters leave, the page's median may take so many times what it takes before and after.
MOST_TIMES = 1.1
RATE = 20
QUIET_SECONDS = 30
# Who has sent nothing for so long sends nothing any more.
PATIENCE = 900
Say = Callable[[str], None]


@dataclass(frozen=True)
class Reading:
    """What asking at a steady rate gave: milliseconds until the answer, and CPU seconds of a web process for each."""

    requests: int
    p50: float
    p99: float
    cpu: float


def measured(folder: Path, world: str, keep: Path | None, say: Say) -> list[Figure]:
    """Fill a world, let the letters leave, and read the page before, meanwhile and after."""
    with database.filled(ENGINE, world, folder, keep, say) as filled, _mail_server(folder / "sink") as smtp_url:
        app = statements.app(site.settings(folder / "var", filled.url, kept=True))
        front = Request("GET", scene.of(app).front, GUEST)
        told = {"NETAPP_SMTP_URL": smtp_url}
        with (
            site.site(folder / "site", filled.url, filled.roots, kept=True, **told) as running,
            _second_worker(folder / "second", running) as second,
        ):
            found = list(_measured(app, running, second, front, say))
        with app.app_context():
            db.engine.dispose()
    return found


def _measured(app: Flask, running: Running, second: int, front: Request, say: Say) -> Iterator[Figure]:
    _read(running, front, _after(2))
    say(f"the front page, {RATE} times a second, while no letters leave")
    before = _read(running, front, _after(QUIET_SECONDS))
    _order(app)
    say(f"{LETTERS} letters leave")
    parts = {"workers": [*running.workers(), second], "database's processes": list(running.database)}
    began, took = time.monotonic(), {name: cpu.seconds(pids) for name, pids in parts.items()}
    busy = _read(running, front, _when_empty(app))
    seconds = time.monotonic() - began
    took = {name: cpu.seconds(pids) - took[name] for name, pids in parts.items()}
    _check_sent(app)
    cpu.await_quiet([*running.roots, second])
    say(f"the front page, {RATE} times a second, while no letters leave any more")
    quiet = (before, _read(running, front, _after(QUIET_SECONDS)))
    yield Figure(ENGINE, f"until {LETTERS} letters have left, two workers", seconds, "s", most=MOST_SECONDS)
    for name, used in took.items():
        yield Figure(ENGINE, f"CPU of the {name} for a letter", used / LETTERS * 1000, "ms")
    page = f"front page, {RATE} times a second"
    p50 = statistics.mean(one.p50 for one in quiet)
    yield Figure(ENGINE, f"{page}, p50 without letters", p50, "ms")
    yield Figure(ENGINE, f"{page}, p50 while they leave", busy.p50, "ms", most=p50 * MOST_TIMES)
    yield Figure(ENGINE, f"{page}, p99 without letters", statistics.mean(one.p99 for one in quiet), "ms")
    yield Figure(ENGINE, f"{page}, p99 while they leave", busy.p99, "ms")
    yield Figure(ENGINE, f"{page}, CPU without letters", statistics.mean(one.cpu for one in quiet) * 1000, "ms")
    yield Figure(ENGINE, f"{page}, CPU while they leave", busy.cpu * 1000, "ms")


def _read(running: Running, request: Request, is_over: Callable[[], bool]) -> Reading:
    """Ask at a steady rate on one connection. A late answer delays the next question, and none is asked twice."""
    web, taken = running.server.children()["web"], list[float]()
    connection = http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=60)
    began, due = cpu.seconds(web), time.perf_counter()
    with contextlib.closing(connection):
        while not is_over():
            asked = time.perf_counter()
            connection.request(request.method, request.path, headers=dict(request.headers))
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - asked)
            if answer.status != 200:
                raise Invalid(f"{request.path} answered {answer.status} instead of 200.")
            due = max(due + 1 / RATE, time.perf_counter())
            time.sleep(max(0.0, due - time.perf_counter()))
    used = cpu.seconds(web) - began
    p50, p99 = (client.percentile(taken, percent) * 1000 for percent in (50, 99))
    return Reading(len(taken), p50, p99, used / len(taken))


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _order(app: Flask) -> None:
    """Confirm their seats to those who have one at a meeting to come, and to the first of them again, up to the number.

    Each of these letters has a calendar and is as much work as any.
    """
    chosen = (
        select(Meeting.id, Person.id, Person.email, Person.name, func.coalesce(Person.language, Group.language))
        .select_from(SignUp)
        .join(Meeting, Meeting.id == SignUp.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .join(Person, Person.id == SignUp.person_id)
        .where(SignUp.state == "going", Meeting.state == "published", Meeting.starts_at > clock.now())
        .where(Person.email.is_not(None))
        .order_by(Meeting.starts_at, SignUp.id)
    )
    with app.app_context(), transaction():
        seats = session.execute(chosen).all()
        if not seats:
            raise Invalid("Nobody has a seat at a meeting to come in this world.")
        wanted = [
            outbox.Wanted(
                f"meeting:{meeting}",
                outbox.To(person, email or "", name, language),
                f"{turn}-bench",
                {"meeting": meeting},
            )
            for turn in range(LETTERS // len(seats) + 1)
            for meeting, person, email, name, language in seats
        ]
        outbox.post_each("confirmed", wanted[:LETTERS])


def _when_empty(app: Flask) -> Callable[[], bool]:
    """True once nothing is queued any more; it looks twice a second, in between the questions."""
    end, looks = time.monotonic() + PATIENCE, itertools.count(1)

    def is_empty() -> bool:
        if next(looks) % (RATE // 2):
            return False
        with app.app_context(), reading():
            left = session.scalar(select(Letter.id).where(Letter.state == "queued").limit(1))
        if left and time.monotonic() > end:
            raise Invalid(f"After {PATIENCE} s there are still letters in the outbox.")
        return left is None

    return is_empty


def _check_sent(app: Flask) -> None:
    with app.app_context(), reading():
        ours = select(Letter.state).where(Letter.key.endswith("-bench"))
        states = Counter(session.scalars(ours))
    if states != {"sent": LETTERS}:
        raise Invalid(f"Of the letters became: {dict(states)}; the run measures nothing.")


@contextlib.contextmanager
def _mail_server(folder: Path) -> Iterator[str]:
    """One that takes every letter and keeps none, in a process of its own; yields its address."""
    port, server = servers.free_port(), Server(folder, module="aiosmtpd")
    try:
        server.start("-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink", wait=False)
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        else:
            raise Invalid(f"The mail server does not answer: {server.text}")
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.destroy()


@contextlib.contextmanager
def _second_worker(folder: Path, running: Running) -> Iterator[int]:
    """`netapp worker` beside the site's own; yields its process."""
    server = Server(folder, **running.server.settings | {"NETAPP_VAR": str(folder / "var")})
    try:
        server.start("worker", wait=False)
        cpu.await_quiet([server.pid])
        yield server.pid
    finally:
        server.destroy()
