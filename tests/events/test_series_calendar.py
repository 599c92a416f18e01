"""Series in calendars: one UID, a master and what differs, in feeds and letters alike (C1–C3, C7).

`golden_series/` holds the letters as they leave, numbers and keys named; look at the difference before you write them
anew by `rm tests/events/golden_series/*`, after which each of them fails once. What stands in them is read by others
than have written it: the message by Python's email and a parser in Rust, the calendar by dateutil, by our own reader of
other people's files, and by `ical`, with which Home Assistant reads calendars: it knows zones, EXDATE and RECURRENCE-ID
by code of its own (icalendar, which writes here, would agree with itself).
"""

import email
import re
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import fast_mail_parser
import pytest
import time_machine
from dateutil.rrule import rrulestr
from ical.calendar_stream import IcsCalendarStream

from netapp.core.db import session
from netapp.core.letters import Order
from netapp.events import actions as meetings
from netapp.events import queries, scheduling, signing_up
from netapp.events.ics import reading
from netapp.events.models import Meeting
from netapp.events.scheduling import Draft
from netapp.events.series import actions, changing, joining, template
from netapp.events.series.models import Series
from netapp.events.series.planning import Repeating
from netapp.mail import message, writing
from tests.support.visitors import letters

GOLDEN = Path(__file__).parent / "golden_series"
NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
FIRST = datetime(2027, 3, 10, 14)  # Wednesdays; clocks change on 28 March.


@pytest.fixture(autouse=True)
def clock_():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def viewer(person):
    return queries.viewer_of(person)


def begin(town, **values):
    said = {"titles": {"en": "Grøn breakfast"}, "language": "en", "zone": "Europe/Copenhagen", "place": "Rådhuset"}
    draft = Draft(**{**said, "starts_local": FIRST, "ends_local": FIRST + timedelta(hours=2), **values})
    until = FIRST.date() + timedelta(weeks=5)
    return actions.begin(viewer(town.ole), town.builders.id, draft, Repeating("weekly", 1, until), tell=False)


def dates(series):
    rows = session.query(Meeting).filter(Meeting.series_id == series.id).order_by(Meeting.occurrence)
    return rows.populate_existing().all()


def move(town, meeting, starts):
    found = queries.get_meeting(viewer(town.ole), meeting.id)
    new = {**vars(scheduling.of(found)), "starts_local": starts, "ends_local": starts + timedelta(hours=2)}
    return meetings.change(viewer(town.ole), meeting.id, Draft(**new), seen=meetings.stamp(found), agreed=True)


def move_following(town, meeting, starts):
    series = session.get(Series, meeting.series_id)
    first = template.at(template.of(series), meeting.occurrence)
    new = {**vars(first), "starts_local": starts, "ends_local": starts + timedelta(hours=2)}
    asked = Repeating("weekly", 1, series.until, series.weeks_ahead)
    stamp = actions.stamp(series)
    return changing.change(viewer(town.ole), meeting.id, Draft(**new), asked, seen=stamp, agreed=True)


def raw(kind, person, app):
    row = letters(kind, person)[-1]
    finished = writing.write(row.letter, Order(row.person_id, row.address, row.name, row.language, row.data))
    return message.build(finished, row.key, app.config["NETAPP"]).source


def objects(source):
    """(method, text) of each calendar object: the one in the letter, and a file that ends another series. Both readers
    find the same, and the same heads.
    """
    message, other = email.message_from_string(source, policy=default), fast_mail_parser.parse_email(source)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    texts = [bytes(one.content) for one in other.attachments if one.mimetype == "text/calendar"]
    assert texts == [part.get_payload(decode=True) for part in parts]
    assert (other.subject, *other.text_html) == (message["Subject"], message.get_body(("html",)).get_content())
    return [(part.get_param("method"), part.get_payload(decode=True).decode()) for part in parts]


