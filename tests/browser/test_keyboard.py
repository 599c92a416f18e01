"""Everything by Tab, Enter and Space, with the focus in sight at every stop."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Demo

# What shows the focus: an outline or a shadow, of the element or of the box that it spreads over its row.
SEEN = """() => [null, '::after'].some((part) => {
  const style = getComputedStyle(document.activeElement, part)
  return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
})"""


def test_a_guest_signs_up_by_keyboard(any_demo: Demo, page: Page):
    any_demo.visit(page, "/?online=1")
    tab_to(page, page.get_by_role("region").get_by_role("link", name="Finding the right agent in Poland"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Finding the right agent in Poland")).to_be_visible()
    for label, text in {"Your name": "Kim Tast", "Company": "Tast", "E-mail": "kim@tast.example"}.items():
        tab_to(page, page.get_by_label(label).first)
        page.keyboard.type(text)
    tab_to(page, page.get_by_label("Show my name"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Show my name")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Sign up"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("kim@tast.example")).to_be_visible()


def test_the_first_stop_skips_to_the_content(demo: Demo, page: Page):
    demo.visit(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_language_menu_opens_chooses_and_closes_by_keyboard(demo: Demo, page: Page):
    demo.visit(page)
    menu = page.get_by_role("banner").locator("summary")
    tab_to(page, menu)
    page.keyboard.press("Enter")
    suomi = page.get_by_role("banner").get_by_role("link", name="Suomi")
    expect(suomi).to_be_visible()
    page.keyboard.press("Escape")
    expect(suomi).to_be_hidden()
    expect(menu).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, suomi)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fi")


def test_the_viewers_menu_signs_out_by_keyboard(demo: Demo, page: Page):
    demo.visit(page, role="pending")
    tab_to(page, page.locator("summary", has_text=re.compile("Esben")))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Space")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_an_organiser_gets_through_the_whole_form_by_keyboard(demo: Demo, page: Page):
    demo.visit(page, "/meetings/new", role="organiser")
    tab_to(page, page.get_by_label("Title", exact=True))
    page.keyboard.type("Typed and never touched")
    tab_to(page, page.locator("summary", has_text="More"))
    page.keyboard.press("Enter")
    # A field for a day is several stops: day, month, year, and the calendar beside them.
    for name in ("Hosts", "Contact person", "Title in English", "Publish"):
        control = page.get_by_role("button", name=name).or_(page.get_by_label(name))
        tab_to(page, control.first)


def test_a_member_names_somebody_by_keyboard(demo: Demo, names: dict[str, Any], page: Page):
    demo.visit(page, f"/threads/{names['thread']}#answer", role="member")
    body = page.get_by_label("Your answer")
    body.focus()
    page.keyboard.type("Ask @ma")
    options = page.get_by_role("listbox", name="Whom you can name").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    second = options.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(body).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    name = second.get_attribute("data-name")
    page.keyboard.press("Enter")
    expect(body).to_have_value(f"Ask @{name} ")
    expect(body).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.type("or @so")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(body).to_have_value(f"Ask @{name} or @so\n")
    expect(options).to_have_count(0)
    expect(body).to_be_focused()


def tab_to(page: Page, goal: Locator, most: int = 80) -> None:
    """Tab on until this has the focus; each stop on the way shows that it has it."""
    aim = goal.element_handle()
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
        if aim.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{most} stops, and none of them is {goal}")
