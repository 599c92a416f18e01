"""Choosing a date: who is signed up, who is asked, who is told, and what happens without one."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from netapp.core import facts
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, Refused
from netapp.events import actions, queries
from netapp.events.models import Meeting, SignUp
from netapp.events.polls import actions as polls
from netapp.events.polls.actions import Plan
from netapp.events.polls.models import Poll
from netapp.groups.facts import GroupClosed, Left
from tests.events.test_polls import answer, first, times, viewer, voted
from tests.support.visitors import letters, written

__all__ = ["voted"]


def test_choosing_signs_up_asks_and_tells_each_once(town, voted):
    meeting = polls.choose(viewer(town.ole), voted.id, first(voted).id, Plan(place="Town hall", seats=1))
    rows = session.scalars(select(SignUp).where(SignUp.meeting_id == meeting.id).order_by(SignUp.turn)).all()
    assert [(row.person_id, row.state) for row in rows] == [(town.bob.id, "going"), (town.carol.id, "waiting")]
    said = {row.person_id: written(row) for row in letters("poll_set")}
    assert set(said) == {town.people[name].id for name in ("bob", "carol", "mia", "gus")}
    (event,) = Calendar.from_ical(said[town.bob.id].calendar.content).events
    assert (str(event["UID"]), said[town.bob.id].calendar.method) == (meeting.uid, "REQUEST")
    assert "number 1 on the waiting list" in said[town.carol.id].text
    assert [said[town.people[name].id].calendar for name in ("carol", "mia", "gus")] == [None] * 3
    assert "Can you come?" in said[town.mia.id].subject
    assert "/answers/" in said[town.mia.id].text
    assert "you are not signed up" in said[town.gus.id].text
    assert {row.person_id for row in letters("announced")} == {town.alice.id, town.ole.id}
    assert {row.letter for row in letters(to=town.bob)} == {"poll_set"}
    assert (meeting.place, meeting.arrivals) == ("Town hall", 2)


def test_the_page_says_before_what_happens_and_then_leads_to_the_meeting(town, as_, voted):
    ole, address = as_(town.ole), f"/polls/{voted.id}/choice?time={first(voted).id}"
    page = ole.get(address).text
    for words in ("2 people said yes", "1 person could if need be", "1 person said no"):
        assert words in page
    assert session.scalar(select(Meeting)) is None
    look = ole.post(address, {"time": first(voted).id, "seats": "1", "do": "look"}).text
    assert "1 person said yes later than others" in look
    where = ole.post(address, {"time": first(voted).id, "do": "publish", "tell": "y"}).location
    assert as_().get(f"/polls/{voted.id}").location == where
    assert as_().get(where).status_code == 200
    assert ole.post(address, {"time": first(voted).id, "do": "publish"}).status_code == 303
    assert len(session.scalars(select(Meeting)).all()) == 1


def test_of_a_draft_nobody_hears_before_it_is_published(town, as_, voted):
    meeting = polls.choose(viewer(town.ole), voted.id, first(voted).id, Plan(publish=False))
    assert (meeting.state, letters("poll_set"), session.scalar(select(SignUp))) == ("draft", [], None)
    assert "The poll is closed" in as_(town.bob).get(f"/polls/{voted.id}").text
    actions.publish(viewer(town.alice), meeting.id, tell=False)
    assert len(letters("poll_set")) == 4
    assert queries.sign_up_of(town.bob.id, meeting.id).state == "going"


def test_a_draft_that_is_thrown_away_leaves_the_choice_to_be_made_again(town, voted):
    meeting = polls.choose(viewer(town.ole), voted.id, first(voted).id, Plan(publish=False))
    actions.discard(viewer(town.ole), meeting.id)
    session.expire_all()
    later = times(voted)[-1]
    again = polls.choose(viewer(town.ole), voted.id, later.id, Plan())
    assert queries.sign_up_of(town.gus.id, again.id).state == "going"


def test_who_has_left_a_members_group_is_not_signed_up(town):
    poll = town.poll(open_to_guests=False)
    for person in (town.bob, town.carol):
        answer(person, poll, "yes")
    with transaction():
        facts.announce(Left(town.builders.id, town.bob.id))
    meeting = polls.choose(viewer(town.ole), poll.id, first(poll).id, Plan())
    assert [row.person_id for row in session.scalars(select(SignUp))] == [town.carol.id]
    assert meeting.open_to_guests is False


def test_only_who_organises_chooses_and_only_once(town, voted):
    with pytest.raises(Forbidden):
        polls.choose(viewer(town.bob), voted.id, first(voted).id, Plan())
    polls.choose(viewer(town.ole), voted.id, first(voted).id, Plan())
    with pytest.raises(Refused):
        polls.choose(viewer(town.alice), voted.id, first(voted).id, Plan())
    with pytest.raises(Refused):
        answer(town.bob, voted, "no")


def test_a_poll_without_a_date_ends_with_a_word_to_who_answered(town, as_, voted):
    assert as_(town.ole).post(f"/polls/{voted.id}/ending", {"reason": "After Easter, then."}).status_code == 303
    polls.drop(viewer(town.ole), voted.id, "again")
    rows = letters("poll_dropped")
    assert {row.person_id for row in rows} == {town.people[name].id for name in ("bob", "carol", "mia", "gus")}
    assert "After Easter, then." in written(rows[0]).text
    assert "After Easter, then." in as_().get(f"/polls/{voted.id}").text


def test_a_group_that_closes_looks_for_no_date_any_more(town, voted):
    with transaction():
        facts.announce(GroupClosed(town.builders.id))
    assert session.get(Poll, voted.id).state == "dropped"
    assert len(letters("poll_dropped")) == 4
