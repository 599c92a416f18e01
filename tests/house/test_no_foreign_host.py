"""Nothing is loaded from another host (P3): no page, no style sheet, no script, no letter."""

import re

import pytest
import time_machine

from netapp.core.db import session
from netapp.mail import writing
from tests.house import letters
from tests.house.html import is_foreign, tags
from tests.house.test_floors import NETAPP
from tests.house.world import NOON, World

# What a browser fetches by itself, or sends a form to, by tag.
LOADS = {
    "audio": ("src",),
    "base": ("href",),
    "body": ("background",),
    "button": ("formaction",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src", "srcdoc"),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src", "formaction"),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# Links that name a page and load nothing.
NAMES_ONLY = {"alternate", "canonical"}
CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
# SVG's own names look like addresses and are none.
NAMESPACE = re.compile(r"http://www\.w3\.org/\d{4}/\w+")


def foreign(page: str) -> list[str]:
    found = []
    for tag in tags(page):
        if tag.name == "link" and set(tag.attributes.get("rel", "").split()) <= NAMES_ONLY:
            continue
        addresses = [tag.attributes[name] for name in LOADS.get(tag.name, ()) if name in tag.attributes]
        if tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == "refresh":
            addresses.append(tag.attributes.get("content", "").partition("=")[2])
        styles = tag.attributes.get("style", "") + (tag.text if tag.name == "style" else "")
        addresses += [one or other for one, other in CSS_URL.findall(styles)]
        found += [f"<{tag.name}> {address}" for address in addresses if is_foreign(address)]
    return found


def test_no_page_loads_anything_from_elsewhere(pages):
    assert len(pages) > 100
    slips = {f"{one} at {page.said}" for page in pages for one in foreign(page.text)}
    assert not slips, "\n".join(sorted(slips))


@pytest.mark.parametrize(
    "page",
    [
        '<img src="https://evil.example/x.png">',
        '<img src="//evil.example/x.png">',
        '<link rel="preconnect" href="https://fonts.example">',
        '<p style="background: url(https://evil.example/x)">',
        "<style>@import 'https://evil.example/x.css';</style>",
        '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
        '<svg><use href="https://evil.example/x.svg#a"></use></svg>',
        '<form action="https://evil.example/"></form>',
        '<iframe src="https://evil.example/"></iframe>',
    ],
)
def test_one_that_does_is_seen(page):
    assert len(foreign(page)) == 1


def test_no_style_sheet_does():
    sheets = sorted((NETAPP / "static").rglob("*.css"))
    assert sheets
    slips = [one or other for sheet in sheets for one, other in CSS_URL.findall(sheet.read_text("utf-8"))]
    assert [address for address in slips if is_foreign(address)] == []


def test_no_script_or_drawing_names_another_host():
    files = [path for path in (NETAPP / "static").rglob("*") if path.suffix in {".js", ".svg", ".json", ".webmanifest"}]
    assert files
    slips = {path.name: re.findall(r"(?:https?|wss?)://[^\s\"'`)]+", _plain(path)) for path in files}
    assert {name: found for name, found in slips.items() if found} == {}


def _plain(path):
    """Without namespaces, and without comments, which load nothing."""
    return re.sub(
        r"/\*.*?\*/|(?<!:)//[^\n]*|<!--.*?-->", "", NAMESPACE.sub("", path.read_text("utf-8")), flags=re.DOTALL
    )


def test_no_letter_loads_anything_at_all(app):
    """Not even from us: a picture that is fetched, and did not come with it, tells when a letter was read."""
    slips = {}
    with time_machine.travel(NOON, tick=False):
        world = World(app)
        for name in letters.MAKERS:
            html = writing.write(name, letters.make(world, name)).html.replace('src="cid:', 'data-came="')
            found = [tag.name for tag in tags(html) if tag.name in LOADS and set(LOADS[tag.name]) & set(tag.attributes)]
            found += [one or other for one, other in CSS_URL.findall(html)]
            if found:
                slips[name] = found
            session.rollback()
    assert slips == {}
