"""Asking a colleague to a meeting, and one going instead of another without losing the seat (S5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.events.models import SignUp
from netapp.members import working
from tests.members.conftest import text_of
from tests.support.visitors import ORIGIN, letters


@pytest.fixture
def bobbins(town):
    """Bob answers for it, Carol and Dan work there; Dan has left the network, and all show their names."""
    with transaction():
        company = working.set_company(town.bob, "Bobbins")
        for name in ("carol", "dan"):
            working.begin(town.people[name], company, "employee")
        for name in ("bob", "carol", "dan", "mia"):
            town.people[name].show_name = True
    return company


@pytest.fixture
def full(town, bobbins):
    """One seat, which Carol has; Mia waits for it."""
    meeting = town.meeting(seats=1, shown_to="everyone")
    for turn, (name, state) in enumerate([("carol", "going"), ("mia", "waiting")], start=1):
        row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state=state, turn=turn, show_name=True)
        session.add(row)
    meeting.arrivals = 2
    session.commit()
    return meeting


def states(town, meeting):
    session.expire_all()
    rows = session.execute(select(SignUp.person_id, SignUp.state).where(SignUp.meeting_id == meeting.id)).all()
    names = {person.id: name for name, person in town.people.items()}
    return {names[number]: state for number, state in rows}


def swap(visitor, town, meeting, leaver, comer):
    people = {"leaver": town.people[leaver].id, "comer": town.people[comer].id}
    return visitor.post(f"/meetings/{meeting.id}/swaps", people)


def ask(visitor, meeting, person):
    return visitor.post(f"/meetings/{meeting.id}/colleagues", {"person": person.id})


def test_who_has_a_seat_gives_it_to_a_colleague_and_nobody_moves_up(town, as_, full):
    page = as_(town.carol).get(f"/meetings/{full.id}/colleagues").text
    assert "Goes instead of Carol Carolsen" in page
    assert swap(as_(town.carol), town, full, "carol", "bob").status_code == 303
    assert states(town, full) == {"carol": "withdrawn", "bob": "going", "mia": "waiting"}
    ways = dict(session.execute(select(SignUp.person_id, SignUp.came_by).where(SignUp.meeting_id == full.id)).all())
    assert (ways[town.carol.id], ways[town.bob.id]) == ("company", "company")
    (letter,) = letters("stands_in", town.bob)
    assert "You go instead of Carol Carolsen" in text_of(letter)
    assert len(letters("withdrawn", town.carol)) == 1
    assert letters("promoted") == []


def test_a_contact_does_it_for_others_and_takes_a_seat_themselves(town, as_, full):
    assert swap(as_(town.bob), town, full, "carol", "bob").status_code == 303
    assert states(town, full)["bob"] == "going"
    assert swap(as_(town.bob), town, full, "bob", "carol").status_code == 303
    assert states(town, full) == {"carol": "going", "bob": "withdrawn", "mia": "waiting"}
    assert len(letters("stands_in", town.carol)) == 1


def test_who_goes_instead_can_still_say_no_and_then_the_next_one_has_the_seat(town, as_, full):
    swap(as_(town.carol), town, full, "carol", "bob")
    as_(town.bob).post(f"/meetings/{full.id}/withdrawal")
    assert states(town, full) == {"carol": "withdrawn", "bob": "withdrawn", "mia": "going"}


def test_who_waits_gets_the_seat_of_a_colleague(town, as_, full):
    with transaction():
        working.begin(town.mia, working.set_company(town.bob, "Bobbins"), "employee")
    swap(as_(town.carol), town, full, "carol", "mia")
    assert states(town, full) == {"carol": "withdrawn", "mia": "going"}


def test_twice_is_harmless(town, as_, full):
    visitor = as_(town.carol)
    swap(visitor, town, full, "carol", "bob")
    swap(visitor, town, full, "carol", "bob")
    assert states(town, full) == {"carol": "withdrawn", "bob": "going", "mia": "waiting"}
    assert len(letters("stands_in")) == 1


@pytest.mark.parametrize(
    ("who", "leaver", "comer"),
    [
        ("dan", "carol", "bob"),  # a colleague who does not meet Carol anywhere
        ("mia", "carol", "mia"),  # works elsewhere
        ("alice", "carol", "mia"),  # organises, but is no colleague
        ("carol", "mia", "carol"),  # the other's seat is not the company's
        ("carol", "carol", "carol"),
        ("carol", "carol", "dan"),
    ],
)
def test_who_is_no_colleague_is_not_found(town, as_, full, who, leaver, comer):
    before = states(town, full)
    assert swap(as_(town.people[who]), town, full, leaver, comer).status_code == 404
    assert states(town, full) == before
    assert letters("stands_in") == []


def test_nobody_gets_by_a_colleague_to_where_they_could_not_go_by_themselves(town, as_, full):
    full.open_to_guests = False
    session.commit()
    visitor, before = as_(town.bob), states(town, full)
    assert swap(visitor, town, full, "carol", "dan").status_code == 303
    assert "Dan Dansen can’t take this seat." in visitor.get(f"/meetings/{full.id}/colleagues").text
    assert states(town, full) == before


def test_an_employee_gives_nobody_elses_seat_away(town, as_, full):
    with transaction():
        working.begin(town.mia, working.set_company(town.bob, "Bobbins"), "employee")
    assert swap(as_(town.mia), town, full, "carol", "bob").status_code == 403
    assert states(town, full)["carol"] == "going"


def test_after_the_beginning_nothing_can_be_changed(town, as_, full):
    with time_machine.travel(full.starts_at + timedelta(seconds=1), tick=False):
        visitor = as_(town.carol)
        assert "Goes instead" not in visitor.get(f"/meetings/{full.id}/colleagues").text
        swap(visitor, town, full, "carol", "bob")
    assert states(town, full)["carol"] == "going"


def test_after_the_end_of_sign_up_a_seat_can_still_change_hands(town, as_, full):
    full.closes_at = clock.now() - timedelta(hours=1)
    session.commit()
    swap(as_(town.carol), town, full, "carol", "bob")
    assert states(town, full)["bob"] == "going"


def test_one_seat_given_to_two_at_once_is_one(town, as_, full):
    with transaction():
        working.begin(town.mia, working.set_company(town.bob, "Bobbins"), "employee")
    carol, bob = as_(town.carol), as_(town.bob)
    path = f"/meetings/{full.id}/swaps"
    asked = [(carol, town.mia.id), (bob, town.bob.id)]
    leaver, ready = town.carol.id, Barrier(2)
    session.rollback()

    def run(visitor, comer):
        ready.wait()
        return visitor.client.post(path, data={"leaver": leaver, "comer": comer}, headers=ORIGIN).status_code

    with ThreadPoolExecutor(2) as pool:
        assert {one.result() for one in [pool.submit(run, *one) for one in asked]} == {303}
    session.rollback()
    taken = select(func.count()).where(SignUp.meeting_id == full.id, SignUp.state == "going")
    assert session.scalar(taken) == 1


# Asking


def test_a_contact_has_a_colleague_asked_who_answers_with_one_button(town, as_, bobbins):
    meeting = town.meeting(shown_to="everyone")
    session.commit()
    visitor = as_(town.bob)
    assert "Ask Carol Carolsen by mail" in visitor.get(f"/meetings/{meeting.id}/colleagues").text
    assert ask(visitor, meeting, town.carol).status_code == 303
    assert ask(visitor, meeting, town.carol).status_code == 303
    (letter,) = letters("colleague_asked", town.carol)
    assert letter.data["by"] == town.bob.id
    assert states(town, meeting) == {}


def test_who_has_answered_already_is_not_written_to_and_the_asker_learns_nothing(town, as_, full):
    own = session.scalars(select(SignUp).where(SignUp.person_id == town.carol.id)).one()
    own.show_name = False
    session.commit()
    visitor = as_(town.bob)
    assert "Ask Carol" in visitor.get(f"/meetings/{full.id}/colleagues").text
    assert ask(visitor, full, town.carol).status_code == 303
    assert "gets a letter, unless they have answered already" in visitor.get(f"/meetings/{full.id}/colleagues").text
    assert letters("colleague_asked") == []


def test_an_employee_asks_nobody(town, as_, bobbins):
    meeting = town.meeting()
    session.commit()
    page = as_(town.carol).get(f"/meetings/{meeting.id}/colleagues").text
    assert "Bob Bobsen" in page
    assert "Ask Bob" not in page
    assert ask(as_(town.carol), meeting, town.bob).status_code == 403
    assert ask(as_(town.mia), meeting, town.bob).status_code == 403


def test_who_works_alone_is_told_so(town, as_):
    meeting = town.meeting()
    session.commit()
    assert "Nobody else from your company" in as_(town.mia).get(f"/meetings/{meeting.id}/colleagues").text


def test_the_page_takes_few_statements(town, as_, full, count_queries):
    visitor = as_(town.bob)
    visitor.get(f"/meetings/{full.id}/colleagues")
    with count_queries() as counted:
        visitor.get(f"/meetings/{full.id}/colleagues")
    assert len(counted) <= 6
