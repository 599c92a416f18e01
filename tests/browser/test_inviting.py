"""An organiser gives a list and says yes; one of those on it is in the network after one click and one button."""

import io
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import expect

from netapp.groups import roster_tasks
from tests.browser.demo import Demo
from tests.browser.hand import Hand


def book(number: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("Firma", "E-mail", "Fornavn", "Efternavn"))
        sheet.write_row(1, 0, ("Lærk & Co", f"ida{number}@laerk.example", "Ida", "Lærkedal"))
        sheet.write_row(2, 0, ("Bang", f"per.bang{number}@gmial.com", "Per", "Bang"))
    return content.getvalue()


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with script", "without script"])
def test_a_list_is_looked_through_and_sent_and_the_letter_needs_one_button(
    any_demo: Demo, new_page: Any, java_script_enabled: bool
):
    number = int(java_script_enabled)
    page = new_page(java_script_enabled=java_script_enabled)
    any_demo.visit(page, "/groups/1/invitations", role="organiser")
    hand = Hand(page)
    page.get_by_label("Or a file").set_input_files({"name": "fair.xlsx", "mimeType": "", "buffer": book(number)})
    hand.press("Invite")
    expect(page.get_by_role("heading", level=1, name="fair.xlsx")).to_be_visible()
    hand.press(f"Use per.bang{number}@gmail.com")
    hand.press("Invite 2 people")
    expect(page.get_by_text("0 of 2")).to_be_visible()
    with any_demo.app.app_context():
        roster_tasks.invite()
    page.reload()
    expect(page.get_by_role("heading", level=2, name="Done")).to_be_visible()
    assert hand.typed == []

    any_demo.deliver()
    reader = new_page(java_script_enabled=java_script_enabled)
    reader.goto(f"{any_demo.url}/outbox/{any_demo.last_letter('invitation')}")
    theirs = Hand(reader)
    reader.locator("pre a[href*='/invitations/']").click()
    theirs.press("Bliv medlem")  # In the language of the network.
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Du er medlem af")
    assert theirs.typed == []
    assert theirs.pressed == ["Bliv medlem"]
    assert len(theirs.sent) == 1
