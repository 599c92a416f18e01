"""Every page works without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.hand import Hand


@pytest.fixture
def plain(new_page: Callable[..., Page]) -> Page:
    return new_page(java_script_enabled=False)


def test_filters_are_links(demo: Demo, plain: Page):
    demo.visit(plain)
    everything = plain.locator(".agenda > li").count()
    hand = Hand(plain)
    hand.press("Webinars")
    assert 0 < plain.locator(".agenda > li").count() < everything
    expect(plain.locator(".agenda .eyebrow").first).to_contain_text("Webinar")
    plain.get_by_text("Region, network, language").click()
    hand.press("Suomi")
    assert plain.locator(".agenda > li").count() == 1
    expect(plain.locator(".filters a[aria-current]", has_text="Webinars")).to_have_count(1)


def test_a_search_is_a_form(demo: Demo, plain: Page):
    demo.visit(plain)
    hand = Hand(plain)
    hand.type("Search meetings", "poland")
    hand.press("Search")
    expect(plain.locator(".hits > li").first).to_be_visible()


def test_a_month_leads_to_its_meetings(demo: Demo, plain: Page):
    demo.visit(plain)
    hand = Hand(plain)
    hand.press("Month")
    expect(plain.get_by_role("table")).to_be_visible()
    plain.locator(".pager a, a[rel=next]").last.click()
    plain.locator("td li a").first.click()
    expect(plain.locator(".facts").first).to_be_visible()


def test_a_guest_signs_up(demo: Demo, plain: Page):
    demo.visit(plain, "/?online=1")
    hand = Hand(plain)
    hand.press("Finding the right agent in Poland")
    hand.type("Your name", "Pil Uden")
    hand.type("Company", "Uden")
    hand.press("Sign up")
    expect(plain.get_by_role("alert")).to_contain_text("e-mail")
    expect(plain.get_by_label("Your name")).to_have_value("Pil Uden")
    hand.type("E-mail", "pil@uden.example")
    hand.press("Sign up")
    demo.deliver()
    plain.goto(f"{demo.url}/outbox/{demo.last_letter('confirm_request', 'pil@uden.example')}")
    plain.locator("pre a[href*='/guests/']").click()
    hand.press("I'm coming")
    expect(plain.get_by_text("You have a seat.")).to_be_visible()


def test_a_language_is_chosen_and_kept(demo: Demo, new_page: Callable[..., Page]):
    page = new_page(java_script_enabled=False, locale="en-GB")
    page.goto(demo.url)
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("banner").get_by_role("link", name="Dansk").click()
    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.goto(f"{demo.url}/networks")
    expect(page.locator("html")).to_have_attribute("lang", "da")


def test_a_link_from_outside_changes_one_page_only(demo: Demo, new_page: Callable[..., Page]):
    page = new_page(java_script_enabled=False, locale="en-GB")
    page.goto(f"{demo.url}/?lang=fi")
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    page.goto(demo.url)
    expect(page.locator("html")).to_have_attribute("lang", "en")
