"""A person's hand, which counts what it does."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, Request


class Hand:
    """`typed`: the fields it filled, `pressed`: the links and buttons, `sent`: the forms that went to the site."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.typed: list[str] = []
        self.pressed: list[str] = []
        self.sent: list[str] = []
        page.on("request", self._see)

    def type(self, label: str, text: str) -> None:
        # Beside the label of a field that may stay empty stands "optional".
        whole = re.compile(rf"^\s*{re.escape(label)}(\s+optional)?\s*$")
        self.page.locator("main").get_by_label(whole).fill(text)
        self.typed.append(label)

    def press(self, name: str, within: Page | Locator | FrameLocator | None = None) -> None:
        """A link or a button, by the words on it."""
        place = within or self.page.locator("main")
        place.get_by_role("button", name=name, exact=True).or_(
            place.get_by_role("link", name=name, exact=True)
        ).first.click()
        # A click waits until the next page has begun; what a test counts on it has to have come.
        self.page.wait_for_load_state("domcontentloaded")
        self.pressed.append(name)

    def _see(self, request: Request) -> None:
        if request.method == "POST":
            self.sent.append(request.url)
