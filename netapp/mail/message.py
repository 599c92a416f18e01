"""The finished message: headers, structure and encodings, so that every mail program reads the same letter."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby

from netapp.config import Config
from netapp.core import clock, text
from netapp.core.letters import Part, Picture
from netapp.mail.writing import Finished

_LINE = "\r\n"


@dataclass(frozen=True)
class Message:
    """What goes over the wire; `id` is its Message-ID. ASCII, but for an address that is not."""

    id: str
    source: str

    def as_bytes(self) -> bytes:
        return self.source.encode()


def build(letter: Finished, key: str, config: Config) -> Message:
    """The message to one reader. From the row's `key` comes the Message-ID, the same when it is sent again (M2).

    It is put together here and not by EmailMessage, which takes ten times as long and folds some headers wrongly: it
    writes a long List-Unsubscribe as =?utf-8?q?=3Chttps=3A…?=, and one-click is dead; it takes the quotes off a long
    name, so that `"), <x@y.example>, ("` in a name becomes addresses; its encoded words are longer than RFC 2047's 75.
    """
    number = message_id(key, config)
    local, _, domain = ascii_address(letter.order.address).rpartition("@")
    lines = [
        f"From: {_mailbox(_sender(letter), _own_address(config.mail_from))}",
        f"To: {_mailbox(_shown(letter.order.name), Address('', local, domain).addr_spec)}",
        f"Subject: {_words(text.one_line(letter.subject), 'Subject')}",
        f"Date: {format_datetime(clock.now())}",
        f"Message-ID: {number}",
        *([f"Reply-To: <{letter.reply_to}>"] if letter.reply_to else []),
        *_origin(letter),
        "X-Auto-Response-Suppress: OOF, AutoReply",
        *_stopping(letter, config),
        "MIME-Version: 1.0",
    ]
    return Message(number, _LINE.join((*lines, *_body(letter, number))))


def message_id(key: str, config: Config) -> str:
    return f"<{blake2b(key.encode(), digest_size=20).hexdigest()}@{config.mail_domain}>"


def ascii_address(address: str) -> str:
    """The address with its domain as DNS writes it; a local part beyond ASCII stays, and needs SMTPUTF8."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _sender(letter: Finished) -> str:
    if not letter.sender or letter.sender == letter.site_name:
        return _shown(letter.site_name)
    return _shown(f"{letter.sender} via {letter.site_name}")


def _mailbox(name: str, address: str) -> str:
    return f"{_phrase(name)}{_LINE} <{address}>" if name else f"<{address}>"


@lru_cache(maxsize=8)
def _own_address(address: str) -> str:
    """As it is written in a header; raises what a wrong one deserves."""
    return Address(addr_spec=address).addr_spec


def _shown(name: str) -> str:
    """A display name; long ones are cut, since some programs show nothing of a name that goes over many lines."""
    return text.one_line(name)[:100]


def _phrase(name: str) -> str:
    """A display name: quoted, or, where quotes are not enough, with what needs it as encoded words.

    Plain words stay plain, so that encoded ones seldom stand next to each other: some programs, Python among them, show
    the white space between two of them that RFC 2047 says to drop.
    """
    if name.isascii() and "=?" not in name:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    runs = [(is_plain, " ".join(run)) for is_plain, run in groupby(name.split(" "), _is_plain)]
    return f"{_LINE} ".join(run if is_plain else _encoded(run) for is_plain, run in runs)


