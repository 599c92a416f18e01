"""Colleagues who sign up together: seats for all of them or none, a letter and a way out for each."""

import pytest

from netapp.core import signed
from netapp.core.db import session, transaction
from netapp.core.errors import Refused
from netapp.core.viewer import GUEST
from netapp.events import actions, guests, queries, scheduling, seats, signing_up
from netapp.events.approval import actions as approving
from netapp.events.by_hand import actions as by_hand
from netapp.events.colleagues.models import Brought
from netapp.events.letters import REQUEST
from netapp.events.models import Request, SignUp
from netapp.members import actions as members
from netapp.members import working
from netapp.members.models import Person
from tests.members.conftest import text_of
from tests.support.visitors import letters


def viewer(person):
    return queries.viewer_of(person)


def named(*names):
    return Brought([(name.title(), f"{name}@firm.example") for name in names])


def sign_up(person, meeting, *names, mates=(), **more):
    return signing_up.sign_up(viewer(person), meeting.id, brings=Brought(named(*names).named, mates), **more)


def states(meeting):
    """Who has signed up, by the first name, in the order of joining."""
    session.expire_all()
    rows = (
        session.query(SignUp, Person)
        .join(Person, Person.id == SignUp.person_id)
        .filter(SignUp.meeting_id == meeting.id)
    )
    return {(person.name.split() or [""])[0].lower(): row.state for row, person in rows.order_by(SignUp.turn)}


def going(meeting):
    return [name for name, state in states(meeting).items() if state == "going"]


@pytest.mark.parametrize(
    ("sizes", "free", "strict", "fitting"),
    [
        ([1, 1, 1], 2, [0, 1], [0, 1]),
        ([3, 1], 2, [], [1]),
        ([2, 2, 1], 3, [0], [0, 2]),
        ([3, 3], 6, [0, 1], [0, 1]),
        ([], 4, [], []),
    ],
)
def test_who_gets_the_free_seats_by_the_rule_of_the_queue(sizes, free, strict, fitting):
    assert seats.fitting(sizes, free, fitting_first=False) == strict
    assert seats.fitting(sizes, free, fitting_first=True) == fitting


def test_each_has_a_sign_up_and_a_letter_of_their_own_with_a_seat_or_without(town):
    meeting = town.meeting(seats=4)
    first = sign_up(town.bob, meeting, "una", "ulf")
    assert states(meeting) == {"bob": "going", "una": "going", "ulf": "going"}
    rows = {row.person_id: row for row in seats.together(session.get_one(SignUp, first.id))}
    assert {row.bunch for row in rows.values()} == {first.turn}
    assert len(rows) == 3
    una = session.query(Person).filter_by(email="una@firm.example").one()
    assert (rows[una.id].company, rows[una.id].came_by, rows[una.id].as_guest) == (first.company, "company", True)
    assert not rows[una.id].show_name
    assert una.email_confirmed_at is None
    (letter,) = letters("brought", una)
    said = text_of(letter)
    assert "Bob Bobsen has signed you up for Kick-off, and you have a seat." in said
    sign_up(town.carol, meeting, "per")
    assert list(states(meeting).values()) == ["going"] * 3 + ["waiting"] * 2
    per = session.query(Person).filter_by(email="per@firm.example").one()
    assert "together you are number 1 on the waiting list" in text_of(letters("brought", per)[0])
    assert seats.place_in_queue(queries.sign_up_of(per.id, meeting.id)) == 1


def test_strictly_all_wait_for_the_group_that_is_first(town):
    meeting = town.meeting(seats=3)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting, "una", "ulf")
    sign_up(town.mia, meeting)
    assert going(meeting) == ["bob"]
    signing_up.withdraw(viewer(town.bob), meeting.id)
    assert going(meeting) == ["carol", "una", "ulf"]
    assert len(letters("promoted")) == 3


def test_with_the_first_that_fits_nobody_behind_a_group_waits_for_it(town):
    meeting = town.meeting(seats=3, fitting_first=True)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting, "una", "ulf")
    sign_up(town.mia, meeting)
    assert going(meeting) == ["bob", "mia"]
    sign_up(town.alice, meeting, "per")
    assert states(meeting)["alice"] == states(meeting)["per"] == "waiting"
    signing_up.withdraw(viewer(town.bob), meeting.id)
    # Two are free: the three are passed over, the two get them.
    assert going(meeting) == ["mia", "alice", "per"]


