"""The finished message: headers, structure and encodings, so that every mail program reads the same letter."""

import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import blake2b
from itertools import groupby
from typing import Any

from netapp.config import Config
from netapp.core import clock, text
from netapp.mail.writing import Finished


class _Policy(EmailPolicy):
    """Writes the headers that Python folds wrongly in our own way.

    It writes a long List-Unsubscribe as =?utf-8?q?=3Chttps=3A…?=, and one-click is dead; it takes the quotes off a long
    name, so that `"), <x@y.example>, ("` in a name becomes addresses; its encoded words are longer than RFC 2047's 75.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in {"from", "to"}:
            (one,) = value.addresses
            shown = f"{_phrase(one.display_name)}\r\n " if one.display_name else ""
            return f"{name}: {shown}<{one.addr_spec}>\r\n"
        if name.lower() == "subject":
            return f"{name}: {_words(str(value), name)}\r\n"
        return f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode()


POLICY = _Policy(linesep="\r\n")


def build(letter: Finished, key: str, config: Config) -> EmailMessage:
    """The message to one reader. From the row's `key` comes the Message-ID, the same when it is sent again (M2)."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(_sender(letter), addr_spec=config.mail_from)
    local, _, domain = ascii_address(letter.order.address).rpartition("@")
    message["To"] = Address(_shown(letter.order.name), local, domain)
    message["Subject"] = text.one_line(letter.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id(key, config)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    _add_stopping(message, letter, config)
    # Quoted-printable: nothing depends on a server that passes eight bits on, and no line is long.
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    _add_calendar(message, letter)
    return message


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
    return "\r\n ".join(run if is_plain else _encoded(run) for is_plain, run in runs)


def _is_plain(word: str) -> bool:
    """An atom, RFC 5322 3.2.3; without the signs that encoded words are made with."""
    return bool(re.fullmatch(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+", word))


def _words(text: str, header: str) -> str:
    """Unstructured text; ours are too short to need folding while they are ASCII."""
    if text.isascii() and "=?" not in text:
        return text
    return _encoded(text, header)


def _encoded(text: str, header: str | None = None) -> str:
    return Header(text, "utf-8", maxlinelen=75, header_name=header).encode(linesep="\r\n")


def _add_stopping(message: EmailMessage, letter: Finished, config: Config) -> None:
    """RFC 8058 for all that is not the answer to one's own deed, and RFC 2919 for what a group sends (M5)."""
    if not letter.stop or not letter.stop_url:
        return
    message["List-Unsubscribe"] = f"<{letter.stop_url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    kind, _, number = letter.stop.partition(":")
    if kind == "group":
        message["List-Id"] = f"<group-{number}.{config.mail_domain}>"


def _add_calendar(message: EmailMessage, letter: Finished) -> None:
    """As an alternative, where Outlook and Gmail look for it, and as a file for the others: CalConnect's practice."""
    if letter.calendar is None:
        return
    message.add_alternative(
        letter.calendar.content,  # bytes: as text, EmailMessage would turn its CRLF into LF
        maintype="text",
        subtype="calendar",
        params={"method": letter.calendar.method, "charset": "utf-8"},
    )
    message.add_attachment(letter.calendar.content, maintype="application", subtype="ics", filename="invite.ics")
