"""The tags of a page, for tests that look at what it holds."""

from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit


class Tag(NamedTuple):
    name: str
    attributes: dict[str, str]
    text: str


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Tag(tag, {name: value or "" for name, value in attrs}, ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1] = self.found[-1]._replace(text=self.found[-1].text + data)


def tags(page: str) -> list[Tag]:
    """Every tag that opens, with the text up to the next one."""
    parser = _Parser()
    parser.feed(page)
    return parser.found


def is_foreign(address: str) -> bool:
    """It leads to another host; `localhost` is the site of the tests."""
    parts = urlsplit(address.strip())
    return parts.netloc not in {"", "localhost"} or parts.scheme not in {
        "",
        "http",
        "https",
        "mailto",
        "webcal",
        "data",
    }
