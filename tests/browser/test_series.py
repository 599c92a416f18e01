"""A whole series in one click, and one date of it declined."""

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.hand import Hand

# The demo has one.
SERIES = "/series/1"


def test_one_click_for_all_dates_and_one_for_not_this_time(demo: Demo, page: Page):
    hand = Hand(demo.visit(page, SERIES, role="newcomer"))
    dates = page.locator("ul.dates > li")
    number = dates.count()
    hand.press("I’m coming to all")
    expect(page.get_by_text("You are signed up for all dates.", exact=False).first).to_be_visible()
    expect(dates.get_by_text("You are coming")).to_have_count(number)
    dates.nth(1).get_by_role("button", name="Not this time").click()
    page.goto(demo.url + SERIES)
    expect(dates.get_by_text("You are coming")).to_have_count(number - 1)
    expect(dates.nth(1).get_by_text("You said no")).to_be_visible()
    assert hand.typed == []
