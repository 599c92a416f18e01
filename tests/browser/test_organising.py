"""An organiser publishes a meeting with one form, in which three fields are typed."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from netapp.core import clock
from tests.browser.demo import Demo
from tests.browser.hand import Hand


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with script", "without script"])
def test_an_organiser_publishes_with_one_form(any_demo: Demo, new_page: Any, java_script_enabled: bool):
    page = new_page(java_script_enabled=java_script_enabled)
    any_demo.visit(page, role="organiser")
    title = f"Straw walls, {'with' if java_script_enabled else 'without'} script"
    page.locator("main a[href^='/networks/1-']").first.click()
    hand = Hand(page)

    hand.press("New meeting")
    hand.type("Title", title)
    hand.type("Day", (clock.now() + timedelta(days=40)).date().isoformat())
    hand.type("From", "14:00")
    hand.press("Publish")

    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_role("status").get_by_text("Published.")).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text("14:00 to 16:00")
    assert hand.typed == ["Title", "Day", "From"]
    assert hand.pressed == ["New meeting", "Publish"]
    assert len(hand.sent) == 1

    any_demo.deliver()
    page.goto(f"{any_demo.url}/outbox")
    assert page.locator("main").get_by_role("link", name=title).count() > 5


def test_the_end_follows_the_beginning(demo: Demo, page):
    demo.visit(page, "/meetings/new", role="organiser")
    hand = Hand(page)
    hand.type("Day", "2031-03-14")
    hand.type("From", "09:00")
    hand.page.keyboard.press("Tab")
    expect(page.locator("[data-end-time]")).to_have_value("11:00")
    hand.type("Until", "12:30")
    hand.type("From", "10:00")
    hand.page.keyboard.press("Tab")
    expect(page.locator("[data-end-time]")).to_have_value("12:30")


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_where_it_is(demo: Demo, page):
    demo.visit(page, "/meetings/new", role="organiser")
    hand = Hand(page)
    hand.type("Title", "Half a form")
    hand.press("Publish")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#title")).to_have_value("Half a form")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("#starts_date")).to_be_focused()