def same(name, source, *uids):
    """The letter without what differs from run to run, its calendar objects in words."""
    said = re.sub(r"Content-Transfer-Encoding: base64\r\n\r\n[A-Za-z0-9+/=\r\n]+\r\n--", "[the object]\r\n--", source)
    said = re.sub(r"(?<!\?)=\r\n", "", re.sub(r"=_[0-9a-f]{16}", "MARK", re.sub(r"[0-9a-f]{40}@", "NUMBER@", said)))
    said = re.sub(r"<!doctype html>.*?</html>", "[the page]", said, flags=re.DOTALL)
    said = re.sub(r"[a-z2-7]+@ticket", "TOKEN@ticket", said)
    said = re.sub(r"(answers|stop|tickets)/[\w.-]+", r"\1/TOKEN", said)
    both = "\n".join([said, *(f"{method}\n{text}".replace("\r\n ", "") for method, text in objects(source))])
    for number, uid in enumerate(uids):
        both = both.replace(uid, f"UID{number}")
    both = re.sub(r"/(meetings|series)/\d+", r"/\1/7", both.replace("\r\n", "\n"))
    file = GOLDEN / name
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(both, encoding="utf-8")
        raise AssertionError(f"{name} is written anew; look at it")
    assert both == file.read_text(encoding="utf-8")


def read_by_all(text):
    """The local beginnings of what takes place, as each of the three sees them; they agree."""
    unfolded = text.replace("\r\n ", "")
    master, *apart = unfolded.split("BEGIN:VEVENT")[1:]
    lines = [line for line in master.split("\r\n") if line.startswith(("DTSTART", "RRULE", "EXDATE"))]
    if any(line.startswith("RRULE") for line in lines):
        zone = rrulestr("\n".join(lines), forceset=True)
        found = {at.replace(tzinfo=None) for at in zone}
    else:
        found = {datetime.strptime(lines[0][-15:], "%Y%m%dT%H%M%S")}
    found = set() if "STATUS:CANCELLED" in master else found
    for one in apart:
        said = dict(line.split(":", 1) for line in one.split("\r\n") if ":" in line)
        own = {key.partition(";")[0]: value for key, value in said.items()}
        found.discard(datetime.strptime(own["RECURRENCE-ID"], "%Y%m%dT%H%M%S"))
        if own["STATUS"] != "CANCELLED":
            found.add(datetime.strptime(own["DTSTART"], "%Y%m%dT%H%M%S"))
    read = reading.read(text.encode(), "UTC", NOON - timedelta(days=60), NOON + timedelta(days=400)).entries
    assert sorted(found) == sorted(one.starts for one in read if not one.is_cancelled)
    assert {one.uid for one in read} <= {re.search(r"UID:(\S+)", text)[1]}
    foreign = [one for one in IcsCalendarStream.calendar_from_ics(text).timeline if one.status != "CANCELLED"]
    assert sorted(found) == [one.dtstart.replace(tzinfo=None) for one in foreign]
    assert {str(one.dtstart.tzinfo) for one in foreign} <= {"Europe/Copenhagen"}
    return sorted(found)


def test_the_letters_of_a_series(town, app):
    series = begin(town, seats=1, online_url="https://rooms.example/x")
    all_dates = [one.starts_local for one in dates(series)]
    for person in (town.bob, town.carol):
        joining.join(viewer(person), series.id)
    created = raw("series_joined", town.bob, app)
    same("created.txt", created, series.uid)
    ((method, text),) = objects(created)
    assert (method, read_by_all(text)) == ("REQUEST", all_dates)
    assert objects(raw("series_joined", town.carol, app)) == []
    # One date moves; not this time at another; and Carol gets that seat.
    move(town, dates(series)[1], datetime(2027, 3, 18, 9))
    same("date_moved.txt", raw("moved", town.bob, app), series.uid)
    signing_up.decline(viewer(town.bob), dates(series)[2].id, by="letter")
    same("not_this_time.txt", raw("withdrawn", town.bob, app), series.uid)
    ((method, text),) = objects(raw("withdrawn", town.bob, app))
    moved = [all_dates[0], datetime(2027, 3, 18, 9), *all_dates[3:]]
    assert (method, read_by_all(text)) == ("REQUEST", moved)
    same("promoted.txt", raw("promoted", town.carol, app), series.uid)
    ((_method, text),) = objects(raw("promoted", town.carol, app))
    assert read_by_all(text) == [all_dates[2]]
    # All that follow move by a day: the old series ends, and another goes on.
    new = move_following(town, dates(series)[3], datetime(2027, 4, 1, 15))
    moved_source = raw("series_changed", town.bob, app)
    same("moved.txt", moved_source, series.uid, new.uid)
    (method, text), (ended_method, ended) = objects(moved_source)[:2]
    assert (method, ended_method) == ("REQUEST", "REQUEST")
    assert [f"{at:%d.%m. %H}" for at in read_by_all(text)] == ["01.04. 15", "08.04. 15", "15.04. 15"]
    assert read_by_all(ended) == moved[:2]
    # Leaving takes away all that is to come; and what is cancelled goes.
    joining.leave(viewer(town.bob), new.id)
    same("left.txt", raw("series_left", town.bob, app), new.uid)
    actions.cancel(viewer(town.ole), new.id, "No more coffee.")
    same("cancelled.txt", raw("series_cancelled", town.carol, app), new.uid)
    assert [method for method, _text in objects(raw("series_cancelled", town.carol, app))] == ["CANCEL"]


