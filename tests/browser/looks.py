"""What a page may never do, whoever looks at it and with whatever screen."""

from typing import Any

from playwright.sync_api import Page, ViewportSize

WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
# WCAG 1.4.10: what a page of 1280 px leaves at 400 %.
NARROW = ViewportSize(width=320, height=640)
# The rules of axe that a theme can break.
IN_COLOUR = ("color-contrast", "link-in-text-block")

TOO_WIDE = """() => {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  const isWide = (one) => one.getBoundingClientRect().right > root.clientWidth
  return [...document.body.querySelectorAll("*")].filter(isWide).map((one) => one.outerHTML.slice(0, 99))
}"""


def darken(page: Page) -> None:
    """The dark theme, at once: colours that are still on their way have any contrast."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")


def too_wide(page: Page) -> Any:
    """What makes one scroll sideways, an empty list when nothing does; what scrolls in its own box may be wide."""
    return page.evaluate(TOO_WIDE)
