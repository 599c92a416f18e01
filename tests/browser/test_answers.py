"""The pages that come after something was sent: they are read as closely as those one can go to."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import looks
from tests.browser.demo import Demo
from tests.browser.hand import Hand
from tests.browser.places import address
from tests.support import browser as chromium

Deed = Callable[[Hand], None]


def guest_forgets_everything(hand: Hand) -> None:
    hand.press("Sign up")


def guest_signs_up(hand: Hand) -> None:
    hand.type("Your name", "Lou Lang")
    hand.type("Company", "Lang")
    hand.type("E-mail", "a.rather.long.address.for.a.small.screen@a-rather-long-name-of-a-company.example")
    hand.press("Sign up")


def asks_for_a_link(hand: Hand) -> None:
    hand.type("E-mail", "a.rather.long.address.for.a.small.screen@a-rather-long-name-of-a-company.example")
    hand.press("Send me a link")


def forgets_the_day(hand: Hand) -> None:
    hand.type("Title", "Some day")
    hand.press("Publish")


def looks_before_publishing(hand: Hand) -> None:
    hand.type("Title", "Some day")
    hand.type("Day", "2031-05-05")
    hand.type("From", "10:00")
    hand.press("Preview")


def moves_the_meeting(hand: Hand) -> None:
    hand.type("From", "09:15")
    hand.press("Save")


def changes_a_name(hand: Hand) -> None:
    hand.type("Name", "")
    hand.press("Save")


@pytest.mark.parametrize(
    ("role", "place", "deed"),
    [
        ("", "/meetings/{open}", guest_forgets_everything),
        ("", "/meetings/{open}", guest_signs_up),
        ("", "/sign-in", asks_for_a_link),
        ("organiser", "/meetings/new", forgets_the_day),
        ("organiser", "/meetings/new", looks_before_publishing),
        ("organiser", "/meetings/{open}/edit", moves_the_meeting),
        ("organiser", "/groups/{network}/edit", changes_a_name),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_answer(demo: Demo, names: dict[str, Any], page: Page, role: str, place: str, deed: Deed):
    demo.visit(page, address(place, names), role)
    with page.expect_navigation():
        deed(Hand(page))
    assert page.locator("h1").count() == 1
    assert chromium.violations(page) == []
    looks.darken(page)
    assert chromium.violations(page, *looks.IN_COLOUR) == []
    page.set_viewport_size(looks.NARROW)
    assert looks.too_wide(page) == []
