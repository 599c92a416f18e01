"""The pages of a series: begin one in the meeting's form, come to all, say no to one, change it after being asked."""

import json
import re
from datetime import datetime, timedelta

import pytest
import time_machine

from netapp.core import signed
from netapp.core.db import session
from netapp.events import letters as of_events
from netapp.events import queries
from netapp.events.models import Meeting, SignUp
from netapp.events.series import joining, tasks
from netapp.events.series import page as series_page
from netapp.events.series.models import Series, SeriesSignUp
from tests.support.visitors import letters, written

NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
TYPED = {
    "title": "Breakfast",
    "language": "en",
    "zone": "Europe/Copenhagen",
    "starts_date": "2027-01-20",
    "starts_time": "14:00",
    "kind": "meeting",
    "shown_to": "going",
    "open_to_guests": "y",
    "repeats": "weekday",
    "every": "1",
    "weeks_ahead": "26",
}


@pytest.fixture(autouse=True)
def _in_january():
    with time_machine.travel(NOON, tick=False):
        yield


def path(text):
    """The path of an address in a letter or an answer."""
    return "/" + text.split("://", 1)[-1].split("/", 1)[1]


def test_the_whole_way_of_a_series(town, as_, count_queries):
    typed = TYPED | {"group_id": str(town.builders.id)}
    organiser, member = as_(town.ole), as_(town.bob)
    shown = organiser.post("/meetings/new", {**typed, "do": "preview"}).text
    assert "Third Wednesday of the month at 14:00" in shown
    assert "Wednesday, 17 February 2027" in shown
    page = organiser.post("/meetings/new", {**typed, "do": "publish"}).location
    series = session.query(Series).one()
    # What guests share says who has come since, and what is over by now.
    guest = as_(None)
    assert "signed up for all dates" not in guest.get(page).text
    assert member.post(f"/series/{series.id}/signup").status_code == 303
    # One date among many costs the page no statement more, and lists are not filled by all of them.
    with count_queries() as counted:
        assert member.get(page).text.count("Not this time") == 7
    assert len(counted) <= 7, counted.statements
    assert as_(None).get(f"/networks/{town.builders.id}").text.count("Breakfast</a>") == 1
    first = session.query(Meeting).order_by(Meeting.starts_at).first()
    assert "1 person has signed up for all dates" in guest.get(page).text
    with time_machine.travel(first.ends_at, tick=False):
        assert "1 date that was" in as_(None).get(page).text
    assert "that was" not in guest.get(page).text
    date = session.query(Meeting).order_by(Meeting.starts_at).offset(2).first()
    assert member.post(f"/meetings/{date.id}/refusal").status_code == 303
    assert member.get(page).text.count("Not this time") == 6
    form = organiser.get(f"/meetings/{date.id}/following").text
    seen = form.split('name="seen" type="hidden" value="')[1].split('"')[0]
    asked = typed | {"starts_date": "2027-03-17", "starts_time": "15:00", "seen": seen, "do": "save"}
    question = organiser.post(f"/meetings/{date.id}/following", asked)
    assert "1 person gets one letter." in question.text
    assert session.query(Series).count() == 1
    done = organiser.post(f"/meetings/{date.id}/following", {**asked, "agreed": "yes"})
    assert done.status_code == 303
    assert session.query(Series).count() == 2
    assert "1 person gets a letter." in organiser.get(f"/series/{series.id + 1}/cancellation").text
    assert organiser.post(f"/series/{series.id + 1}/cancellation", {"reason": "Snow."}).status_code == 303
    assert "This series has ended." in member.get(done.location).text
    assert [one.letter for one in letters(to=town.bob)] == [
        *("series_joined", "withdrawn", "series_changed", "series_cancelled"),
    ]


