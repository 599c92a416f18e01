"""A meeting in a room and online: seats and a queue for each, and the link for who takes part online."""

import json
import re

import pytest

from netapp.core import signed
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.events import actions, queries, scheduling, seats, signing_up
from netapp.events.colleagues.models import Brought
from netapp.events.hybrid import actions as hybrid
from netapp.events.letters import ANSWER
from netapp.events.models import Meeting, SignUp
from tests.members.conftest import text_of
from tests.support.visitors import letters

LINK = "https://meet.example/secret"


@pytest.fixture
def meeting(town):
    return both(town)


def both(town, room=1, online=1, **more):
    where = {"place": "The hall", "address": "Street 1", "online_url": LINK}
    return town.meeting(seats=room, online_seats=online, hybrid=True, **where, **more)


def viewer(person):
    return queries.viewer_of(person)


def sign_up(person, meeting, mode="room", **more):
    return signing_up.sign_up(viewer(person), meeting.id, mode=mode, **more)


def change(person, meeting, mode):
    return hybrid.change_way(viewer(person), meeting.id, mode)


def states(town, meeting):
    """room, online, (room) for who waits there, room>online for who has a seat in the room and waits for one online."""
    session.expire_all()
    names = {person.id: name for name, person in town.people.items()}
    found = {}
    for row in session.query(SignUp).filter_by(meeting_id=meeting.id):
        said = {"going": row.mode, "waiting": f"({row.mode})"}.get(row.state, row.state)
        found[names[row.person_id]] = f"{said}>{row.awaited}" if row.change_turn else said
    return found


def test_each_way_has_its_own_seats_and_its_own_queue(town, meeting):
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting)
    sign_up(town.mia, meeting, "online")
    sign_up(town.alice, meeting, "online")
    assert states(town, meeting) == {"bob": "room", "carol": "(room)", "mia": "online", "alice": "(online)"}
    assert [seats.count(meeting, mode) for mode in ("room", "online")] == [(1, 1), (1, 1)]
    assert seats.place_in_queue(queries.sign_up_of(town.alice.id, meeting.id)) == 1
    signing_up.withdraw(viewer(town.mia), meeting.id)
    assert states(town, meeting) == {"bob": "room", "carol": "(room)", "mia": "withdrawn", "alice": "online"}


def test_a_changed_mind_moves_the_seat_and_the_freed_one_goes_to_who_waits(town):
    meeting = both(town, online=None)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting)
    change(town.bob, meeting, "online")
    assert states(town, meeting) == {"bob": "online", "carol": "room"}
    said = text_of(letters("way_changed", town.bob)[0])
    assert LINK in said
    assert "The hall" not in said
    assert LINK not in text_of(letters("promoted", town.carol)[0])
    change(town.bob, meeting, "online")
    assert len(letters("way_changed")) == 1, "twice is harmless"


def test_who_wants_the_other_way_keeps_the_seat_until_one_there_is_theirs(town, meeting):
    sign_up(town.bob, meeting)
    sign_up(town.mia, meeting, "online")
    sign_up(town.carol, meeting)
    change(town.bob, meeting, "online")
    assert states(town, meeting) == {"bob": "room>online", "mia": "online", "carol": "(room)"}
    assert seats.count(meeting, "online") == (1, 1)
    sign_up(town.alice, meeting, "online")
    assert seats.place_in_queue(queries.sign_up_of(town.alice.id, meeting.id)) == 2
    signing_up.withdraw(viewer(town.mia), meeting.id)
    assert states(town, meeting) == {"bob": "online", "mia": "withdrawn", "carol": "room", "alice": "(online)"}
    assert len(letters("way_changed", town.bob)) == len(letters("promoted", town.carol)) == 1


def test_two_who_want_what_the_other_has_change_places(town, meeting):
    sign_up(town.bob, meeting)
    sign_up(town.mia, meeting, "online")
    sign_up(town.carol, meeting, "online")
    change(town.bob, meeting, "online")
    change(town.mia, meeting, "room")
    assert states(town, meeting) == {"bob": "online", "mia": "room", "carol": "(online)"}


def test_who_thinks_better_of_it_stays_and_who_waits_joins_the_other_queue(town, meeting):
    sign_up(town.bob, meeting)
    sign_up(town.mia, meeting, "online")
    change(town.bob, meeting, "online")
    change(town.bob, meeting, "room")
    assert states(town, meeting) == {"bob": "room", "mia": "online"}
    sign_up(town.carol, meeting)
    change(town.carol, meeting, "online")
    assert states(town, meeting)["carol"] == "(online)"
    signing_up.withdraw(viewer(town.mia), meeting.id)
    assert states(town, meeting)["carol"] == "online"


def test_colleagues_come_in_the_same_way_and_one_of_them_may_change(town):
    meeting = both(town, room=2, online=5)
    brings = Brought([("Carol", town.carol.email), ("Mia", town.mia.email)])
    sign_up(town.bob, meeting, brings=brings)
    assert states(town, meeting) == {"bob": "(room)", "carol": "(room)", "mia": "(room)"}
    change(town.mia, meeting, "online")
    assert states(town, meeting) == {"bob": "room", "carol": "room", "mia": "online"}


def test_colleagues_who_are_brought_later_come_as_the_one_who_brings_them(town):
    meeting = both(town, room=5, online=2)
    sign_up(town.bob, meeting, "online")
    sign_up(town.bob, meeting, brings=Brought([("Carol", town.carol.email), ("Mia", town.mia.email)]))
    assert states(town, meeting) == {"bob": "online", "carol": "(online)", "mia": "(online)"}


