"""The organiser says yes first: who asks takes no seat, and gets a yes or a no by list or by letter."""

import pytest

from netapp.core import signed
from netapp.core.db import session
from netapp.core.errors import Forbidden, Refused
from netapp.events import inviting, queries, scheduling, seats, signing_up
from netapp.events.approval import actions as approving
from netapp.events.by_hand import letters as hand_letters
from netapp.events.models import SignUp
from tests.members.conftest import text_of
from tests.support.visitors import letters


@pytest.fixture
def meeting(town):
    return town.meeting(seats=1, needs_yes=True)


def viewer(person):
    return queries.viewer_of(person)


def ask(person, meeting):
    return signing_up.sign_up(viewer(person), meeting.id)


def states(town, meeting):
    session.expire_all()
    names = {person.id: name for name, person in town.people.items()}
    return {names[row.person_id]: row.state for row in session.query(SignUp).filter_by(meeting_id=meeting.id)}


def test_who_asks_takes_no_seat_and_organisers_hear_of_it(town, as_, meeting):
    assert ask(town.bob, meeting).state == "requested"
    assert seats.count(meeting) == (0, 0)
    (letter,) = letters(to=town.bob)
    assert letter.letter == "asked_to_come"
    assert "have no seat yet" in text_of(letter)
    assert {letter.person_id for letter in letters("yes_needed")} == {town.alice.id, town.ole.id}
    assert ask(town.bob, meeting).state == "requested"
    assert len(letters("yes_needed")) == 2
    assert "You have asked to come" in as_(town.bob).get(f"/meetings/{meeting.id}").text
    assert "You have asked to come" in as_(town.bob).get("/me").text
    assert "1 person asks to come" in as_(town.ole).get(f"/groups/{town.builders.id}/organising").text


def test_several_get_a_yes_in_the_order_in_which_they_asked(town, as_, meeting):
    rows = [ask(town.people[name], meeting).id for name in ("bob", "carol", "mia", "dan")]
    page = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert "4 people wait for your yes" in page
    path = f"/meetings/{meeting.id}"
    assert as_(town.ole).post(f"{path}/approvals", {"person": [rows[2], rows[0], rows[1]]}).status_code == 303
    assert as_(town.ole).post(f"{path}/refusals", {"person": [rows[3]], "reason": "Too many."}).status_code == 303
    assert states(town, meeting) == {"bob": "going", "carol": "waiting", "mia": "waiting", "dan": "refused"}
    assert seats.place_in_queue(session.get_one(SignUp, rows[1])) == 1
    assert [letter.letter for letter in letters(to=town.bob)] == ["asked_to_come", "confirmed"]
    assert "Too many." in text_of(letters("not_this_time", town.dan)[0])
    signing_up.withdraw(viewer(town.bob), meeting.id)
    assert states(town, meeting)["carol"] == "going"
    with pytest.raises(Refused, match="have said no"):
        ask(town.dan, meeting)
    assert as_(town.carol).post(f"{path}/approvals", {"person": rows}).status_code == 403
    with pytest.raises(Forbidden):
        approving.refuse(viewer(town.carol), meeting.id, rows)


def test_whom_an_organiser_has_invited_passes(town, meeting):
    inviting.invite(viewer(town.ole), meeting.id, [town.gus.email])
    assert ask(town.gus, meeting).state == "going"
    assert ask(town.bob, meeting).state == "requested"
    assert signing_up.withdraw(viewer(town.bob), meeting.id).state == "withdrawn"
    assert letters("withdrawn", town.bob) == []


def test_a_letters_button_says_yes_without_signing_in(town, as_, meeting):
    row = ask(town.bob, meeting)
    link = f"/sign-ups/{signed.token(hand_letters.YES, row.id, town.ole.id)}"
    text = text_of(letters("yes_needed", town.ole)[0])
    assert link in text
    assert "Bob Bobsen asks to come" in as_().get(link).text
    assert states(town, meeting) == {"bob": "requested"}
    session.rollback()
    assert as_().post(f"{link}/approval").status_code == 303
    assert states(town, meeting) == {"bob": "going"}
    assert "This has been answered" in as_().get(link).text
    forged = f"/sign-ups/{signed.token(hand_letters.YES, row.id, town.carol.id)}"
    assert "no longer yours to answer" in as_().get(forged).text
    assert as_().post(f"{forged}/refusal").status_code == 403


def test_the_switch_on_a_published_meeting_says_what_happens_and_lets_all_in(town, as_, meeting):
    for name in ("bob", "carol"):
        ask(town.people[name], meeting)
    session.commit()
    draft = scheduling.of(queries.get_meeting(viewer(town.ole), meeting.id))
    form = {"title": "Kick-off", "group_id": town.builders.id, "language": "en", "zone": draft.zone, "do": "save"}
    form |= {"kind": "meeting", "shown_to": "going", "seats": "1", "open_to_guests": "y"}
    form |= {"starts_date": f"{draft.starts_local:%Y-%m-%d}", "starts_time": f"{draft.starts_local:%H:%M}"}
    form |= {"ends_time": f"{draft.ends_local:%H:%M}", "seen": meeting.changed_at.isoformat(timespec="microseconds")}
    asked = as_(town.ole).post(f"/meetings/{meeting.id}/edit", form)
    assert "2 people wait for your yes and get it now" in asked.text
    assert states(town, meeting) == {"bob": "requested", "carol": "requested"}
    session.rollback()
    assert as_(town.ole).post(f"/meetings/{meeting.id}/edit", {**form, "agreed": "yes"}).status_code == 303
    assert states(town, meeting) == {"bob": "going", "carol": "waiting"}
