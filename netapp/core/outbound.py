"""The one way out to an address that somebody else chose (X1): pinned, public networks only, short and small.

A name is looked up once and the connection goes to the very address that was judged, so that a name which answers
differently the second time (DNS rebinding) leads nowhere. The certificate is still checked against the name.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urlsplit

SECONDS = 3.0
MOST = 2_000_000
_HEADERS = {"Accept": "*/*", "User-Agent": "netapp"}
# Ways to write an IPv4 address as an IPv6 one: translation (RFC 6052, 8215), 6to4 (RFC 3056) and Teredo (RFC 4380).
_DISGUISES = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


class Unreachable(Exception):
    """Not an address that we go to, or nothing usable came back. The text is for the log, not for people."""


def fetch(url: str) -> bytes:
    """What stands at an https address: at most MOST bytes, within SECONDS, without redirects; raises Unreachable."""
    parts = _accepted(url)
    host = parts.hostname or ""
    try:
        with _connection(host, _resolved(host)) as connection:
            connection.request("GET", _path(parts), headers={"Host": _host(parts), **_HEADERS})
            return _body(connection.getresponse())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{host}: {type(error).__name__}") from error


def post(url: str, content: bytes, headers: Mapping[str, str]) -> int:
    """Send this to an https address, under the same rules, and return the status of the answer; raises Unreachable.

    What else is answered is not read, and a redirect is not followed.
    """
    parts = _accepted(url)
    host = parts.hostname or ""
    try:
        with _connection(host, _resolved(host)) as connection:
            connection.request("POST", _path(parts), content, {"Host": _host(parts), **_HEADERS, **headers})
            return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{host}: {type(error).__name__}") from error


def is_accepted(url: str) -> bool:
    """Whether we would go to such an address at all; whether there is somebody is found out on the way."""
    with suppress(Unreachable):
        return bool(_accepted(url))
    return False


def is_public(address: str) -> bool:
    """Whether an IP address is on the open internet: not private, loopback, link-local, shared or disguised."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip.version == net.version and ip in net for net in _DISGUISES):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _accepted(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("not an address") from error
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Unreachable("not an address")
    if parts.scheme != "https" or not parts.hostname or port not in {None, 443} or "@" in parts.netloc:
        raise Unreachable("only https, on its own port, without a name and password")
    return parts


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _host(parts: SplitResult) -> str:
    return parts.netloc.removesuffix(":443")


def _resolved(host: str) -> str:
    """The first address of the name; every one that it has must be public, so that no order of answers lets one in."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(address) for address in found):
        raise Unreachable(f"{host} is not on a public network")
    return found[0]


@contextmanager
def _connection(host: str, address: str) -> Iterator[http.client.HTTPConnection]:
    sockets = [socket.create_connection((address, 443), timeout=SECONDS)]
    # A time-out of the socket counts from byte to byte; this one ends the whole visit, however slowly it drips.
    end = threading.Timer(SECONDS, lambda: _cut(sockets[-1]))
    end.start()
    connection = http.client.HTTPConnection(host, 443, timeout=SECONDS)
    try:
        secure = _context().wrap_socket(sockets[0], server_hostname=host, do_handshake_on_connect=False)
        sockets.append(secure)
        secure.do_handshake()
        connection.sock = secure
        yield connection
    finally:
        end.cancel()
        connection.close()
        sockets[-1].close()


def _cut(plain: socket.socket) -> None:
    with suppress(OSError):  # It may be over already.
        plain.shutdown(socket.SHUT_RDWR)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _body(response: http.client.HTTPResponse) -> bytes:
    if response.status != 200:
        raise Unreachable(f"answered {response.status}")
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise Unreachable("packed, though nobody asked for it")
    content = response.read(MOST + 1)
    if len(content) > MOST:
        raise Unreachable("too large")
    if not content:
        raise Unreachable("empty")
    return content
