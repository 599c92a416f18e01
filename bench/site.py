"""The site as `netapp run` serves it, the yardstick beside it, and what each takes."""

import contextlib
import importlib.util
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import cpu
from tests.support import servers
from tests.support.servers import Server

# Pages kept in memory for guests, in megabytes; 0 makes the site build each answer anew.
KEPT = "NETAPP_KEPT_MB"
STARTS = 3


@dataclass(frozen=True)
class Memory:
    """Bytes, with what is shared divided among the sharers (PSS)."""

    web: int
    worker: int
    parent: int
    database: int

    @property
    def judged(self) -> int:
        """The web processes and the worker: what the table limits."""
        return self.web + self.worker


@dataclass
class Running:
    """A server that answers at `url`, and the roots of all processes that work for it."""

    server: Server
    database: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def roots(self) -> list[int]:
        return [self.server.pid, *self.database]

    def workers(self) -> list[int]:
        """The processes that send letters."""
        return self.server.children()["worker"]

    def memory(self) -> Memory:
        children = self.server.children()
        return Memory(
            web=sum(map(cpu.memory, children["web"])),
            worker=sum(map(cpu.memory, children["worker"])),
            parent=cpu.memory(self.server.pid),
            database=sum(cpu.memory(pid) for root in self.database for pid in cpu.tree(root)),
        )


def settings(var: Path, database_url: str, *, kept: bool) -> dict[str, str]:
    """What the site is told, in its own processes and where the bench asks it directly."""
    told = {"NETAPP_VAR": str(var), "NETAPP_DATABASE_URL": database_url, "NETAPP_SECRET_KEY": servers.SECRET}
    return told if kept else told | {KEPT: "0"}


@contextlib.contextmanager
def site(folder: Path, database_url: str, database: tuple[int, ...], *, kept: bool, **more: str) -> Iterator[Running]:
    """The site with its usual two web processes and its worker, quiet after its start; `more` are other settings."""
    server = Server(folder, **settings(folder / "var", database_url, kept=kept), **more)
    with _up(server, "run", path="/healthz") as _seconds:
        running = Running(server, database)
        end = time.monotonic() + 20
        while not server.children()["worker"] and time.monotonic() < end:
            time.sleep(0.1)
        cpu.await_quiet(running.roots)
        yield running


@contextlib.contextmanager
def yardstick(folder: Path) -> Iterator[Running]:
    """An empty Flask view in gunicorn's two sync workers."""
    if importlib.util.find_spec("gunicorn") is None:
        raise SystemExit("gunicorn, the yardstick's server, is not installed; `make bench` does that.")
    server = Server(folder, module="gunicorn")
    options = ["--workers=2", "--worker-class=sync", "--log-level=warning", f"--bind=127.0.0.1:{server.port}"]
    with _up(server, "bench.yardstick:app", *options, path="/"):
        cpu.await_quiet([server.pid])
        yield Running(server)


def start_seconds(folder: Path, database_url: str) -> float:
    """From the start of `netapp run` to its first answer, on a database that is migrated: the median of three."""
    taken = []
    for number in range(STARTS):
        told = settings(folder / "var", database_url, kept=True)
        with _up(Server(folder / f"start-{number}", **told), "run", path="/healthz") as seconds:
            taken.append(seconds)
    return statistics.median(taken)


@contextlib.contextmanager
def _up(server: Server, *arguments: str, path: str) -> Iterator[float]:
    """Started and answering; yields the seconds that this took. Stopped at the end, as a service manager does."""
    try:
        begun = time.monotonic()
        server.start(*arguments, wait=False)
        server.await_answer(path)
        yield time.monotonic() - begun
        server.stop()
    finally:
        server.destroy()
