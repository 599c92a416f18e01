"""A letter's bytes, read: its head, and its leaves with their encodings taken off. Never fails, never takes long.

The standard library reads heads; the body is taken apart here, since its parser makes an object of whatever looks like
a part, looks at each line once for each level, and ends in a RecursionError: ten megabytes can cost minutes and
gigabytes.
"""

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any, TypeVar

from netapp.core import text
from netapp.core.incoming import Part

T = TypeVar("T")
LONGEST_HEAD = 64 * 1024
MOST_FIELDS = 500
DEEPEST = 12
MOST_PARTS = 100
MOST_FOLLOWED = 50
_HEADS = BytesHeaderParser(policy=policy.compat32)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_NOT_BASE64 = bytes(sorted({*range(256)} - {*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"}))
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,253}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,120}@[!-;=?-~]{1,120}>")


class Odd(Exception):
    """A letter that no mail program writes; the text says in which way."""


@dataclass(frozen=True)
class Read:
    """What a letter says. `head` is never shown to anybody and never written into another letter as it is."""

    head: Message
    parts: tuple[Part, ...]

    @property
    def id(self) -> str:
        """The Message-ID, when it can be written into the head of an answer."""
        found = _MESSAGE_ID.fullmatch(self.line("Message-ID").strip())
        return found[0] if found else ""

    @property
    def follows(self) -> tuple[str, ...]:
        """What it answers, and what that went on from, the nearest first."""
        said = " ".join([*reversed(self.lines("References")), *self.lines("In-Reply-To")])
        return tuple(dict.fromkeys(reversed(_MESSAGE_ID.findall(said)[-MOST_FOLLOWED:])))

    @property
    def sender(self) -> str:
        """The address in the From line, in lower case; "" when there are several, or none that can be used."""
        nobody: list[tuple[str, str]] = []
        said = _tried(lambda: getaddresses(self.lines("From")), nobody)
        return plain_address(said[0][1]) if len(said) == 1 else ""

    @property
    def subject(self) -> str:
        """On one line, decoded; as it stands where that fails."""
        line = self.line("Subject")
        return text.one_line(_words(line) if "=?" in line else line)

    @property
    def sent_at(self) -> datetime | None:
        said = _tried(lambda: parsedate_to_datetime(self.line("Date")), None)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)) if said else None

    def line(self, name: str) -> str:
        """A field of the head, the first of its name; "" without one."""
        return next(iter(self.lines(name)), "")

    def lines(self, name: str) -> list[str]:
        """All fields of this name, from the top."""
        return [_text(value) for known, value in self.head.raw_items() if known.lower() == name.lower()]


def read(source: bytes) -> Read:
    """Take a letter apart; Odd when it goes beyond what any mail program writes."""
    head, body = _split(source)
    if len(head) > LONGEST_HEAD or head.count(b"\n") > MOST_FIELDS:
        raise Odd("its head is too long")
    message = _HEADS.parsebytes(head)
    return Read(message, tuple(_leaves(message, body)))


def head_of(source: bytes) -> Read:
    """The head alone, of a letter that may be cut off."""
    return Read(_HEADS.parsebytes(_split(source)[0]), ())


def plain_address(address: str) -> str:
    """In lower case, its domain as DNS writes it; "" for what is no address."""
    if not _ADDRESS.fullmatch(address):
        return ""
    local, _at, domain = address.lower().rpartition("@")
    return f"{local}@{_tried(lambda: domain.encode('idna').decode('ascii'), domain)}"


