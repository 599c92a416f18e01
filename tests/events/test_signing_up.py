"""Signing up, waiting, withdrawing, moving up: who gets a seat, in which order, and who is told."""

import pytest

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST, Viewer
from netapp.events import guests, inviting, queries, seats, signing_up
from netapp.events.by_hand import actions as by_hand
from netapp.events.models import Meeting, SignUp
from netapp.members.models import Person
from tests.support.visitors import letters


def viewer(person: Person) -> Viewer:
    return queries.viewer_of(person)


def sign_up(person: Person, meeting: Meeting) -> SignUp:
    return signing_up.sign_up(viewer(person), meeting.id)


def test_a_member_gets_a_seat_and_a_letter(town):
    meeting = town.meeting()
    assert sign_up(town.bob, meeting).state == "going"
    (letter,) = letters(to=town.bob)
    assert (letter.letter, letter.data["meeting"]) == ("confirmed", meeting.id)


@pytest.mark.parametrize(("seats", "most"), [(None, 8), (3, 9)])
def test_a_sign_up_takes_eight_statements(town, as_, count_queries, seats, most):
    """All who sign up for a meeting stand in one queue, on SQLite all who write: each statement makes it longer.

    They are: who is signed in with all rights; the meeting, locked; the person, with the row and the company; the turn;
    the row; the letter; whose programs want to hear of it; the group's revision. Where seats end they are counted;
    PostgreSQL is told of the change.
    """
    address, visitor = f"/meetings/{town.meeting(seats=seats).id}/signup", as_(town.bob)
    with count_queries() as counted:
        assert visitor.post(address).status_code == 303
    is_told = session.get_bind().dialect.name == "postgresql"
    assert len(counted) <= most + is_told, counted.statements
    # One to look who is signed in, which holds nobody up, and the deed.
    assert counted.transactions == 2
    assert len(letters("confirmed", town.bob)) == 1


def test_twice_is_harmless(town):
    meeting = town.meeting(seats=2)
    first, second = sign_up(town.bob, meeting), sign_up(town.bob, meeting)
    assert first.id == second.id
    assert seats.count(meeting) == (1, 0)
    assert len(letters("confirmed", town.bob)) == 1


def test_seats_are_counted_as_the_deed_has_left_them(town):
    """Also when it has not been written yet (S1)."""
    meeting = town.meeting(seats=1)
    session.add(SignUp(meeting_id=meeting.id, person_id=town.bob.id, state="going", turn=1))
    assert seats.count(meeting) == (1, 0)
    queries.sign_up_of(town.bob.id, meeting.id).state = "withdrawn"
    assert seats.count(meeting) == (0, 0)


def test_a_full_meeting_queues_in_the_order_of_joining(town):
    meeting = town.meeting(seats=1)
    states = [sign_up(town.people[name], meeting).state for name in ("bob", "carol", "mia")]
    assert states == ["going", "waiting", "waiting"]
    assert [seats.place_in_queue(queries.sign_up_of(town.people[n].id, meeting.id)) for n in ("carol", "mia")] == [1, 2]
    assert [letter.letter for letter in letters(to=town.mia)] == ["waiting"]


def test_a_freed_seat_goes_to_the_first_in_the_queue_in_the_same_deed(town):
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol", "mia"):
        sign_up(town.people[name], meeting)
    signing_up.withdraw(viewer(town.bob), meeting.id)
    assert queries.sign_up_of(town.carol.id, meeting.id).state == "going"
    assert queries.sign_up_of(town.mia.id, meeting.id).state == "waiting"
    assert [letter.letter for letter in letters(to=town.carol)] == ["waiting", "promoted"]
    assert [letter.letter for letter in letters(to=town.bob)] == ["confirmed", "withdrawn"]


def test_who_comes_back_queues_behind_those_who_wait(town):
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol", "mia"):
        sign_up(town.people[name], meeting)
    signing_up.withdraw(viewer(town.bob), meeting.id)
    again = sign_up(town.bob, meeting)
    assert again.state == "waiting"
    assert seats.place_in_queue(again) == 2


def test_each_leaving_and_coming_back_counts_in_this_persons_sequence(town):
    meeting = town.meeting()
    assert sign_up(town.bob, meeting).rounds == 0
    assert signing_up.withdraw(viewer(town.bob), meeting.id).rounds == 1
    assert sign_up(town.bob, meeting).rounds == 2
    assert len(letters("confirmed", town.bob)) == 2


def test_a_newcomer_queues_where_people_wait_even_if_a_seat_is_free(town):
    """Seats get free after the cut-off: nobody moves up by itself any more, and nobody overtakes (S3)."""
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol"):
        sign_up(town.people[name], meeting)
    meeting.promotes_until = meeting.created_at
    signing_up.withdraw(viewer(town.bob), meeting.id)
    assert seats.count(meeting) == (0, 1)
    assert sign_up(town.mia, meeting).state == "waiting"