def test_the_sequence_in_a_persons_letters_only_grows(town, app):
    series = begin(town, seats=1)

    def told(kind, person):
        text = objects(raw(kind, person, app))[0][1]
        return {int(one) for one in re.findall(r"SEQUENCE:(\d+)", text)}

    joining.join(viewer(town.bob), series.id)
    seen = [told("series_joined", town.bob)]
    signing_up.decline(viewer(town.bob), dates(series)[2].id)
    seen.append(told("withdrawn", town.bob))
    signing_up.sign_up(viewer(town.bob), dates(series)[2].id)
    seen.append(told("confirmed", town.bob))
    move(town, dates(series)[1], datetime(2027, 3, 18, 9))
    seen.append(told("moved", town.bob))
    meetings.cancel(viewer(town.ole), dates(series)[4].id, "")
    seen.append(told("cancelled", town.bob))
    for number in (3, 5):
        signing_up.decline(viewer(town.bob), dates(series)[number].id)
    seen.append(told("withdrawn", town.bob))
    move_following(town, dates(series)[3], datetime(2027, 4, 1, 15))
    ended = objects(raw("series_changed", town.bob, app))[-1][1]
    assert f"UID:{series.uid}" in ended
    seen.append({int(one) for one in re.findall(r"SEQUENCE:(\d+)", ended)})
    assert all(len(one) == 1 for one in seen)
    numbers = [min(one) for one in seen]
    assert numbers == sorted(set(numbers))


def test_leaving_and_coming_back_grows_it_too(town, app):
    series = begin(town)

    def told(kind, person):
        return {int(one) for one in re.findall(r"SEQUENCE:(\d+)", objects(raw(kind, person, app))[0][1])}

    seen = []
    joining.join(viewer(town.bob), series.id)
    seen.append(told("series_joined", town.bob))
    joining.leave(viewer(town.bob), series.id)
    seen.append(told("series_left", town.bob))
    joining.join(viewer(town.bob), series.id)
    seen.append(told("series_joined", town.bob))
    assert all(len(one) == 1 for one in seen)
    numbers = [min(one) for one in seen]
    assert numbers == sorted(set(numbers))