def _leaves(message: Message, body: bytes) -> Iterator[Part]:
    """From the top down, without calling itself: how deep a letter goes is for its writer to choose."""
    waiting, seen, ways = [(message, body, 0, (0, 0))], 0, 0
    while waiting:
        message, body, depth, way = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise Odd("it has too many parts")
        kind, boundary = _kind(message), _parameter(message, "boundary")
        if depth == DEEPEST and (kind.startswith("multipart/") or kind == "message/rfc822"):
            raise Odd("its parts lie too deep in each other")
        if kind.startswith("multipart/") and boundary:
            inner = [_part(piece) for piece in _pieces(body, boundary)]
            is_choice = kind == "multipart/alternative" and way == (0, 0)
            ways += is_choice
            places = [(ways, place) if is_choice else way for place in range(len(inner))]
            below = [(*piece, depth + 1, place) for piece, place in zip(inner, places, strict=True)]
            waiting += reversed(below)
        elif kind != "message/rfc822":
            # A letter within a letter is somebody else's: what it holds was said to others.
            yield _leaf(message, kind, body, way)


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """What stands between the lines of a boundary (RFC 2046 5.1.1); CRLF or LF."""
    line = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    pieces: list[bytes] = []
    begins = None
    for found in line.finditer(body):
        if begins is not None:
            pieces.append(body[begins : found.start()])
        if len(pieces) > MOST_PARTS:
            raise Odd("it has too many parts")
        begins = found.end()
        if found[1]:
            return pieces
    # Cut off on the way: what has arrived is a part, too.
    return [*pieces, body[begins:]] if begins is not None else pieces


def _part(piece: bytes) -> tuple[Message, bytes]:
    """The head and the body of a part, which begins with the end of its boundary's line."""
    if piece.startswith((b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\n\n")):
        return Message(), piece.lstrip(b"\r\n")
    head, body = _split(piece.removeprefix(b"\r").removeprefix(b"\n"))
    if len(head) > LONGEST_HEAD or head.count(b"\n") > MOST_FIELDS:
        raise Odd("the head of a part is too long")
    return _HEADS.parsebytes(head), body


def _split(source: bytes) -> tuple[bytes, bytes]:
    found = _END_OF_HEAD.search(source)
    return (source[: found.end()], source[found.end() :]) if found else (source, b"")


def _leaf(message: Message, kind: str, body: bytes, way: tuple[int, int]) -> Part:
    name = _parameter(message, "filename", "content-disposition") or _parameter(message, "name")
    return Part(
        kind,
        _decoded(message, body),
        charset=_parameter(message, "charset").lower(),
        method=_parameter(message, "method").strip().upper()[:20],
        name=name[:200],
        way=way,
        is_attached=_text(message.get("Content-Disposition", "")).strip().lower().startswith("attachment"),
        is_flowed=_parameter(message, "format").lower() == "flowed",
        joins=_parameter(message, "delsp").lower() == "yes",
        cid=_text(message.get("Content-ID", "")).strip().strip("<>")[:250],
    )


def _decoded(message: Message, body: bytes) -> bytes:
    """Without its transfer encoding; as it is, when that is broken."""
    encoding = _text(message.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        clean = body.translate(None, _NOT_BASE64)
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        try:
            return b64decode(clean + b"=" * (-len(clean) % 4))
        except binascii.Error:
            return b""
    return body


def _kind(message: Message) -> str:
    return _tried(message.get_content_type, "text/plain")


def _parameter(message: Message, name: str, header: str = "content-type") -> str:
    """A parameter of a head's field, whichever way it is written (RFC 2231, or RFC 2047 where it must not stand)."""
    nothing: Any = ""
    found = _tried(lambda: message.get_param(name, "", header), nothing)
    if isinstance(found, tuple):
        charset, _language, value = found
        found = _tried(lambda: value.encode("latin-1").decode(charset or "ascii"), value)
    return _words(found) if "=?" in found else str(found)


def _words(said: str) -> str:
    """Encoded words (RFC 2047) read."""
    return _tried(lambda: str(make_header(decode_header(said))), said)


def _text(value: Any) -> str:
    """What the library has read byte for byte."""
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _tried(look: Callable[[], T], otherwise: T) -> T:
    """The library's readers raise whatever comes over them at what a stranger has written."""
    try:
        return look()
    except Exception:
        return otherwise
