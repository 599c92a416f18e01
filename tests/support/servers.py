"""Real sites in processes of their own, as `netapp run` starts them, and a client that takes part in a race."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
SECRET = "a secret that only the tests know, and the server under test"


class Server:
    """A `netapp run` (or another module with its arguments), its settings and what it says."""

    def __init__(self, folder: Path, database_url: str = "", module: str = "netapp.cli", **settings: str) -> None:
        self.folder, self.module = folder, module
        folder.mkdir(parents=True, exist_ok=True)
        self.port = int(settings.pop("NETAPP_PORT", 0)) or free_port()
        self.settings = {
            "NETAPP_VAR": str(folder / "var"),
            "NETAPP_PORT": str(self.port),
            "NETAPP_SECRET_KEY": SECRET,
            **({"NETAPP_DATABASE_URL": database_url} if database_url else {}),
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.said = folder / "said.txt"

    def start(self, *arguments: str, wait: bool = True) -> float:
        """Start it, in a process group of its own; returns the seconds until the first answer."""
        with self.said.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, *(arguments or ("run",))],
                cwd=ROOT,
                env=environment(**self.settings),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        begun = time.monotonic()
        if wait:
            self.await_answer()
        return time.monotonic() - begun

    def await_answer(self, path: str = "/healthz", within: float = 60) -> None:
        assert self.process
        end = time.monotonic() + within
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if get(self.port, path).status < 500:
                    return
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.text}"
            time.sleep(0.02)
        raise AssertionError(f"no answer: {self.text}")

    @property
    def text(self) -> str:
        return self.said.read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def children(self) -> dict[str, list[int]]:
        """The living children of `netapp run`: {"web": [...], "worker": [...]}. A nameless one counts as web."""
        found: dict[str, list[int]] = {"web": [], "worker": []}
        for pid, parent, _group, name in processes():
            if parent == self.pid:
                found["worker" if name == "netapp worker" else "web"].append(pid)
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to it alone and wait; returns its exit code."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=40)

    def ctrl_c(self) -> int:
        """What a terminal does: SIGINT to the whole group."""
        assert self.process
        os.killpg(self.pid, signal.SIGINT)
        return self.process.wait(timeout=40)

    def destroy(self) -> None:
        """Nothing of it may outlive the test."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()

    def is_gone(self, within: float = 5) -> bool:
        """Nobody of its group lives any more."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if not group(self.pid):
                return True
            time.sleep(0.05)
        return False


def wait_for(condition: Callable[[], object], within: float = 60) -> bool:
    """Whether it comes true in so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def running(server: Server, *arguments: str) -> Iterator[Server]:
    try:
        server.start(*arguments)
        yield server
    finally:
        server.destroy()


def command(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `netapp …` to its end, with a folder of its own."""
    settings = {"NETAPP_VAR": str(folder / "var"), "NETAPP_SECRET_KEY": SECRET, **settings}
    return subprocess.run(
        [sys.executable, "-m", "netapp.cli", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def environment(**settings: str) -> dict[str, str]:
    """Ours without anybody's settings, and with these."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NETAPP_")} | settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


class Racer:
    """One thread's connection, kept open; posts as the person whose cookie it is given."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> "Racer":
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def post(self, path: str, cookie: str, **fields: str) -> int:
        headers = {
            "Cookie": f"netapp={cookie}",
            "Sec-Fetch-Site": "same-origin",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            self.connection.request("POST", path, urlencode(fields), headers)
            answer = self.connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise


def group(number: int) -> list[int]:
    """The living members of a process group."""
    return [pid for pid, _parent, pgid, _name in processes() if pgid == number]


def processes() -> Iterator[tuple[int, int, int, str]]:
    """(pid, parent, group, name) of all that live; the dead whom nobody has asked about are left out."""
    if not Path("/proc/self/stat").exists():
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,pgid=,stat=,comm="], capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            pid, parent, pgid, state, name = line.split(None, 4)
            if not state.startswith("Z"):
                yield int(pid), int(parent), int(pgid), name
        return
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            match = re.match(r"\d+ \((.*)\) (\S) (\d+) (\d+)", (folder / "stat").read_text())
            if match and match[2] != "Z":
                yield int(folder.name), int(match[3]), int(match[4]), match[1]