def test_each_withdraws_alone_and_a_smaller_group_may_fit_then(town):
    meeting = town.meeting(seats=3)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting, "una", "ulf")
    ulf = session.query(Person).filter_by(email="ulf@firm.example").one()
    signing_up.decline(viewer(ulf), meeting.id, by="letter")
    assert states(meeting) == {"bob": "going", "carol": "going", "una": "going", "ulf": "declined"}
    signing_up.withdraw(viewer(town.carol), meeting.id)
    assert going(meeting) == ["bob", "una"]


def test_who_brought_them_can_take_all_back_and_all_seats_are_free_at_once(town):
    meeting = town.meeting(seats=3, fitting_first=True)
    sign_up(town.bob, meeting, "una", "ulf")
    sign_up(town.carol, meeting, "per", "pia")
    sign_up(town.mia, meeting)
    signing_up.withdraw(
        viewer(session.query(Person).filter_by(email="una@firm.example").one()), meeting.id, with_all=True
    )
    assert going(meeting) == ["bob", "ulf", "mia"], "who was brought takes nobody else away"
    signing_up.withdraw(viewer(town.mia), meeting.id)
    signing_up.withdraw(viewer(town.bob), meeting.id, with_all=True)
    assert going(meeting) == ["carol", "per", "pia"]
    assert len(letters("withdrawn")) == 4


def test_nobody_is_brought_who_has_answered_or_could_not_come(town):
    meeting = town.meeting()
    signing_up.decline(viewer(town.mia), meeting.id)
    brings = Brought([("Mia", town.mia.email), ("Bob", town.bob.email), ("Una", "una@firm.example")])
    signing_up.sign_up(viewer(town.bob), meeting.id, brings=brings)
    assert states(meeting) == {"mia": "declined", "bob": "going", "una": "going"}
    inside = town.meeting(open_to_guests=False)
    sign_up(town.bob, inside, "zoe")
    assert states(inside) == {"bob": "going"}
    assert session.query(Person).filter_by(email="zoe@firm.example").count() == 0
    assert not letters("brought", town.mia)


def test_a_member_keeps_their_own_name_whatever_they_are_called_by_others(town):
    meeting = town.meeting()
    signing_up.sign_up(viewer(town.bob), meeting.id, brings=Brought([("Nobody", town.carol.email)]))
    assert states(meeting) == {"bob": "going", "carol": "going"}


def test_whoever_comes_already_can_bring_others_later_and_they_are_a_group(town):
    meeting = town.meeting(seats=2)
    sign_up(town.bob, meeting)
    sign_up(town.bob, meeting, "una", "ulf")
    assert states(meeting) == {"bob": "going", "una": "waiting", "ulf": "waiting"}
    sign_up(town.bob, meeting, "una", "ulf")
    assert len(letters("brought")) == 2, "twice is harmless"


