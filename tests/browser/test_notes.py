"""Two browsers write the same notes while the line comes and goes; an organiser closes a meeting on one page."""

import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.notes.models import Note, Section
from tests.browser.demo import Demo
from tests.support.browser import violations


def unnoted(demo: Demo, network: int, nth: int) -> int:
    """A meeting that took place, of which nobody has written."""
    with demo.app.app_context():
        found = sa.select(Meeting.id).where(Meeting.group_id == network, Meeting.state == "held")
        found = found.where(Meeting.id.not_in(sa.select(Note.meeting_id))).order_by(Meeting.starts_at.desc())
        return int(session.scalars(found.offset(nth).limit(1)).one())


def body_of(demo: Demo, meeting_id: int) -> str:
    with demo.app.app_context():
        found = sa.select(Section.body).join(Note, Note.id == Section.note_id)
        return str(session.scalars(found.where(Note.meeting_id == meeting_id, Section.kind == "opening")).one())


def write_together(demo: Demo, pages: list[Page], path: str, rounds: int) -> list[str]:
    """Each in turn writes a sentence, and loses the line or finds it again; returns what was written."""
    said, chance = [], random.Random(7)
    for page in pages:
        demo.visit(page, path, "organiser")
    for number in range(rounds):
        for who, page in enumerate(pages):
            page.context.set_offline(chance.random() < 0.4)
            field = page.locator("textarea").first
            field.focus()
            page.keyboard.press("Control+End")
            said.append(f"Sentence {number} of browser {who}.")
            page.keyboard.type(f"\n{said[-1]}", delay=4)
            page.wait_for_timeout(chance.randrange(100, 900))
            if page.locator("[data-clash]").first.is_visible():
                page.get_by_role("button", name="Keep both").first.click()
    for page in pages:
        page.context.set_offline(False)
    for page in pages:
        expect(page.locator("[data-state]").first).to_have_text("Saved", timeout=20_000)
    return said


def test_two_browsers_write_one_section_with_the_line_cut_and_no_sentence_is_missing(
    demo: Demo, names: dict[str, Any], new_page: Callable[..., Page]
):
    meeting_id, pages = unnoted(demo, names["network"], 0), [new_page(), new_page()]
    path = f"/meetings/{meeting_id}/notes/writing"
    demo.visit(pages[0], path, "organiser")
    pages[0].get_by_role("button", name="Begin the notes").click()
    said = write_together(demo, pages, path, rounds=3)
    body = body_of(demo, meeting_id)
    assert [one for one in said if body.count(one) != 1] == []
    assert violations(pages[0]) == []

    # What was never sent is there when the page is opened again.
    pages[0].context.set_offline(True)
    pages[0].locator("textarea").first.focus()
    pages[0].keyboard.press("Control+End")
    pages[0].keyboard.type("\nWritten without a line.")
    expect(pages[0].locator("[data-state]").first).to_contain_text("No connection")
    pages[0].context.set_offline(False)
    pages[0].goto(demo.url + path)
    expect(pages[1].locator("textarea").first).to_have_value(body + "\nWritten without a line.")


@pytest.mark.soak
def test_a_minute_of_it_loses_no_sentence_either(demo: Demo, names: dict[str, Any], new_page: Callable[..., Page]):
    meeting_id, pages = unnoted(demo, names["network"], 2), [new_page(), new_page()]
    path = f"/meetings/{meeting_id}/notes/writing"
    demo.visit(pages[0], path, "organiser")
    pages[0].get_by_role("button", name="Begin the notes").click()
    said = write_together(demo, pages, path, rounds=40)
    body = body_of(demo, meeting_id)
    assert [one for one in said if one not in body] == []


def test_an_organiser_closes_a_meeting_on_one_page(demo: Demo, names: dict[str, Any], new_page: Callable[..., Page]):
    meeting_id, page = unnoted(demo, names["network"], 1), new_page()
    demo.visit(page, f"/meetings/{meeting_id}", "organiser")
    page.get_by_role("link", name="Close the meeting").click()
    page.get_by_role("link", name="Write the notes").click()
    page.get_by_role("button", name="Begin the notes").click()
    page.locator("textarea").first.fill("We looked at the roof.")
    page.locator("textarea").first.blur()
    expect(page.locator("[data-state]").first).to_have_text("Saved")
    page.get_by_text("Promise", exact=True).click()
    page.get_by_label("In a line").fill("Send the drawings")
    page.get_by_text("Of a promise: who, and by when").click()
    page.get_by_label("By when?").fill("2030-05-01")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("link", name="Close the meeting").click()
    expect(page.get_by_text("Send the drawings")).to_be_visible()
    page.get_by_label("How many came?").fill("17")
    page.get_by_label("When do you meet again?").fill("2030-05-07")
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("Published on")).to_be_visible()
    expect(page.get_by_text("Draft", exact=True)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Read the notes").click()
    expect(page.get_by_text("We looked at the roof.")).to_be_visible()
    expect(page.get_by_text("17 people came.")).to_be_visible()
