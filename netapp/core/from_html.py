"""HTML of other programs as Markdown."""

import re
from collections.abc import Set
from html.parser import HTMLParser
from typing import ClassVar

import nh3

# Cleaning takes the square of how deep elements lie in each other; no program writes half as deep.
_DEEPEST = 200
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE)
# What is not closed, or need not be.
_FLAT = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "br", "hr", "img", "meta", "link", "input", "col", "font"})
_MARKS = re.compile(r"([\\`*_\[\]<>])")
_STARTS = re.compile(r"^(\s*)(#{1,6}|[-+]|\d+[.)]|>|=+|-{2,})(?=\s|$)", re.MULTILINE)
# Where a line ends that a block has made: one end, however many blocks end there.
_LINE = "\x07"
_SCHEMES = frozenset({"http", "https", "mailto"})
_LINES = re.compile(r"[ \x07]*\x07[ \x07]*")
# So many levels of quotes are told apart.
_MOST_QUOTES = 5


def markdown(html: str) -> str:
    """HTML as Markdown: cleaned first, so that scripts, styles and pictures are gone with what is in them."""
    writer = Writer()
    writer.feed(clean(html, Writer.KNOWN, {"a": {"href"}}))
    writer.close()
    return writer.text()


def clean(
    html: str,
    tags: Set[str],
    attributes: dict[str, set[str]],
    schemes: Set[str] = _SCHEMES,
) -> str:
    """Well-formed, with these tags and attributes alone; in a time that grows with its length and no faster."""
    if _is_too_deep(html):
        html = re.sub(r"<[^<>]*>", "\n", html)
    return nh3.clean(html, tags=set(tags), attributes=attributes, link_rel=None, url_schemes=set(schemes))


def _is_too_deep(html: str) -> bool:
    depth = 0
    for found in _TAG.finditer(html):
        if found[2].lower() not in _FLAT:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > _DEEPEST:
                return True
    return False


class Writer(HTMLParser):
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
    _BLOCKS = frozenset({"p", "ul", "ol", "table", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
    KNOWN = frozenset({*_AROUND, *_BLOCKS, "a", "div", "blockquote", "br", "hr", "li", "td", "th", "span"})

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []
        self._quotes: list[int] = []
        # How much was said when a mark was opened, so that it is known to be what was said last.
        self._opened = 0
        self._kept_lines = 0

    def text(self) -> str:
        return _tidy("".join(self._said))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._kept_lines += tag == "pre"
        if tag in self._AROUND:
            self._said.append(self._AROUND[tag])
            self._opened = len(self._said)
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
        elif tag == "blockquote":
            self._quotes.append(len(self._said))
        elif tag == "div":
            self._said.append("" if self._lists else _LINE)
        elif tag in self._BLOCKS and not (self._lists and tag == "p"):
            self._said.append("\n\n" + (f"{'#' * int(tag[1])} " if tag[0] == "h" else ""))

    def handle_endtag(self, tag: str) -> None:
        self._kept_lines -= tag == "pre"
        if tag in self._AROUND:
            # A mark holds on to a word: a space before the end goes behind it.
            space = " " if self._said[-1].endswith(" ") else ""
            self._said[-1] = self._said[-1].rstrip(" ")
            self._said.append(f"{self._AROUND[tag]}{space}")
        elif tag == "a" and self._links:
            self._link(*self._links.pop())
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._said.append("" if self._lists else "\n\n")
        elif tag == "blockquote" and self._quotes:
            self._quote(self._quotes.pop())
        elif tag == "div":
            self._said.append("" if self._lists else _LINE)
        elif tag in self._BLOCKS and not self._lists:
            self._said.append("\n\n")

    def handle_data(self, data: str) -> None:
        data = re.sub(r"[^\S\n]+" if self._kept_lines else r"\s+", " ", data)
        if data[0] == " " and self._opened == len(self._said):
            self._said.insert(-1, " ")
            data = data[1:]
        self._said.append(_STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", data)))

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        indent = "   " * max(0, len(self._lists) - 1)
        self._said.append(f"\n{indent}{f'{number}.' if number is not None else '-'} ")

    def _quote(self, begins: int) -> None:
        if len(self._quotes) >= _MOST_QUOTES:
            return
        lines = _tidy("".join(self._said[begins:])).split("\n")
        del self._said[begins:]
        self._said.append("\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n")

    def _link(self, href: str, begins: int) -> None:
        shown = "".join(self._said[begins:]).strip()
        del self._said[begins:]
        if not href.startswith(("https://", "http://", "mailto:")) or re.search(r"[\s()<>]", href):
            self._said.append(shown)
        elif not shown or shown.replace("\\", "") in {href, href.removeprefix("mailto:")}:
            self._said.append(f"<{href}>" if "://" in href else shown)
        else:
            self._said.append(f"[{shown}]({href})")


def _tidy(said: str) -> str:
    # A break before the end of a block is not seen.
    said = re.sub(r"(?<=[^\n\x07])\n\x07", _LINE, _LINES.sub(_LINE, said)).replace(_LINE, "\n")
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in said.split("\n"))).strip()
    return re.sub(r"(\*\*\*\*|~~~~)", "", joined)
