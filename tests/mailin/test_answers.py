"""What calendar programs answer: the same deed as by the page, as the person whose letter it was, and once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock, mime
from netapp.core.db import session
from netapp.events import queries, seats, signing_up
from netapp.events.calendars import itip
from netapp.mail import drain
from netapp.mailin import taking, tasks
from netapp.mailin.models import Received
from tests.mailin.conftest import answer, entry, own, sign_up, state, written
from tests.mailin.programs import PROGRAMS
from tests.support.visitors import letters


def outcomes():
    return list(session.scalars(select(Received.outcome).order_by(Received.id)))


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_each_programs_answer_is_read(program):
    said = answer_of_nobody()
    reply = itip.find(mime.read(program(said)).parts)
    assert reply is not None
    (one,) = reply.answers
    assert (reply.method, one.uid, one.sequence) == ("REPLY", said.uid, 3)
    assert one.of("bob@bobs.example").partstat == "TENTATIVE"
    assert f"{one.stamp:%Y%m%dT%H%M%SZ}" == said.stamp
    assert f"{one.occurs:%Y-%m-%d %H:%M %Z}" == "2027-02-03 13:00 CET"


def answer_of_nobody():
    from tests.mailin.programs import Said

    said = Said("calendar+k@in.net.example", "meeting-1@net.example", "bob@bobs.example", "TENTATIVE", sequence="3")
    return said.but(occurs=";TZID=Romance Standard Time:20270203T130000")


def test_where_no_mail_comes_in_no_answer_is_asked_for(town):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    event = entry(written("confirmed", town.bob))
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert "calendar+" not in str(event["ORGANIZER"])


def test_the_entry_asks_for_an_answer_at_an_address_that_is_one_persons_for_one_meeting(mailin, town):
    meeting, other = town.meeting(), town.meeting()
    sign_up(town.bob, meeting)
    event = entry(written("confirmed", town.bob))
    to = str(event["ORGANIZER"]).removeprefix("mailto:")
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert to == answer(town.bob, meeting).to
    assert len({to, answer(town.bob, other).to, answer(town.carol, meeting).to}) == 3
    assert len(to.partition("@")[0]) <= 64


def test_no_gives_the_seat_to_who_waits_and_takes_the_entry_back_once(town, receive):
    meeting = town.meeting(seats=1)
    for person in (town.bob, town.carol):
        sign_up(person, meeting)
    assert receive(answer(town.bob, meeting)) == taking.TAKEN
    assert (state(town.bob, meeting), own(town.bob, meeting).came_by) == ("declined", "calendar")
    assert state(town.carol, meeting) == "going"
    assert [letter.letter for letter in letters(to=town.bob)] == ["confirmed", "withdrawn"]
    gone = written("withdrawn", town.bob)
    assert gone.calendar.method == "CANCEL"
    # Servers bring a letter again when they have not heard; programs send their answer again, too.
    assert receive(answer(town.bob, meeting)) == taking.TAKEN
    assert receive(answer(town.bob, meeting, stamp="20260101T130000Z")) == taking.TAKEN
    assert len(letters(to=town.bob)) == 2
    assert outcomes() == ["taken", "nothing"]


def test_yes_brings_back_who_had_gone(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting))
    receive(answer(town.bob, meeting, "ACCEPTED", stamp="20260101T130000Z"))
    assert (state(town.bob, meeting), own(town.bob, meeting).came_by) == ("going", "calendar")
    assert [letter.letter for letter in letters(to=town.bob)] == ["confirmed", "withdrawn", "confirmed"]


def test_who_comes_back_to_a_full_meeting_waits_and_the_calendar_is_told(town, receive):
    meeting = town.meeting(seats=1)
    for person in (town.bob, town.carol):
        sign_up(person, meeting)
    receive(answer(town.bob, meeting))
    receive(answer(town.bob, meeting, "ACCEPTED", stamp="20260101T130000Z"))
    assert (state(town.bob, meeting), seats.count(meeting)) == ("waiting", (1, 1))
    waits = written("waiting", town.bob)
    assert (waits.calendar.method, entry(waits)["SEQUENCE"]) == ("CANCEL", 1)
    signing_up.withdraw(queries.viewer_of(town.carol), meeting.id)
    assert entry(written("promoted", town.bob))["SEQUENCE"] == 2


def test_yes_from_who_has_a_seat_changes_nothing_and_is_not_answered(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting, "ACCEPTED"))
    assert (state(town.bob, meeting), own(town.bob, meeting).came_by) == ("going", "page")
    assert len(letters(to=town.bob)) == 1


def test_perhaps_keeps_the_seat_and_the_organiser_sees_it(town, receive, as_):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting, "TENTATIVE"))
    assert (state(town.bob, meeting), own(town.bob, meeting).perhaps) == ("going", True)
    assert len(letters(to=town.bob)) == 1
    visitor = as_(town.ole)
    page = visitor.get(f"/meetings/{meeting.id}/people").text
    assert "Perhaps" in page
    assert ">Calendar</td>" in page
    assert "Perhaps,Answered by" in visitor.get(f"/meetings/{meeting.id}/people.csv").text
    assert "yes,Calendar" in visitor.get(f"/meetings/{meeting.id}/people.csv").text
    receive(answer(town.bob, meeting, "ACCEPTED", stamp="20260101T130000Z"))
    assert own(town.bob, meeting).perhaps is False


def test_each_way_of_answering_is_told(town, as_):
    from flask import url_for

    from netapp.events import answering

    meeting = town.meeting()
    visitor = as_(town.bob)
    visitor.post(f"/meetings/{meeting.id}/signup")
    assert own(town.bob, meeting).came_by == "page"
    with visitor.app.test_request_context():
        address = answering.url(own(town.bob, meeting))
        assert address == url_for("events.answer", token=address.rpartition("/")[2])
    visitor.post(address, {"answer": "withdraw"})
    assert (state(town.bob, meeting), own(town.bob, meeting).came_by) == ("withdrawn", "letter")
    visitor.post(f"/meetings/{meeting.id}/signup")
    as_(town.ole).post(f"/meetings/{meeting.id}/people/{own(town.bob, meeting).id}/removal")
    assert (state(town.bob, meeting), own(town.bob, meeting).came_by) == ("withdrawn", "hand")


@pytest.mark.parametrize("late", [{"sequence": "0"}, {"stamp": "20260101T110000Z"}])
def test_an_answer_that_was_overtaken_on_its_way_changes_nothing(town, receive, late):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting, sequence="1"))
    receive(answer(town.bob, meeting, "ACCEPTED", **{"sequence": "1", **late}))
    assert state(town.bob, meeting) == "declined"
    assert outcomes() == ["taken", "old"]


def test_yes_that_was_said_before_withdrawing_on_the_page_brings_nobody_back(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    signing_up.withdraw(queries.viewer_of(town.bob), meeting.id)
    receive(answer(town.bob, meeting, "ACCEPTED"))
    assert (state(town.bob, meeting), outcomes()) == ("withdrawn", ["old"])


REFUSED = {
    "another's mail": ({"sender": "eve@eves.example"}, "another address"),
    "another's answer": ({"attendee": "eve@eves.example"}, "another address"),
    "passed on": ({"parameters": ';DELEGATED-TO="mailto:eve@eves.example"'}, "Send a colleague"),
    "another meeting's": ({"uid": "meeting-0@elsewhere.example"}, "no such date"),
    "a date that is none": ({"occurs": ":20300101T120000Z"}, "no such date"),
    "another time proposed": ({"method": "COUNTER"}, "write to the organiser"),
    "no answer at all": ({"method": "REFRESH"}, "no answer to an invitation"),
}


def test_what_its_writer_can_mend_is_answered_once_with_the_reason(town, receive, monkeypatch):
    monkeypatch.setattr(taking, "MOST_ANSWERS", 99)
    meeting = town.meeting(title="Kick-off")
    sign_up(town.bob, meeting)
    for number, (odd, why) in enumerate(REFUSED.values(), start=1):
        said = answer(town.bob, meeting).but(**odd, number=f"<{number}@programs.example>")
        assert [receive(said), receive(said)] == [taking.TAKEN] * 2
        assert (state(town.bob, meeting), outcomes()) == ("going", ["returned"] * number)
        writer = said.sender or said.attendee
        assert letters("not_counted")[-1].address == writer
        letter = written("not_counted", writer)
        assert why in letter.text
        assert ("/answers/" in letter.text) is (writer == town.bob.email)
        assert letter.answers == said.number


def test_a_letter_of_somebody_is_answered_with_where_to_answer(town, receive):
    meeting = town.meeting(contact_name="Ole", contact_email="ole@oles.example")
    sign_up(town.bob, meeting)
    said = answer(town.bob, meeting).but(number="<x@y.example>\r\nBcc: all@all.example", sender="bob@bobs.example")
    receive(said, lambda said: f"From: {said.sender}\r\nMessage-ID: {said.number}\r\n\r\nI can’t come.".encode())
    letter = written("not_counted", town.bob)
    assert "Nobody reads this address" in letter.text
    assert "ole@oles.example" in letter.text
    assert letter.calendar is None


def test_yes_to_a_meeting_that_is_called_off_is_answered_and_the_entry_taken_back(town, receive, mailin):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting))
    found = queries.known_meeting(meeting.id)
    found.state = "cancelled"
    session.commit()
    receive(answer(town.bob, meeting, "ACCEPTED", stamp="20260101T130000Z"))
    letter = written("not_counted", town.bob)
    assert "This meeting is cancelled." in letter.text
    assert letter.calendar.method == "CANCEL"
    while drain.drain():
        pass
    source = letters("not_counted")[0].source
    assert "\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <ACCEPTED-" in source


def test_who_may_not_see_the_meeting_any_more_keeps_nothing_by_mail(town, receive):
    from netapp.groups import queries as groups

    meeting = town.meeting(town.secret, title="Hush")
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting))
    groups.membership(town.secret.id, town.bob.id).state = "removed"
    session.commit()
    receive(answer(town.bob, meeting, "ACCEPTED", stamp="20260101T130000Z"))
    assert state(town.bob, meeting) == "declined"
    letter = written("not_counted", town.bob)
    assert "not open to you any more" in letter.text
    assert "Hush" not in letter.text + letter.subject + letter.sender


def test_a_key_that_is_cut_or_changed_is_no_address_and_its_case_does_not_matter(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    good = answer(town.bob, meeting)
    local, _at, domain = good.to.partition("@")
    for odd in (
        local[:-2],
        local[:12] + "a" * 4 + local[16:],
        "calendar",
        "reply+x",
        local + "=",
        f"{local}\x00",
        "calendar+ø",
    ):
        assert receive(good.but(to=f"{odd}@{domain}")) == taking.UNKNOWN
    assert receive(good.but(to=f"{local}@else.example")) == taking.UNKNOWN
    assert receive(good.but(to=good.to.upper())) == taking.TAKEN
    assert state(town.bob, meeting) == "declined"


def test_who_was_erased_has_no_address_any_more(town, receive):
    from netapp.core.db import transaction
    from netapp.members import actions as members

    meeting = town.meeting()
    sign_up(town.bob, meeting)
    said = answer(town.bob, meeting)
    with transaction():
        members.forget(town.bob)
    assert receive(said) == taking.UNKNOWN


def test_which_letters_have_come_is_forgotten_after_a_month(town, receive, monkeypatch):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting))
    assert tasks.forget_old() == 0
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert tasks.forget_old() == 1
