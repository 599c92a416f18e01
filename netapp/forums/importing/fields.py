"""The fields of old letters' heads, which keep to no standard: raw bytes, broken words, addresses made unreadable."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from netapp.core import mime, text
from netapp.forums.mailing import decoding

_AT = re.compile(
    r"([\w.!#$%&'*+/=?^`{|}~-]{1,80})(?: at | AT | ?[(\[](?:at|AT)[)\]] ?)((?:[\w-]{1,63}\.){1,8}[\w-]{2,63})"
)
_BEHIND = re.compile(r"\s*(\S+@\S+)\s+\((.{0,200})\)\s*")
_VIA = re.compile(r"\s+(?:via|by way of)\s.{0,100}$", re.IGNORECASE)
_ID = re.compile(r"<[^<>]{1,250}>")
_BARE_ID = re.compile(r"[^\s<>\"();,]{1,120}@[^\s<>\"();,]{1,120}")
_LONGEST, _MOST_REFERENCES = 20_000, 30


class Head:
    """A head whose values are text, whatever bytes they were."""

    def __init__(self, message: Message) -> None:
        self._raw: dict[str, bytes] = {}
        for name, value in message.raw_items():
            self._raw.setdefault(name.lower(), str(value).encode("utf-8", "surrogateescape"))

    def raw(self, name: str) -> str:
        """As it stands there, on one line."""
        return text.one_line(decoding.characters(self._raw.get(name.lower(), b"")[:_LONGEST]))

    def text(self, name: str) -> str:
        return words(self.raw(name))


def words(said: str) -> str:
    """Encoded words (RFC 2047) read, where they break letters apart, too; what is broken stands as it is."""
    if "=?" not in said:
        return said
    try:
        pieces = decode_header(said)
    except (HeaderParseError, ValueError):
        return said
    return text.one_line(
        "".join(
            piece if isinstance(piece, str) else decoding.characters(piece, charset or "") for piece, charset in pieces
        )
    )


def sender(head: Head, envelope: str) -> tuple[str, str]:
    """Whom it is from: a name, or else the address up to its @; and the address, "" when it can't be told.

    Lists that write in the name of others say elsewhere who it was.
    """
    own = head.raw("X-Mailman-Original-From") or head.raw("X-Original-From")
    name, address = _person(own or head.raw("From"))
    if not own and _VIA.search(name):
        name, address = _VIA.sub("", name), _person(head.raw("Reply-To"))[1] or address
    if not address:
        address = _person(envelope)[1]
    return name or address.partition("@")[0], address


def identity(head: Head) -> str:
    """Its Message-ID in brackets; "" without one."""
    return next(iter(_ids(head.raw("Message-ID"))), "")


def parent(head: Head) -> str:
    """The letter that it answers; In-Reply-To may have whole sentences around it, or an address in front."""
    found = _ids(head.raw("In-Reply-To"))
    return found[-1] if found else ""


def references(head: Head) -> tuple[str, ...]:
    """From the oldest to the one that is answered; the last ones of many."""
    return tuple(dict.fromkeys(_ids(head.raw("References"))[-_MOST_REFERENCES:]))


def _ids(said: str) -> list[str]:
    found = ["<" + _AT.sub(r"\1@\2", one[1:-1]).replace(" ", "") + ">" for one in _ID.findall(said)]
    return [one for one in found if "@" in one] or found or [f"<{one}>" for one in _BARE_ID.findall(said)[:1]]


def _person(said: str) -> tuple[str, str]:
    said = _AT.sub(r"\1@\2", said)
    behind = _BEHIND.fullmatch(said)
    if behind:
        return _named(behind[2]), mime.plain_address(behind[1].strip("<>"))
    try:
        found = getaddresses([said])
    except Exception:  # The library's reader raises whatever comes over it at what strangers have written.
        found = []
    for name, address in found:
        if plain := mime.plain_address(address):
            return _named(name), plain
    loose = _BARE_ID.search(said)
    return (_named(said.replace(loose[0], "")), mime.plain_address(loose[0])) if loose else (_named(said), "")


def _named(name: str) -> str:
    name = text.one_line(words(name)).strip(" \"'<>")
    return "" if "@" in name else name[:120]
