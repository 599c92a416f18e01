"""A kept message taken apart again, for the page that shows it."""

import email
from base64 import b64encode
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default

# A page of its own inside a frame: it may look like a mail, and a link in it leads the whole window on, when clicked.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; "
    f"sandbox {SANDBOX}"
)


@dataclass(frozen=True)
class Message:
    """What the page shows of a message. `calendar` is the text of its calendar part, None when there is none."""

    headers: list[tuple[str, str]]
    text: str
    calendar: str | None
    sandbox: str = SANDBOX


def read(source: str) -> Message:
    message = _parsed(source)
    headers = [(name, str(value)) for name, value in message.items() if not name.startswith("Content-")]
    return Message(headers, _part(message, "text/plain") or "", _part(message, "text/calendar"))


def html(source: str | None) -> str:
    """The HTML part, its links made to open in the whole window, and the pictures that came with it in their places."""
    message = _parsed(source or "")
    found = _part(message, "text/html") or ""
    for part in message.walk():
        if part.get_content_type() == "image/png":
            shown = f"data:image/png;base64,{b64encode(_bytes(part)).decode()}"
            found = found.replace(f"cid:{str(part['Content-ID']).strip('<>')}", shown)
    return found.replace("<head>", '<head>\n<base target="_top">', 1)


def _parsed(source: str) -> EmailMessage:
    return email.message_from_string(source, policy=default)


def _part(message: EmailMessage, kind: str) -> str | None:
    for part in message.walk():
        if part.get_content_type() == kind and not part.is_multipart():
            # The bytes and not get_content(), which gives calendar text no charset of its own.
            return _bytes(part).decode("utf-8").replace("\r\n", "\n")
    return None


def _bytes(part: EmailMessage) -> bytes:
    return bytes(part.get_payload(decode=True) or b"")
