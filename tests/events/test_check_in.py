"""Marking who is here: by whoever holds a link to the door, each mark once, none lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.log import LogRow
from netapp.core.viewer import GUEST
from netapp.events import queries
from netapp.events.checkin import actions, standing
from netapp.events.checkin import queries as checkin
from netapp.events.checkin.actions import Said
from netapp.events.checkin.models import MOST_DOORS, Door, Mark
from netapp.events.models import SignUp
from netapp.groups import records
from netapp.members.models import Person


@pytest.fixture
def day(town):
    """A meeting that begins in an hour: Bob and Carol go, Nina waits; and a link to its door."""
    now = clock.now().replace(tzinfo=None, second=0, microsecond=0)
    meeting = town.meeting(
        starts_local=now + timedelta(hours=1),
        ends_local=now + timedelta(hours=3),
        zone="UTC",
        seats=2,
        online_url="https://meet.example/x",
    )
    states = {"bob": "going", "carol": "going", "nina": "waiting"}
    for turn, (name, state) in enumerate(states.items(), 1):
        session.add(SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state=state, turn=turn, company=""))
    meeting.arrivals = 3
    session.commit()
    return meeting


@pytest.fixture
def door(town, day):
    return actions.open_door(records.as_viewer(town.ole), day.id, "Front").id


def of(name, day, town):
    return queries.sign_up_of(town.people[name].id, day.id).id


def put(door, *said):
    return actions.mark(GUEST, door, said)


def here(day):
    return checkin.room(day).here


def test_the_same_mark_counts_once_and_taking_it_back_is_a_mark(town, day, door):
    bob, carol = of("bob", day, town), of("carol", day, town)
    assert put(door, Said("one", bob), Said("one", bob), Said("two", carol)) == {}
    assert put(door, Said("one", bob), Said("three", bob)) == {}
    assert here(day).keys() == {bob, carol}
    assert here(day)[bob].keys == ("one", "three")
    put(door, Said("four", undoes="one"))
    assert here(day)[bob].keys == ("three",)
    actions.take_back(GUEST, door, bob)
    actions.take_back(GUEST, door, bob)
    assert here(day).keys() == {carol}
    rows = session.scalars(select(Mark).order_by(Mark.id)).all()
    assert [(one.key, one.sign_up_id, one.undoes) for one in rows[:3]] == [
        ("one", bob, ""),
        ("two", carol, ""),
        ("three", bob, ""),
    ]
    assert len(rows) == 5
    assert {one.door_id for one in rows} == {door}


def test_when_they_came_is_told_by_how_long_the_mark_waited(town, day, door):
    bob, carol = of("bob", day, town), of("carol", day, town)
    put(door, Said("a", bob, ago=1800), Said("b", carol, ago=10**9))
    since = {who: clock.now() - one.since for who, one in here(day).items()}
    assert timedelta(minutes=30) <= since[bob] < timedelta(minutes=31)
    assert since[carol] <= timedelta(hours=23, minutes=2)  # The door had not been open any longer.


def test_who_has_no_seat_is_let_in_only_by_saying_so(town, day, door):
    nina = of("nina", day, town)
    assert put(door, Said("a", nina)) == {"a": "They have no seat. Say so if you let them in."}
    assert put(door, Said("a", nina, agreed=True)) == {}
    assert here(day).keys() == {nina}
    assert queries.sign_up_of(town.nina.id, day.id).state == "waiting"
    assert checkin.room(day).promised == 3


def test_a_walk_in_beyond_the_limit_is_let_in_only_by_saying_so(town, day, door):
    assert put(door, Said("a", name="Wally", company="W")) == {"a": "All 2 seats are taken."}
    assert put(door, Said("a", name="Wally", company="W", agreed=True)) == {}
    assert put(door, Said("a", name="Wally", company="W", agreed=True)) == {}
    (wally,) = checkin.room(day).walk_ins
    assert wally == ("a", "Wally", "W")
    day.seats = 4
    session.commit()
    assert put(door, Said("b", name="Wanda")) == {}
    assert put(door, Said("c", name="Willy")) == {"c": "All 4 seats are taken."}
    actions.take_back(GUEST, door, "a")
    assert put(door, Said("c", name="Willy")) == {}
    assert sorted(one.name for one in checkin.room(day).walk_ins) == ["Wanda", "Willy"]


def test_a_walk_in_with_an_address_has_a_sign_up_as_a_guest(town, day, door):
    put(door, Said("a", name="Wally", company="W", email="wally@w.example", agreed=True, way="walk_in"))
    person = session.scalar(select(Person).where(Person.email == "wally@w.example"))
    row = queries.sign_up_of(person.id, day.id)
    assert (person.name, row.state, row.company, row.as_guest, row.came_by) == ("Wally", "going", "W", True, "hand")
    assert here(day).keys() == {row.id}
    put(door, Said("b", name="Bob", email="bob@bobs.example", agreed=True))
    assert here(day).keys() == {row.id, of("bob", day, town)}


def test_a_stranger_at_a_meeting_for_members_is_here_and_gets_no_sign_up(town, day, door):
    day.open_to_guests, day.seats = False, None
    session.commit()
    put(door, Said("a", name="Wally", email="wally@w.example"), Said("b", name="Mia", email="mia@mias.example"))
    mia = of("mia", day, town)
    assert here(day).keys() == {"a", mia}
    assert session.scalar(select(Person).where(Person.email == "wally@w.example")) is None


def test_somebody_of_another_meeting_is_not_on_the_list(town, day, door):
    other = town.meeting()
    row = SignUp(meeting_id=other.id, person_id=town.bob.id, state="going", turn=1)
    session.add(row)
    session.commit()
    assert put(door, Said("a", row.id)) == {"a": "They are not on this list any more."}
    assert put(door, Said("b", of("bob", day, town))) == {}


def test_only_organisers_hand_out_links_and_the_log_tells(town, day):
    for person in (town.bob, town.mia, town.olga, town.nina):
        with pytest.raises(Forbidden):
            actions.open_door(records.as_viewer(person), day.id)
    ole = records.as_viewer(town.ole)
    own = actions.open_door(ole, day.id)
    assert actions.open_door(ole, day.id).id == own.id
    assert actions.open_door(records.as_viewer(town.alice), day.id).id != own.id
    for number in range(MOST_DOORS - 2):
        actions.open_door(ole, day.id, f"Door {number}")
    with pytest.raises(Refused):
        actions.open_door(ole, day.id, "One more")
    with pytest.raises(Forbidden):
        actions.end_door(records.as_viewer(town.bob), day.id, own.id)
    actions.end_door(ole, day.id, own.id)
    actions.end_door(ole, day.id, own.id)
    told = session.scalars(select(LogRow.deed).where(LogRow.thing_id == day.id)).all()
    assert (told.count("open list"), told.count("close list")) == (MOST_DOORS, 1)


def test_a_link_that_was_ended_leads_nowhere(town, day, door):
    actions.end_door(records.as_viewer(town.alice), day.id, door)
    with pytest.raises(NotVisible):
        put(door, Said("a", of("bob", day, town)))


def test_an_organisers_own_list_is_theirs_alone_while_they_organise(town, day):
    ole, bob = records.as_viewer(town.ole), of("bob", day, town)
    own = actions.open_door(ole, day.id)
    assert actions.mark(ole, own.id, [Said("a", bob)]) == {}
    for other in (GUEST, records.as_viewer(town.alice), replace(ole, roles={})):
        with pytest.raises(NotVisible):
            actions.mark(other, own.id, [Said("b", bob)])
    assert session.scalar(select(Mark.by_id)) == town.ole.id


@pytest.mark.parametrize(
    ("shift", "is_open"), [(timedelta(hours=-25), False), (timedelta(hours=-22), True), (timedelta(hours=28), False)]
)
def test_a_door_is_open_from_a_day_before_until_a_day_after(town, day, door, monkeypatch, shift, is_open):
    now = clock.now() + shift + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    bob = of("bob", day, town)
    if is_open:
        assert put(door, Said("a", bob)) == {}
    else:
        with pytest.raises(Forbidden):
            put(door, Said("a", bob))


def test_nobody_is_marked_at_a_meeting_that_is_called_off(town, day, door):
    day.state = "cancelled"
    session.commit()
    with pytest.raises(NotVisible):
        put(door, Said("a", of("bob", day, town)))


@pytest.mark.parametrize(("minutes", "counts"), [(-31, False), (-29, True), (119, True), (121, False)])
def test_joining_counts_from_half_an_hour_before_until_the_end(town, day, monkeypatch, minutes, counts):
    bob, now = queries.viewer_of(town.bob), day.starts_at + timedelta(minutes=minutes)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: now)
    assert actions.join(bob, day.id) == actions.join(bob, day.id) == "https://meet.example/x"
    ways = session.scalars(select(Mark.way)).all()
    assert ways == (["join"] if counts else [])


def test_only_who_has_a_seat_joins(town, day):
    for person in (town.nina, town.mia):
        with pytest.raises(Forbidden):
            actions.join(queries.viewer_of(person), day.id)
    day.online_url = ""
    session.commit()
    with pytest.raises(Forbidden):
        actions.join(queries.viewer_of(town.bob), day.id)


def test_a_list_of_a_hundred_costs_as_many_statements_as_one_of_three(town, day, door, count_queries):
    def cost():
        session.expire_all()
        with count_queries() as counted:
            room = checkin.room(day)
        return counted.statements, len(room.guests)

    few = cost()
    people = [Person(name=f"Guest {number}", email=f"g{number}@g.example") for number in range(97)]
    session.add_all(people)
    session.flush()
    session.add_all(
        SignUp(meeting_id=day.id, person_id=one.id, state="going", turn=4 + turn) for turn, one in enumerate(people)
    )
    session.commit()
    many = cost()
    assert (few[1], many[1]) == (3, 100)
    assert few[0] == many[0]


def test_ended_links_are_on_no_list(town, day, door):
    assert [one.id for one in checkin.doors(day)] == [door]
    actions.end_door(records.as_viewer(town.ole), day.id, door)
    assert checkin.doors(day) == []
    assert session.get(Door, door).ended_at is not None
    assert standing.here(checkin.marked(day.id)) == {}
