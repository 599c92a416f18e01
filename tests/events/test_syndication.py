"""Atom and JSON Feed: the lists that the pages show, with ids that stay and dates that move with real changes alone."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import time_machine

from netapp.core.db import session
from netapp.events import actions, queries
from tests.town import CANARY

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def atom(answer):
    """Its entries, after a look at what RFC 4287 (4.1) asks of each element."""
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1, name
        assert len(one.findall(f"{ATOM}author/{ATOM}name")) == 1
        assert all(
            RFC3339.fullmatch(date.text) for name in ("updated", "published") for date in one.findall(ATOM + name)
        )
        assert re.match(r"(https?|tag):", one.findtext(f"{ATOM}id"))
        assert [link.get("href")[:4] for link in one.findall(f"{ATOM}link[@rel='alternate']")] == ["http"]
    ids = [one.findtext(f"{ATOM}id") for one in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return root, root.findall(f"{ATOM}entry")


def test_both_hold_what_everybody_may_read_and_nothing_else(town, as_):
    meeting = town.meeting(bodies={"en": "Come **all** & <see> \x0b"})
    for group in (town.secret, town.inner):
        town.meeting(group)
    root, entries = atom(as_().get("/meetings.atom"))
    assert root.find(f"{ATOM}link[@rel='self']").get("href").endswith("/meetings.atom")
    assert [one.findtext(f"{ATOM}title") for one in entries] == [meeting.title]
    assert "<strong>all</strong> &amp; &lt;see&gt;" in entries[0].findtext(f"{ATOM}content")
    said = as_(town.alice).get(f"/groups/{town.builders.id}/meetings.json")
    assert said.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert said.json["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in said.json["items"]] == [entries[0].findtext(f"{ATOM}id")]
    assert {"title", "home_page_url", "feed_url"} <= set(said.json)
    assert CANARY.encode() not in said.data
    assert as_(town.alice).get(f"/groups/{town.secret.id}/meetings.atom").status_code == 404


def test_by_key_a_group_is_told_to_who_may_read_it(town, as_):
    town.meeting(town.secret)
    for form in ("atom", "json"):
        path = f"/calendar/{{}}/groups/{town.secret.id}.{form}"
        answer = as_().get(path.format(town.bob.calendar_key))
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert as_().get(path.format(town.carol.calendar_key)).status_code == 404


def test_the_id_stays_and_the_date_moves_with_a_change_alone(town, as_):
    meeting = town.meeting()

    def entry():
        [found] = atom(as_().get("/meetings.atom"))[1]
        return found.findtext(f"{ATOM}id"), found.findtext(f"{ATOM}updated"), found.findtext(f"{ATOM}title")

    before = entry()
    assert before[0].startswith("tag:")
    with time_machine.travel(datetime.fromisoformat(before[1]).timestamp() + 3600, tick=False):
        assert entry() == before
        actions.cancel(queries.viewer_of(town.ole), meeting.id, "Snow.")
        after = entry()
    assert (after[0], after[2]) == (before[0], "Cancelled: Kick-off")
    assert after[1] > before[1]


def test_validators_change_when_something_is_taken_out_and_an_empty_feed_stays_the_same(town, as_):
    meeting = town.meeting()
    for form in ("atom", "json"):
        path = f"/groups/{town.builders.id}/meetings.{form}"
        first = as_().get(path)
        known = {"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}
        assert [as_().get(path, headers=one).status_code for one in known] == [304, 304]
        assert as_().client.head(path).headers["ETag"] == first.headers["ETag"]
        found = queries.known_meeting(meeting.id)
        found.state = "draft"
        session.commit()
        assert [as_().get(path, headers=one).status_code for one in known] == [200, 200]
        assert as_().get(path).data == as_().get(path).data
        found = queries.known_meeting(meeting.id)
        found.state = "published"
        session.commit()


def test_pages_say_where_their_feeds_are(town, as_):
    meeting = town.meeting()
    for path in ("/", f"/networks/{town.builders.id}", f"/meetings/{meeting.id}"):
        text = as_().get(path).text
        assert 'type="application/atom+xml"' in text
        assert 'type="application/feed+json"' in text
    assert "atom+xml" not in as_(town.alice).get(f"/groups/{town.secret.id}").text
