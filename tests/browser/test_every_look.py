"""Every page in every language, theme and width, read by axe: some minutes, so only `make soak` runs it."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from netapp.config import LANGUAGES
from tests.browser import looks
from tests.browser.demo import Demo
from tests.browser.places import EVERY, PLACES, address
from tests.support import browser as chromium

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", PLACES, ids=[role or "guest" for role in PLACES])
def test_every_look(
    demo: Demo,
    names: dict[str, Any],
    new_page: Callable[..., Page],
    role: str,
    language: str,
    theme: Literal["light", "dark"],
):
    page = new_page(color_scheme=theme)
    demo.visit(page, role=role, language=language)
    wrong = {}
    for place in (place for whose, place in EVERY if whose == role):
        page.goto(demo.url + address(place, names))
        for size in (looks.WIDE, looks.PHONE):
            page.set_viewport_size(size)
            if found := chromium.violations(page) + looks.too_wide(page):
                wrong[place, size["width"]] = found
        page.set_viewport_size(looks.NARROW)
        if found := looks.too_wide(page):
            wrong[place, looks.NARROW["width"]] = found
    assert wrong == {}
