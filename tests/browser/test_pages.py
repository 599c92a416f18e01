"""Every page, for each role that sees one of its own: accessible, in two themes and four languages, on every screen.

Here axe reads each page once in English, and in the dark for colours only; one other language is measured on the
smallest screen. Every page in every language, theme and width: test_every_look.py, which only `make soak` runs.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from werkzeug.routing import Rule

from netapp.config import LANGUAGES
from tests.browser import looks
from tests.browser.demo import Demo
from tests.browser.places import EVERY, NO_PAGES, address
from tests.support import browser as chromium

OTHERS = [language for language in LANGUAGES if language != "en"]
# Each page in one of the other languages, by turns.
LOOKS = [(role, place, OTHERS[number % len(OTHERS)]) for number, (role, place) in enumerate(EVERY)]


@pytest.mark.parametrize(("role", "place", "other"), LOOKS, ids=[f"{one[0] or 'guest'}:{one[1]}" for one in LOOKS])
def test_page(demo: Demo, names: dict[str, Any], new_page: Callable[..., Page], role: str, place: str, other: str):
    page = new_page(color_scheme="light", locale="en-GB", viewport=looks.WIDE)
    demo.visit(page, address(place, names), role)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    assert chromium.violations(page) == []
    assert looks.too_wide(page) == []

    looks.darken(page)
    page.set_viewport_size(looks.PHONE)
    assert chromium.violations(page, *looks.IN_COLOUR) == []
    assert looks.too_wide(page) == []

    page.set_viewport_size(looks.NARROW)
    page.goto(demo.url + address(place, names, lang=other))
    assert page.locator("html").get_attribute("lang") == other
    assert looks.too_wide(page) == []


def test_no_page_is_forgotten(demo: Demo, names: dict[str, Any]):
    adapter = demo.app.url_map.bind("127.0.0.1")
    paths = [address(place, names).partition("?")[0] for _role, place in EVERY if place != "/nothing-here"]
    seen = {adapter.match(path, method="GET")[0] for path in paths}
    assert {rule.endpoint for rule in demo.app.url_map.iter_rules() if is_page(rule)} - seen == set()


def is_page(rule: Rule) -> bool:
    """Something to look at: no file, no calendar, nothing for machines."""
    is_file = any(kind in rule.rule for kind in (".ics", ".any", ".<any"))
    return "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES and not is_file
