"""The front page: what is on, for whom, in how many statements."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from netapp.core import clock
from netapp.core.db import session
from netapp.events import signing_up
from netapp.events.models import Meeting
from netapp.events.queries import viewer_of
from tests.town import CANARY

MOST_QUERIES = 6


def titles(page):
    return [unescape(found) for found in re.findall(r'<h[34]><a href="/meetings/[^"]*"[^>]*>([^<]*)</a>', page.text)]


def links(page):
    """Addresses by the words of their links."""
    return {
        unescape(re.sub("<[^>]+>", "", words)).strip(): unescape(url)
        for url, words in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    }


def many(meeting, number, group_ids):
    """Copies of a meeting, a quarter of them held, spread over two years."""
    row = {column.name: getattr(meeting, column.key) for column in Meeting.__table__.columns}
    rows = []
    for n in range(number):
        is_held = n % 4 == 0
        starts = clock.now() + timedelta(days=(-1 if is_held else 1) * (1 + n % 365), minutes=n % 7)
        local = starts.replace(tzinfo=None)
        rows.append(
            row
            | {"id": meeting.id + 1 + n, "uid": f"copy {n}", "group_id": group_ids[n % len(group_ids)]}
            | {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
            | {"starts_local": local, "ends_local": local + timedelta(hours=2)}
            | {"state": "held" if is_held else "published", "head_count": 3 + n % 40 if is_held else None}
        )
    for start in range(0, number, 500):
        session.execute(insert(Meeting.__table__), rows[start : start + 500])
    session.commit()


def test_a_newcomer_sees_what_is_on_by_month_and_two_ways_to_go(town, as_):
    town.meeting(title="Soon", days=3)
    town.meeting(title="Later", days=60)
    page = as_().get("/")
    assert page.status_code == 200
    assert titles(page) == ["Soon", "Later"]
    assert page.text.count("<h1") == 1
    assert "Green businesses meet here" in page.text
    assert links(page)["How it works"] == "/how-it-works"
    assert links(page)["See what is on"] == "#upcoming"


def test_drafts_past_and_cancelled_meetings_each_stand_where_they_belong(town, as_):
    town.meeting(title="A draft", state="draft")
    town.meeting(title="Called off", state="cancelled")
    town.meeting(title="Long ago", days=-20, state="held").head_count = 17
    session.commit()
    page = as_(town.alice).get("/")
    assert titles(page) == ["Called off"]
    assert "A draft" not in page.text
    assert "Long ago" in page.text
    assert "17 came" in page.text


@pytest.mark.parametrize("who", [None, "nina", "carol", "olga", "dan", "pia", "adam"])
def test_nobody_outside_sees_a_secret_meeting(town, as_, who):
    town.meeting(town.secret, title=f"Hidden {CANARY}")
    town.meeting(town.secret, title=f"Past {CANARY}", days=-3, state="held").head_count = 9
    session.commit()
    page = as_(town.people[who] if who else None).get("/")
    assert CANARY not in page.text


def test_a_member_sees_the_secret_meetings_of_their_own_group(town, as_):
    town.meeting(town.secret, title="Ours")
    assert titles(as_(town.bob).get("/")) == ["Ours"]


def test_each_filter_narrows_the_list_and_they_combine(town, as_):
    town.meeting(title="Builders online", online_url="https://meet.example", kind="webinar")
    town.meeting(title="Builders shut", open_to_guests=False)
    town.meeting(town.energy, title="Energy", kind="workshop")
    town.meeting(town.others, title="Finnish", kind="workshop", language="fi")

    def shown(query):
        return set(titles(as_().get(f"/?{query}")))

    assert shown("online=1") == {"Builders online"}
    assert shown("guests=1") == {"Builders online", "Energy", "Finnish"}
    assert shown("kind=workshop") == {"Energy", "Finnish"}
    assert shown("language=fi") == {"Finnish"}
    assert shown("region=Zealand") == {"Builders online", "Builders shut", "Energy"}
    assert shown("region=North+Karelia") == {"Finnish"}
    assert shown(f"network={town.builders.id}") == {"Builders online", "Builders shut", "Energy"}
    assert shown(f"network={town.energy.id}") == {"Energy"}
    assert shown("kind=workshop&region=Zealand") == {"Energy"}
    assert shown("kind=workshop&region=Zealand&online=1") == set()


def test_filters_are_links_that_keep_the_others_and_take_themselves_back(town, as_):
    town.meeting()
    page = as_().get("/?kind=workshop&online=1")
    assert links(page)["Webinars"] == "/?kind=webinar&online=1"
    assert links(page)["Online"] == "/?kind=workshop"
    assert links(page)["Zealand"] == "/?region=Zealand&kind=workshop&online=1"
    assert 'aria-current="true">Workshops' in page.text


def test_a_filter_that_makes_no_sense_is_left_out(town, as_):
    town.meeting(title="There")
    page = as_().get("/?kind=party&language=tlh&network=abc&online=yes&after=rubbish_x&region=")
    assert titles(page) == ["There"]
    assert as_().get("/?network=99999999999999999999").status_code == 200
    assert as_().get("/?after=2026-13-45_1").status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(town, as_):
    first = town.meeting(title="Number 0", days=5)
    for n in range(1, 47):
        # Some begin at the same instant, so that only the number tells them apart.
        town.meeting(title=f"Number {n}", days=5 + n // 3)
    seen, url = [], "/"
    while url:
        page = as_().get(url)
        seen += titles(page)
        url = links(page).get("Later meetings")
    assert len(seen) == 47
    assert set(seen) == {f"Number {n}" for n in range(47)}
    assert seen[0] == first.title


@pytest.mark.parametrize("who", [None, "nina", "bob", "alice", "adam"])
def test_six_statements_whatever_the_number_of_meetings(town, as_, count_queries, made_anew, who):
    visitor = as_(town.people[who] if who else None)
    meeting = town.meeting()
    with count_queries() as empty:
        assert visitor.get("/").status_code == 200
    many(meeting, 400, [town.builders.id, town.energy.id, town.others.id, town.secret.id])
    with count_queries() as full:
        assert visitor.get("/").status_code == 200
    assert len(empty) <= MOST_QUERIES
    assert len(full) <= MOST_QUERIES, "\n".join(full.statements)


def test_it_stays_right_at_ten_thousand_meetings(town, as_, count_queries, made_anew):
    meeting = town.meeting(title="Soonest", days=0.9)
    many(meeting, 10_000, [town.builders.id, town.energy.id, town.others.id])
    with count_queries() as counted:
        page = as_().get("/")
    assert len(counted) <= MOST_QUERIES
    assert len(titles(page)) == 20
    second = as_().get(links(page)["Later meetings"])
    assert len(titles(second)) == 20
    assert not set(re.findall(r'href="(/meetings/\d+)', page.text.partition("<aside")[0])) & set(
        re.findall(r'href="(/meetings/\d+)', second.text.partition("<aside")[0])
    )


def test_who_is_signed_in_sees_where_they_go_next_and_what_waits(town, as_):
    mine = town.meeting(title="Mine", days=4)
    signing_up.sign_up(viewer_of(town.carol), mine.id)
    session.commit()
    page = as_(town.carol).get("/")
    assert "Your next meetings" in page.text
    assert "You are coming" in page.text
    assert "Green businesses meet here" not in page.text
    assert "1 person wants to join" in as_(town.alice).get("/").text
    assert "1 invitation to a group" in as_(town.ivan).get("/").text
    assert "wants to join" not in as_(town.mia).get("/").text
    assert page.text.count("<h1") == 1


def test_clocks_that_differ_are_named(town, as_):
    town.meeting(title="Danish")
    assert "Copenhagen time" not in as_().get("/").text
    town.meeting(town.others, title="Finnish", zone="Europe/Helsinki")
    page = as_().get("/").text
    assert "Copenhagen time" in page
    assert "Helsinki time" in page


def test_networks_stand_beside_it_with_their_next_meeting(town, as_):
    town.meeting(town.energy, title="In the sub-group", days=2)
    town.meeting(title="In the network", days=8)
    aside = as_().get("/").text.partition("<aside")[2]
    assert "Builders" in aside
    assert "In the sub-group" in aside
    assert "In the network" not in aside
    assert 'svg class="rings"' in aside


def test_programs_find_the_calendar_and_the_other_languages(town, as_):
    page = as_().get("/").text
    assert '<link rel="alternate" type="text/calendar"' in page
    for code in ("en", "da", "sv", "fi", "x-default"):
        assert f'hreflang="{code}"' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/">' in page
    assert "noindex" not in page
    assert "noindex" in as_().get("/?online=1").text


def test_a_site_without_anything_says_so(app, as_):
    page = as_().get("/")
    assert page.status_code == 200
    assert "No meeting is planned right now." in page.text
