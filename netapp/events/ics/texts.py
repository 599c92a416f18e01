"""The texts of a calendar's entry as a meeting has them: links to rooms are found."""

import re
from typing import NamedTuple

from netapp.core import from_html, text
from netapp.events.ics.lines import Component

_TITLE, _BODY, _PLACE, _ADDRESS, _LINK = 200, 10_000, 160, 240, 500
# A longer text than any meeting's is cut before it is looked through.
_MOST = 30_000
_HTML = re.compile(r"<(?:br|p|div|a\s|b>|strong|ul|ol|li|span|html|table|h[1-6])", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,480}", re.IGNORECASE)
_ROOM = re.compile(
    r"https://(?:[\w-]+\.)*(?:zoom\.us/|teams\.microsoft\.com/|teams\.live\.com/|meet\.google\.com/|webex\.com/|whereby\.com/"
    r"|meet\.jit\.si/|gotomeeting\.com/|bigbluebutton\.)[^\s<>\"')\]]{1,480}",
    re.IGNORECASE,
)
_ROOM_NAMES = (
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "CONFERENCE",
)


class Texts(NamedTuple):
    title: str
    body: str
    place: str
    address: str
    online_url: str


def of(event: Component) -> Texts:
    """What stands in an entry; people and alarms are left there."""
    body = _body(event)
    said = text.one_line(event.text("LOCATION"))
    room = _room(event, said, body)
    if said == room or _URL.fullmatch(said):
        said = ""
    place, address = (said, "") if len(said) <= _PLACE else _split(said)
    page = event.text("URL")
    if _URL.fullmatch(page) and page not in body and page != room:
        body = f"{body}\n\n<{page}>".strip()
    return Texts(text.one_line(event.text("SUMMARY"))[:_TITLE], body[:_BODY], place, address[:_ADDRESS], room)


def _body(event: Component) -> str:
    rich = next((one for one in event.all("X-ALT-DESC") if "html" in one.parameters.get("FMTTYPE", "").lower()), None)
    plain = event.text("DESCRIPTION")[:_MOST]
    if rich is not None and rich.text.strip() and (found := from_html.markdown(rich.text[:_MOST])):
        return found
    return from_html.markdown(plain) if _HTML.search(plain) else _plain(plain)


def _plain(said: str) -> str:
    """Text as it is; what stands far in would be taken for code, and a line below another for a heading."""
    lines = (line.strip() for line in said.split("\n"))
    kept = ("\n---\n" if re.fullmatch(r"[-_=~*.·]{3,}", line) else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _room(event: Component, place: str, body: str) -> str:
    """The link to the online meeting, which is for those who come and never for everybody."""
    named = (event.text(name) for name in _ROOM_NAMES)
    found = next((url for url in named if _URL.fullmatch(url)), "")
    for said in (place, event.text("URL"), body):
        found = found or (match[0] if (match := _ROOM.search(said)) else "")
    return (found or (place if _URL.fullmatch(place) else ""))[:_LINK]


def _split(said: str) -> tuple[str, str]:
    """A long place: what stands before a comma is its name."""
    name, _comma, rest = said.partition(", ")
    return (name, rest) if rest and len(name) <= _PLACE else (said[:_PLACE], said[_PLACE:])
