"""What a contact learns from asking and swapping: no more than their colleagues let be seen (P2)."""

from datetime import date

import pytest
from sqlalchemy import select

from netapp.core.db import session, transaction
from netapp.events.models import SignUp
from netapp.members import working
from netapp.members.models import Affiliation, Person
from tests.events.test_swapping import ask, bobbins, states, swap
from tests.support.visitors import letters

__all__ = ["bobbins"]


@pytest.fixture
def meeting(town, bobbins):
    """Five seats, of which Bob, the contact, has one."""
    found = town.meeting(seats=5, shown_to="everyone")
    signed_up(town, found, "bob", "going")
    return found


def signed_up(town, meeting, name, state, *, shows=True):
    meeting.arrivals += 1
    row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state=state, turn=meeting.arrivals)
    row.show_name = shows
    session.add(row)
    session.commit()


def said(visitor, meeting):
    return visitor.get(f"/meetings/{meeting.id}/colleagues").text


def shows(town, meeting, name):
    row = select(SignUp.show_name).where(SignUp.meeting_id == meeting.id, SignUp.person_id == town.people[name].id)
    return session.scalar(row)


def test_who_withdrew_unseen_takes_the_seat_unseen(town, as_, meeting):
    signed_up(town, meeting, "carol", "withdrawn", shows=False)
    assert swap(as_(town.bob), town, meeting, "bob", "carol").status_code == 303
    assert states(town, meeting) == {"bob": "withdrawn", "carol": "going"}
    assert shows(town, meeting, "carol") is False


def test_who_is_shown_nowhere_any_more_is_not_shown_by_a_swap(town, as_, meeting):
    signed_up(town, meeting, "carol", "withdrawn")
    town.carol.show_name = False
    session.commit()
    swap(as_(town.bob), town, meeting, "bob", "carol")
    assert states(town, meeting)["carol"] == "going"
    assert shows(town, meeting, "carol") is False


def test_who_cannot_take_a_seat_cannot_for_no_reason_that_is_told(town, as_, meeting):
    """A seat that nobody sees, a no, and a network of others: the same sentence."""
    signed_up(town, meeting, "carol", "going", shows=False)
    signed_up(town, meeting, "dan", "declined")
    narrow = town.meeting(shown_to="everyone", open_to_guests=False, title="Narrow")
    signed_up(town, narrow, "bob", "going")
    bob, told = as_(town.bob), []
    for one, name in ((meeting, "carol"), (meeting, "dan"), (narrow, "dan")):
        before = states(town, one)
        assert swap(bob, town, one, "bob", name).status_code == 303
        assert states(town, one) == before
        told.append(said(bob, one).count(f"{town.people[name].name} can’t take this seat."))
    assert told == [1, 1, 1]
    assert letters("stands_in") == []


def test_who_said_no_may_still_take_a_seat_themselves(town, as_, meeting):
    signed_up(town, meeting, "carol", "going")
    session.execute(SignUp.__table__.update().where(SignUp.person_id == town.bob.id).values(state="declined"))
    session.commit()
    assert swap(as_(town.bob), town, meeting, "carol", "bob").status_code == 303
    assert states(town, meeting) == {"bob": "going", "carol": "withdrawn"}


@pytest.mark.parametrize("hidden_by", ["the colleague", "the organisers"])
def test_a_seat_that_a_contact_may_not_know_of_is_not_theirs_to_give(town, as_, meeting, hidden_by):
    signed_up(town, meeting, "carol", "going", shows=hidden_by != "the colleague")
    if hidden_by == "the organisers":
        meeting.shown_to = "organisers"
        session.commit()
    bob, before = as_(town.bob), states(town, meeting)
    swap(bob, town, meeting, "carol", "dan")
    assert "There is no seat to give any more." in said(bob, meeting)
    assert states(town, meeting) == before
    swap(as_(town.carol), town, meeting, "carol", "dan")
    assert "can’t take" not in said(as_(town.carol), meeting), "one's own seat is"


def test_asking_tells_nobody_who_is_in_a_closed_network(town, as_, bobbins):
    narrow = town.meeting(open_to_guests=False)
    session.commit()
    bob, told = as_(town.bob), []
    for name in ("carol", "dan"):
        ask(bob, narrow, town.people[name])
        told.append(said(bob, narrow).count(f"{town.people[name].name} gets a letter, unless they"))
    assert told == [1, 1]
    assert {letter.person_id for letter in letters("colleague_asked")} == {town.carol.id}


