"""From the front page to a seat, with every step counted."""

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.hand import Hand

MEETING = "Finding the right agent in Poland"


def test_a_newcomer_has_a_seat_after_one_form_of_three_fields_and_one_click_in_a_mail(any_demo: Demo, page: Page):
    hand = Hand(any_demo.visit(page))
    hand.press(MEETING)

    hand.type("Your name", "Gerda Ny")
    hand.type("Company", "Ny Byg")
    hand.type("E-mail", "gerda@nybyg.example")
    hand.press("Sign up")
    expect(page.get_by_role("heading", level=1)).to_have_text("One click is missing")

    open_letter(any_demo, page, "confirm_request", "gerda@nybyg.example")
    as_a_mail_program(page).get_by_role("link", name="Confirm my sign-up").click()
    expect(page.get_by_text("You have a seat.")).to_have_count(0)
    hand.press("I'm coming")
    expect(page.get_by_text("You have a seat.")).to_be_visible()

    assert hand.typed == ["Your name", "Company", "E-mail"]
    assert hand.pressed == [MEETING, "Sign up", "I'm coming"]
    assert len(hand.sent) == 2

    open_letter(any_demo, page, "confirmed", "gerda@nybyg.example")
    page.get_by_text("Calendar entry", exact=True).click()
    expect(page.locator("pre.source")).to_contain_text("METHOD:REQUEST")
    expect(page.locator("pre.source")).to_contain_text("Gerda Ny")


def test_a_member_has_a_seat_after_one_click(any_demo: Demo, page: Page):
    any_demo.visit(page, role="member")
    Hand(page).press(MEETING)

    hand = Hand(page)
    hand.press("I'm coming")
    expect(page.get_by_text("You have a seat.", exact=True)).to_be_visible()

    assert hand.typed == []
    assert hand.pressed == ["I'm coming"]
    assert len(hand.sent) == 1


def test_a_letter_s_button_says_yes_without_signing_in_and_takes_it_back(any_demo: Demo, page: Page):
    any_demo.visit(page, f"/outbox/{any_demo.last_letter('announced')}")
    as_a_mail_program(page).locator("a[href*='/answers/']").click()

    hand = Hand(page)
    hand.press("I'm coming")
    expect(page.get_by_text("You have a seat.")).to_be_visible()
    assert len(hand.sent) == 1

    hand.press("I can't come after all")
    expect(page.get_by_text("You are off the list.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_full_meeting_offers_its_waiting_list(demo: Demo, page: Page):
    demo.visit(page, role="newcomer")
    hand = Hand(page)
    hand.press("65 hectares on foot: a walk through NærHeden")
    page.get_by_role("group", name="Do you have a free seat").get_by_label("No").check()
    hand.press("Join the waiting list")
    expect(page.get_by_role("note").get_by_text("on the waiting list")).to_be_visible()
    hand.press("Leave the waiting list")
    expect(page.get_by_text("You are off the list.")).to_be_visible()


def open_letter(demo: Demo, page: Page, name: str, address: str) -> None:
    """The letter is on the page where the demo shows all of them, newest first."""
    demo.deliver()
    page.goto(f"{demo.url}/outbox")
    page.locator(f"main a[href='/outbox/{demo.last_letter(name, address)}']").click()


def as_a_mail_program(page: Page):
    page.get_by_text("As a mail program shows it").click()
    return page.frame_locator("iframe")
