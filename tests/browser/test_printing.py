"""A meeting on paper: the facts, and nothing that can only be pressed."""

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.hand import Hand


def test_a_printed_meeting_keeps_the_facts_and_drops_the_rest(demo: Demo, page: Page):
    demo.visit(page, role="organiser")
    Hand(page).press("65 hectares on foot: a walk through NærHeden")
    expect(page.locator(".facts").first).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".facts").first).to_be_visible()
    expect(page.locator(".facts")).to_contain_text(["Hedehusene"])
    for gone in ("header.bar", "footer", "main form", "main .button", ".actions-strip", ".crumbs", ".screen-only"):
        for one in page.locator(gone).all():
            expect(one).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.pdf()[:5] == b"%PDF-"