def test_who_is_known_by_address_is_called_by_it_and_who_has_none_gets_no_letter(town, as_, meeting):
    town.carol.name, town.dan.email = "", None
    session.commit()
    bob = as_(town.bob)
    ask(bob, meeting, town.carol)
    page = said(bob, meeting)
    assert "carol@carols.example gets a letter" in page
    assert "Ask Dan" not in page
    ask(bob, meeting, town.dan)
    assert "We know no mail address of Dan Dansen." in said(bob, meeting)
    swap(bob, town, meeting, "bob", "dan")
    page = said(bob, meeting)
    assert "Dan Dansen goes now." in page
    assert "has got a letter" not in page


def test_nobody_is_called_by_an_address_that_is_not_shown(town, as_, meeting):
    """Bob gives his seat and answers for nothing any more; Carol, whom he meets, has no name."""
    town.carol.name = ""
    session.execute(Affiliation.__table__.update().values(role="employee"))
    session.commit()
    bob = as_(town.bob)
    page = said(bob, meeting)
    assert "carol@carols.example" not in page
    assert swap(bob, town, meeting, "bob", "carol").status_code == 303
    assert "A colleague goes now, and has got a letter." in said(bob, meeting)


# Many


@pytest.fixture
def crowd(town, bobbins):
    """Seventy more, who come before Bob and Carol in the alphabet and are seen by contacts only."""
    for number in range(70):
        person = Person(name=f"Aa{number:02}", email=f"aa{number}@crowd.example")
        session.add(person)
        session.flush()
        session.add(Affiliation(person_id=person.id, company_id=bobbins.id, since=date(2026, 1, 1)))
    session.commit()
    return bobbins


def test_who_may_be_seen_is_found_among_many_who_may_not(town, as_, crowd, meeting):
    signed_up(town, meeting, "carol", "going")
    carol = as_(town.carol)
    assert swap(carol, town, meeting, "carol", "mia").status_code == 404
    with transaction():
        working.begin(town.mia, crowd, "employee")
    page = said(carol, meeting)
    assert "Goes instead of Carol Carolsen" in page
    assert "Aa00" not in page
    assert swap(carol, town, meeting, "carol", "mia").status_code == 303
    assert states(town, meeting)["mia"] == "going"


def test_a_contact_of_many_sees_who_goes_first_and_is_told_how_many_are_left_out(town, as_, crowd, meeting):
    signed_up(town, meeting, "dan", "going")
    bob = as_(town.bob)
    page = said(bob, meeting)
    below = page.partition("</section>")[2]
    assert below.index("Dan Dansen") < below.index("Aa00")
    assert "13 more work here." in page
    assert "Carol Carolsen" not in page
    assert "Carol Carolsen" in bob.get(f"/meetings/{meeting.id}/colleagues?q=carol").text
    assert ask(bob, meeting, town.carol).status_code == 303
    assert len(letters("colleague_asked", town.carol)) == 1


def test_the_companys_page_names_who_is_shown_however_many_are_not(town, as_, crowd):
    carol = as_(town.carol).get(f"/companies/{crowd.id}").text
    assert "Bob Bobsen" in carol
    assert "Carol Carolsen" in carol
    assert "71 more work here." in carol
    bob = as_(town.bob).get(f"/companies/{crowd.id}").text
    assert f"/people/{town.carol.id}/removal" in bob
    assert "more work here" not in bob


def test_the_panel_says_how_many_it_leaves_out(town, as_, crowd, meeting):
    for person in session.scalars(select(Person).where(Person.email.like("%@crowd.example"))).all():
        meeting.arrivals += 1
        row = SignUp(meeting_id=meeting.id, person_id=person.id, state="going", turn=meeting.arrivals, show_name=True)
        session.add(row)
    hidden = town.meeting(shown_to="organisers", days=2, title="Hidden")
    for person in session.scalars(select(Person).where(Person.email.like("%@crowd.example"))).all():
        session.add(SignUp(meeting_id=hidden.id, person_id=person.id, state="going", turn=person.id, show_name=True))
    session.commit()
    page = as_(town.carol).get(f"/companies/{crowd.id}").text
    assert "Aa00" in page
    assert "and 11 more" in page
    assert "Hidden" not in page
