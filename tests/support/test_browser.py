"""The browser that the journeys are clicked in."""

import pytest

from tests.support import browser as chromium

PAGE = "<!doctype html><html lang=en><title>A page</title><main><h1>Hello</h1>{}</main></html>"


def test_a_sound_page_passes(page):
    page.set_content(PAGE.format("<p>All is well.</p>"))
    assert chromium.violations(page) == []


def test_axe_sees_a_picture_without_words(page):
    page.set_content(PAGE.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    assert [line.split(":")[0] for line in chromium.violations(page)] == ["image-alt"]


def test_axe_sees_a_heading_that_skips_a_level(page):
    page.set_content(PAGE.format("<h3>Below</h3>"))
    assert [line.split(":")[0] for line in chromium.violations(page)] == ["heading-order"]


@pytest.mark.parametrize("flaw", ["<img alt='' src='http://elsewhere.example/a.png'>", "<script>throw 1</script>"])
def test_a_page_that_calls_out_or_throws_is_found_out(browser, flaw):
    with pytest.raises(AssertionError), chromium.watched_pages(browser) as make:
        make().set_content(PAGE.format(flaw))
