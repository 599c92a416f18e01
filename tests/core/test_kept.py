"""Guests' pages in memory: asked for twice, made once; packed once; gone when anything that they show has changed."""

import gzip
from datetime import timedelta

import brotli
import pytest
import time_machine
from flask import current_app
from sqlalchemy import event, select, update

from netapp.core import clock, packing
from netapp.core.db import db, reading, session
from netapp.events import queries, signing_up
from netapp.groups.models import Group

PAGES = ("/", "/networks", "/networks/{group}-builders", "/meetings/{meeting}-kick-off")
FEEDS = ("/meetings.ics", "/groups/{group}/meetings.ics", "/meetings/{meeting}.ics")


@pytest.fixture
def meeting(town):
    return town.meeting(shown_to="everyone")


def viewer(person):
    return queries.viewer_of(person)


def at(path, town, meeting):
    return path.format(group=town.builders.id, meeting=meeting.id)


@pytest.mark.parametrize("path", PAGES + FEEDS)
def test_the_second_visitor_costs_no_statement(town, as_, meeting, path, kept_pages, count_queries):
    path = at(path, town, meeting)
    first = as_().get(path)
    current_app.extensions["changes"]._look()  # SQLite counts what this very process has committed once more.
    as_().get(path)
    with count_queries() as counted:
        second = as_().get(path)
    assert first.status_code == second.status_code == 200
    assert second.data == first.data
    assert len(counted) == 0


@pytest.mark.parametrize("path", PAGES + FEEDS)
def test_who_has_it_already_gets_304(town, as_, meeting, path, kept_pages):
    path = at(path, town, meeting)
    first = as_().get(path)
    for etag in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"other", {first.headers["ETag"]}'):
        again = as_().get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Cookie" in again.headers.get("Vary", "") or path in {at(feed, town, meeting) for feed in FEEDS}
    assert as_().get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_it_is_packed_once_in_what_the_browser_reads(town, as_, meeting, kept_pages, monkeypatch):
    pack, packed = packing.pack, []
    monkeypatch.setattr(packing, "pack", lambda body, how: packed.append(how) or pack(body, how))
    plain = as_().get("/")
    assert "Content-Encoding" not in plain.headers
    for how, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        for _twice in range(2):
            answer = as_().get("/", headers={"Accept-Encoding": how})
            assert answer.headers["Content-Encoding"] == how
            assert unpack(answer.data) == plain.data
            assert len(answer.data) < len(plain.data) / 3
            assert "Accept-Encoding" in answer.headers["Vary"]
    assert packed == ["br", "gzip"]


def test_each_encoding_has_a_validator_of_its_own_and_any_of_them_is_known_again(town, as_, meeting, kept_pages):
    etags = {as_().get("/", headers={"Accept-Encoding": how}).headers["ETag"] for how in ("br", "gzip", "identity")}
    assert len(etags) == 3
    for etag in etags:
        assert as_().get("/", headers={"If-None-Match": etag, "Accept-Encoding": "br"}).status_code == 304


def test_a_refused_encoding_is_not_sent(town, as_, meeting, kept_pages):
    answer = as_().get("/", headers={"Accept-Encoding": "br;q=0, gzip;q=0"})
    assert "Content-Encoding" not in answer.headers


def test_a_deed_is_seen_at_once(town, as_, meeting, kept_pages):
    path = f"/meetings/{meeting.id}-kick-off"
    before = as_().get(path)
    signing_up.sign_up(viewer(town.bob), meeting.id, show_name=True)
    after = as_().get(path)
    assert town.bob.name not in before.text
    assert town.bob.name in after.text
    assert before.headers["ETag"] != after.headers["ETag"]


def test_a_deed_elsewhere_makes_no_page_anew(town, as_, meeting, kept_pages, count_queries):
    """The page of one network rests on that network: another one's meetings cost it one look, and no making."""
    other = town.meeting(town.groups["others"])
    path = f"/networks/{town.builders.id}-builders"
    as_().get(path)
    made = len(kept_pages._pages)
    signing_up.sign_up(viewer(town.olga), other.id)
    with count_queries() as counted:
        as_().get(path)
    assert len(counted) <= 3
    assert len(kept_pages._pages) == made


