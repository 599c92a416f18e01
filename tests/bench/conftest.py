"""A tiny server to load: it answers what it is told to."""

import itertools
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from bench import load


class Tiny(ThreadingHTTPServer):
    """Answers 200 with a short body, or in turn with what `answers` was given; keeps what it was asked in `asked`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = itertools.repeat(200)
        self.asked: list[tuple[str, str, bytes]] = []
        self.closes = False

    def handle_error(self, *_of_whom: object) -> None:
        """A client that leaves in the middle is none of the tests' business."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Tiny

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, body))
        status = next(self.server.answers)
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("ETag", '"tiny"')
        if status != 304:
            self.send_header("Content-Length", "5")
        if self.server.closes:
            self.send_header("Connection", "close")
        self.end_headers()
        if status != 304:
            self.wfile.write(b"hello")

    do_POST = do_GET

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def tiny() -> Iterator[Tiny]:
    server = Tiny()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def running(tiny: Tiny) -> Callable[[], SimpleNamespace]:
    """running(): the tiny server as bench.site.Running has it, without a process of its own."""
    return lambda: SimpleNamespace(url=tiny.url, roots=[], database=(), workers=list)


@pytest.fixture(params=load.CLIENTS)
def client_name(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if name == "wrk" and not shutil.which("wrk"):
        pytest.skip("wrk is not here; the project's own client is tested")
    return name
