"""The texts of a calendar's entry as a meeting has them: HTML becomes Markdown, links to rooms are found."""

import re
from html.parser import HTMLParser
from typing import ClassVar, NamedTuple

import nh3

from netapp.core import text
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
_MARKS = re.compile(r"([\\`*_\[\]<>])")
_STARTS = re.compile(r"^(\s*)(#{1,6}|[-+]|\d+[.)]|>|=+|-{2,})(?=\s|$)", re.MULTILINE)


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


def markdown(html: str) -> str:
    """HTML as Markdown: cleaned first, so that scripts, styles and pictures are gone with what is in them."""
    writer = _Writer()
    writer.feed(nh3.clean(html[:_MOST], tags=_Writer.KNOWN, attributes={"a": {"href"}}, link_rel=None))
    writer.close()
    return writer.text()


def _body(event: Component) -> str:
    rich = next((one for one in event.all("X-ALT-DESC") if "html" in one.parameters.get("FMTTYPE", "").lower()), None)
    plain = event.text("DESCRIPTION")[:_MOST]
    if rich is not None and rich.text.strip() and (found := markdown(rich.text)):
        return found
    return markdown(plain) if _HTML.search(plain) else _plain(plain)


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


class _Writer(HTMLParser):
    """Markdown of HTML that has been cleaned: all that is opened is closed."""

    _AROUND: ClassVar[dict[str, str]] = {
        "strong": "**",
        "b": "**",
        "em": "*",
        "i": "*",
        "code": "`",
        "s": "~~",
        "del": "~~",
    }
    _BLOCKS = frozenset(
        {"p", "div", "ul", "ol", "table", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
    )
    KNOWN = frozenset({*_AROUND, *_BLOCKS, "a", "br", "hr", "li", "td", "th", "span"})

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        lines = (line.rstrip() for line in "".join(self._said).split("\n"))
        joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        return re.sub(r"(\*\*\*\*|~~~~)", "", joined)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._AROUND:
            self._said.append(self._AROUND[tag])
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._said)))
        elif tag == "br":
            self._said.append("\n")
        elif tag == "hr":
            self._said.append("\n\n---\n\n")
        elif tag in {"ul", "ol"}:
            self._said.append("\n" if self._lists else "\n\n")
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag in {"td", "th"}:
            self._said.append(" ")
        elif tag in self._BLOCKS and not (self._lists and tag in {"p", "div"}):
            self._said.append(
                "\n\n" + (f"{'#' * int(tag[1])} " if tag[0] == "h" else "> " if tag == "blockquote" else "")
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in self._AROUND:
            self._said.append(self._AROUND[tag])
        elif tag == "a" and self._links:
            self._link(*self._links.pop())
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._said.append("" if self._lists else "\n\n")
        elif tag in self._BLOCKS and not self._lists:
            self._said.append("\n\n")

    def handle_data(self, data: str) -> None:
        self._said.append(_STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", re.sub(r"\s+", " ", data))))

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        indent = "   " * max(0, len(self._lists) - 1)
        self._said.append(f"\n{indent}{f'{number}.' if number is not None else '-'} ")

    def _link(self, href: str, begins: int) -> None:
        shown = "".join(self._said[begins:]).strip()
        del self._said[begins:]
        if not href.startswith(("https://", "http://", "mailto:")) or re.search(r"[\s()<>]", href):
            self._said.append(shown)
        elif not shown or shown.replace("\\", "") in {href, href.removeprefix("mailto:")}:
            self._said.append(f"<{href}>" if "://" in href else shown)
        else:
            self._said.append(f"[{shown}]({href})")
