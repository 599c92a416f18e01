"""An organiser puts a programme in order: with the mouse, with the keyboard, and the times follow."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.support.browser import violations


def order(page: Page) -> list[str]:
    return [str(item.get_attribute("data-item")) for item in page.locator(".plan [data-item]").all()]


def hours(page: Page) -> list[str]:
    return page.locator(".plan .hours").all_inner_texts()


def test_items_are_dragged_or_moved_by_keys_and_the_first_one_begins_when_the_meeting_does(
    demo: Demo, names: dict[str, Any], page: Page
):
    demo.visit(page, f"/meetings/{names['programme']}/programme", "organiser")
    before, begins = order(page), hours(page)[0].split("–")[0]
    first, third = before[0], before[2]

    page.locator(f"[data-item='{third}']").drag_to(page.locator(f"[data-item='{first}']"))
    expect(page.locator(".plan [data-item]").first).to_have_attribute("data-item", third)
    assert order(page)[:3] == [third, first, before[1]]
    assert hours(page)[0].startswith(begins)
    expect(page.locator("output[data-said]")).not_to_be_empty()
    assert violations(page) == []

    # Who has just moved something goes on where they were.
    expect(page.locator(f"[data-item='{third}'] button").nth(1)).to_be_focused()
    for place in (1, 2):
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(".plan [data-item]").nth(place)).to_have_attribute("data-item", third)
    assert order(page) == before