def test_at_any_other_meeting_there_is_nothing_to_choose(town):
    meeting = town.meeting(seats=1, place="The hall", online_url=LINK)
    sign_up(town.bob, meeting, "online")
    assert states(town, meeting) == {"bob": "room"}
    with pytest.raises(Refused, match="one way"):
        change(town.bob, meeting, "online")
    assert LINK in text_of(letters("confirmed", town.bob)[0])


def test_a_meeting_that_lets_nobody_choose_any_more_has_one_queue(town, meeting):
    sign_up(town.bob, meeting, "online")
    sign_up(town.carol, meeting, "online")
    found = queries.get_meeting(viewer(town.ole), meeting.id)
    draft = scheduling.Draft(**{**vars(scheduling.of(found)), "hybrid": False, "seats": 2})
    actions.change(viewer(town.ole), meeting.id, draft, seen=actions.stamp(found), agreed=True)
    assert states(town, meeting) == {"bob": "room", "carol": "room"}


def test_the_page_asks_how_one_takes_part_and_shows_the_link_to_who_is_online(town, as_, meeting):
    bob, mia, path = as_(town.bob), as_(town.mia), f"/meetings/{meeting.id}"
    guest = as_().get(path).text
    assert guest.count('name="mode"') == 2
    assert LINK not in guest
    document = json.loads(re.search(r'ld\+json">(.*?)</script>', guest, re.S)[1])
    assert document["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert (document["maximumVirtualAttendeeCapacity"], document["maximumAttendeeCapacity"]) == (1, 2)
    bob.post(f"{path}/signup", {"mode": "room"})
    mia.post(f"{path}/signup", {"mode": "online"})
    assert states(town, meeting) == {"bob": "room", "mia": "online"}
    assert LINK not in bob.get(path).text
    assert LINK in mia.get(path).text
    waits = bob.post(f"{path}/way", {"mode": "online"}, follow_redirects=True).text
    assert "You wait for a seat online, and keep yours in the room until then." in waits
    assert "1 of 1 in the room, 1 of 1 online" in as_(town.ole).get(f"{path}/people").text
    assert "Takes part" in as_(town.ole).get(f"{path}/people.csv").text
    letter = f"/answers/{signed.token(ANSWER, meeting.id, town.bob.id)}"
    assert "Stay in the room" in bob.get(letter).text
    bob.post(letter, {"answer": "room"})
    assert states(town, meeting) == {"bob": "room", "mia": "online"}


def test_an_organiser_needs_a_place_and_a_link_for_it(town, as_):
    form = {"title": "Both", "starts_date": "2030-05-07", "starts_time": "13:00", "zone": "Europe/Copenhagen"}
    form |= {"group_id": str(town.builders.id), "language": "en", "kind": "meeting", "shown_to": "going", "do": "draft"}
    form |= {"hybrid": "y", "place": "The hall", "online_seats": "40"}
    ole = as_(town.ole)
    assert "Give a place and an online link" in ole.post("/meetings/new", form).text
    assert ole.post("/meetings/new", {**form, "online_url": LINK}).status_code == 303
    made = session.query(Meeting).order_by(Meeting.id.desc()).first()
    assert (made.hybrid, made.online_seats) == (True, 40)


def test_fewer_seats_online_than_are_taken_are_asked_about_as_those_in_the_room(town, as_):
    meeting = both(town, room=3, online=2)
    for name, mode in (("bob", "online"), ("carol", "online"), ("mia", "room")):
        sign_up(town.people[name], meeting, mode)
    as_is, stamp = scheduling.of(queries.known_meeting(meeting.id)), actions.stamp(meeting)

    def asked(**values):
        draft = scheduling.Draft(**{**vars(as_is), **values})
        with pytest.raises(actions.NeedsYes) as question:
            actions.change(viewer(town.ole), meeting.id, draft, seen=stamp, agreed=False)
        return question.value.changes.seats_below, question.value.changes.online_below

    assert asked(online_seats=1) == (None, 1)
    assert asked(online_seats=0, seats=0) == (0, 0)
    # Where nobody chooses any more, all are in the room.
    assert asked(hybrid=False, seats=2) == (2, None)
    form = as_(town.ole).get(f"/meetings/{meeting.id}/edit").text
    typed = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    typed |= {"title": "Kick-off", "language": "en", "zone": meeting.zone, "kind": "meeting", "shown_to": "going"}
    typed |= {"hybrid": "y", "online_seats": "1", "open_to_guests": "y", "do": "save"}
    question = as_(town.ole).post(f"/meetings/{meeting.id}/edit", typed).text
    assert "2 people have a seat online, but you offer 1." in question
    # Three have a seat, but one of them in the room.
    fewer = scheduling.Draft(**{**vars(as_is), "seats": 1, "online_seats": 3})
    actions.change(viewer(town.ole), meeting.id, fewer, seen=stamp, agreed=False)


def test_the_list_says_of_each_way_why_nobody_moves_up(town, as_):
    meeting = both(town)
    for name, mode in (("bob", "room"), ("carol", "online"), ("mia", "online")):
        sign_up(town.people[name], meeting, mode)
    page = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert "Online: All seats are taken." in page
    assert "In the room: " not in page
    change(town.bob, meeting, "online")
    sign_up(town.alice, meeting)
    page = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert "In the room: All seats are taken." in page
    assert ("Give a seat" in page, "2 waiting" in page) == (False, True)
    # Who has withdrawn after the cut-off leaves a seat that an organiser gives by hand, to who waits for that way.
    meeting = session.get(Meeting, meeting.id)
    meeting.promotes_until = meeting.created_at
    session.commit()
    signing_up.withdraw(viewer(town.carol), meeting.id)
    page = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert page.count("Give a seat") == 1
    assert "Online: Free seats are not given by themselves any more" in page
