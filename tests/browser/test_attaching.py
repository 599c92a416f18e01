"""A picture is pasted and a table dropped on what one writes; both wait with it, and stand in the post."""

import base64
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.support import drawings

# As a browser tells of it; nobody's clipboard or desk is at hand here.
BRING = """([how, name, kind, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([bytes], name, { type: kind }))
  const options = { bubbles: true, cancelable: true }
  const event = how === "paste" ? new ClipboardEvent(how, { ...options, clipboardData: data })
    : new DragEvent(how, { ...options, dataTransfer: data })
  document.querySelector("textarea[name=body]").dispatchEvent(event)
}"""


def test_a_picture_is_pasted_a_table_dropped_and_both_stand_in_the_post(
    demo: Demo, names: dict[str, Any], new_page: Callable[..., Page]
):
    page = new_page()

    def bring(how: str, name: str, kind: str, content: bytes) -> None:
        page.evaluate(BRING, [how, name, kind, base64.b64encode(content).decode()])

    demo.visit(page, f"/threads/{names['thread']}", "member")
    expect(page.locator(".attach.awake")).to_be_visible()
    waiting = page.locator(".attach-list li")
    bring("paste", "hall.png", "image/png", drawings.picture())
    expect(waiting).to_have_count(1)
    page.get_by_label("What does hall.png show?").fill("The hall at the harbour")
    bring("drop", "logo.svg", "image/svg+xml", drawings.SVG)
    expect(page.locator(".attach output")).to_contain_text("logo.svg: This is an SVG drawing")
    bring("drop", "liste.csv", "text/csv", b"a;b\n1;2\n")
    expect(waiting).to_have_count(2)
    page.reload()
    expect(waiting).to_have_count(2)
    page.get_by_label("What does hall.png show?").fill("The hall at the harbour")
    page.get_by_role("button", name="Answer", exact=True).click()
    post = page.locator(".post").last
    expect(post.get_by_role("img", name="The hall at the harbour")).to_be_visible()
    expect(post.get_by_role("link", name="liste.csv")).to_be_visible()
    expect(waiting).to_have_count(0)
