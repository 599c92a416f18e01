"""The one way out (X1): to public networks only, to the address that was judged, briefly, and for little."""

import contextlib
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from netapp.core import outbound
from tests.support import elsewhere

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:1::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_on_the_open_internet_is_not_public(address):
    assert not outbound.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.1", "2a00:1450:4001::1", "::ffff:8.8.8.8"])
def test_the_open_internet_is_public(address):
    assert outbound.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://media.example/a.jpg",
        "ftp://media.example/a",
        "file:///etc/passwd",
        "//media.example/a",
        "https://",
        "https:///a",
        "https://media.example:8443/a",
        "https://media.example:99999/",
        "https://user:word@media.example/",
        "https://media.example@127.0.0.1/",
        "https://media.example/\r\nHost: evil",
        "https://media.example/a b",
        "https://media.example\\@evil.example/",
        "https://mëdia.example/",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_odd_addresses_are_refused_before_anything_is_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("a name was looked up"))
    with pytest.raises(outbound.Unreachable):
        outbound.fetch(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0"]
)
def test_this_machine_is_refused_however_it_is_written(host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("somebody was called"))
    with pytest.raises(outbound.Unreachable):
        outbound.fetch(f"https://{host}/a.jpg")


def test_one_inner_address_among_many_is_enough_to_refuse(monkeypatch):
    elsewhere.answer(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("somebody was called"))
    with pytest.raises(outbound.Unreachable):
        outbound.fetch("https://media.example/a.jpg")


def test_the_address_that_was_judged_is_the_one_that_is_called(monkeypatch):
    """A name that answers differently the second time (DNS rebinding) is not asked a second time."""
    asked, called = [], []

    def look_up(*args, **more):
        asked.append(args)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", 443))]

    def call(address, **_more):
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", call)
    with pytest.raises(outbound.Unreachable):
        outbound.fetch("https://media.example/a.jpg")
    assert called == [("8.8.8.8", 443)]
    assert len(asked) == 1


class Media(BaseHTTPRequestHandler):
    seen: list[tuple[str, str]] = []  # noqa: RUF012 (one server at a time)

    def do_GET(self) -> None:
        Media.seen.append((self.path, self.headers["Host"]))
        if self.path.startswith("/picture"):
            self._send(200, b"picture")
        elif self.path == "/moved":
            self._send(302, b"moved", Location="https://127.0.0.1/")
        elif self.path == "/large":
            self._send(200, b"x" * (outbound.MOST + 1))
        elif self.path == "/packed":
            self._send(200, b"x", **{"Content-Encoding": "gzip"})
        elif self.path == "/drip":
            self._drip()
        else:
            self._send(200 if self.path == "/empty" else 404, b"")

    def log_message(self, *_args: object) -> None:
        pass

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    return elsewhere.certificate(tmp_path_factory.mktemp("tls"), "media.example")


@pytest.fixture
def media(certificate, monkeypatch) -> Iterator[None]:
    """A server that stands for https://media.example/ at a public address."""
    Media.seen.clear()
    with elsewhere.serving(Media, certificate, monkeypatch):
        yield


def test_a_picture_is_fetched(media):
    assert outbound.fetch("https://media.example/picture?size=200") == b"picture"
    assert Media.seen == [("/picture?size=200", "media.example")]


@pytest.mark.parametrize("path", ["moved", "large", "packed", "empty", "gone"])
def test_other_answers_are_refused(media, path):
    with pytest.raises(outbound.Unreachable):
        outbound.fetch(f"https://media.example/{path}")
    assert len(Media.seen) == 1


def test_a_certificate_for_another_name_is_refused(media):
    with pytest.raises(outbound.Unreachable):
        outbound.fetch("https://other.example/picture")
    assert Media.seen == []


def test_who_drips_is_cut_off(media, monkeypatch):
    """A busy machine takes longer than the half second; the whole would take ten."""
    monkeypatch.setattr(outbound, "SECONDS", 0.5)
    began = time.monotonic()
    with contextlib.suppress(outbound.Unreachable):
        assert len(outbound.fetch("https://media.example/drip")) < 50
    assert time.monotonic() - began < 8