def test_each_language_has_its_own(town, as_, meeting, kept_pages):
    pages = [as_().get(f"/?lang={code}").text for code in ("en", "da", "sv", "fi")]
    assert [f'lang="{code}"' in page for code, page in zip(("en", "da", "sv", "fi"), pages, strict=True)] == [True] * 4
    danish = as_().get("/", headers={"Accept-Language": "da"})
    assert 'lang="da"' in danish.text
    assert 'lang="en"' in as_().get("/", headers={"Accept-Language": "en"}).text


def test_a_page_that_is_not_there_is_not_kept(town, as_, kept_pages):
    assert as_().get("/meetings/999").status_code == 404
    assert not kept_pages._pages
    meeting = town.meeting()
    assert as_().get(f"/meetings/{meeting.id}").status_code == 200


def test_a_member_is_served_nothing_that_is_kept(town, as_, meeting, kept_pages):
    as_().get("/")
    mine = as_(town.bob).get("/")
    assert town.bob.name in mine.text
    assert town.bob.name not in as_().get("/").text
    assert "ETag" not in mine.headers


def test_when_it_takes_too_much_room_the_least_asked_for_goes(town, as_, kept_pages, monkeypatch):
    as_().get("/")
    one = kept_pages._size
    monkeypatch.setattr(kept_pages, "most", int(one * 2.5))
    paths = [f"/?lang={code}" for code in ("en", "da", "sv", "fi")]
    for path in paths:
        as_().get("/")
        as_().get(path)
    known = [(key[0], key[1]) for key in kept_pages._pages]
    assert ("/", b"") in known
    assert ("/", b"lang=fi") in known
    assert len(known) == 2
    assert kept_pages._size <= kept_pages.most


def test_a_long_address_is_answered_and_not_kept(town, as_, kept_pages):
    assert as_().get("/?region=" + "x" * 400).status_code == 200
    assert not kept_pages._pages


def test_with_no_room_each_page_is_made_anew_and_can_still_be_known_again(town, as_, kept_pages, made_anew):
    first = as_().get("/", headers={"Accept-Encoding": "br"})
    assert not kept_pages._pages
    assert "Content-Encoding" not in first.headers
    assert as_().get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_what_is_committed_while_a_page_is_made_is_not_missed(town, as_, meeting, kept_pages):
    """Were its standing read after the page, without one snapshot, it would be kept for good with the old name."""
    path, done = f"/networks/{town.builders.id}-builders", []

    def rename(_connection, _cursor, statement, *_rest):
        # Right after the page has read its group, and before it asks what it rests on.
        if "about" in statement and not done:
            done.append(True)
            with db.engine.begin() as other:
                other.execute(
                    update(Group)
                    .where(Group.id == town.builders.id)
                    .values(name="Renamed", revision=Group.revision + 1)
                )

    event.listen(db.engine, "after_cursor_execute", rename)
    try:
        as_().get(path)
    finally:
        event.remove(db.engine, "after_cursor_execute", rename)
    assert done
    current_app.extensions["changes"].committed()
    assert "Renamed" in as_().get(path).text


def test_a_request_that_has_read_before_the_look_does_not_call_the_past_present(town, kept_pages):
    """On SQLite its first read began a snapshot; what that says would be known under the epoch of what came later."""
    before = kept_pages.standing(None).revisions
    group_id = town.builders.id
    session.rollback()
    with reading():
        session.execute(select(Group.id)).all()
        with db.engine.begin() as other:
            other.execute(update(Group).where(Group.id == group_id).values(revision=Group.revision + 1))
        current_app.extensions["changes"].committed()
        assert kept_pages.standing(None).revisions != before


def test_a_clock_that_is_set_back_makes_a_page_anew(town, as_, meeting, kept_pages):
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert "Kick-off" not in as_().get("/?kind=meeting").text.partition("<main")[2].partition("aside")[0]
    session.rollback()
    assert "Kick-off" in as_().get("/?kind=meeting").text
