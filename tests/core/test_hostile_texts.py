"""Texts that want to be more than text, grown from a seed, cleaned, and read by a real browser."""

from markupsafe import Markup
from playwright.sync_api import Page

from netapp.core import text
from tests.support import cleaned, written

TRAPS = ("<img src=x onerror=boom()>", "<p onclick=boom()>x</p>", "<a href='javascript:boom()'>x</a>", "<svg></svg>")


def test_nothing_runs_or_survives_that_is_not_listed(page: Page):
    page.goto("about:blank")
    trapped = cleaned.looked_at(page, TRAPS)
    assert {number for number, _what in trapped["wrong"]} == {0, 1, 2, 3}, "what is looked for would be seen"
    assert trapped["ran"] > 0
    page.goto("data:text/html,<title>x</title>")
    pieces: list[Markup] = [text.markdown(one) for one in written.documents(seed=1, many=600)]
    assert len(set(pieces)) > 400
    assert cleaned.looked_at(page, pieces) == {"wrong": [], "ran": 0}