def _is_plain(word: str) -> bool:
    """An atom, RFC 5322 3.2.3; without the signs that encoded words are made with."""
    return bool(re.fullmatch(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+", word))


def _words(text: str, header: str) -> str:
    """Unstructured text; ours are too short to need folding while they are ASCII."""
    if text.isascii() and "=?" not in text:
        return text
    return _encoded(text, header)


def _encoded(text: str, header: str | None = None) -> str:
    return Header(text, "utf-8", maxlinelen=75, header_name=header).encode(linesep=_LINE)


def _origin(letter: Finished) -> Iterator[str]:
    """That no person wrote it (RFC 3834), so that no program answers it; and which letters it goes on from.

    What a person wrote goes to many, and says so in the way that programs that answer by themselves have long known.
    """
    if letter.by_hand:
        yield "Precedence: list"
    else:
        yield f"Auto-Submitted: {'auto-generated' if letter.answers is None else 'auto-replied'}"
    earlier = list(filter(None, map(_plain_id, [letter.answers] if letter.answers else letter.follows)))
    if earlier:
        yield f"In-Reply-To: {earlier[-1]}"
        yield f"References: {f'{_LINE} '.join(earlier)}"


def _plain_id(number: str) -> str:
    """One that is not plain could end the line and begin another header."""
    return re.sub(r"[^!-~]", "", number)[:250]


def _stopping(letter: Finished, config: Config) -> Iterator[str]:
    """RFC 8058 for all that is not the answer to one's own deed, and RFC 2919 for what a group sends (M5)."""
    if not letter.stop or not letter.stop_url:
        return
    yield f"List-Unsubscribe: <{letter.stop_url}>"
    yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    kind, _, number = letter.stop.partition(":")
    if kind in {"group", "posts"}:
        yield f"List-Id: <group-{number}.{config.mail_domain}>"


def _body(letter: Finished, number: str) -> Iterator[str]:
    """Text, HTML and calendar, the last as an alternative, where Outlook and Gmail look for it, and as a file for the
    others: CalConnect's practice. The lines of their headers and of their bodies.
    """
    # "=_" stands neither in quoted-printable nor in base64, so that no body holds a boundary (RFC 2045, 6.7).
    mark = f"=_{number[1:17]}"
    versions = [_text("plain", letter.text), _with_pictures(letter, mark)]
    if letter.calendar is None:
        yield from _multipart("alternative", mark, versions)
        return
    versions.append(_calendar(letter.calendar))
    alternative = _LINE.join(_multipart("alternative", f"{mark}_1", versions))
    ended = [_ended(letter.ended)] if letter.ended else []
    yield from _multipart("mixed", mark, [alternative, _file(letter.calendar), *ended])


def _with_pictures(letter: Finished, mark: str) -> str:
    """The HTML, and what it shows, in one part (RFC 2387)."""
    html = _text("html", letter.html)
    shown = [_picture(one) for one in letter.pictures]
    return _LINE.join(_multipart("related", f"{mark}_2", [html, *shown])) if shown else html


def _picture(one: Picture) -> str:
    names = f'Content-ID: <{one.number}>{_LINE}Content-Disposition: inline; filename="code.png"{_LINE}'
    return f"Content-Type: image/png{_LINE}{names}{_base64(one)}"


def _multipart(kind: str, boundary: str, parts: list[str]) -> Iterator[str]:
    yield f'Content-Type: multipart/{kind}; boundary="{boundary}"'
    yield ""
    for part in parts:
        yield f"--{boundary}"
        yield part
    yield f"--{boundary}--"
    yield ""


def _text(kind: str, content: str) -> str:
    """Quoted-printable: nothing depends on a server that passes eight bits on, and no line is long."""
    lines = b"".join(line + b"\r\n" for line in content.encode().splitlines())
    head = (f'Content-Type: text/{kind}; charset="utf-8"', "Content-Transfer-Encoding: quoted-printable", "")
    return _LINE.join((*head, b2a_qp(lines).decode("ascii")))


def _calendar(part: Part) -> str:
    return f'Content-Type: text/calendar; charset="utf-8"; method={part.method}{_LINE}{_base64(part)}'


def _file(part: Part) -> str:
    name = f'Content-Disposition: attachment; filename="invite.ics"{_LINE}'
    return f"Content-Type: application/ics{_LINE}{name}{_base64(part)}"


def _ended(part: Part) -> str:
    """Another meeting's entry, which goes from the calendar: as calendar text, which programs read by themselves."""
    name = f'Content-Disposition: attachment; filename="cancelled.ics"{_LINE}'
    return f'Content-Type: text/calendar; charset="utf-8"; method={part.method}{_LINE}{name}{_base64(part)}'


def _base64(part: Part | Picture) -> str:
    """As it is: lines of text end in CRLF already."""
    lines = encodebytes(part.content).decode("ascii").split()
    return _LINE.join(("Content-Transfer-Encoding: base64", "", *lines))
