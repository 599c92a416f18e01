"""Tables and rounds at a meeting: seated once, late-comers fitted in, who leaves taken out, and one clock for all."""

from datetime import date, timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.events import present, signing_up
from netapp.events import queries as events
from netapp.events.models import SignUp
from netapp.events.rooms import actions, queries, seating
from netapp.events.rooms.actions import Draft
from netapp.events.rooms.models import Place, Room
from netapp.members.models import Affiliation, Company, CompanySector

SINCE = date(2026, 1, 1)
THREE = Draft(names=("Heat", "Water", ""), rounds=2, minutes=20)


@pytest.fixture
def ole(town):
    return events.viewer_of(town.ole)


@pytest.fixture
def fair(town):
    """Nine people with a seat, and Gus, who waits."""
    meeting = town.meeting(seats=9)
    names = ["alice", "ole", "mia", "bob", "carol", "nina", "olga", "adam", "dan", "gus"]
    for turn, name in enumerate(names, start=1):
        state = "waiting" if name == "gus" else "going"
        row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state=state, turn=turn)
        row.company = {"alice": "Acme", "bob": "ACME "}.get(name, "")
        session.add(row)
    session.flush()
    meeting.arrivals = 10
    session.commit()
    return meeting


def places(meeting):
    session.rollback()
    return {one: list(row) for one, row in queries.places(meeting.id).items()}


def room(meeting):
    session.rollback()
    return session.get_one(Room, meeting.id)


def test_everybody_with_a_seat_gets_a_table_in_each_round(town, ole, fair):
    actions.arrange(ole, fair.id, THREE)
    found = places(fair)
    assert len(found) == 9
    assert town.gus.id not in found
    assert seating.pairs_at_tables(found).get(tuple(sorted((town.alice.id, town.bob.id)))) is None, "colleagues"
    assert max(seating.pairs_at_tables(found).values()) == 1
    again = places(fair)
    actions.arrange(ole, fair.id, Draft(names=("Sun", "Wind", "Rain"), rounds=2, minutes=10))
    assert places(fair) == again, "other names and minutes move nobody"
    with pytest.raises(Refused, match="Other numbers"):
        actions.arrange(ole, fair.id, Draft(names=("Sun", "Wind"), rounds=2, minutes=10))
    assert places(fair) == again
    actions.arrange(ole, fair.id, Draft(names=("Sun", "Wind"), rounds=2, minutes=10, anew=True))
    assert {table for row in places(fair).values() for table in row} == {0, 1}
    with pytest.raises(Refused, match="too few"):
        actions.arrange(ole, fair.id, Draft(names=("",) * 5, rounds=2, minutes=10, anew=True))


def test_who_leaves_sits_nowhere_and_who_comes_is_fitted_in(town, ole, fair):
    actions.arrange(ole, fair.id, THREE)
    before = places(fair)
    signing_up.withdraw(events.viewer_of(town.bob), fair.id)
    left = places(fair)
    assert left == {one: row for one, row in before.items() if one != town.bob.id}
    assert actions.fit_in(ole, fair.id) == 1, "Gus has moved up"
    after = places(fair)
    assert {one: after[one] for one in left} == left
    assert after[town.gus.id] == before[town.bob.id], "the only gap at each table"
    assert actions.fit_in(ole, fair.id) == 0
    actions.turn(ole, fair.id, "next", room(fair).mark)
    actions.take_out(ole, fair.id, town.mia.id)
    assert town.mia.id not in places(fair)
    actions.fit_in(ole, fair.id)
    assert places(fair)[town.mia.id][0] is None, "the first round is over"


def test_an_organiser_moves_one_and_nobody_else_moves(town, ole, fair):
    actions.arrange(ole, fair.id, THREE)
    before = places(fair)
    to = (before[town.mia.id][1] + 1) % 3
    actions.move(ole, fair.id, town.mia.id, 1, to)
    assert places(fair) == before | {town.mia.id: [before[town.mia.id][0], to]}
    for round_, table in ((2, 0), (0, 3), (-1, 0), (0, -1)):
        with pytest.raises(Refused):
            actions.move(ole, fair.id, town.mia.id, round_, table)
    with pytest.raises(NotVisible):
        actions.move(ole, fair.id, town.gus.id, 0, 0)


