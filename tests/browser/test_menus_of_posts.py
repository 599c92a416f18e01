"""What one does with somebody's post: its menu by keyboard, and without script."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from netapp.core.db import session
from netapp.forums.models import Thread
from tests.browser.demo import Demo
from tests.browser.hand import Hand
from tests.browser.test_keyboard import tab_to

BLOCK = "Block this person for me"


def _menu(demo: Demo, page: Page) -> Locator:
    """Of the first post that somebody else has written in a question that was answered."""
    with demo.app.app_context():
        number = session.query(Thread.id).filter(Thread.answer_id.is_not(None)).order_by(Thread.id).limit(1).scalar()
    demo.visit(page, f"/threads/{number}", role="member")
    return page.locator("details.menu.more", has=page.get_by_text(BLOCK)).first


def _is_expanded(page: Page) -> bool:
    """As what reads the screen aloud is told of the element that has the focus."""
    tools = page.context.new_cdp_session(page)
    focus = tools.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
    told = tools.send("Accessibility.getPartialAXTree", {"objectId": focus, "fetchRelatives": False})["nodes"][0]
    return bool({one["name"]: one["value"]["value"] for one in told["properties"]}["expanded"])


def test_a_posts_menu_says_whether_it_is_open_and_escape_gives_the_focus_back(demo: Demo, page: Page):
    menu = _menu(demo, page)
    summary, flag = menu.locator("summary"), menu.get_by_role("link", name="Flag for the moderators")
    tab_to(page, summary)
    assert not _is_expanded(page)
    page.keyboard.press("Enter")
    assert _is_expanded(page)
    tab_to(page, flag, most=3)
    page.keyboard.press("Escape")
    expect(flag).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, menu.get_by_role("button", name=BLOCK), most=4)
    page.keyboard.press("Tab")
    expect(flag).to_be_hidden()


def test_without_script_one_blocks_by_a_posts_menu_and_takes_it_back_where_it_is_folded(
    demo: Demo, new_page: Callable[..., Page]
):
    page = new_page(java_script_enabled=False)
    menu = _menu(demo, page)
    menu.locator("summary").click()
    hand = Hand(page)
    hand.press(BLOCK, within=menu)
    folded = page.locator("details.folded").first
    folded.locator("summary").first.click()
    hand.press("Block them no longer", within=folded)
    expect(page.locator("details.folded")).to_have_count(0)
    assert "/threads/" in page.url
