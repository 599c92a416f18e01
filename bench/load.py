"""One round of load on one address, whoever makes it: wrk, or the project's own client."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

CLIENTS = ("wrk", "own")
CONNECTIONS = 16
THREADS = 2


class Invalid(Exception):
    """A figure that would say nothing: the text names what was answered instead, and stops the run."""


@dataclass(frozen=True)
class Request:
    """What is sent; `headers` without Host and Content-Length, which are added."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def raw(self, host: str) -> bytes:
        """The bytes on the wire, for HTTP/1.1."""
        headers = [("Host", host), *self.headers]
        if self.body or self.method not in {"GET", "HEAD"}:
            headers.append(("Content-Length", str(len(self.body))))
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


@dataclass(frozen=True)
class Load:
    """What came back. `seconds` is the length of the round; p50 and p99 are in milliseconds."""

    requests: int
    errors: int
    seconds: float
    p50: float
    p99: float
    # Status → how many answers had it.
    statuses: dict[int, int] = field(default_factory=dict)
    # How many of the prepared requests, from the first on, may have been sent.
    used: int = 0

    @property
    def non_2xx_3xx(self) -> int:
        return sum(count for status, count in self.statuses.items() if not 200 <= status < 400)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    def check(self, what: str, status: int) -> None:
        """Raises Invalid unless every answer had this status."""
        others = {found: count for found, count in self.statuses.items() if found != status}
        if others:
            told = ", ".join(f"{count} times {found}" for found, count in sorted(others.items()))
            raise Invalid(f"{what} answered {told} instead of {status}: the round measures nothing.")
        if self.errors:
            raise Invalid(f"{what} had {self.errors} connections that failed: the round measures nothing.")
        if not self.requests:
            raise Invalid(f"{what} answered nothing in {self.seconds:.1f} s: the round measures nothing.")


def best_client() -> str:
    """wrk takes a tenth of what the own client takes of the machine, so it is used where there is one."""
    return "wrk" if shutil.which("wrk") else "own"


def load(
    url: str,
    seconds: float,
    connections: int,
    requests: Iterable[Request],
    *,
    client: str = "own",
    once: bool = False,
) -> Load:
    """Keep `connections` busy for so long; `url` is http://host:port, the requests say the paths.

    The requests are sent in turn and begun anew, or with `once` each a single time; raises Invalid when they run out.
    """
    host = url.removeprefix("http://")
    with tempfile.TemporaryDirectory(prefix="netapp-load-") as folder:
        file = Path(folder) / "requests"
        write(file, (request.raw(host) for request in requests))
        command = _wrk if client == "wrk" else _own
        # In a process of its own: what it takes is no part of what is measured, and it shares no lock with anybody.
        done = subprocess.run(
            command(url, seconds, connections, file, once), capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    if done.returncode:
        raise Invalid(f"The client {client} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    # wrk prints its own summary first.
    told = json.loads(done.stdout.strip().splitlines()[-1])
    if told.pop("ran_out"):
        raise Invalid("The prepared requests ran out before the round was over; give fewer --seconds.")
    return Load(**told | {"statuses": {int(status): count for status, count in told["statuses"].items()}})


def write(file: Path, requests: Iterable[bytes]) -> None:
    """Each request after a line that says how many bytes it has: the form in which both clients read them."""
    with file.open("wb") as out:
        for request in requests:
            out.write(b"%d\n%s" % (len(request), request))


def read(file: Path) -> list[bytes]:
    """What `write` wrote."""
    found = []
    with file.open("rb") as lines:
        while head := lines.readline():
            found.append(lines.read(int(head)))
    return found


def _wrk(url: str, seconds: float, connections: int, file: Path, once: bool) -> list[str]:
    script = Path(__file__).with_name("wrk.lua")
    # A slow answer is slow, not lost: wrk's own patience ends after two seconds.
    options = [f"--threads={THREADS}", f"--connections={connections}", "--latency", "--timeout=60s"]
    length = f"--duration={max(1, round(seconds))}s"
    return ["wrk", *options, length, f"--script={script}", url, "--", str(file), "once" if once else "again"]


def _own(url: str, seconds: float, connections: int, file: Path, once: bool) -> list[str]:
    how = "once" if once else "again"
    return [sys.executable, "-m", "bench.client", url, str(seconds), str(connections), str(file), how]
