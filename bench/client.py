"""The project's own load client, for machines without wrk: one process, a few connections that are kept open.

python -m bench.client URL SECONDS CONNECTIONS FILE once|again, where FILE is what bench.load.write wrote.
"""

import json
import math
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import load

# How long the last answers are waited for when the time is over, in seconds.
PATIENCE = 60.0


class Broken(Exception):
    """The connection ended, or said what is no HTTP, in the middle of an answer."""


@dataclass
class Answer:
    """Collects one answer's bytes; knows when it is whole."""

    status: int = 0
    is_whole: bool = False
    stays_open: bool = True
    data: bytearray = field(default_factory=bytearray)
    _end: int | None = None
    _is_chunked: bool = False
    _head: int = 0

    def feed(self, data: bytes) -> None:
        """Take what was received, b"" at the end of the connection; raises Broken."""
        self.data += data
        if not self.status:
            self._read_head()
        if self.status and self._is_chunked:
            self._read_chunks()
        elif self.status and self._end is not None and len(self.data) >= self._end:
            self.is_whole = True
        if not data and not self.is_whole:
            if not self.status or self._end is not None or self._is_chunked:
                raise Broken
            # Neither a length nor chunks: the end of the connection is the end of the answer.
            self.is_whole, self.stays_open = True, False

    def _read_head(self) -> None:
        stop = self.data.find(b"\r\n\r\n")
        if stop < 0:
            return
        first, *lines = bytes(self.data[:stop]).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        try:
            self.status = int(first.split(" ", 2)[1])
            length = int(fields["content-length"]) if "content-length" in fields else None
        except (IndexError, ValueError) as error:
            raise Broken from error
        self.stays_open = fields.get("connection", "").lower() != "close"
        self._is_chunked = fields.get("transfer-encoding", "").lower() == "chunked"
        self._head = stop + 4
        if self.status in {204, 304}:
            length, self._is_chunked = 0, False
        self._end = None if length is None else self._head + length

    def _read_chunks(self) -> None:
        """Step over the chunks that are there; each is a size in hexadecimal, its bytes and a line's end."""
        while (line := self.data.find(b"\r\n", self._head)) >= 0:
            try:
                size = int(bytes(self.data[self._head : line]).split(b";")[0], 16)
            except ValueError as error:
                raise Broken from error
            following = line + 2 + size + 2
            if len(self.data) < following:
                return
            if not size:
                self.is_whole = True
                return
            self._head = following


class Client:
    """Sends requests in turn over its connections until the time is over, and notes what came back."""

    def __init__(self, address: tuple[str, int], connections: int, requests: list[bytes], *, once: bool) -> None:
        self.address, self.connections, self.requests, self.once = address, connections, requests, once
        self.selector = selectors.DefaultSelector()
        self.used = 0
        self.errors = 0
        self.ran_out = False
        self.end = 0.0
        self.taken: list[float] = []
        self.statuses: Counter[int] = Counter()

    def run(self, seconds: float) -> dict[str, Any]:
        """What bench.load.Load is made of; times in milliseconds but for `seconds`.

        What is on its way when the time is over is waited for and counted, since the server has worked on it.
        """
        begun = time.perf_counter()
        self.end = begun + seconds
        for _ in range(self.connections):
            self._reconnect()
        while self.selector.get_map() and time.perf_counter() < self.end + PATIENCE:
            for key, _events in self.selector.select(1):
                self._receive(key.fileobj, key.data)  # type: ignore[arg-type]
        told: dict[str, Any] = {
            "requests": len(self.taken),
            "errors": self.errors,
            "used": self.used,
            "ran_out": self.ran_out,
        }
        told |= {"seconds": time.perf_counter() - begun, "statuses": dict(self.statuses)}
        told |= {"p50": percentile(self.taken, 50) * 1000, "p99": percentile(self.taken, 99) * 1000}
        return told

    def _reconnect(self) -> None:
        try:
            connection = socket.create_connection(self.address, timeout=PATIENCE)
        except OSError:
            # One connection less; with none left the round is over at once, and the error says why.
            self.errors += 1
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(connection, selectors.EVENT_READ)
        self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        """The next request on this connection; closes it when there is none left, or no time."""
        is_over = time.perf_counter() >= self.end
        if not is_over and self.once and self.used >= len(self.requests):
            is_over = self.ran_out = True
        if is_over:
            return self._close(connection)
        request = self.requests[self.used % len(self.requests)]
        self.used += 1
        self.selector.modify(connection, selectors.EVENT_READ, (time.perf_counter(), Answer()))
        try:
            connection.sendall(request)
        except OSError:
            self._fail(connection)

    def _receive(self, connection: socket.socket, sent: tuple[float, Answer]) -> None:
        begun, answer = sent
        try:
            answer.feed(connection.recv(262144))
        except (OSError, Broken):
            return self._fail(connection)
        if not answer.is_whole:
            return
        self.taken.append(time.perf_counter() - begun)
        self.statuses[answer.status] += 1
        if answer.stays_open:
            return self._send(connection)
        self._close(connection)
        self._go_on()

    def _fail(self, connection: socket.socket) -> None:
        self.errors += 1
        self._close(connection)
        self._go_on()

    def _go_on(self) -> None:
        """With a new connection in the place of one that is closed."""
        if time.perf_counter() < self.end:
            self._reconnect()

    def _close(self, connection: socket.socket) -> None:
        self.selector.unregister(connection)
        connection.close()


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that so many percent of them do not exceed; 0 when there are none."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1] if ordered else 0.0


def main(argv: list[str]) -> None:
    url, seconds, connections, file, how = argv
    parts = urlsplit(url)
    address = (str(parts.hostname), parts.port or 80)
    client = Client(address, int(connections), load.read(Path(file)), once=how == "once")
    print(json.dumps(client.run(float(seconds))))


if __name__ == "__main__":
    main(sys.argv[1:])