def test_feeds_hold_a_master_and_what_differs_and_one_s_own_what_one_comes_to(town, as_, clock_):
    series = begin(town)
    all_dates = [one.starts_local for one in dates(series)]
    joining.join(viewer(town.bob), series.id)
    signing_up.decline(viewer(town.bob), dates(series)[2].id)
    signing_up.sign_up(viewer(town.carol), dates(series)[5].id)
    single = town.meeting(title="Another")
    move(town, dates(series)[1], datetime(2027, 3, 18, 9))
    meetings.cancel(viewer(town.ole), dates(series)[4].id, "")
    kept = [all_dates[0], datetime(2027, 3, 18, 9), all_dates[2], all_dates[3], all_dates[5]]
    for path in ("/meetings.ics", f"/groups/{town.builders.id}/meetings.ics", f"/series/{series.id}.ics"):
        text = as_(None).get(path).text
        whole = "BEGIN:VEVENT".join(one for one in text.split("BEGIN:VEVENT") if single.uid not in one)
        assert text.count(f"UID:{series.uid}") == 3, path
        assert read_by_all(whole if whole.endswith("END:VCALENDAR\r\n") else whole + "END:VCALENDAR\r\n") == kept, path
    assert "@bobs" not in as_(None).get("/meetings.ics").text
    mine = as_(None).get(f"/calendar/{town.bob.calendar_key}/mine.ics").text
    assert read_by_all(mine) == [all_dates[0], datetime(2027, 3, 18, 9), all_dates[3], all_dates[5]]
    assert read_by_all(as_(None).get(f"/calendar/{town.carol.calendar_key}/mine.ics").text) == [all_dates[5]]
    one = as_(None).get(f"/meetings/{dates(series)[3].id}.ics").text
    assert "RECURRENCE-ID;TZID=Europe/Copenhagen:20270331T140000" in one
    # All is called off before anything was: it stays for a month as cancelled (C3).
    actions.cancel(viewer(town.ole), series.id, "")
    assert as_(None).get("/meetings.ics").text.count("STATUS:CANCELLED") == 1
    clock_.shift(all_dates[-1].replace(tzinfo=UTC) - NOON + timedelta(days=32))
    assert series.uid not in as_(None).get("/meetings.ics").text


def test_a_cancelled_rest_stays_in_feeds_as_cancelled_and_a_letter_ends_the_rule(town, as_, app, clock_):
    """C3, as for a single meeting; what goes over to another series is told there, and here nothing of it."""
    series = begin(town)
    joining.join(viewer(town.bob), series.id)
    signing_up.decline(viewer(town.bob), dates(series)[4].id)
    actions.cancel(viewer(town.ole), series.id, "No more coffee.", since=dates(series)[2].id)
    text, kept = as_(None).get(f"/series/{series.id}.ics").text, [FIRST, FIRST + timedelta(weeks=1)]
    assert (read_by_all(text), text.count("STATUS:CANCELLED"), text.count("RECURRENCE-ID")) == (kept, 4, 4)
    assert (text.count("SUMMARY;LANGUAGE=en:Cancelled: Gr"), "EXDATE" in text) == (4, False)
    assert as_(None).get("/meetings.ics").text.count("STATUS:CANCELLED") == 4
    mine = f"/calendar/{town.bob.calendar_key}/mine.ics"
    assert (read_by_all(as_(None).get(mine).text), as_(None).get(mine).text.count("STATUS:CANCELLED")) == (kept, 3)
    ((method, letter),) = objects(raw("series_cancelled", town.bob, app))
    assert (method, read_by_all(letter), letter.count("BEGIN:VEVENT")) == ("REQUEST", kept, 1)
    page = as_(None).get(f"/series/{series.id}").text
    assert "Wednesday, 17 March 2027 is the last date of this series. No more coffee." in page
    assert page.count("Cancelled</span>") == 4
    # A month after its day nobody needs to be told any more.
    clock_.shift(dates(series)[3].ends_at - NOON + timedelta(days=31))
    assert as_(None).get(mine).text.count("STATUS:CANCELLED") == 1


def test_who_comes_to_cancelled_dates_only_has_a_series_that_is_cancelled(town, as_):
    series = begin(town)
    signing_up.sign_up(viewer(town.bob), dates(series)[3].id)
    signing_up.sign_up(viewer(town.bob), dates(series)[5].id)
    actions.cancel(viewer(town.ole), series.id, "", since=dates(series)[2].id)
    mine = as_(None).get(f"/calendar/{town.bob.calendar_key}/mine.ics").text
    assert (mine.count("BEGIN:VEVENT"), mine.count("STATUS:CANCELLED"), read_by_all(mine)) == (1, 1, [])


def test_what_has_gone_over_to_another_series_is_in_no_feed_of_the_first(town, as_):
    series = begin(town)
    new = move_following(town, dates(series)[2], datetime(2027, 3, 25, 15))
    text = as_(None).get(f"/series/{series.id}.ics").text
    assert read_by_all(text) == [FIRST, FIRST + timedelta(weeks=1)]
    assert "RECURRENCE-ID" not in text
    assert f"/series/{new.id}-" in as_(None).get(f"/series/{series.id}").text
