"""Every page, for each role that sees one of its own: accessible, in two themes and four languages, on every screen.

Here axe reads each page once in English, and in the dark for colours only; one other language is measured on the
smallest screen. Every page in every language, theme and width: test_every_look.py, which only `make soak` runs.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from netapp.config import LANGUAGES
from tests.browser import looks
from tests.browser.demo import Demo
from tests.browser.places import EVERY, NO_PAGES, address
from tests.support import browser as chromium

OTHERS = [language for language in LANGUAGES if language != "en"]
# Each page in one of the other languages, by turns.
LOOKS = [(role, place, OTHERS[number % len(OTHERS)]) for number, (role, place) in enumerate(EVERY)]


@pytest.fixture(scope="module")
def pages(browser: Browser, demo: Demo) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """pages(role): the page of this role, wide and in the light again, and what was held against it so far."""
    made: dict[str, tuple[Page, list[str]]] = {}
    with ExitStack() as stack:

        def of(role: str) -> tuple[Page, list[str]]:
            if role not in made:
                context = stack.enter_context(browser.new_context(locale="en-GB"))
                page, complaints = context.new_page(), list[str]()
                made[role] = page, complaints
                chromium.watch(page, complaints)
                demo.visit(page, "/nothing-here", role)
            page, complaints = made[role]
            complaints.clear()
            page.emulate_media(color_scheme="light", reduced_motion="no-preference")
            page.set_viewport_size(looks.WIDE)
            return page, complaints

        yield of


@pytest.mark.parametrize(("role", "place", "other"), LOOKS, ids=[f"{one[0] or 'guest'}:{one[1]}" for one in LOOKS])
def test_page(
    demo: Demo,
    names: dict[str, Any],
    pages: Callable[[str], tuple[Page, list[str]]],
    role: str,
    place: str,
    other: str,
):
    page, complaints = pages(role)
    demo.visit(page, address(place, names))
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
    assert complaints == []


def test_no_page_is_forgotten(demo: Demo, names: dict[str, Any]):
    adapter = demo.app.url_map.bind("127.0.0.1")
    paths = [address(place, names).partition("?")[0] for _role, place in EVERY if place != "/nothing-here"]
    seen = {adapter.match(path, method="GET")[0] for path in paths}
    assert {rule.endpoint for rule in demo.app.url_map.iter_rules() if is_page(rule)} - seen == set()


def is_page(rule: Rule) -> bool:
    """Something to look at: no file, no calendar, nothing for machines."""
    is_file = any(kind in rule.rule for kind in (".ics", ".any", ".<any"))
    return "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES and not is_file