def test_an_organiser_gives_a_free_seat_by_hand_but_never_more_than_there_are(town):
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol"):
        sign_up(town.people[name], meeting)
    waiting = queries.sign_up_of(town.carol.id, meeting.id)
    with pytest.raises(Refused):
        by_hand.give_seat(viewer(town.ole), meeting.id, waiting.id)
    meeting.promotes_until = meeting.created_at
    signing_up.withdraw(viewer(town.bob), meeting.id)
    assert by_hand.give_seat(viewer(town.ole), meeting.id, waiting.id).state == "going"
    with pytest.raises(Forbidden):
        by_hand.give_seat(viewer(town.bob), meeting.id, waiting.id)


def test_saying_no_frees_the_seat_and_is_remembered(town):
    meeting = town.meeting(seats=1)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting)
    assert signing_up.decline(viewer(town.bob), meeting.id).state == "declined"
    assert queries.sign_up_of(town.carol.id, meeting.id).state == "going"
    assert signing_up.decline(viewer(town.mia), meeting.id).state == "declined"


def test_a_meeting_of_a_secret_group_is_not_there_for_others(town):
    meeting = town.meeting(town.secret)
    for name in ("carol", "dan", "olga", "adam", "nina"):
        with pytest.raises(NotVisible):
            sign_up(town.people[name], meeting)
    assert sign_up(town.bob, meeting).state == "going"


def test_a_members_only_meeting_refuses_who_only_reads_it(town):
    meeting = town.meeting(open_to_guests=False)
    for name in ("nina", "pia", "ivan", "dan", "rita", "olga"):
        with pytest.raises(Forbidden):
            sign_up(town.people[name], meeting)
    assert sign_up(town.carol, meeting).state == "going"


@pytest.mark.parametrize("values", [{"state": "cancelled"}, {"days": -2}])
def test_a_meeting_that_is_off_or_over_refuses(town, values):
    meeting = town.meeting(**values)
    with pytest.raises(Refused):
        sign_up(town.bob, meeting)


def test_sign_up_keeps_to_its_opening_and_closing(town):
    meeting = town.meeting()
    meeting.opens_at = meeting.starts_at
    with pytest.raises(Refused):
        sign_up(town.bob, meeting)
    meeting.opens_at, meeting.closes_at = None, meeting.created_at
    with pytest.raises(Refused):
        sign_up(town.bob, meeting)


def request(meeting: Meeting, email: str = "gerd@guests.example") -> int:
    wish = guests.request(
        GUEST, meeting.id, name="Gerd Guest", company="Guests", email=email, language="da", show_name=True
    )
    return wish.id


def test_a_guest_takes_no_seat_before_the_button_is_pressed(town):
    meeting = town.meeting(seats=1)
    number = request(meeting)
    assert seats.count(meeting) == (0, 0)
    assert [letter.letter for letter in letters(to="gerd@guests.example")] == ["confirm_request"]
    done = guests.confirm(GUEST, number)
    assert (done.state, done.company, done.show_name, done.as_guest) == ("going", "Guests", True, True)
    assert guests.confirm(GUEST, number).id == done.id
    assert seats.count(meeting) == (1, 0)


def test_a_guest_whose_address_is_a_members_signs_that_member_up(town):
    """The button behind the letter proves the address; the name of somebody known is not written over."""
    meeting = town.meeting()
    done = guests.confirm(GUEST, request(meeting, "bob@bobs.example"))
    assert (done.person_id, done.as_guest) == (town.bob.id, False)
    assert town.bob.name == "Bob Bobsen"


def test_guests_are_refused_where_only_members_may_come(town):
    with pytest.raises(Forbidden):
        request(town.meeting(open_to_guests=False))


def test_a_confirmation_that_comes_too_late_takes_nothing(town):
    meeting = town.meeting()
    number = request(meeting)
    meeting.state = "cancelled"
    with pytest.raises(Refused):
        guests.confirm(GUEST, number)
    assert seats.count(meeting) == (0, 0)


def test_people_are_invited_by_address_once_and_only_if_they_have_not_answered(town):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    asked = inviting.invite(viewer(town.ole), meeting.id, ["new@new.example", "bob@bobs.example", "new@new.example"])
    assert asked == 1
    inviting.invite(viewer(town.ole), meeting.id, ["new@new.example"])
    assert [letter.address for letter in letters("invited")] == ["new@new.example"]
    with pytest.raises(Forbidden):
        inviting.invite(viewer(town.bob), meeting.id, ["x@x.example"])


def test_an_organiser_takes_somebody_off_and_the_next_moves_up(town):
    meeting = town.meeting(seats=1)
    sign_up(town.bob, meeting)
    sign_up(town.carol, meeting)
    row = queries.sign_up_of(town.bob.id, meeting.id)
    signing_up.take_off(viewer(town.ole), meeting.id, row.id)
    assert queries.sign_up_of(town.carol.id, meeting.id).state == "going"
    other = town.meeting()
    with pytest.raises(NotVisible):
        signing_up.take_off(viewer(town.ole), other.id, row.id)
