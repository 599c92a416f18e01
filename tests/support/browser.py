"""A real Chromium for the journeys: the machine's own, or the one that CHROMIUM names."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from tests.support import missing

HOME = {"127.0.0.1", "localhost", ""}
# Nothing here may call out or wait for a graphics card; --no-sandbox only where Chromium demands it.
FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find(playwright: Playwright) -> Path | None:
    """The one that CHROMIUM names; without it the system's, then one that playwright fetched."""
    systems = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    named = os.environ.get("CHROMIUM")
    for candidate in [named] if named else [*systems, playwright.chromium.executable_path]:
        if candidate and Path(candidate).exists():
            return Path(candidate)
    return None


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium, or skip the test that wants it."""
    found = find(playwright)
    if found is None:
        how = "apt-get install chromium, or set CHROMIUM to one's path."
        missing.skip("a Chromium", "The journeys are clicked in a real browser.", how)
    as_root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    try:
        return playwright.chromium.launch(executable_path=found, args=FLAGS + as_root)
    except Error as error:
        first = error.message.splitlines()[0]
        missing.skip(f"a Chromium that starts ({found})", first, "install a current one and set CHROMIUM.")


@contextmanager
def watched_pages(browser: Browser) -> Iterator[Callable[..., Page]]:
    """What `new_page` gives, as a context: AssertionError at its end for any complaint."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        watch(page, complaints)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints


def watch(page: Page, complaints: list[str]) -> None:
    """Write down what the page asks other hosts for, what its policy forbids and what it throws."""
    page.on("request", lambda request: _only_home(request.url, complaints))
    page.on("pageerror", lambda error: complaints.append(f"threw: {error}"))
    page.on("console", lambda message: _listen(message.type, message.text, complaints))


def violations(page: Page, *rules: str) -> list[str]:
    """What axe holds against the page, or what these of its rules do; an empty list is a pass.

    Its rules are WCAG 2.2 AA, and that no level of headings is skipped.
    """
    which = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
    besides = {} if rules else {"heading-order": {"enabled": True}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # What passed is neither worked out nor sent: it is a hundred times as much as what did not.
    options = {"runOnly": which, "rules": besides, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [f"{one['id']}: {one['help']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each worker; take `new_page` or `page`, unless the browser itself is what you test."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each with cookies, language and size of its own: new_page(locale="da", java_script_enabled=False).

    A page may not ask another host for anything, break the content security policy or throw: the test fails at its end.
    """
    with watched_pages(browser) as make:
        yield make


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page with the usual settings."""
    return new_page()


@pytest.hookimpl(tryfirst=True)  # Before pytest's own -m looks at the marks.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def _only_home(url: str, complaints: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.hostname not in HOME:
        complaints.append(f"asked another host: {url}")


def _listen(kind: str, text: str, complaints: list[str]) -> None:
    # A 404 that a test wants to see is also an error to the console; a broken script or policy is one to us.
    if kind == "error" and not text.startswith("Failed to load resource"):
        complaints.append(f"console: {text}")
