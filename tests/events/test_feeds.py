"""Feeds: what is in them, who reads them, and how they answer a calendar program (C1–C6)."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from netapp.core import clock
from netapp.core.db import session
from netapp.events import actions, drafting, queries, signing_up
from tests.town import CANARY


def events(answer):
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.data).events}


def viewer(person):
    return queries.viewer_of(person)


def test_the_site_feed_holds_what_everybody_may_read_and_nothing_else(town, as_):
    public = town.meeting()
    hidden = [town.meeting(town.secret), town.meeting(town.inner), town.meeting(state="draft")]
    answer = as_().get("/meetings.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(answer)
    assert public.uid in found
    assert not {meeting.uid for meeting in hidden} & set(found)
    assert CANARY.encode() not in answer.data
    assert b"METHOD" not in answer.data
    assert b"ATTENDEE" not in answer.data


def test_being_signed_in_changes_no_shared_feed(town, as_):
    town.meeting(town.secret)
    assert as_(town.alice).get("/meetings.ics").data == as_().get("/meetings.ics").data


def test_a_network_feed_holds_its_sub_groups_and_a_sub_group_feed_only_its_own(town, as_):
    one, two = town.meeting(), town.meeting(town.energy)
    assert set(events(as_().get(f"/groups/{town.builders.id}/meetings.ics"))) == {one.uid, two.uid}
    assert set(events(as_().get(f"/groups/{town.energy.id}/meetings.ics"))) == {two.uid}
    for shut in (town.secret, town.inner):
        assert as_().get(f"/groups/{shut.id}/meetings.ics").status_code == 404
        assert as_(town.alice).get(f"/groups/{shut.id}/meetings.ics").status_code == 404


def test_a_secret_key_names_the_viewer_of_a_personal_feed(town, as_):
    secret = town.meeting(town.secret)
    key = town.bob.calendar_key
    assert set(events(as_().get(f"/calendar/{key}/groups/{town.secret.id}.ics"))) == {secret.uid}
    assert secret.uid in events(as_().get(f"/calendar/{key}/all.ics"))
    for name in ("carol", "dan", "adam"):
        other = town.people[name].calendar_key
        assert as_().get(f"/calendar/{other}/groups/{town.secret.id}.ics").status_code == 404
        assert secret.uid not in events(as_().get(f"/calendar/{other}/all.ics"))
    assert as_().get("/calendar/nonsense/all.ics").status_code == 404


def test_the_personal_feed_holds_seats_and_no_waiting_places(town, as_):
    going, waiting = town.meeting(), town.meeting(seats=1)
    signing_up.sign_up(viewer(town.bob), going.id)
    signing_up.sign_up(viewer(town.carol), waiting.id)
    signing_up.sign_up(viewer(town.bob), waiting.id)
    answer = as_().get(f"/calendar/{town.bob.calendar_key}/mine.ics")
    assert set(events(answer)) == {going.uid}
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_two_fetches_give_the_same_bytes_and_a_304(town, as_):
    town.meeting()
    first = as_().get("/meetings.ics")
    second = as_().get("/meetings.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert as_().get("/meetings.ics").data == first.data
    assert (second.status_code, second.data) == (304, b"")
    head = as_().client.head("/meetings.ics")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    third = as_().get("/meetings.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (third.status_code, third.data) == (304, b"")


def test_a_members_browser_gets_the_file_of_a_meeting_that_only_members_read(town, as_):
    path = f"/meetings/{town.meeting(town.secret).id}.ics"
    draft = f"/meetings/{town.meeting(state='draft').id}.ics"
    answer = as_(town.bob).get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    for name in ("carol", "dan", "adam"):
        assert as_(town.people[name]).get(path).status_code == 404
    assert as_().get(path).status_code == 404
    assert as_(town.ole).get(draft).status_code == 404


def test_the_validator_changes_when_something_is_taken_out(town, as_):
    town.meeting()
    gone = town.meeting()
    first = as_().get("/meetings.ics").headers
    before = first["ETag"]
    gone = queries.known_meeting(gone.id)
    gone.state = "draft"
    session.commit()
    after = as_().get("/meetings.ics", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before
    assert as_().get("/meetings.ics", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


@pytest.mark.parametrize(
    ("state", "days", "is_there"),
    [
        ("published", -59, True),
        ("published", -61, False),
        ("held", -30, True),
        ("cancelled", 10, True),
        ("cancelled", -29, True),
        ("cancelled", -31, False),
        ("published", 600, False),
    ],
)
def test_the_past_stays_for_60_days_and_what_is_cancelled_for_30(town, as_, state, days, is_there):
    meeting = town.meeting(days=days, state=state)
    found = events(as_().get("/meetings.ics"))
    assert (meeting.uid in found) is is_there
    if is_there:
        assert found[meeting.uid]["STATUS"] == ("CANCELLED" if state == "cancelled" else "CONFIRMED")


def test_the_uid_is_one_in_feed_file_and_the_sequence_grows_with_a_move(town, as_):
    meeting = town.meeting()
    before = events(as_().get(f"/meetings/{meeting.id}.ics"))[meeting.uid]
    actions.cancel(viewer(town.ole), meeting.id, "")
    after = events(as_().get("/meetings.ics"))[meeting.uid]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert str(after["SUMMARY"]) == "Cancelled: Kick-off"


def test_the_online_link_is_in_no_shared_feed(town, as_):
    town.meeting(online_url="https://meet.example/secret-room")
    for address in ("/meetings.ics", f"/groups/{town.builders.id}/meetings.ics"):
        assert b"secret-room" not in as_().get(address).data


@pytest.mark.parametrize(
    "path",
    [
        "/meetings.ics",
        "/groups/{group}/meetings.ics",
        "/meetings/{meeting}.ics",
        "/calendar/{key}/mine.ics",
        "/calendar/{key}/groups/{group}.ics",
        "/calendar/{key}/all.ics",
    ],
)
def test_a_feed_takes_three_statements_however_much_there_is(town, as_, count_queries, path, made_anew):
    meeting = town.meeting()
    for number in range(30):
        session.add(_copy(town.builders, meeting, number))
    session.commit()
    signing_up.sign_up(viewer(town.bob), meeting.id)
    path = path.format(group=town.builders.id, meeting=meeting.id, key=town.bob.calendar_key)
    guest = as_()
    guest.get(path)
    with count_queries() as counted:
        assert guest.get(path).status_code == 200
    assert len(counted) <= 3


def _copy(group, meeting, number):
    starts = meeting.starts_local + timedelta(hours=number)
    copy = drafting.new(group, title=f"No. {number}", starts_local=starts, ends_local=starts + timedelta(hours=1))
    copy.state, copy.id = "published", 10_000 + meeting.id + number
    drafting.derive(copy)
    return copy


def test_a_closed_group_has_no_meetings_to_come_in_its_feed(town, as_):
    from netapp.core import facts
    from netapp.groups.facts import GroupClosed

    meeting = town.meeting()
    signing_up.sign_up(viewer(town.bob), meeting.id)
    facts.announce(GroupClosed(town.builders.id))
    session.commit()
    assert events(as_().get("/meetings.ics"))[meeting.uid]["STATUS"] == "CANCELLED"
    assert clock.now() < meeting.starts_at
