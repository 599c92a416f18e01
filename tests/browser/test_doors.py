"""In by a letter, in by a role of the demo, and out again."""

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.hand import Hand

ROLES = ("newcomer", "member", "organiser", "pending", "admin")


def test_a_link_by_mail_lets_one_in_and_signing_out_ends_it(any_demo: Demo, page: Page):
    hand = Hand(any_demo.visit(page))
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    hand.type("E-mail", "sofie.halkaer@halmlejre.example")
    hand.press("Send me a link")
    any_demo.deliver()
    page.goto(f"{any_demo.url}/outbox/{any_demo.last_letter('sign_in')}")
    page.locator("pre a[href*='/sign-in/link/']").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    hand.press("Sign in")

    me = page.get_by_role("banner").get_by_text("Sofie Halkær", exact=True)
    expect(me).to_be_visible()
    assert hand.typed == ["E-mail"]
    assert hand.pressed == ["Send me a link", "Sign in"]

    me.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(f"{any_demo.url}/me")
    expect(me).to_have_count(0)


def test_a_button_for_each_role_of_the_demo(demo: Demo, page: Page):
    demo.visit(page, "/sign-in")
    buttons = page.get_by_role("region", name="Try the demo as").get_by_role("button")
    assert buttons.count() == len(ROLES)
    names = []
    for number in range(len(ROLES)):
        buttons.nth(number).click()
        page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        page.goto(f"{demo.url}/me")
        names.append(page.get_by_role("heading", level=1).inner_text())
        page.goto(f"{demo.url}/sign-in")
    assert len(set(names)) == len(ROLES)
    assert {"Sofie Halkær", "Mette Lindeborg"} < set(names)


def test_the_way_back_is_kept(demo: Demo, page: Page):
    demo.visit(page, "/networks")
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Member", exact=True).click()
    expect(page).to_have_url(f"{demo.url}/networks")
