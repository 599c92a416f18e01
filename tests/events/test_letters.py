"""The letters about meetings: what they say, what hangs on them, and when they are no longer due (M3, C7)."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from netapp.core import clock
from netapp.core.db import session
from netapp.events import actions, guests, queries, scheduling, signing_up
from netapp.events.reminders import notices as reminders
from netapp.events.scheduling import Draft
from netapp.groups import queries as groups
from netapp.mail import writing
from tests.support.visitors import letters, written


def viewer(person):
    return queries.viewer_of(person)


def entry(letter):
    (event,) = Calendar.from_ical(letter.calendar.content).events
    return event


def test_a_confirmation_says_when_and_where_and_brings_the_entry(town):
    meeting = town.meeting(place="Town hall", address="Torvet 1, Roskilde", online_url="https://meet.example/r")
    signing_up.sign_up(viewer(town.bob), meeting.id)
    (row,) = letters("confirmed")
    letter = written(row)
    assert letter.subject == "You have a seat: Kick-off"
    for words in ("13:00 to 15:00", "Copenhagen time", "Torvet 1, Roskilde", "https://meet.example/r", "/answers/"):
        assert words in letter.text
        assert words in letter.html
    event = entry(letter)
    assert letter.calendar.method == "REQUEST"
    assert str(event["UID"]) == meeting.uid
    assert str(event["ATTENDEE"]) == "mailto:bob@bobs.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert letter.stop is None


def test_who_waits_gets_no_entry_and_no_link(town):
    meeting = town.meeting(seats=1, online_url="https://meet.example/r")
    for person in (town.bob, town.carol):
        signing_up.sign_up(viewer(person), meeting.id)
    letter = written(letters("waiting")[0])
    assert letter.calendar is None
    assert "number 1" in letter.text
    assert "meet.example" not in letter.text + letter.html


def test_withdrawing_takes_the_entry_back_with_a_higher_sequence(town):
    meeting = town.meeting()
    signing_up.sign_up(viewer(town.bob), meeting.id)
    first = entry(written(letters("confirmed")[0]))
    signing_up.withdraw(viewer(town.bob), meeting.id)
    gone = written(letters("withdrawn")[0])
    assert gone.calendar.method == "CANCEL"
    assert (entry(gone)["STATUS"], entry(gone)["UID"]) == ("CANCELLED", first["UID"])
    signing_up.sign_up(viewer(town.bob), meeting.id)
    back = entry(written(letters("confirmed")[-1]))
    assert [first["SEQUENCE"], entry(gone)["SEQUENCE"], back["SEQUENCE"]] == [0, 1, 2]


def test_a_letter_about_a_seat_that_is_gone_is_not_sent(town):
    meeting = town.meeting()
    signing_up.sign_up(viewer(town.bob), meeting.id)
    (row,) = letters("confirmed")
    signing_up.withdraw(viewer(town.bob), meeting.id)
    with pytest.raises(writing.Missed):
        written(row)


def change(town, meeting, **values):
    found = queries.known_meeting(meeting.id)
    draft = Draft(**{**vars(scheduling.of(found)), **values})
    return actions.change(viewer(town.ole), meeting.id, draft, seen=actions.stamp(found), agreed=True)


def test_a_move_says_what_was_and_what_is_now(town):
    meeting = town.meeting(days=20, place="Town hall")
    signing_up.sign_up(viewer(town.bob), meeting.id)
    day = timedelta(days=1)
    change(town, meeting, starts_local=meeting.starts_local + day, ends_local=meeting.ends_local + day, place="Library")
    letter = written(letters("moved")[0])
    assert letter.subject == "New time or place: Kick-off"
    for words in ("Town hall", "Library", "Time before:", "New time:", "You keep your seat."):
        assert words in letter.text
    event = entry(letter)
    assert (event["SEQUENCE"], event.start.replace(tzinfo=None)) == (1, meeting.starts_local)
    assert letter.stop == f"meeting:{meeting.id}"


def test_a_move_that_was_taken_back_is_not_told(town):
    meeting = town.meeting(days=20)
    signing_up.sign_up(viewer(town.bob), meeting.id)
    starts, ends = meeting.starts_local, meeting.ends_local
    change(town, meeting, starts_local=starts + timedelta(hours=1), ends_local=ends + timedelta(hours=1))
    change(town, meeting, starts_local=starts, ends_local=ends)
    with pytest.raises(writing.Missed):
        written(letters("moved")[0])


def test_a_cancellation_comes_even_to_who_has_stopped_the_meetings_letters(app, town):
    from netapp.mail.models import Stop

    meeting = town.meeting()
    signing_up.sign_up(viewer(town.bob), meeting.id)
    session.add(Stop(address="bob@bobs.example", scope=f"meeting:{meeting.id}"))
    session.commit()
    actions.cancel(viewer(town.ole), meeting.id, "The hall is flooded.")
    letter = written(letters("cancelled")[0])
    assert letter.calendar.method == "CANCEL"
    assert "The hall is flooded." in letter.text
    reminders.usual(queries.known_meeting(meeting.id), [town.bob])
    with pytest.raises(writing.Missed):
        written(letters("reminder")[0])


def announce(town, group):
    meeting = town.meeting(group, state="draft")
    actions.publish(viewer(town.alice), meeting.id, tell=True)
    return meeting


def test_an_announcement_is_in_the_readers_language_and_can_be_stopped(town):
    town.bob.language = "en"
    announce(town, town.builders)
    row = next(row for row in letters("announced") if row.person_id == town.bob.id)
    letter = written(row)
    assert letter.stop == f"group:{town.builders.id}"
    assert "Builders meets:" in letter.text
    assert "/answers/" in letter.text


def test_who_was_removed_after_the_order_gets_no_announcement(town):
    announce(town, town.secret)
    row = next(row for row in letters("announced") if row.person_id == town.bob.id)
    written(row)
    groups.membership(town.secret.id, town.bob.id).state = "removed"
    session.commit()
    with pytest.raises(writing.Missed):
        written(row)


def test_who_has_answered_is_not_asked_again(town):
    meeting = announce(town, town.builders)
    row = next(row for row in letters("announced") if row.person_id == town.bob.id)
    signing_up.decline(viewer(town.bob), meeting.id)
    with pytest.raises(writing.Missed):
        written(row)


def test_a_reminder_that_is_hours_late_or_about_another_time_is_missed(town, monkeypatch):
    meeting = town.meeting(days=3)
    signing_up.sign_up(viewer(town.bob), meeting.id)
    reminders.usual(queries.known_meeting(meeting.id), [town.bob])
    session.commit()
    (row,) = letters("reminder")
    at = meeting.starts_at - timedelta(hours=23)
    monkeypatch.setattr(clock, "now", lambda: at)
    assert "Tomorrow" in written(row).subject
    monkeypatch.setattr(clock, "now", lambda: meeting.starts_at - timedelta(hours=17))
    with pytest.raises(writing.Missed):
        written(row)


def test_an_old_confirmation_link_is_not_sent_once_sign_up_is_over(town):
    from netapp.core.viewer import GUEST

    meeting = town.meeting()
    guests.request(GUEST, meeting.id, name="G", company="C", email="g@g.example", language="fi", show_name=False)
    (row,) = letters("confirm_request")
    assert "/guests/" in written(row).text
    found = queries.known_meeting(meeting.id)
    found.closes_at = clock.now()
    session.commit()
    with pytest.raises(writing.Missed):
        written(row)
