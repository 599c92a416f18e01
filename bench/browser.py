"""A first visit of the front page in a real browser: bytes over the wire, largest paint, whether it needs script."""

import os
import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Figure
from bench.load import Invalid
from bench.paths import MOST_FIRST_VISIT, MOST_PAINT_SECONDS
from tests.support import browser as chromium

SLOWER = 4
VISITS = 5
# How many half seconds the largest paint is waited for.
PATIENCE = 40
LACK = "There is no Chromium here (apt-get install chromium, or set CHROMIUM to one's path): no first visit is made."
_NOTE_PAINT = """
    new PerformanceObserver((list) => {
        for (const paint of list.getEntries()) window.largestPaint = paint.startTime;
    }).observe({type: "largest-contentful-paint", buffered: true});
"""
# What a visitor can read and follow, in the order of the page.
_READABLE = "() => [document.querySelector('main').innerText, document.querySelectorAll('main a[href]').length]"


def find() -> Path | None:
    """The Chromium that the tests use, too."""
    with sync_playwright() as playwright:
        return chromium.find(playwright)


def visit(url: str, engine: str) -> list[Figure]:
    """Each visit with an empty cache. The paint is the median of five with a CPU that is slowed down four times."""
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium.find(playwright), args=chromium.FLAGS + as_root)
        try:
            size, parts = _bytes(browser, url)
            paints = [_paint(browser, url) for _ in range(VISITS)]
            same = _readable(browser, url, script=False) == _readable(browser, url, script=True)
        finally:
            browser.close()
    return [
        Figure(engine, "first visit in the browser", size, "bytes", most=MOST_FIRST_VISIT, note=f"{parts} requests"),
        Figure(engine, "largest paint, CPU slowed 4 times", statistics.median(paints), "s", most=MOST_PAINT_SECONDS),
        Figure(engine, "reads the same without a script (1: yes)", float(same), "", least=1),
    ]


def _bytes(browser: Browser, url: str) -> tuple[int, int]:
    """(bytes of all answers with their headers, as sent, and how many answers)."""
    page = _page(browser)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    page.context.close()
    return int(sum(sizes)), len(sizes)


def _paint(browser: Browser, url: str) -> float:
    """Seconds from the click to the largest paint."""
    page = _page(browser)
    page.add_init_script(_NOTE_PAINT)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="networkidle")
    last, now = -1.0, 0.0
    # Told a moment after it happened; the last one that is told is the largest. Asked for from here: within the page,
    # the site's own policy forbids to wait for it.
    for _ in range(PATIENCE):
        page.wait_for_timeout(500)
        last, now = now, float(page.evaluate("() => window.largestPaint || 0"))
        if now and now == last:
            break
    page.context.close()
    if not now:
        raise Invalid("The browser told of no largest paint.")
    return now / 1000


def _readable(browser: Browser, url: str, *, script: bool) -> object:
    page = _page(browser, script=script)
    page.goto(url, wait_until="networkidle")
    found = page.evaluate(_READABLE)
    page.context.close()
    return found


def _page(browser: Browser, *, script: bool = True) -> Page:
    """A context of its own: no cache, no cookies. A phone's size, as most come from one."""
    context = browser.new_context(
        viewport={"width": 412, "height": 823}, locale="en-GB", java_script_enabled=script, service_workers="block"
    )
    return context.new_page()
