"""Another site shows our meetings: the frame gets its height, its links lead out of it, and nothing is amiss in it."""

import http.server
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.support import browser as chromium


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """elsewhere(html): the address of a page of another site that holds this."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def write(html: str) -> str:
        (tmp_path / "index.html").write_text(f"<!doctype html><title>Theirs</title><h1>Theirs</h1>{html}")
        return f"http://127.0.0.1:{server.server_port}/index.html"

    yield write
    server.shutdown()
    server.server_close()


def test_the_line_that_is_copied_works_on_another_site(
    demo: Demo, names: dict[str, Any], new_page: Callable[..., Page], elsewhere: Callable[[str], str]
):
    page = new_page()
    page.goto(f"{demo.url}/groups/{names['network']}/embed")
    page.locator("#theme").select_option("dark")
    page.locator("#most").select_option("3")
    line = page.locator("input[readonly]").first.input_value()
    assert "theme=dark&amp;most=3" in line
    expect(page.frame_locator("iframe").locator("html.dark")).to_be_attached()

    page.goto(elsewhere(line))
    frame = page.frame_locator("iframe")
    expect(frame.locator("h2").first).to_be_visible()
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert inner.evaluate("document.cookie") == ""
    frame.locator("h2 a").first.click()
    page.wait_for_url("**/meetings/*")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_frame_is_accessible(demo: Demo, names: dict[str, Any], new_page: Callable[..., Page], theme: str):
    page = new_page()
    for path in (f"groups/{names['network']}", f"meetings/{names['open']}"):
        page.goto(f"{demo.url}/frames/{path}?theme={theme}")
        assert page.locator("h1").count() == 1
        assert chromium.violations(page) == []
