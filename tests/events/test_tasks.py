"""Timed work and reactions: reminders, the end of promotions, forgetting, leaving, closing, erasing."""

from datetime import timedelta

from netapp.core import clock, facts
from netapp.core.db import session, transaction
from netapp.events import guests, queries, signing_up, tasks
from netapp.events.models import Request
from netapp.events.reminders import tasks as reminders
from netapp.groups.facts import GroupClosed, Left
from netapp.members import actions as members
from netapp.members.models import Person
from tests.support.visitors import letters


def viewer(person):
    return queries.viewer_of(person)


def at(monkeypatch, instant):
    monkeypatch.setattr(clock, "now", lambda: instant)


def test_a_reminder_is_ordered_once_a_day_before(town, monkeypatch):
    meeting = town.meeting(days=5)
    signing_up.sign_up(viewer(town.bob), meeting.id)
    reminders.send_reminders()
    assert letters("reminder") == []
    at(monkeypatch, meeting.starts_at - timedelta(hours=23, minutes=50))
    reminders.send_reminders()
    reminders.send_reminders()
    (row,) = letters("reminder")
    assert row.person_id == town.bob.id


def test_who_signs_up_on_the_last_day_needs_no_reminder(town, monkeypatch):
    meeting = town.meeting(days=5)
    at(monkeypatch, meeting.starts_at - timedelta(hours=20))
    signing_up.sign_up(viewer(town.bob), meeting.id)
    reminders.send_reminders()
    assert letters("reminder") == []


def test_after_the_cut_off_all_who_wait_are_told_once(town, monkeypatch):
    meeting = town.meeting(days=5, seats=1)
    for person in (town.bob, town.carol, town.mia):
        signing_up.sign_up(viewer(person), meeting.id)
    tasks.end_promotions()
    assert letters("waiting_over") == []
    at(monkeypatch, queries.known_meeting(meeting.id).promotes_until + timedelta(minutes=1))
    tasks.end_promotions()
    tasks.end_promotions()
    assert [row.person_id for row in letters("waiting_over")] == [town.carol.id, town.mia.id]


def test_the_cut_off_is_six_in_the_evening_of_the_day_before(town):
    meeting = town.meeting(days=30)
    local = meeting.starts_local - timedelta(days=1)
    from netapp.core import localtime

    assert localtime.to_local(meeting.promotes_until, meeting.zone) == local.replace(hour=18, minute=0)


def test_who_leaves_gives_up_members_only_seats_and_keeps_open_ones(town):
    closed, open_ = town.meeting(open_to_guests=False, seats=1), town.meeting()
    for meeting in (closed, open_):
        signing_up.sign_up(viewer(town.bob), meeting.id)
    signing_up.sign_up(viewer(town.carol), closed.id)
    with transaction():
        facts.announce(Left(town.builders.id, town.bob.id))
    assert queries.sign_up_of(town.bob.id, closed.id).state == "withdrawn"
    assert queries.sign_up_of(town.bob.id, open_.id).state == "going"
    assert queries.sign_up_of(town.carol.id, closed.id).state == "going"


def test_who_leaves_a_secret_group_gives_up_its_meetings_even_if_open(town):
    meeting = town.meeting(town.secret)
    signing_up.sign_up(viewer(town.bob), meeting.id)
    with transaction():
        facts.announce(Left(town.secret.id, town.bob.id))
    assert queries.sign_up_of(town.bob.id, meeting.id).state == "withdrawn"


def test_closing_a_group_calls_off_what_is_to_come(town):
    coming, past = town.meeting(), town.meeting(days=-9)
    signing_up.sign_up(viewer(town.bob), coming.id)
    with transaction():
        facts.announce(GroupClosed(town.builders.id))
    assert queries.known_meeting(coming.id).state == "cancelled"
    assert queries.known_meeting(past.id).state == "published"
    assert [row.person_id for row in letters("cancelled")] == [town.bob.id]


def test_an_erased_person_leaves_the_count_but_not_the_name(town, monkeypatch):
    past, coming = town.meeting(days=3), town.meeting(days=9, seats=1)
    for meeting in (past, coming):
        signing_up.sign_up(viewer(town.bob), meeting.id)
    signing_up.sign_up(viewer(town.carol), coming.id)
    at(monkeypatch, past.ends_at + timedelta(hours=1))
    members.erase(viewer(town.bob), session.get(Person, town.bob.id))
    assert queries.sign_up_of(town.bob.id, past.id).state == "going"
    assert queries.sign_up_of(town.carol.id, coming.id).state == "going"
    assert session.get(Person, town.bob.id).name == ""
    assert letters(to="bob@bobs.example") == []


def test_requests_are_forgotten_after_a_week(town):
    from netapp.core.viewer import GUEST

    meeting = town.meeting()
    wish = guests.request(GUEST, meeting.id, name="G", company="C", email="g@g.example", language="en", show_name=False)
    assert tasks.forget_requests() == 0
    session.get(Request, wish.id).created_at = clock.now() - timedelta(days=8)
    session.commit()
    assert tasks.forget_requests() == 1


def test_guests_are_forgotten_after_the_days_that_the_privacy_page_names(town, monkeypatch):
    from netapp.core.viewer import GUEST
    from netapp.members.tasks import erase_guests

    meeting = town.meeting(days=3)
    wish = guests.request(
        GUEST, meeting.id, name="Gerd", company="C", email="g@g.example", language="en", show_name=False
    )
    guest = guests.confirm(GUEST, wish.id).person_id
    ends = queries.known_meeting(meeting.id).ends_at
    at(monkeypatch, ends + timedelta(days=89))
    erase_guests()
    assert session.get(Person, guest).name == "Gerd"
    at(monkeypatch, ends + timedelta(days=91))
    erase_guests()
    assert session.get(Person, guest).name == ""
    assert queries.sign_up_of(guest, meeting.id).state == "going"
