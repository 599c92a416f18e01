"""Load on a real site while its processes are killed with kill -9, and what must hold when it is over."""

import contextlib
import email
import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from netapp.core import clock
from netapp.core.db import db, session, transaction
from netapp.events.models import Meeting, SignUp
from netapp.mail.models import Letter
from tests.races.room import Room
from tests.support.servers import Racer, Server, free_port, get

CLIENTS = 6
SHARE = {"web": 4, "worker": 4, "run": 1}


class Sink:
    """A mail server on this machine that counts the Message-IDs of what it has taken."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        headers = email.message_from_bytes(envelope.original_content or b"")
        self.got[str(headers["Message-ID"]).strip()] += 1
        return "250 OK"

    def __enter__(self) -> "Sink":
        self.controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.controller.stop()


@dataclass
class Clients:
    """Threads that sign up and withdraw; each has people of its own, so that it knows what was answered last."""

    room: Room
    port: int
    seed: int
    over: threading.Event = field(default_factory=threading.Event)
    answers: Counter[Any] = field(default_factory=Counter)
    # Person → the deed that was answered last; None when the answer got lost.
    last: dict[int, str | None] = field(default_factory=dict)

    def __enter__(self) -> "Clients":
        self.threads = [threading.Thread(target=self._run, args=(start,)) for start in range(CLIENTS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _run(self, start: int) -> None:
        chance = random.Random(self.seed + start)
        mine = self.room.numbers[start::CLIENTS]
        with Racer(self.port) as racer:
            while not self.over.is_set():
                person = chance.choice(mine)
                noun = "withdrawal" if self.last.get(person) == "signup" else "signup"
                self.last[person] = None
                try:
                    status = racer.post(f"/meetings/{self.room.meeting_id}/{noun}", self.room.cookies[person])
                except (OSError, http.client.HTTPException):
                    self.answers["lost"] += 1
                    time.sleep(0.1)
                else:
                    self.answers[status] += 1
                    self.last[person] = noun
                time.sleep(0.02)


def kill(server: Server, sink: Sink, times: int, seed: int) -> Counter[str]:
    """kill -9 one process after the other, at seeded random moments, each when all are at work; returns who."""
    chance, killed = random.Random(seed), Counter[str]()
    victims = random.Random(seed).choices(list(SHARE), list(SHARE.values()), k=times)
    # A short run must have one of each.
    for victim in [*SHARE, *victims[len(SHARE) :]][:times] if times < 20 else victims:
        _await_all(server)
        if victim == "worker":
            _await_letter(sink)
        time.sleep(chance.uniform(0, 0.8))
        living = server.children().get(victim) or [server.pid]
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(living), signal.SIGKILL)
        killed[victim] += 1
    _await_all(server)
    return killed


def _await_letter(sink: Sink, within: float = 8) -> None:
    """Until the worker has loaded and sends, so that it is killed at its work; it may have nothing to send."""
    before, end = sum(sink.got.values()), time.monotonic() + within
    while sum(sink.got.values()) == before and time.monotonic() < end:
        time.sleep(0.02)


def _await_all(server: Server, within: float = 90) -> None:
    """Until two web processes answer and a worker lives. A `netapp run` that is gone is started again."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        assert server.process
        if server.process.poll() is not None:
            server.start(wait=False)
            time.sleep(0.3)
            continue
        children = server.children()
        if len(children["web"]) == 2 and len(children["worker"]) == 1:
            with contextlib.suppress(OSError, http.client.HTTPException):
                get(server.port, "/healthz")
                return
        time.sleep(0.1)
    raise AssertionError(f"not everybody came back: {server.text[-3000:]}")


def await_letters(room: Room, patience: float = 90) -> None:
    """Let every lease run out (in truth it takes five minutes) and wait while letters leave, until none is left."""
    fewest, end = -1, time.monotonic() + patience
    while time.monotonic() < end:
        with room.app.app_context():
            tried = (Letter.state == "queued") & ((Letter.attempts > 0) | (Letter.due_at <= clock.now()))
            left = session.scalar(sa.select(sa.func.count()).select_from(Letter).where(tried)) or 0
            if not left:
                return
            if fewest < 0 or left < fewest:
                fewest, end = left, time.monotonic() + patience
            with transaction():
                late = sa.update(Letter).where(tried, Letter.attempts > 0, Letter.due_at > clock.now())
                session.execute(late.values(due_at=clock.now()).execution_options(synchronize_session=False))
        time.sleep(2)
    raise AssertionError(f"{fewest} letters are left over")


@dataclass
class Found:
    """What the database says when all is over."""

    meeting: Meeting
    sign_ups: list[SignUp]
    letters: list[Letter]

    @classmethod
    def of(cls, room: Room) -> "Found":
        with room.app.app_context():
            meeting = session.get_one(Meeting, room.meeting_id)
            sign_ups = list(session.scalars(sa.select(SignUp).where(SignUp.meeting_id == room.meeting_id)))
            letters = list(session.scalars(sa.select(Letter).where(Letter.thing == f"meeting:{room.meeting_id}")))
            session.expunge_all()
            if db.engine.dialect.name == "sqlite":
                assert session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
                assert session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
            session.rollback()
            return cls(meeting, sign_ups, letters)

    def turns(self, *kinds: str) -> Counter[int]:
        """The turns that letters of these kinds tell of."""
        return Counter(int(letter.key.rsplit("|", 1)[1]) for letter in self.letters if letter.letter in kinds)

    def in_state(self, state: str) -> list[SignUp]:
        return [row for row in self.sign_ups if row.state == state]


def check_seats(found: Found, clients: Clients) -> None:
    """No seat too many, none lost; what was answered was done."""
    going, waiting = found.in_state("going"), found.in_state("waiting")
    assert found.meeting.seats is not None
    assert len(going) <= found.meeting.seats
    assert not waiting or len(going) == found.meeting.seats
    now = {row.person_id: row.state for row in found.sign_ups}
    for person, deed in clients.last.items():
        if deed == "signup":
            assert now[person] in {"going", "waiting"}, person
        elif deed == "withdrawal":
            assert now[person] == "withdrawn", person
    assert set(clients.answers) <= {303, "lost"}, clients.answers


def check_rows(found: Found) -> None:
    """No sign-up without its letter, no letter without its sign-up: each coming was told of once."""
    came, told = Counter(range(1, found.meeting.arrivals + 1)), found.turns("confirmed", "waiting")
    assert came == told, f"not told of: {sorted(came - told)}; told of what never was: {sorted(told - came)}"
    seated = found.turns("confirmed", "promoted")
    assert all(seated[row.turn] == 1 for row in found.in_state("going"))
    assert all(found.turns("waiting")[row.turn] == 1 for row in found.in_state("waiting"))
    moved = {row.turn for row in found.sign_ups if row.promoted_at is not None}
    assert moved <= found.turns("promoted").keys()
    assert max(seated.values(), default=0) <= 1


def check_letters(found: Found, sink: Sink, killed: Counter[str]) -> int:
    """Every letter that is marked arrived; doubles are those whose worker was killed in between. Returns how many."""
    states = Counter(letter.state for letter in found.letters)
    assert set(states) <= {"sent", "missed"}, states
    sent = {letter.message_id for letter in found.letters if letter.state == "sent"}
    assert len(sent) == states["sent"]
    assert sent <= sink.got.keys()
    # One that arrived although it is marked missed: its worker died in between, and then its reader withdrew.
    stray = sink.got.keys() - sent
    doubles = sum(sink.got.values()) - len(sink.got)
    assert doubles + len(stray) <= killed["worker"] + killed["run"], (doubles, stray, killed)
    return doubles
