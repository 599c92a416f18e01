"""From a poll to a meeting: an organiser asks, a guest answers by the mail, and the choice signs them up."""

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.hand import Hand
from tests.browser.test_signing_up import as_a_mail_program, open_letter

TITLE = "A morning with hemp and clay"


def test_a_poll_becomes_a_meeting_with_those_who_said_yes(demo: Demo, page: Page):
    hand = Hand(demo.visit(page, "/polls/new", role="organiser"))
    hand.type("Title", TITLE)
    hand.press("Add")
    expect(page.locator("input[name='times-day']").nth(3)).not_to_have_value("")
    hand.press("Open the poll")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert hand.typed == ["Title"]
    address = page.url

    guest = demo.visit(page.context.browser.new_context().new_page(), address.removeprefix(demo.url))  # type: ignore[union-attr]
    asked = Hand(guest)
    for number, word in enumerate(("If need be", "Yes", "No", "No")):
        guest.get_by_role("group").filter(has=guest.locator("time")).nth(number).get_by_label(word).check()
    asked.type("Your name", "Hanna Hamp")
    asked.type("Company", "Hampehuset")
    asked.type("E-mail", "hanna@hampehuset.example")
    asked.press("Send my answer")
    open_letter(demo, guest, "poll_confirm", "hanna@hampehuset.example")
    as_a_mail_program(guest).get_by_role("link", name="Confirm my answer").click()
    Hand(guest).press("Count my answer")
    expect(guest.get_by_text("Your answer is in.", exact=False).first).to_be_visible()

    page.goto(address)
    expect(page.locator(".best")).to_contain_text("1 yes")
    page.locator(".best").get_by_role("link", name="Choose").click()
    expect(page.get_by_text("1 person said yes")).to_be_visible()
    Hand(page).press("Set the date and publish")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("1 signed up").or_(page.get_by_text("1 person."))).to_be_visible()

    guest.goto(address)
    expect(guest.get_by_text("Sign up").first).to_be_visible()
    assert "/meetings/" in guest.url
    open_letter(demo, guest, "poll_set", "hanna@hampehuset.example")
    guest.get_by_text("Calendar entry", exact=True).click()
    expect(guest.locator("pre.source")).to_contain_text("METHOD:REQUEST")
    guest.context.close()
