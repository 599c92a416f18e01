"""The pages that explain: there for everybody, in each language, and true to what the code does."""

import re
from datetime import timedelta
from html import unescape

import pytest

from netapp.core import log
from netapp.core.db import session
from netapp.core.site import Site
from netapp.events import tasks as events
from netapp.mail import tasks as mail
from netapp.signin import notices, sessions
from netapp.signin import tasks as signin

PAGES = ["/how-it-works", "/who-may-do-what", "/privacy", "/accessibility", "/imprint"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "da", "sv", "fi"])
def test_each_page_is_there_in_each_language(town, as_, path, language):
    page = as_().get(f"{path}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert page.text.count("<h1") == 1
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{path}?lang={language}">' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_each_page_takes_one_statement(town, as_, path, count_queries, made_anew):
    with count_queries() as counted:
        as_().get(path)
    assert len(counted) == 1


def test_privacy_names_the_numbers_that_the_code_keeps_to(town, as_):
    session.add(Site(id=1, name="net", guest_days=45, contact="privacy@net.example", imprint=""))
    session.commit()
    page = unescape(as_().get("/privacy").text)
    assert "45 days after your last meeting" in page
    assert f"confirmed by its mail is deleted after {events.REQUESTS_KEPT.days} days" in page
    assert f"which and when, {mail.KEPT.days} days; " in page
    assert f"could not be delivered, {mail.FAILED_KEPT.days} days" in page
    assert "24 months" in page
    assert timedelta(days=730) <= log.KEPT <= timedelta(days=732)
    assert f"until {sessions.IDLE.days} days after you were last there" in page
    assert f"and {signin.ENDED_KEPT.days} days more" in page
    assert f"signing in: {signin.LINKS_KEPT.days} days" in page
    assert f"for {int(notices.GOOD_FOR.total_seconds() // 60)} minutes" in page
    assert "privacy@net.example" in page


def test_there_are_two_cookies_and_no_others(town, as_):
    visitor = as_(town.carol)
    visitor.get("/?lang=da", headers={"Sec-Fetch-Site": "same-origin"})
    for path in ("/", "/me", "/settings", f"/meetings/{town.meeting().id}"):
        visitor.get(path)
    assert {cookie.key for cookie in visitor.client._cookies.values()} <= {"netapp", "language"}


@pytest.mark.parametrize("path", ["/", *PAGES])
def test_nothing_is_loaded_from_elsewhere(town, as_, path):
    town.meeting()
    page = as_().get(path).text
    loaded = re.findall(r'<(?:script|img|iframe|source|video|audio)[^>]* src="([^"]+)"', page)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon|preload|apple-touch-icon)" href="([^"]+)"', page)
    assert loaded
    assert all(url.startswith("/") and not url.startswith("//") for url in loaded)


def test_an_imprint_that_nobody_has_written_says_so(town, as_):
    assert "not yet written" in as_().get("/imprint").text
    assert "Write it now" not in as_().get("/imprint").text
    assert "Write it now" in as_(town.adam).get("/imprint").text


def test_the_way_around_is_on_every_page(town, as_):
    guest, member = as_().get("/privacy").text, as_(town.carol).get("/me").text
    assert "My page" not in guest.partition("</header>")[0]
    assert re.search(r'<a href="/me" aria-current="page">My page', member)
    for path in PAGES:
        assert f'href="{path}"' in guest.partition("<footer")[2]
