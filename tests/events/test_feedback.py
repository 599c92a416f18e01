"""How a meeting was: asked once on the day after, answered by a letter's button, shown from three answers on."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from netapp.core import facts
from netapp.core.archives import Within
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, NotVisible
from netapp.core.viewer import GUEST
from netapp.events import actions as meetings
from netapp.events import guests, queries, scheduling, signing_up
from netapp.events.feedback import actions, archiving, letters, tasks, timing
from netapp.events.feedback import queries as feedback
from netapp.events.feedback.models import Opinion
from netapp.mail import writing
from netapp.members.facts import PersonErased
from tests.support.visitors import letters as ordered
from tests.support.visitors import written

NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
AFTER = "2027-01-15T09:00:00+00:00"  # ten in Copenhagen, the day after


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def viewer(person):
    return queries.viewer_of(person)


def say(person, meeting, mark, words="", signed=False):
    return actions.say(viewer(person), meeting.id, mark=mark, words=words, signed=signed)


def path_of(person, meeting):
    return "/feedback/" + letters.url(meeting.id, person.id).rpartition("/feedback/")[2]


@pytest.fixture
def meeting(town, january):
    """On Thursday at one; Bob, Carol, Mia, Ole and a guest have seats, Pia has withdrawn, and Alice never came."""
    made = town.meeting(days=3, asks_feedback=True)
    for name in ("bob", "carol", "mia", "ole", "pia"):
        signing_up.sign_up(viewer(town.people[name]), made.id)
    signing_up.withdraw(viewer(town.pia), made.id)
    wish = guests.request(GUEST, made.id, name="Gerd", company="G", email="g@g.example", language="en", show_name=False)
    guests.confirm(GUEST, wish.id)
    return made


@pytest.fixture
def asked(meeting, january):
    january.move_to(datetime.fromisoformat(AFTER))
    assert tasks.ask() == 1
    return meeting


def test_the_hour_is_ten_of_the_day_after_by_the_meetings_clock_in_winter_and_summer():
    ends = datetime(2027, 3, 27, 23, 30)
    assert timing.due(ends, "Europe/Copenhagen") == datetime(2027, 3, 28, 8, tzinfo=UTC), "the clocks went forward"
    assert timing.due(ends, "Atlantic/Reykjavik") == datetime(2027, 3, 28, 10, tzinfo=UTC)
    at = timing.due(ends, "Europe/Copenhagen")
    wanted = {
        timedelta(seconds=-1): False,
        timedelta(0): True,
        timedelta(days=2): True,
        timedelta(days=2, hours=1): False,
    }
    assert {by: timing.is_now(ends, "Europe/Copenhagen", at + by) for by in wanted} == wanted


def test_who_came_is_asked_once_on_the_day_after_and_guests_too(town, meeting, january):
    quiet = town.meeting(days=3)
    signing_up.sign_up(viewer(town.bob), quiet.id)
    off = town.meeting(days=3, asks_feedback=True)
    signing_up.sign_up(viewer(town.bob), off.id)
    meetings.cancel(viewer(town.ole), off.id, "")
    january.move_to(datetime.fromisoformat("2027-01-15T08:59:00+00:00"))
    assert tasks.ask() == 0
    january.move_to(datetime.fromisoformat(AFTER))
    assert [tasks.ask(), tasks.ask()] == [1, 0]
    rows = ordered("feedback")
    assert sorted(row.address for row in rows) == [
        "bob@bobs.example",
        "carol@carols.example",
        "g@g.example",
        "mia@mias.example",
        "ole@oles.example",
    ]
    letter = written(next(row for row in rows if row.person_id == town.bob.id))
    assert letter.subject == "How was “Kick-off”?"
    assert letter.stop == f"meeting:{meeting.id}"
    assert all(f"mark={mark}" in letter.html for mark in range(1, 6))
    assert feedback.results([meeting.id])[meeting.id] == (5, (0, 0, 0, 0, 0))


def test_when_the_machine_was_off_for_days_nobody_is_asked(meeting, january):
    january.move_to(datetime.fromisoformat("2027-01-17T09:01:00+00:00"))
    assert (tasks.ask(), ordered("feedback")) == (0, [])


def test_the_letters_button_chooses_and_only_the_pages_button_acts(town, as_, asked):
    client, path = as_(None), path_of(town.bob, asked)
    page = client.get(f"{path}?mark=4").text
    assert re.findall(r'<input checked[^>]* value="(\d)"', page) == ["4"]
    assert feedback.opinion(asked.id, town.bob.id) is None
    assert client.post(path, {"mark": "2", "words": "More <b>coffee</b>"}).status_code == 303
    assert client.post(path, {"mark": "3", "words": "More <b>coffee</b>", "signed": "y"}).status_code == 303
    session.expire_all()
    (one,) = session.query(Opinion).all()
    assert (one.mark, one.words, one.signed) == (3, "More <b>coffee</b>", True)
    assert "More &lt;b&gt;coffee&lt;/b&gt;" in client.get(path).text
    assert re.findall(r'<input checked[^>]* value="(\d)"', client.get(f"{path}?mark=5").text) == ["5"]
    assert "Choose one." in client.post(path, {"words": "x"}).text
    row = next(row for row in ordered("feedback") if row.person_id == town.bob.id)
    with pytest.raises(writing.Missed):
        written(row)


def test_only_who_came_says_it_and_only_for_two_weeks(town, as_, asked, january):
    for person in (town.alice, town.pia):
        with pytest.raises(Forbidden):
            say(person, asked, 5)
        assert as_(None).get(path_of(person, asked)).status_code == 404
    with pytest.raises(NotVisible):
        say(town.bob, town.meeting(days=9), 5)
    january.shift(timedelta(days=14))
    with pytest.raises(Forbidden):
        say(town.bob, asked, 5)
    assert "This is closed" in as_(None).get(path_of(town.bob, asked)).text
    with pytest.raises(writing.Missed):
        written(ordered("feedback")[0])


def test_organisers_see_numbers_from_three_answers_on_and_names_of_who_has_signed(town, as_, asked):
    ole, path = as_(town.ole), f"/meetings/{asked.id}/feedback"
    say(town.bob, asked, 5, "Aha <3", signed=True)
    say(town.carol, asked, 2, "Zzz")
    page = ole.get(path).text
    assert "2 of 5 have answered" in page
    assert "Aha" not in page
    assert 'class="marks"' not in page
    say(town.mia, asked, 2)
    page = ole.get(path).text
    assert "3 of 5 have answered" in page
    assert "3 of 5</b>" in page
    assert "Aha &lt;3" in page
    assert "Bob Bobsen" in page
    assert "Zzz" in page
    assert "Carol Carolsen" not in page
    assert as_(town.bob).get(path).status_code == 403
    assert "3 of 5 (3 of 5 have answered)" in ole.get(f"/groups/{town.builders.id}/organising").text
    assert feedback.results([asked.id])[asked.id].marks == (0, 2, 0, 0, 1)


def test_after_a_year_words_go_and_numbers_stay_and_at_once_when_somebody_is_erased(town, asked, january):
    for person, mark in ((town.bob, 5), (town.carol, 2), (town.mia, 2)):
        say(person, asked, mark, f"I am {person.name}")
    with transaction():
        facts.announce(PersonErased(town.carol.id, "carol@carols.example"))
    assert feedback.opinion(asked.id, town.carol.id) is None
    assert feedback.results([asked.id])[asked.id].marks == (0, 2, 0, 0, 1)
    assert tasks.forget_opinions() == 0
    january.shift(timedelta(days=366))
    assert tasks.forget_opinions() == 2
    assert session.query(Opinion).count() == 0
    assert feedback.results([asked.id])[asked.id] == (5, (0, 2, 0, 0, 1))
    within = Within(viewer(town.alice), [town.builders.id], [town.builders.id], None)
    ((_name, content),) = archiving.beside(within)
    assert b"5,3,0,2,0,0,1,3.0" in content


def test_it_is_one_tick_in_the_form_and_a_series_has_it_too(town, as_, meeting):
    ole = as_(town.ole)
    assert 'name="asks_feedback"' in ole.get(f"/meetings/{meeting.id}/edit").text
    assert scheduling.of(queries.get_meeting(viewer(town.ole), meeting.id)).asks_feedback
    from tests.events.test_series import begin, dates

    assert all(one.asks_feedback for one in dates(begin(town, asks_feedback=True, weeks_ahead=3)))


def test_ten_meetings_cost_the_statements_of_one(town, january, count_queries):
    counts = []
    for number in (1, 10):
        found = [town.meeting(days=3, asks_feedback=True) for _ in range(number)]
        for one in found:
            signing_up.sign_up(viewer(town.bob), one.id)
        with time_machine.travel(AFTER, tick=False), count_queries() as counted:
            assert tasks.ask() == number
        counts.append(len(counted.statements))
    assert counts[0] == counts[1]
