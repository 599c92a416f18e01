"""Calendar text: what a feed, a download and an invitation say, whatever people typed (C1–C7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from netapp.events.calendars import entries as calendar
from netapp.events.calendars import links as calendar_links

ENTRY = calendar.Entry(
    uid="meeting-7@net.example.org",
    sequence=2,
    created=datetime(2026, 11, 1, 9, tzinfo=UTC),
    changed=datetime(2026, 11, 20, 8, 30, tzinfo=ZoneInfo("Europe/Copenhagen")),
    start=datetime(2027, 7, 20, 17),
    end=datetime(2027, 7, 20, 19),
    zone="Europe/Copenhagen",
    title="Grøn energi, åben; for alle",
    url="https://net.example.org/meetings/7",
    language="da",
    description="Hej\r\nVi mødes.",
    place="Sønderhøj 14\n8260 Viby J",
    categories=("Energi, varme", "Møde"),
)
PEOPLE: dict[str, Any] = {
    "organizer_mail": "no-reply@net.example.org",
    "organizer_name": "Grønt netværk",
    "attendee_mail": "aase@example.com",
    "attendee_name": "Åse Nørgaard",
    "rsvp": False,
}
FEED: dict[str, Any] = {"name": "Grønt netværk", "description": "Møder", "url": "https://net.example.org/networks/1"}
anything = st.text(st.characters(), max_size=200)


def lines(text):
    return text.replace("\r\n ", "").split("\r\n")


def read(entry):
    """The event as another program reads it from a feed."""
    raw = calendar.feed([calendar.vevent(entry)], [entry.zone], **FEED)
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    return event


def test_an_event_says_when_where_and_what_and_when_it_changed():
    text = calendar.vevent(ENTRY)
    assert text.startswith("BEGIN:VEVENT\r\n")
    assert text.endswith("END:VEVENT\r\n")
    assert {
        "UID:meeting-7@net.example.org",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "CREATED:20261101T090000Z",
        "DTSTAMP:20261120T073000Z",
        "LAST-MODIFIED:20261120T073000Z",
        "DTSTART;TZID=Europe/Copenhagen:20270720T170000",
        "DTEND;TZID=Europe/Copenhagen:20270720T190000",
        "SUMMARY;LANGUAGE=da:Grøn energi\\, åben\\; for alle",
        "DESCRIPTION;LANGUAGE=da:Hej\\nVi mødes.",
        "LOCATION:Sønderhøj 14 8260 Viby J",
        "URL:https://net.example.org/meetings/7",
        "CATEGORIES:Energi\\, varme,Møde",
    } <= {*lines(text)}


def test_the_public_form_names_nobody_and_asks_for_nothing():
    text = calendar.feed([calendar.vevent(ENTRY)], [ENTRY.zone], **FEED).decode()
    for word in ("ORGANIZER", "ATTENDEE", "METHOD", "VALARM", "CONFERENCE", "mailto:"):
        assert word not in text


def test_a_cancelled_meeting_says_so_in_its_status_and_in_its_title():
    event = read(replace(ENTRY, status="CANCELLED", cancelled_prefix="Aflyst: "))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Aflyst: Grøn energi, åben; for alle"
    assert read(replace(ENTRY, cancelled_prefix="Aflyst: "))["SUMMARY"] == ENTRY.title


def test_a_link_for_those_who_come_stands_where_programs_show_it():
    online = replace(ENTRY, online_url="https://meet.example.org/a?b=1,2;3", online_label="Deltag: online", place="")
    event = read(online)
    assert event["CONFERENCE"] == "https://meet.example.org/a?b=1,2;3"
    assert event["CONFERENCE"].params["LABEL"] == "Deltag: online"
    assert event["CONFERENCE"].params["FEATURE"] == ["AUDIO", "VIDEO"]
    assert event["CONFERENCE"].params["VALUE"] == "URI"
    assert event["DESCRIPTION"] == "Hej\nVi mødes.\n\nDeltag: online\nhttps://meet.example.org/a?b=1,2;3"
    assert event["LOCATION"] == "https://meet.example.org/a?b=1,2;3"
    assert read(replace(online, place="Viby"))["LOCATION"] == "Viby"


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_the_clock_repeats_is_given_in_utc(fold):
    start = datetime(2027, 10, 31, 2, 15)
    text = calendar.vevent(replace(ENTRY, start=start, end=start + timedelta(hours=3), start_fold=fold))
    assert f"DTSTART:20271031T0{fold}1500Z" in lines(text)
    assert "DTEND:20271031T041500Z" in lines(text)


def test_a_meeting_through_the_night_of_a_clock_change_keeps_its_wall_clock():
    event = read(replace(ENTRY, start=datetime(2027, 3, 27, 23), end=datetime(2027, 3, 28, 5)))
    assert event.start.isoformat() == "2027-03-27T23:00:00+01:00"
    assert event.end.isoformat() == "2027-03-28T05:00:00+02:00"


def test_a_place_that_does_not_follow_its_rule_yet_is_given_in_utc():
    # The file of America/New_York's rule holds from 2007 on; before, summer began in April.
    text = calendar.vevent(
        replace(ENTRY, zone="America/New_York", start=datetime(2006, 3, 20, 12), end=datetime(2006, 3, 20, 13))
    )
    assert "DTSTART:20060320T170000Z" in lines(text)


def test_a_meeting_in_utc_needs_no_table():
    text = calendar.feed([calendar.vevent(replace(ENTRY, zone="UTC"))], ["UTC"], **FEED).decode()
    assert "DTSTART:20270720T170000Z" in lines(text)
    assert "VTIMEZONE" not in text


def test_a_feed_tells_its_name_how_often_to_come_back_and_every_zone_once():
    pieces = [calendar.vevent(ENTRY), calendar.vevent(replace(ENTRY, uid="8", zone="Europe/Helsinki"))]
    zones = [ENTRY.zone, "Europe/Helsinki", ENTRY.zone]
    raw = calendar.feed(pieces, zones, **FEED, hours=2, color="seagreen")
    assert {
        "VERSION:2.0",
        "PRODID:-//netapp//netapp//EN",
        "NAME:Grønt netværk",
        "X-WR-CALNAME:Grønt netværk",
        "DESCRIPTION:Møder",
        "URL:https://net.example.org/networks/1",
        "REFRESH-INTERVAL;VALUE=DURATION:PT2H",
        "X-PUBLISHED-TTL:PT2H",
        "COLOR:seagreen",
    } <= {*lines(raw.decode())}
    assert raw.count(b"BEGIN:VTIMEZONE") == 2
    assert all(raw.count(f"TZID:{zone}\r\n".encode()) == 1 for zone in zones)
    assert raw.count(b"BEGIN:VCALENDAR\r\n") == raw.count(b"END:VCALENDAR\r\n") == 1
    assert len(Calendar.from_ical(raw).walk("VEVENT")) == 2


def test_a_feed_without_meetings_is_a_calendar_all_the_same():
    assert calendar.feed([], [], **FEED).endswith(b"END:VCALENDAR\r\n")


def test_two_calls_give_the_same_bytes_in_whatever_order_the_zones_come():
    both = [calendar.feed([calendar.vevent(ENTRY)], zones, **FEED) for zones in (["UTC", "Asia/Tokyo"], {"Asia/Tokyo"})]
    assert both[0] == both[1]


def test_a_download_is_one_meeting_without_a_calendars_name():
    raw = calendar.download(calendar.vevent(ENTRY), ENTRY.zone)
    assert b"NAME" not in raw.replace(b"TZNAME", b"")
    assert b"METHOD" not in raw
    assert calendar.vevent(ENTRY).encode() in raw


@given(anything, anything, anything)
@example('C:\\New\\n;,:"^n', "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\rb\u2028c\x85d", "\x00\x1b\ud800\ufeff")
@example("👩‍👩‍👧‍👦" * 20, "æ" * 10_000, "x" * 74 + "€" * 200)
def test_no_text_breaks_a_line_or_gets_out_of_its_value(title, description, place):
    text = calendar.vevent(replace(ENTRY, title=title, description=description, place=place, categories=(title,)))
    physical = text.encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    assert all(line.decode() is not None for line in physical)
    assert not {*text.replace("\r\n", "")} & {chr(code) for code in (*range(9), *range(10, 32), 127, 0x85, 0x2028)}
    assert text.count("BEGIN:VEVENT\r\n") == text.count("END:VEVENT\r\n") == 1
    assert sum(line.startswith("DTSTART") for line in lines(text)) == 1


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=300))
@example("C:\\New \\, \\; \\n \\\\".replace(" ", ""))
@example("👩🏽‍🚀".replace("\u200d", "") * 60)
def test_what_was_typed_is_what_another_program_reads(words):
    event = read(replace(ENTRY, title=words, description=f"{words}\n{words}", place=words, categories=(words, words)))
    assert event["SUMMARY"] == event["LOCATION"] == words
    assert event["DESCRIPTION"] == f"{words}\n{words}"
    assert event.categories == [words, words]


def test_letters_of_every_width_may_stand_at_the_fold():
    for indent in range(80):
        words = "x" * indent + "👩‍👩‍👧‍👦åÄ€" * 20
        assert read(replace(ENTRY, title=words))["SUMMARY"] == words


@pytest.mark.parametrize(
    "address", ["https://x.org/å b\r\nATTENDEE:mailto:x@y", 'https://x.org/"<>', "https://x.org/%20\x00"]
)
def test_an_address_is_ascii_without_spaces_or_quotes(address):
    (line,) = (line for line in lines(calendar.vevent(replace(ENTRY, url=address))) if line.startswith("URL:"))
    assert line.isascii()
    assert not {*line} & {*' "<>\r\n\0'}


def test_an_invitation_is_for_the_one_who_has_signed_up():
    raw = calendar.invitation(ENTRY, "REQUEST", **PEOPLE | {"rsvp": True})
    assert lines(raw.decode()).count("METHOD:REQUEST") == 1
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event["ORGANIZER"] == "mailto:no-reply@net.example.org"
    assert event["ORGANIZER"].params == {"CN": "Grønt netværk"}
    assert event["ATTENDEE"] == "mailto:aase@example.com"
    assert event["ATTENDEE"].params == {
        "CN": "Åse Nørgaard",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }
    assert event["STATUS"] == "CONFIRMED"
    assert raw.count(b"BEGIN:VTIMEZONE") == 1


def test_an_invitation_expects_no_answer_where_nobody_reads_mail():
    assert b"RSVP=FALSE" in calendar.invitation(ENTRY, "REQUEST", **PEOPLE).replace(b"\r\n ", b"")


def test_taking_an_invitation_back_cancels_the_entry_even_if_the_meeting_stands():
    raw = calendar.invitation(replace(ENTRY, sequence=3), "CANCEL", **PEOPLE | {"rsvp": True})
    text = lines(raw.decode())
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3", f"UID:{ENTRY.uid}"} <= {*text}
    assert sum(line.startswith("STATUS") for line in text) == 1
    assert b"RSVP=FALSE" in raw.replace(b"\r\n ", b"")


@given(anything, st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60))
@example("", "\\")
@example('Åse "Å" Nørgaard; <x>,\r\nATTENDEE:mailto:evil@example.com', 'Net "Fyn": Øst, ^n^^')
def test_no_name_gets_out_of_its_quotes(attendee_name, organizer_name):
    raw = calendar.invitation(
        ENTRY, "REQUEST", **PEOPLE | {"attendee_name": attendee_name, "organizer_name": organizer_name}
    )
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:aase@example.com"
    assert event["ORGANIZER"] == "mailto:no-reply@net.example.org"
    assert event["ORGANIZER"].params.get("CN", "") == organizer_name.replace("\\", "/")
    assert sum(line.startswith("ATTENDEE") for line in lines(raw.decode())) == 1


def test_googles_link_has_instants_and_the_zone():
    query = parse_qs(urlsplit(calendar_links.google_link(ENTRY)).query)
    assert query["dates"] == ["20270720T150000Z/20270720T170000Z"]
    assert query["ctz"] == ["Europe/Copenhagen"]
    assert query["text"] == [ENTRY.title]
    assert query["details"] == ["Hej\r\nVi mødes.\n\nhttps://net.example.org/meetings/7"]


def test_outlooks_link_has_instants_and_no_plus_signs():
    link = calendar_links.outlook_link(ENTRY)
    query = parse_qs(urlsplit(link).query)
    assert (query["startdt"], query["enddt"]) == (["2027-07-20T15:00:00Z"], ["2027-07-20T17:00:00Z"])
    assert link.startswith("https://outlook.office.com/calendar/deeplink/compose?path=%2Fcalendar")
    assert "+" not in link
    assert calendar_links.outlook_link(ENTRY, "outlook.live.com").startswith("https://outlook.live.com/")


@given(st.text(st.characters(), min_size=2_000, max_size=2_100))
@example("€\ud800" * 5_000)
def test_a_links_length_stays_within_what_servers_take(description):
    entry = replace(ENTRY, description=description, online_url="https://meet.example.org/a")
    for link in (calendar_links.google_link(entry), calendar_links.outlook_link(entry)):
        assert len(link) < 8_000
        assert link.isascii()
        assert "meet.example.org" in link


def test_each_program_has_its_own_way_to_subscribe():
    links = calendar_links.subscribe_links("https://net.example.org/networks/1.ics", "Grønt netværk")
    assert links["webcal"] == "webcal://net.example.org/networks/1.ics"
    assert links["google"].endswith("/render?cid=webcal%3A%2F%2Fnet.example.org%2Fnetworks%2F1.ics")
    for key, host in (("outlook", "outlook.office.com"), ("outlook_live", "outlook.live.com")):
        assert links[key].startswith(f"https://{host}/calendar/0/addfromweb?url=https%3A%2F%2Fnet.example.org%2F")
        assert links[key].endswith("&name=Gr%C3%B8nt%20netv%C3%A6rk")
