"""What a browser really fetches when it comes for the first time."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo

MOST = 60_000


def test_the_front_page_comes_in_under_sixty_kilobytes(demo: Demo, new_page: Callable[..., Page]):
    for language in ("en", "fi"):
        page = new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        demo.visit(page, language=language)
        page.wait_for_load_state("networkidle")
        assert 0 < sum(sizes) < MOST


def test_it_is_set_in_the_two_preloaded_fonts_and_fetches_no_third(demo: Demo, page: Page):
    demo.visit(page)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate("[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)")
    assert sorted(loaded) == ["Inter", "Netapp Serif"]


def test_what_lies_in_a_closed_part_of_the_page_is_fetched_when_that_opens(demo: Demo, page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    demo.visit(page)
    page.wait_for_load_state("networkidle")
    assert "menu.js" in asked
    assert "copy.js" not in asked
    page.get_by_text("In your own calendar", exact=True).click()
    button = page.get_by_role("button", name="Copy")
    expect(button).to_be_visible()
    assert "copy.js" in asked
    button.click()
    expect(page.get_by_text("Copied.")).to_be_visible()
