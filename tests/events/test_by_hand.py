"""What an organiser does with the list by hand: beyond the limit and past others only when saying so."""

import pytest

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.events import queries, seats, signing_up
from netapp.events.by_hand import actions as by_hand
from netapp.events.models import Meeting, SignUp
from netapp.events.questions.models import Question
from netapp.mail import drain
from netapp.mail.models import Letter
from tests.members.conftest import text_of
from tests.support.visitors import letters


def viewer(person):
    return queries.viewer_of(person)


def sign_up(person, meeting):
    return signing_up.sign_up(viewer(person), meeting.id)


def states(town, meeting):
    session.expire_all()
    names = {person.id: name for name, person in town.people.items()}
    rows = session.query(SignUp).filter_by(meeting_id=meeting.id)
    return {names.get(row.person_id, "new"): row.state for row in rows}


def test_an_organiser_adds_somebody_who_gets_the_entry_and_a_way_out(town, as_):
    meeting = town.meeting(seats=1)
    form = {"name": "Una New", "email": "una@new.example", "company": "New"}
    assert as_(town.ole).post(f"/meetings/{meeting.id}/people/new", form).status_code == 303
    assert states(town, meeting) == {"new": "going"}
    (letter,) = letters("added")
    assert "Ole Olesen has kept a seat for you at Kick-off" in text_of(letter)
    again = as_(town.ole).post(f"/meetings/{meeting.id}/people/new", form)
    assert "Una New is on the list already." in again.text
    assert as_(town.carol).get(f"/meetings/{meeting.id}/people/new").status_code == 403


def test_beyond_the_limit_only_by_the_number_that_was_named(town, as_):
    meeting = town.meeting(seats=1)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting)
    path, form = f"/meetings/{meeting.id}/people/new", {"person_id": town.mia.id}
    assert (
        "Beyond the limit: then 2 of 1 seats are taken. Before 1 other who waits longer."
        in as_(town.ole).get(path).text
    )
    with pytest.raises(Refused, match="2 of 1"):
        by_hand.add(viewer(town.ole), meeting.id, person_id=town.mia.id, agreed="3.1")
    assert as_(town.ole).post(path, {**form, "agreed": "2.1"}).status_code == 303
    assert states(town, meeting) == {"bob": "going", "carol": "waiting", "mia": "going"}
    by_hand.add(viewer(town.ole), meeting.id, person_id=town.alice.id, agreed="")
    assert states(town, meeting)["alice"] == "waiting"
    assert seats.count(meeting) == (2, 2)


def test_a_seat_past_others_only_when_saying_so(town):
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol", "mia"):
        sign_up(town.people[name], meeting)
    ole, mia = viewer(town.ole), queries.sign_up_of(town.mia.id, meeting.id)
    with pytest.raises(Refused, match="Before 1 other who waits longer"):
        by_hand.give_seat(ole, meeting.id, mia.id)
    assert by_hand.give_seat(ole, meeting.id, mia.id, "2.1").state == "going"
    assert len(letters("promoted", town.mia)) == 1
    with pytest.raises(Forbidden):
        by_hand.give_seat(viewer(town.bob), meeting.id, mia.id)


def test_who_is_put_back_waits_last_and_the_first_has_the_seat(town):
    meeting = town.meeting(seats=1)
    bob = sign_up(town.bob, meeting)
    with pytest.raises(Refused, match="Nobody else waits"):
        by_hand.put_back(viewer(town.ole), meeting.id, bob.id)
    sign_up(town.carol, meeting)
    by_hand.put_back(viewer(town.ole), meeting.id, bob.id)
    assert states(town, meeting) == {"bob": "waiting", "carol": "going"}
    assert [letter.letter for letter in letters(to=town.bob)] == ["confirmed", "put_back"]
    assert len(letters("promoted", town.carol)) == 1


def test_somebody_is_moved_in_one_step_with_one_letter_about_both(town, as_):
    meal = [Question("meal", "text", {"en": "Meal?"}).row()]
    here, there = town.meeting(seats=1, questions=meal), town.meeting(days=21, title="Again", questions=meal)
    bob = signing_up.sign_up(viewer(town.bob), here.id, said={"meal": ["Fish"]})
    sign_up(town.carol, here)
    page = as_(town.ole).get(f"/meetings/{here.id}/people/{bob.id}").text
    assert "Move to another meeting" in page
    assert as_(town.ole).post(f"/meetings/{here.id}/people/{bob.id}/meeting", {"to": there.id}).status_code == 303
    assert states(town, here) == {"bob": "withdrawn", "carol": "going"}
    assert states(town, there) == {"bob": "going"}
    assert queries.sign_up_of(town.bob.id, there.id).answers == {"meal": "Fish"}
    assert [letter.letter for letter in letters(to=town.bob)] == ["confirmed", "moved_over"]
    session.rollback()
    while drain.drain():
        pass
    (letter,) = session.query(Letter).filter_by(letter="moved_over")
    assert letter.source.count("METHOD") + letter.source.count("method=") == 2
    assert "method=CANCEL" in letter.source
    assert "method=REQUEST" in letter.source


def test_only_within_the_group_and_not_where_strangers_would_read(town):
    here, elsewhere = town.meeting(), town.meeting(town.others, days=21)
    inside = town.meeting(days=21, open_to_guests=False)
    gus, ole = sign_up(town.gus, here), viewer(town.ole)
    with pytest.raises(Forbidden):
        by_hand.move(ole, here.id, gus.id, elsewhere.id)
    with pytest.raises(Refused, match="for members"):
        by_hand.move(ole, here.id, gus.id, inside.id)
    with pytest.raises(Refused, match="for members"):
        by_hand.add(ole, inside.id, email="una@new.example", name="Una", agreed="")
    with pytest.raises(NotVisible):
        by_hand.add(ole, inside.id, person_id=town.gus.id, agreed="")
    assert isinstance(here, Meeting)
