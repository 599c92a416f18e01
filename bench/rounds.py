"""Rounds of load on the paths, each between two rounds on the yardstick: yardstick, path, yardstick, path …"""

import http.client
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench import cpu, load
from bench.figures import Row, Spread
from bench.load import CONNECTIONS, Invalid, Load, Request
from bench.paths import Path
from bench.scene import Scene
from bench.site import Running

EMPTY = [Request("GET", "/")]
# More than any site here could answer in a second: prepared for paths whose requests can be sent only once.
ONCE_A_SECOND = 1500
# A first round, in seconds, that nobody counts: what is kept is built, connections are open.
WARM_UP = 1.0
# What was on its way when a round ended is worked off before the next begins.
PAUSE = 0.2


@dataclass(frozen=True)
class Sample:
    """One round: what came back, and the CPU seconds of all processes for a request; `worker`, `database` are parts."""

    load: Load
    cpu: float
    worker: float = 0.0
    database: float = 0.0


@dataclass(frozen=True)
class How:
    """How a round is made."""

    rounds: int
    seconds: float
    client: str


class Course:
    """One path, its requests, and what its rounds gave so far."""

    def __init__(self, path: Path, scene: Scene, url: str) -> None:
        self.path = path
        self.source = iter(path.make(scene))
        # Those that were prepared for a round and not used; for a path that is not `once`, all there are.
        self.ready: deque[Request] = deque() if path.once else deque(self.source)
        self.samples: list[tuple[Sample, Sample, Sample]] = []
        # How many requests were answered, also before the rounds and by hand.
        self.answered = 0
        self.size = self._probe(url)

    def sample(self, running: Running, seconds: float, client: str) -> Sample:
        batch = self._batch(seconds)
        found = sample(running, batch, seconds, client, self.path.name, self.path.status, once=self.path.once)
        self.answered += found.load.requests
        if self.path.once:
            for _ in range(min(found.load.used, len(self.ready))):
                self.ready.popleft()
        return found

    def row(self, engine: str, statements: int) -> Row:
        loads = [middle.load for _before, middle, _after in self.samples]
        return Row(
            engine=engine,
            name=self.path.name,
            ratio=Spread.of([ratio(*three) for three in self.samples]),
            cpu=Spread.of([cpu_times(*three) for three in self.samples]),
            database=Spread.of([database_times(*three) for three in self.samples]).median,
            per_second=Spread.of([one.per_second for one in loads]).median,
            p50=Spread.of([one.p50 for one in loads]).median,
            p99=Spread.of([one.p99 for one in loads]).median,
            statements=statements,
            size=self.size,
        )

    def _batch(self, seconds: float) -> list[Request]:
        if self.path.once:
            lacking = int(ONCE_A_SECOND * max(1.0, seconds)) - len(self.ready)
            self.ready.extend(itertools.islice(self.source, max(0, lacking)))
        if not self.ready:
            raise Invalid(f"{self.path.name} has no requests left; the world is too small for so many rounds.")
        return list(self.ready)

    def _probe(self, url: str) -> int:
        """Ask each thing once by hand; returns the bytes of the second answer, which may be packed by then."""
        if self.path.is_known:
            self.ready = deque(_with_etag(url, request) for request in self.ready)
        first, second = self._batch(0)[0], self._batch(0)[1 % len(self.ready)]
        for request in (first, second):
            status, _headers, size = ask(url, request)
            if status != self.path.status:
                where = f"{request.method} {request.path}"
                raise Invalid(f"{self.path.name}: {where} answered {status} instead of {self.path.status}.")
            self.answered += 1
            if self.path.once:
                self.ready.popleft()
        return size


def run(courses: list[Course], site: Running, yardstick: Running, how: How, say: Callable[[str], None]) -> None:
    """Warm up, then so many rounds of each, into each course's samples. Raises Invalid at the first odd answer."""
    _empty(yardstick, WARM_UP, how.client)
    for course in courses:
        course.sample(site, WARM_UP, how.client)
    for number in range(how.rounds):
        say(f"round {number + 1} of {how.rounds}")
        before = _empty(yardstick, how.seconds, how.client)
        for course in courses:
            middle = course.sample(site, how.seconds, how.client)
            after = _empty(yardstick, how.seconds, how.client)
            course.samples.append((before, middle, after))
            before = after


def sample(
    running: Running, requests: Iterable[Request], seconds: float, client: str, what: str, status: int, *, once: bool
) -> Sample:
    """One round; raises Invalid unless every answer had this status."""
    parts = running.roots, running.workers(), running.database
    before = [cpu.seconds(part) for part in parts]
    found = load.load(running.url, seconds, CONNECTIONS, requests, client=client, once=once)
    took = [cpu.seconds(part) - began for part, began in zip(parts, before, strict=True)]
    found.check(what, status)
    time.sleep(PAUSE)
    return Sample(found, *(seconds / found.requests for seconds in took))


def ratio(before: Sample, middle: Sample, after: Sample) -> float:
    """Requests a second over those of the two rounds beside it."""
    return middle.load.per_second / ((before.load.per_second + after.load.per_second) / 2)


def cpu_times(before: Sample, middle: Sample, after: Sample) -> float:
    """CPU of a request over that of a request in the two rounds beside it."""
    return middle.cpu / ((before.cpu + after.cpu) / 2)


def worker_times(before: Sample, middle: Sample, after: Sample) -> float:
    """The part of `cpu_times` that the worker took, with letters that requests have caused."""
    return middle.worker / ((before.cpu + after.cpu) / 2)


def database_times(before: Sample, middle: Sample, after: Sample) -> float:
    """The part of `cpu_times` that the database's own processes took."""
    return middle.database / ((before.cpu + after.cpu) / 2)


def ask(url: str, request: Request) -> tuple[int, Mapping[str, str], int]:
    """(status, headers with lower-case names, bytes of the body as sent) of one request."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(request.method, request.path, request.body or None, dict(request.headers))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, len(answer.read())
    finally:
        connection.close()


def _empty(yardstick: Running, seconds: float, client: str) -> Sample:
    return sample(yardstick, EMPTY, seconds, client, "the yardstick", 200, once=False)


def _with_etag(url: str, request: Request) -> Request:
    _status, headers, _size = ask(url, request)
    if "etag" not in headers:
        raise Invalid(f"{request.path} names no ETag, so it can't be asked for a 304.")
    known = ("If-None-Match", headers["etag"])
    return Request(request.method, request.path, (*request.headers, known), request.body)
