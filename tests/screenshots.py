"""`make screenshots`: the README's pictures, taken from the demo as a newcomer finds it."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support import browser as chromium
from tests.support import servers
from tests.support.servers import ROOT, Server

PICTURES = ROOT / "docs" / "screenshots"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    """Start a demo of its own, on a port of its own, and photograph it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        with servers.running(Server(Path(folder)), "run", "--demo") as server:
            take_all(browser, f"http://127.0.0.1:{server.port}")
        browser.close()


def take_all(browser: Browser, site: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with chromium.watched_pages(browser) as new_page:
        page = new_page(viewport=WIDE)
        # A meeting's page speaks its network's language to whoever has not chosen one.
        page.context.add_cookies([{"name": "language", "value": "en", "url": site}])
        page.goto(site)
        page.screenshot(path=PICTURES / "front.png")
        # One whose title is in the language of the page.
        page.locator("main :is(h2, h3, h4) a[href^='/meetings/']:not([lang])").first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / "meeting.png")
        page.goto(f"{site}/companies?view=map")
        page.screenshot(path=PICTURES / "companies.png")
        page.goto(f"{site}/sign-in")
        page.locator("form[action='/sign-in/demo']:has(input[name=role][value=organiser]) button").click()
        page.wait_for_load_state("networkidle")
        page.goto(f"{site}/groups/1/organising")
        page.screenshot(path=PICTURES / "organising.png")
        page.goto(f"{site}/threads/1")
        page.screenshot(path=PICTURES / "thread.png")
        page.goto(f"{site}/groups/1/promises")
        page.screenshot(path=PICTURES / "promises.png")
        page.goto(f"{site}/articles/1")
        page.screenshot(path=PICTURES / "article.png")
        page.goto(f"{site}/meetings/1/notes/writing")
        page.screenshot(path=PICTURES / "notes.png")
        page.goto(f"{site}/rooms/demo-small-jobs")
        page.get_by_role("button", name="Show the tables").click()
        page.get_by_role("button", name="Start round 1").click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / "room.png")
        phone = new_page(viewport=PHONE, is_mobile=True, has_touch=True, locale="en-GB")
        phone.goto(site)
        phone.screenshot(path=PICTURES / "phone.png")
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
