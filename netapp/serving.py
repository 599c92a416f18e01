"""`netapp run`: web processes and a worker in one process group, which come and go together.

netapp run          holds no request; starts again what dies
├── web × n         granian's processes, forked from it with the app loaded
└── worker          sends the letters; a fork like them
"""

import contextlib
import ctypes
import errno
import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from netapp import companion, create_app, database, schedule
from netapp.config import LANGUAGES, Config, Odd, is_loopback
from netapp.core import clock, languages, site
from netapp.core.db import db
from netapp.mail import worker

# How long a request that runs when we are told to stop may still take.
PATIENCE = 20
_app: Flask | None = None
# Of malloc.h.
_M_ARENA_MAX = -8


def run(config: Config, *, with_demo: bool) -> int:
    """Serve until SIGINT, SIGTERM or SIGHUP; returns the exit code."""
    global _app
    address = _free_address(config)
    if sys.platform == "linux":
        # From Python 3.14 on this must be asked for. Elsewhere a fork is not safe, and each process makes its own app.
        multiprocessing.set_start_method("fork", force=True)
        _share_heaps()
    # Made once, here: the others are forks and have it already. Nothing of it is garbage, so nobody looks for any.
    gc.disable()
    _app = create_app(config)
    gc.enable()
    with _app.app_context():
        database.prepare()
        if with_demo and database.is_new():
            print("Loading the demo networks (this once)…", flush=True)
            database.load_demo()
        greeting = _greeting(config)
        _load_languages()
        # A connection that two processes share would mix their answers.
        db.session.remove()
        db.engine.dispose()
    # What is loaded lives to the end; a collector that leaves it alone lets the forks share its memory.
    gc.freeze()
    return _serve(config, address, greeting)


def web() -> Flask:
    """The app of one web process; called by granian in that process, before it takes requests."""
    _begin("netapp web")
    return _app or create_app()


def work() -> None:
    """The worker; called in its process, to its end."""
    _begin("netapp worker")
    worker.run(_app or create_app(), schedule.TASKS)


def log_to_stderr() -> None:
    """Warnings and errors. There is no log of requests: their addresses hold people's keys and tokens."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)


def _begin(name: str) -> None:
    """What each child of `netapp run` does first: its signals, its name, its log, and a look at who started it."""
    # Until it has set its own handler, being told to stop simply ends it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C and a closed terminal reach the whole group; what then happens is for `netapp run` to say.
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    # What `ps -e` and `top` call it, on Linux: as a fork it would bear the name of `netapp run`.
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)
    log_to_stderr()
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        threading.Thread(target=_leave_with, args=(parent.pid,), daemon=True).start()


def _share_heaps() -> None:
    """Else the C library gives each thread a heap of its own, and none of them gives back what the others could use."""
    with contextlib.suppress(OSError, AttributeError):  # Another library than GNU's.
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _load_languages() -> None:
    """Eight megabytes that each child would load at its first page or letter; loaded here, they share them."""
    for code in LANGUAGES:
        with languages.use(code):
            languages.gettext("Name")
            languages.date_long(clock.now().date())


def _serve(config: Config, address: str, greeting: str) -> int:
    server = Server(
        "netapp.serving:web",
        address=address,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.processes,
        blocking_threads=config.threads,
        http=HTTPModes.http1,
        websockets=False,
        factory=True,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.error,
        log_access=False,
    )
    server.on_startup(_hang_up(server))
    # A fork is born with our own answer to SIGTERM, which only notes that all shall end: told to stop before `_begin`,
    # it would go on until it is killed.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    # Of processes that end because all do, nobody needs to hear.
    logging.getLogger("_granian").addFilter(lambda _record: not server.interrupt_signal)
    beside = companion.Companion(lambda: _greet(address, config.port, greeting), work)
    beside.start()
    try:
        server.serve()
    except SystemExit:
        if not server.interrupt_signal:
            print(
                "netapp: The web processes end by themselves; what they said stands above.",
                file=sys.stderr,
            )
            return 1
    finally:
        beside.stop()
    return 0


def _hang_up(server: AbstractServer[Any]) -> Callable[[], object]:
    """A closed terminal stops the site (granian would load it anew and go on without one); under nohup it stays."""
    if not hasattr(signal, "SIGHUP"):
        return lambda: None
    under_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    answer = signal.SIG_IGN if under_nohup else server.signal_handler_interrupt
    return lambda: signal.signal(signal.SIGHUP, answer)


def _leave_with(parent: int) -> None:
    """Go when `netapp run` is gone, also after kill -9: nobody else would ever stop us, and we hold the port."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


def _free_address(config: Config) -> str:
    """The address to listen on; Odd with what to do when it can't be had."""
    try:
        found = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Odd(f"NETAPP_HOST is {config.host!r}, which is no address of this machine ({error.strerror}).") from error
    # localhost is often both: 127.0.0.1 is what we say we serve on.
    family, kind, protocol, _name, where = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.socket(family, kind, protocol) as probe:
        # As granian's own, but without SO_REUSEPORT: with it, two sites could share a port unnoticed.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except OSError as error:
            raise Odd(_why_not(config, error)) from error
    return str(where[0])


def _why_not(config: Config, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {config.port} is in use; stop what runs there, or choose another one: NETAPP_PORT={config.port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {config.port} may not be opened by this user; choose one from 1024 on with NETAPP_PORT."
    return f"{config.host} port {config.port} can't be opened ({error.strerror}); check NETAPP_HOST and NETAPP_PORT."


def _greeting(config: Config) -> str:
    """Where to look, once it answers."""
    lines = [f"{site.current().name} is at {config.site_url}"]
    if site.is_open_demo():
        lines.append(f"  be somebody:   {config.site_url}/sign-in")
        lines.append(f"  its letters:   {config.site_url}/outbox")
    elif database.is_new():
        lines.append("  nobody is here yet: netapp admin EMAIL prints a link that signs you in")
    elif not is_loopback(config.host) and not config.is_secure:
        lines.append("  it is served without TLS: put a proxy in front, and name it in NETAPP_SITE_URL")
    return "\n".join([*lines, "Ctrl-C stops it."])


def _greet(address: str, port: int, greeting: str) -> None:
    """Print it when the first web process listens; within a minute or not at all."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)
    for _ in range(1200):
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return print(greeting, flush=True)
