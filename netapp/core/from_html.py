"""HTML of other programs as Markdown."""

import re
from html.parser import HTMLParser
from typing import ClassVar

import nh3

_MARKS = re.compile(r"([\\`*_\[\]<>])")
_STARTS = re.compile(r"^(\s*)(#{1,6}|[-+]|\d+[.)]|>|=+|-{2,})(?=\s|$)", re.MULTILINE)


def markdown(html: str) -> str:
    """HTML as Markdown: cleaned first, so that scripts, styles and pictures are gone with what is in them."""
    writer = _Writer()
    writer.feed(nh3.clean(html, tags=_Writer.KNOWN, attributes={"a": {"href"}}, link_rel=None))
    writer.close()
    return writer.text()


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
