"""Posts from other sites are refused (X6); a browser that does not say where it comes from gets one more button."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from netapp.core.db import session
from netapp.events.models import Request
from netapp.signin.models import Session

GUEST = {"name": "Gerd", "company": "Guests & Co <b>", "email": "gerd@guests.example"}


def requests():
    return session.scalar(select(func.count()).select_from(Request))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},
    ],
)
def test_a_post_from_elsewhere_is_refused_and_does_nothing(town, as_, headers):
    meeting = town.meeting()
    answer = as_().client.post(f"/meetings/{meeting.id}/guests", data=GUEST, headers=headers)
    assert answer.status_code == 403
    assert requests() == 0


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}]
)
def test_a_post_from_here_is_taken(town, as_, headers):
    meeting = town.meeting()
    answer = as_().client.post(f"/meetings/{meeting.id}/guests", data=GUEST, headers=headers)
    assert answer.status_code == 200
    assert requests() == 1


def test_a_browser_that_says_nothing_gets_what_it_sent_and_one_button(town, as_):
    meeting = town.meeting()
    path = f"/meetings/{meeting.id}/guests"
    mine, other = as_().client, as_().client
    page = mine.post(path, data=GUEST)
    assert requests() == 0
    sent = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', page.text)}
    assert {name: sent[name] for name in GUEST} == GUEST
    assert other.post(path, data=sent).status_code == 200
    assert mine.post(f"/meetings/{town.meeting().id}/guests", data=sent).status_code == 200
    assert requests() == 0
    mine.post(path, data=sent)
    assert requests() == 1


def test_signing_out_from_another_site_is_refused(town, as_):
    visitor = as_(town.bob)
    answer = visitor.client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert session.scalar(select(func.count()).select_from(Session).where(Session.ended_at.is_(None))) == 1


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [("delete", "/", 405, "That did not work"), ("post", "/meetings.ics", 405, "That did not work")],
)
def test_a_method_that_a_page_does_not_know_gets_a_page(town, as_, method, path, status, sentence):
    answer = getattr(as_().client, method)(path, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert sentence in answer.text
    assert "GET" in answer.headers["Allow"]


def test_too_much_at_once_is_told(town, as_):
    meeting = town.meeting()
    answer = as_().post(f"/meetings/{meeting.id}/guests", {**GUEST, "name": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "Send less." in answer.text
    assert requests() == 0
