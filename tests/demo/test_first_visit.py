"""What a first visit of the front page fetches stays small: counted, not timed."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from netapp.config import LANGUAGES
from netapp.core import clock
from netapp.demo import build
from tests.house.html import Tag, tags
from tests.support import fonts
from tests.support.visitors import Visitor

MOST = 60_000
# What the browsers of today unpack.
PACKED = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def demo(app: Flask) -> Flask:
    build.build(clock.now().date())
    return app


def test_a_first_visit_of_the_front_page_stays_under_sixty_kilobytes(demo: Flask) -> None:
    for language in LANGUAGES:
        guest = Visitor(demo, language=language)
        sizes = {path: sent(guest, path) for path in ["/", *fetched(guest, "/")]}
        assert len(sizes) <= 8
        assert sum(sizes.values()) < MOST, sizes


def test_only_the_style_sheet_keeps_the_page_from_being_painted(demo: Flask) -> None:
    head = [tag for tag in tags(Visitor(demo).get("/").text) if tag.name in {"link", "script", "style"}]
    loading = [tag for tag in head if loads(tag) and "icon" not in tag.attributes.get("rel", "")]
    assert [tag.attributes.get("rel") for tag in loading] == ["stylesheet", "preload", "preload", None]
    assert [tag.attributes.get("as") for tag in loading] == [None, "font", "font", None]
    assert loading[-1].attributes["type"] == "module"


def test_every_picture_says_how_large_it_is(demo: Flask) -> None:
    """Else what stands below moves when it comes."""
    for path in ("/", "/networks"):
        found = [tag for tag in tags(Visitor(demo).get(path).text) if tag.name in {"img", "svg"}]
        # The sheet gives rings their size, since it depends on where they stand.
        pictures = [tag for tag in found if tag.attributes.get("class") != "rings"]
        assert pictures
        assert all({"width", "height"} <= set(tag.attributes) for tag in pictures)


def sent(guest: Visitor, path: str) -> int:
    """Bytes of the answer with its headers."""
    answer = guest.get(path, headers=PACKED, buffered=True)
    assert answer.status_code == 200
    return len(answer.data) + sum(len(name) + len(value) + len(": \r\n") for name, value in answer.headers)


def fetched(guest: Visitor, path: str) -> set[str]:
    """What a browser asks for because of a page."""
    text = guest.get(path).text
    found = {address for tag in tags(text) if (address := loads(tag))}
    (script,) = (one for one in found if one.endswith("app.js"))
    deeds = {name for tag in tags(text) for name in tag.attributes.get("data-does", "").split()}
    found |= {script.replace("app.js", f"does/{name}.js") for name in deeds}
    return found | set(needed_fonts(guest, text, found))


def loads(tag: Tag) -> str:
    """The address of what a browser fetches by itself for a tag."""
    if tag.name in {"img", "script"}:
        return tag.attributes.get("src", "")
    is_fetched = tag.name == "link" and tag.attributes.get("rel") in {"stylesheet", "preload", "icon"}
    return tag.attributes["href"] if is_fetched else ""


def needed_fonts(guest: Visitor, text: str, found: set[str]) -> Iterator[str]:
    """Those that the style sheet names for a letter of the page, wherever that stands."""
    (sheet,) = (one for one in found if one.endswith(".css"))
    addresses = re.findall(r'url\("([^"]+\.woff2)"\)', guest.get(sheet).text)
    letters = set(unescape(re.sub(r"<[^>]+>", " ", text)))
    for face in fonts.faces():
        if letters & face.letters:
            yield next(address for address in addresses if address.endswith("/" + face.file.name))