def test_only_organisers_put_people_at_tables(town, fair):
    for name in ("mia", "carol", "gus"):
        viewer = events.viewer_of(town.people[name])
        deeds = [
            lambda who: actions.arrange(who, fair.id, THREE),
            lambda who: actions.fit_in(who, fair.id),
            lambda who: actions.move(who, fair.id, town.mia.id, 0, 0),
            lambda who: actions.take_out(who, fair.id, town.mia.id),
            lambda who: actions.turn(who, fair.id, "start", ""),
            lambda who: actions.open_screen(who, fair.id),
        ]
        for deed in deeds:
            with pytest.raises((Forbidden, NotVisible)):
                deed(viewer)
    assert places(fair) == {}
    assert session.get(Room, fair.id) is None


def test_the_clock_is_one_for_all(ole, fair):
    actions.arrange(ole, fair.id, THREE)
    with time_machine.travel(clock.now(), tick=False) as now:
        seen = room(fair).mark
        actions.turn(ole, fair.id, "start", seen)
        now.shift(timedelta(minutes=5))
        assert room(fair).seconds == 15 * 60
        actions.turn(ole, fair.id, "start", seen)
        assert room(fair).seconds == 15 * 60, "the button on a page of before does nothing"
        actions.turn(ole, fair.id, "pause", room(fair).mark)
        now.shift(timedelta(minutes=5))
        assert (room(fair).seconds, room(fair).is_running) == (15 * 60, False)
        actions.turn(ole, fair.id, "more", room(fair).mark)
        actions.turn(ole, fair.id, "start", room(fair).mark)
        actions.turn(ole, fair.id, "more", room(fair).mark)
        assert room(fair).seconds == 17 * 60
        now.shift(timedelta(hours=1))
        assert room(fair).seconds == 0
        seen = room(fair).mark
        actions.turn(ole, fair.id, "next", seen)
        actions.turn(ole, fair.id, "next", seen)
        assert (room(fair).turn, room(fair).seconds, room(fair).is_running) == (1, 20 * 60, False)
        for _press in range(3):
            actions.turn(ole, fair.id, "next", room(fair).mark)
        assert room(fair).is_over
        actions.turn(ole, fair.id, "start", room(fair).mark)
        assert not room(fair).is_running
        actions.turn(ole, fair.id, "back", room(fair).mark)
        assert room(fair).turn == 1
    with pytest.raises(Refused):
        actions.turn(ole, fair.id, "smash", room(fair).mark)


def test_what_companies_and_earlier_meetings_say_is_read_in_five_statements_whoever_comes(
    town, ole, fair, count_queries
):
    company = Company(name="Acme", folded="acme", website="")
    session.add(company)
    session.flush()
    session.add(CompanySector(company_id=company.id, division="35", section="D"))
    session.add_all(
        Affiliation(person_id=town.people[name].id, company_id=company.id, since=SINCE) for name in ("mia", "carol")
    )
    earlier = town.meeting(days=-10)
    for turn, name in enumerate(("mia", "carol", "ole"), start=1):
        person_id = town.people[name].id
        session.add(SignUp(meeting_id=earlier.id, person_id=person_id, state="going", turn=turn))
        session.add(Place(meeting_id=earlier.id, person_id=person_id, tables=[0, turn]))
    session.commit()
    meeting = events.get_meeting(ole, fair.id)
    with count_queries() as counter:
        those = present.here(meeting)
        guests = {one.id: one for one in queries.guests(those)}
        known = queries.known(meeting, guests)
    assert len(counter) == 5
    mia, carol, ole_ = town.mia.id, town.carol.id, town.ole.id
    assert guests[mia].firms & guests[carol].firms
    assert guests[mia].sectors == {"D"}
    assert guests[town.alice.id].firms == guests[town.bob.id].firms
    pairs = {tuple(sorted(pair)): 1 for pair in ((mia, carol), (mia, ole_), (carol, ole_))}
    assert (known.sat, known.met) == (pairs, pairs)
