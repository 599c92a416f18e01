"""`netapp mailin --lmtp`: where mail servers knock, how many are let in at once, and how it ends."""

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType

from flask import Flask

from netapp.config import Odd, site_host
from netapp.mailin.lmtp import Conversation, Hung

# Each may hold a letter of the longest kind in memory, a few times over while it is read.
MOST_AT_ONCE = 8
# Seconds of silence after which a server is gone.
PATIENCE = 120
# Seconds that letters in hand may still take when we are told to stop.
GRACE = 20
_log = logging.getLogger(__name__)


def serve(app: Flask, where: str) -> int:
    """Take letters at HOST:PORT or unix:/path until SIGTERM or SIGINT; Odd when that place can't be had."""
    house = House(app, place(where))

    def let_go(_number: int, _frame: FrameType | None) -> None:
        house.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, let_go)
    print(f"Letters are taken at {where} (LMTP). Ctrl-C stops it.", file=sys.stderr, flush=True)
    house.work()
    return 0


class House:
    """A listening socket and the conversations that began at it."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self.app, self.listener = app, listener
        self.stop = threading.Event()
        self.free = threading.BoundedSemaphore(MOST_AT_ONCE)
        self.held: dict[Conversation, socket.socket] = {}
        self.name = site_host(app.config["NETAPP"].site_url) or "localhost"

    def work(self) -> None:
        """Let in who knocks until `stop` is set; then wait for the letters that are in hand."""
        self.listener.settimeout(0.2)
        with self.listener:
            while not self.stop.is_set():
                try:
                    self._let_in(self.listener.accept()[0])
                except TimeoutError:
                    continue
                except OSError as error:
                    # Nothing of ours: too many open files on this machine, or a caller that is gone again.
                    _log.warning("nobody could be let in: %s", error)
                    self.stop.wait(1)
        for conversation, line in list(self.held.items()):
            conversation.is_over = True
            if conversation.is_idle:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RD)
        for _seat in range(MOST_AT_ONCE):
            if not self.free.acquire(timeout=GRACE):
                return

    def _let_in(self, line: socket.socket) -> None:
        line.settimeout(PATIENCE)
        if not self.free.acquire(blocking=False):
            with contextlib.suppress(OSError), line:
                line.sendall(b"421 4.3.2 Others are being served; come again.\r\n")
            return
        threading.Thread(target=self._hold, args=(line,), daemon=True).start()

    def _hold(self, line: socket.socket) -> None:
        try:
            with line, line.makefile("rb") as reads, line.makefile("wb") as writes:
                conversation = Conversation(self.app, reads, writes, self.name)
                self.held[conversation] = line
                try:
                    conversation.hold()
                finally:
                    del self.held[conversation]
        except (OSError, Hung):
            _log.info("a mail server hung up")
        except Exception:
            _log.exception("a conversation with a mail server broke off")
        finally:
            self.free.release()


def place(where: str) -> socket.socket:
    """A socket that listens there."""
    if where.startswith("unix:"):
        return _file(Path(where.removeprefix("unix:")))
    host, _colon, port = where.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or len(port) > 5 or int(port) > 65535:
        raise Odd(f"--lmtp is {where!r}; give HOST:PORT, or unix:/path.")
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=_family(host), reuse_port=False)
    except OSError as error:
        raise Odd(f"{where} can't be opened ({error.strerror or error}); name another.") from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _file(path: Path) -> socket.socket:
    """A socket file; one that nobody listens at any more is replaced.

    Everybody on this machine may knock, as everybody may send mail; the folder can keep others out.
    """
    listener = socket.socket(socket.AF_UNIX)
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            if path.is_socket() and probe.connect_ex(str(path)):
                path.unlink()
        listener.bind(str(path))
        os.chmod(path, 0o666)
        listener.listen()
    except OSError as error:
        listener.close()
        raise Odd(f"unix:{path} can't be opened ({error.strerror or error}); name another.") from error
    return listener