def test_a_guest_brings_nobody_before_the_button_is_pressed(town):
    meeting = town.meeting(seats=2)
    own = {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example", "language": "en", "show_name": False}
    wish = guests.request(GUEST, meeting.id, **own, brings=named("una", "ulf"))
    assert states(meeting) == {}
    assert session.query(Person).filter_by(email="una@firm.example").count() == 0
    done = guests.confirm(GUEST, wish.id)
    assert states(meeting) == {"gerd": "waiting", "una": "waiting", "ulf": "waiting"}
    assert guests.confirm(GUEST, wish.id).id == done.id
    assert len(letters("brought")) == 2
    session.get_one(Request, wish.id)


def test_a_yes_is_asked_and_given_for_all_of_them(town):
    meeting = town.meeting(seats=2, needs_yes=True)
    first = sign_up(town.bob, meeting, "una", "ulf")
    other = sign_up(town.carol, meeting)
    assert set(states(meeting).values()) == {"requested"}
    assert len(letters("yes_needed")) == 2 * len(letters("yes_needed", town.ole))
    assert len(approving.approve(viewer(town.ole), meeting.id, [first.id])) == 3
    assert states(meeting) == {"bob": "waiting", "una": "waiting", "ulf": "waiting", "carol": "requested"}
    approving.refuse(viewer(town.ole), meeting.id, [other.id])
    actions.change(
        viewer(town.ole),
        meeting.id,
        scheduling.Draft(**{**vars(scheduling.of(queries.get_meeting(viewer(town.ole), meeting.id))), "seats": 3}),
        seen=actions.stamp(queries.get_meeting(viewer(town.ole), meeting.id)),
        agreed=True,
    )
    assert going(meeting) == ["bob", "una", "ulf"]


def test_an_organiser_gives_seats_to_the_whole_group_or_takes_one_out_of_it(town):
    meeting = town.meeting(seats=2)
    sign_up(town.bob, meeting, "una", "ulf")
    sign_up(town.carol, meeting)
    bob = queries.sign_up_of(town.bob.id, meeting.id)
    assert by_hand.cost(meeting, bob).said == "Beyond the limit: then 3 of 2 seats are taken."
    with pytest.raises(Refused, match="3 of 2"):
        by_hand.give_seat(viewer(town.ole), meeting.id, bob.id)
    by_hand.give_seat(viewer(town.ole), meeting.id, bob.id, "3.0")
    assert going(meeting) == ["bob", "una", "ulf"]
    by_hand.put_back(viewer(town.ole), meeting.id, bob.id)
    session.expire_all()
    bob = queries.sign_up_of(town.bob.id, meeting.id)
    assert (bob.state, bob.bunch) == ("waiting", None)


def test_when_who_brought_them_is_erased_the_others_stay(town):
    meeting = town.meeting(seats=3)
    sign_up(town.bob, meeting, "una", "ulf")
    members.erase(viewer(town.bob), session.get_one(Person, town.bob.id))
    assert going(meeting) == ["una", "ulf"]


@pytest.fixture
def firm(town):
    """Bob and Carol work there, and both are seen."""
    for person in (town.bob, town.carol):
        person.show_name = True
    with transaction():
        working.begin(town.carol, working.set_company(town.bob, "Bobbins"), "employee")


ROW = {"with_name_1": "Una", "with_email_1": "una@firm.example"}


def test_a_member_brings_colleagues_by_the_page_and_takes_all_back(town, as_):
    meeting, bob = town.meeting(seats=2), as_(town.bob)
    assert "Bring a colleague" in bob.get(f"/meetings/{meeting.id}").text
    bad = bob.post(f"/meetings/{meeting.id}/signup", {"with_name_1": "Una", "with_email_2": "ulf@firm"})
    assert "We need their e-mail to write to them." in bad.text
    assert "This is not a whole e-mail address." in bad.text
    assert states(meeting) == {}
    mia = {"with_name_2": "Mia", "with_email_2": town.mia.email}
    signing_up.decline(viewer(town.mia), meeting.id)
    done = bob.post(f"/meetings/{meeting.id}/signup", {**ROW, **mia}, follow_redirects=True)
    assert "1 colleague comes with you, and has got a letter. Who is missing may have answered already" in done.text
    assert "All of us withdraw" in done.text
    assert states(meeting) == {"mia": "declined", "bob": "going", "una": "going"}
    listed = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert "with Una" in listed
    assert "with Bob Bobsen" in listed
    assert "Una" in as_(town.ole).get(f"/meetings/{meeting.id}/people.csv").text
    bob.post(f"/meetings/{meeting.id}/withdrawal", {"who": "all"})
    assert going(meeting) == []


def test_a_member_chooses_from_those_they_work_with_and_from_nobody_else(town, as_, firm):
    meeting, bob = town.meeting(), as_(town.bob)
    page = bob.get(f"/meetings/{meeting.id}/colleagues").text
    assert "Sign up together" in page
    assert "Carol Carolsen" in page
    assert bob.post(f"/meetings/{meeting.id}/signup", {"with_mate": town.mia.id}).status_code == 404
    assert bob.post(f"/meetings/{meeting.id}/signup", {"with_mate": town.carol.id}).status_code == 303
    assert states(meeting) == {"bob": "going", "carol": "going"}
    late = bob.post(f"/meetings/{meeting.id}/signup", {"with_name_1": "Una"})
    assert "Bring colleagues" in late.text
    assert "We need their e-mail" in late.text
    assert bob.post(f"/meetings/{meeting.id}/signup", ROW).status_code == 303
    assert states(meeting)["una"] == "going"


def test_a_guest_is_told_whom_they_bring_before_they_press_the_button(town, as_):
    meeting = town.meeting(questions=None)
    guest, own = as_(None), {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"}
    guest.post(f"/meetings/{meeting.id}/guests", {**own, **ROW})
    (wish,) = session.query(Request).all()
    assert wish.brings == [["Una", "una@firm.example"]]
    link = f"/guests/{signed.token(REQUEST, wish.id)}"
    assert "With you: Una." in guest.get(link).text
    done = guest.post(link, follow_redirects=True)
    assert "With you: Una." in done.text
    assert "All of us withdraw" in done.text
    guest.post(done.request.path, {"answer": "withdraw-all"})
    assert set(states(meeting).values()) == {"withdrawn"}


def test_the_organiser_sees_that_a_group_is_first(town, as_):
    meeting = town.meeting(seats=2)
    sign_up(town.carol, meeting, "una", "ulf")
    page = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert "2 seats are free, but a group of 3 is first in the queue" in page
    assert "Give a seat" not in page