def test_a_guest_signs_up_for_all_by_mail_and_says_no_to_one_without_signing_in(town, as_):
    as_(town.ole).post("/meetings/new", {**TYPED, "group_id": str(town.builders.id), "do": "publish"})
    number, guest = session.query(Series.id).scalar(), as_(None)
    wish = {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"}
    assert "One click is missing" in guest.post(f"/series/{number}/guests", wish).text
    assert session.query(SeriesSignUp).count() == 0
    (letter,) = letters("series_confirm")
    text = written(letter).text
    for said in (
        "Third Wednesday of the month at 14:00",
        "First date: Wednesday, 20 January 2027",
        "- Wednesday, 16 June",
    ):
        assert said in text
    token = signed.token(of_events.REQUEST, letter.data["request"])
    asked = guest.get(f"/guests/{token}").text
    for said in ("Sign up for all dates", "Third Wednesday of the month at 14:00", "Wednesday, 17 February 2027"):
        assert said in asked
    assert session.query(SeriesSignUp).count() == 0
    answer = guest.post(f"/guests/{token}").location
    assert (session.query(SeriesSignUp).count(), session.query(SignUp).filter_by(state="going").count()) == (1, 7)
    assert "You are signed up for all dates." in guest.get(answer).text
    date = session.query(Meeting.id).order_by(Meeting.starts_at).offset(1).limit(1).scalar()
    guest.post(answer, {"answer": "no", "date": str(date)})
    guest.post(answer, {"answer": "no", "date": str(date)})
    assert session.query(SignUp).filter_by(state="declined").one().meeting_id == date
    guest.post(answer, {"answer": "none"})
    assert session.query(SignUp).filter_by(state="going").count() == 0
    assert "You have confirmed this already." in guest.get(f"/guests/{token}").text


def test_one_date_offers_not_this_time_or_the_whole_series_to_who_comes_to_all(town, as_):
    """On the meeting's page and behind the letter's button alike; who comes to one date alone withdraws from that."""
    as_(town.ole).post("/meetings/new", {**TYPED, "group_id": str(town.builders.id), "do": "publish"})
    number, dates = session.query(Series.id).scalar(), session.query(Meeting.id).order_by(Meeting.starts_at)
    first, second = (one.id for one in dates.limit(2))
    joining.join(queries.viewer_of(town.bob), number)
    as_(town.carol).post(f"/meetings/{first}/signup")
    bob, guest = as_(town.bob), as_(None)
    letter = f"/answers/{signed.token(of_events.ANSWER, first, town.bob.id)}"
    for page in (bob.get(f"/meetings/{first}").text, guest.get(letter).text):
        assert ("Not this time" in page, "Leave the series" in page, "come after all" in page) == (True, True, False)
    page = as_(town.carol).get(f"/meetings/{first}").text
    assert ("Not this time" in page, "Leave the series" in page, "come after all" in page) == (False, False, True)
    guest.post(letter, {"answer": "no"})
    for page in (bob.get(f"/meetings/{first}").text, guest.get(letter).text):
        assert "Not this time: you stay signed up for all other dates." in page
    said = written(letters("withdrawn", town.bob)[0])
    assert said.subject == "Not this time: Breakfast"
    assert "on Wednesday, 20 January 2027, 14:00 to 16:00, and the entry goes" in said.text.replace("\n", " ")
    guest.post(letter, {"answer": "leave-series"})
    assert session.query(SignUp).filter_by(person_id=town.bob.id, meeting_id=second).one().state == "withdrawn"
    assert "Leave the series" not in guest.get(letter).text


def test_search_engines_learn_of_a_series_that_everybody_may_read_and_of_no_other(town, as_):
    organiser = as_(town.alice)
    for group, is_told in ((town.builders, True), (town.secret, False)):
        page = organiser.post("/meetings/new", {**TYPED, "group_id": str(group.id), "do": "publish"}).location
        series = session.query(Series).order_by(Series.id.desc()).first()
        shown = (as_() if is_told else organiser).get(page).text
        assert as_().get(page).status_code == (200 if is_told else 404)
        found = re.search(r'<script type="application/ld\+json">(.+?)</script>', shown)
        assert bool(found) is is_told
        assert ('content="noindex"' in shown) is not is_told
        if found:
            document = json.loads(found[1])
            assert (document["@type"], document["name"]) == ("EventSeries", "Breakfast")
            assert document["subEvent"][0]["startDate"] == "2027-01-20T14:00+01:00"
            assert all(one["@id"].partition("/meetings/")[2] for one in document["subEvent"])
            assert f'<link rel="canonical" href="{series_page.about(series, "en")["page"]}">' in shown


def test_a_series_is_a_draft_until_all_its_dates_are_published_together(town, as_):
    organiser, bob = as_(town.ole), as_(town.bob)
    typed = {**TYPED, "group_id": str(town.builders.id), "do": "draft"}
    page = organiser.post("/meetings/new", typed).location
    number = session.query(Series.id).scalar()
    first, second, *_rest = (one.id for one in session.query(Meeting.id).order_by(Meeting.starts_at))
    # Nobody else sees anything of it, nor does any calendar; and no task goes on with it.
    for person in (bob, as_(None)):
        for path_ in (page, f"/meetings/{first}", f"/series/{number}.ics"):
            assert person.get(path_).status_code == 404
        assert "Breakfast" not in person.get("/meetings.ics").text
    assert bob.post(f"/series/{number}/signup").status_code == 404
    assert organiser.get(f"/series/{number}.ics").text.count("BEGIN:VEVENT") == 0
    assert letters() == []
    shown = organiser.get(page).text
    assert ("A draft: only organisers see it" in shown, "coming to all" in shown) == (True, False)
    assert organiser.get("/me").text.count("Breakfast</a>") == 1
    # It is changed as a whole without a question, and one date is thrown away by itself.
    seen = (
        organiser.get(f"/meetings/{first}/following").text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    )
    changed = {**typed, "starts_time": "15:00", "seen": seen, "do": "save"}
    assert organiser.post(f"/meetings/{first}/following", changed).status_code == 303
    organiser.post(f"/meetings/{second}/discarding")
    with time_machine.travel(NOON + timedelta(days=20), tick=False):
        assert tasks.extend() == 0
        # By then the first has passed without having been one.
        published = organiser.post(f"/meetings/{first}/publication", {"tell": "yes"})
        assert published.status_code in (303, 404)
        last = session.query(Meeting.id).order_by(Meeting.starts_at.desc()).first().id
        for _twice in range(2):
            organiser.post(f"/meetings/{last}/publication", {"tell": "yes"})
        states = [
            (f"{one.starts_local:%d.%m. %H}", one.state) for one in session.query(Meeting).order_by(Meeting.starts_at)
        ]
        assert states[0] == ("17.03. 15", "published")
        assert {state for _when, state in states} == {"published"}
        assert [one.letter for one in letters(to=town.bob)] == ["series_announced"]
        assert bob.post(f"/series/{number}/signup").status_code == 303
        assert bob.get(f"/series/{number}.ics").text.count("DTSTART;TZID=Europe/Copenhagen:20270317T150000") == 1


def test_a_draft_of_a_series_is_thrown_away_whole(town, as_):
    organiser = as_(town.ole)
    page = organiser.post("/meetings/new", {**TYPED, "group_id": str(town.builders.id), "do": "draft"}).location
    number = session.query(Series.id).scalar()
    assert "The draft and its 7 dates are deleted." in organiser.get(f"/series/{number}/cancellation").text
    assert as_(town.bob).post(f"/series/{number}/cancellation").status_code == 404
    assert organiser.post(f"/series/{number}/cancellation").status_code == 303
    assert (session.query(Series).count(), session.query(Meeting).count()) == (0, 0)
    assert organiser.get(page).status_code == 404
