"""The finished message: headers, structure and encodings, so that every mail program reads the same letter."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import blake2b
from typing import Any

from netapp.config import Config
from netapp.core import clock, text
from netapp.mail.writing import Finished


class _Policy(EmailPolicy):
    """Lines of 78 for words, whole lines for addresses.

    Folded at 78, a long List-Unsubscribe comes out as =?utf-8?q?=3Chttps=3A…?= and one-click is dead; unfolded, a long
    subject becomes an encoded word of more than the 75 characters that RFC 2047 allows.
    """

    def fold(self, name: str, value: Any) -> str:
        return str(self._narrow_or_wide(name).fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return bytes(self._narrow_or_wide(name).fold_binary(name, value))

    def _narrow_or_wide(self, name: str) -> Any:
        whole = name.lower() in {"list-unsubscribe", "list-id", "message-id"}
        return SMTP.clone(utf8=self.utf8, max_line_length=998 if whole else 78)


POLICY = _Policy(linesep="\r\n")


def build(letter: Finished, key: str, config: Config) -> EmailMessage:
    """The message to one reader. From the row's `key` comes the Message-ID, the same when it is sent again (M2)."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(_sender(letter), addr_spec=config.mail_from)
    message["To"] = Address(_shown(letter.order.name), addr_spec=ascii_address(letter.order.address))
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
