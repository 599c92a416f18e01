"""What programs ask for: health, sitemap, robots."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from netapp.core import clock
from netapp.core.db import session
from netapp.home import sitemap
from netapp.mail import outbox
from netapp.mail import queries as mail
from netapp.mail.models import Letter
from tests.support.sitemaps import MAP, files_of, pages, whole
from tests.town import CANARY

LINK = "{http://www.w3.org/1999/xhtml}link"


def test_a_site_that_is_well_says_so(town, as_):
    answer = as_().get("/healthz")
    assert (answer.status_code, answer.json["ok"], answer.json["database"]) == (200, True, True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_letters_that_wait_for_more_than_an_hour_are_an_illness(town, as_):
    outbox.post("welcome", "group:1", outbox.To(town.carol.id, "carol@carols.example", "Carol", "en"))
    session.commit()
    assert as_().get("/healthz").status_code == 200
    session.query(Letter).update({"due_at": clock.now() - timedelta(minutes=61)})
    session.commit()
    answer = as_().get("/healthz")
    assert (answer.status_code, answer.json["ok"]) == (503, False)
    assert answer.json["outbox"]["due"] == 1


def test_a_database_that_does_not_answer_is_an_illness(town, as_, monkeypatch):
    def gone():
        raise OperationalError("select 1", {}, Exception("no route"))

    monkeypatch.setattr(mail, "health", gone)
    answer = as_(town.carol).get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "database": False})


def test_health_tells_numbers_only(town, as_):
    assert set(as_().get("/healthz").json) == {"ok", "database", "outbox"}


def test_the_sitemap_holds_every_public_page_and_nothing_else(town, as_):
    public = town.meeting(title="Kick-off", days=5)
    finnish = town.meeting(town.others, title="Työpaja")
    old = town.meeting(title="Old", starts_local=datetime(2020, 2, 2, 9), state="held")
    hidden = [town.meeting(town.inner), town.meeting(town.secret, title=CANARY), town.meeting(state="draft")]
    found = whole(as_(town.alice))
    site = "http://127.0.0.1:8000"
    for path in ("/", "/networks", "/how-it-works", "/privacy", "/accessibility", "/imprint", "/past/2020"):
        assert site + path in found
    for meeting in (public, finnish, old):
        assert f"{site}/meetings/{meeting.id}{meeting.tail}" in found
    for group in (town.builders, town.energy, town.others):
        assert any(f"s/{group.id}-" in url for url in found)
    for meeting in hidden:
        assert not any(f"/meetings/{meeting.id}-" in url for url in found)
    for group in (town.inner, town.secret):
        assert not any(f"/groups/{group.id}-" in url for url in found)
    assert not any(CANARY in url for url in found)


def test_every_page_of_the_sitemap_is_there_for_a_guest_and_may_be_indexed(town, as_):
    town.meeting(days=5)
    town.meeting(title="Old", starts_local=datetime(2020, 2, 2, 9), state="held")
    for url in whole(as_()):
        page = as_().get(url.removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200, url
        assert 'content="noindex"' not in page.text, url


def test_pages_say_when_they_changed_only_where_that_is_known(town, as_):
    meeting = town.meeting()
    found = whole(as_())
    changed = found[f"http://127.0.0.1:8000/meetings/{meeting.id}{meeting.tail}"]
    assert changed == f"{meeting.changed_at:%Y-%m-%dT%H:%M:%SZ}"
    assert found["http://127.0.0.1:8000/"] is None  # It changes with the hours, too.
    assert found["http://127.0.0.1:8000/privacy"] is None


def test_each_page_names_its_other_languages(town, as_):
    root = ET.fromstring(as_().get("/sitemap-1.xml").data)
    for url in root.iter(f"{MAP}url"):
        codes = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
        assert set(codes) == {"en", "da", "sv", "fi", "x-default"}
        assert codes["x-default"] == url.findtext(f"{MAP}loc")
        assert codes["da"].endswith("?lang=da")


def test_too_many_pages_for_one_file_are_split_by_their_numbers(town, as_, monkeypatch):
    monkeypatch.setattr(sitemap, "SPAN", 10)
    meetings = [town.meeting(title=f"Number {n}", days=3 + n) for n in range(30)]
    hidden = [town.meeting(town.secret, title=f"{CANARY} {n}") for n in range(20)]
    shown = town.meeting(title="The last")
    public = [*meetings, shown, town.builders, town.energy, town.others]
    numbers = {0, *(one.id // 10 for one in public)}
    files = files_of(as_().get("/sitemap.xml"))
    assert files == [f"/sitemap-{number + 1}.xml" for number in sorted(numbers)]
    for number in {one.id // 10 for one in hidden} - numbers:
        assert as_().get(f"/sitemap-{number + 1}.xml").status_code == 404
    found = [url for file in files for url in pages(as_().get(file))]
    assert len(found) == len(set(found))
    assert {f"http://127.0.0.1:8000/meetings/{one.id}{one.tail}" for one in [*meetings, shown]} <= set(found)
    assert "http://127.0.0.1:8000/privacy" in found
    for group in (town.builders, town.energy, town.others):
        assert any(f"s/{group.id}-" in url for url in found)
    assert not any(f"/meetings/{one.id}-" in url for one in hidden for url in found)


def test_a_file_takes_as_many_statements_however_many_there_are(town, as_, monkeypatch, count_queries, made_anew):
    monkeypatch.setattr(sitemap, "SPAN", 10)
    for n in range(12):
        town.meeting(title=f"Number {n}", days=3 + n)

    def cost(path):
        with count_queries() as counted:
            as_().get(path)
        return len(counted)

    before = [cost("/sitemap.xml"), cost("/sitemap-1.xml"), cost("/sitemap-2.xml")]
    for n in range(40):
        town.meeting(title=f"More {n}", days=3 + n)
    assert [cost("/sitemap.xml"), cost("/sitemap-1.xml"), cost("/sitemap-2.xml")] == before
    assert max(before) <= 5


@pytest.mark.parametrize("number", ["0", "3", "999999999"])
def test_files_beyond_the_last_are_not_there(town, as_, number):
    assert as_().get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is_and_nothing_secret(town, as_):
    answer = as_().get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in answer.text
    for path in ("ics", "/me", "/site\n", "/outbox", "/calendar", "/groups"):
        assert path not in answer.text
