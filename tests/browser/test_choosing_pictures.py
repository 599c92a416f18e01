"""A picture is chosen, seen before it is sent, and told at once when it is too large; without script it works, too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from netapp.files import uploads
from tests.browser.demo import Demo
from tests.browser.hand import Hand
from tests.support import drawings


def named(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def test_a_face_is_chosen_on_a_telephone(demo: Demo, new_page: Callable[..., Page]):
    page = new_page(viewport={"width": 390, "height": 800})
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    demo.visit(page, "/settings", "member")
    field = page.get_by_label("Choose a picture")
    field.set_input_files(named("huge.png", b"\x00" * (uploads.MOST + 1)))
    expect(page.locator("output", has_text="too large")).to_be_visible()
    expect(field).to_have_value("")
    field.set_input_files(named("me.jpg", drawings.located()))
    expect(page.get_by_role("img", name="me.jpg")).to_be_visible()
    expect(page.locator("output", has_text="too large")).to_have_count(0)
    hand = Hand(page)
    hand.press("Save the picture")
    expect(page.locator(".flashes")).to_contain_text("Saved.")
    expect(page.locator(".upload img.avatar")).to_be_visible()
    assert len(hand.sent) == 1
    hand.press("Remove my picture")
    expect(page.locator(".upload img.avatar")).to_have_count(0)
    assert wrong == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_logo_outlives_another_fields_mistake(demo: Demo, new_page: Callable[..., Page], script: bool):
    page = new_page(java_script_enabled=script)
    demo.visit(page, "/companies?q=lindeborg", "organiser")
    hand = Hand(page)
    hand.press("Lindeborg & Datter")
    before = page.locator("main img.logo").get_attribute("src")
    hand.press("Edit this page")
    hand.type("Name", "")
    page.get_by_label("Logo", exact=False).first.set_input_files(
        named("ny.png", drawings.logo("#a83232" if script else "#2f7d4f"))
    )
    hand.press("Save")
    expect(page.get_by_role("alert")).to_contain_text("What is it called?")
    expect(page.get_by_role("img", name="ny.png")).to_be_visible()
    hand.type("Name", "Lindeborg & Datter")
    hand.press("Save")
    expect(page.locator("main img.logo")).to_be_visible()
    assert page.locator("main img.logo").get_attribute("src") != before
