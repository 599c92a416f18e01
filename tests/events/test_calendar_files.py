"""What is read from calendar files of other programs, however they write it. No database is asked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from netapp.core import from_html
from netapp.events.ics import reading as ics_reading
from netapp.events.ics import zones as ics_zones
from netapp.events.ics.lines import Unreadable

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OWN = "Europe/Copenhagen"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def event(*lines, start="DTSTART:20270112T130000Z", end="DTEND:20270112T150000Z", uid="a@x.example"):
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Talk", start, end, *lines, "END:VEVENT"])


def file(*events, head=""):
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", head, *events, "END:VCALENDAR"])


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return ics_reading.read(data, OWN, NOW - timedelta(days=60), NOW + timedelta(days=550))


def times(text):
    return [(f"{one.starts:%m-%d %H:%M}", f"{one.ends:%m-%d %H:%M}", one.zone) for one in read(text).entries]


BERLIN = ("01-12 14:00", "01-12 16:00", "Europe/Berlin")
CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
ODD_CLOCK = """BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETTO:+0130
END:STANDARD
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("zone", "head", "wanted"),
    [
        ("Europe/Berlin", "", BERLIN),
        ('"W. Europe Standard Time"', "", (*BERLIN[:2], OWN)),
        ("Eastern Standard Time", "", (*BERLIN[:2], "America/New_York")),
        ("/citadel.org/20210210_1/Europe/Berlin", "", BERLIN),
        ("europe/berlin", "", BERLIN),
        ('"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', "", (*BERLIN[:2], OWN)),
        ("Europe/Kiev", "", (*BERLIN[:2], "Europe/Kyiv")),
        ("US/Eastern", "", (*BERLIN[:2], "America/New_York")),
        ("Customized Time Zone", CUSTOM, (*BERLIN[:2], "Europe/Helsinki")),
        ("Ours", ODD_CLOCK, ("01-12 13:30", "01-12 15:30", OWN)),
        ("Nowhere/At_All", "", (*BERLIN[:2], OWN)),
    ],
)
def test_a_zone_is_known_by_any_name(zone, head, wanted):
    start, end = (f"{name};TZID={zone}:20270112T{hour}0000" for name, hour in (("DTSTART", 14), ("DTEND", 16)))
    found = times(file(event(start=start, end=end), head=head))
    if wanted[2] == "Europe/Helsinki":  # Several have its rules; what counts is the clock.
        assert ics_zones.named(found[0][2])
        assert found[0][:2] == wanted[:2]
    else:
        assert found == [wanted]


def test_utc_is_told_in_the_calendars_zone_and_floating_times_are_the_groups():
    assert times(file(event(), head="X-WR-TIMEZONE:Europe/Helsinki")) == [
        ("01-12 15:00", "01-12 17:00", "Europe/Helsinki")
    ]
    floating = event(start="DTSTART:20270112T090000", end="DURATION:PT1H30M")
    assert times(file(floating)) == [("01-12 09:00", "01-12 10:30", OWN)]


def test_days_without_hours_become_a_working_day_on_each_end():
    found = read(file(event(start="DTSTART;VALUE=DATE:20270301", end="DTEND;VALUE=DATE:20270303"))).entries[0]
    assert (found.starts, found.ends, found.odd) == (datetime(2027, 3, 1, 9), datetime(2027, 3, 2, 17), ("whole",))


def test_a_time_that_the_clock_skips_is_the_one_that_it_shows():
    start = f"DTSTART;TZID={OWN}:20270328T023000"
    assert times(file(event(start=start, end="DURATION:PT2H")))[0][0] == "03-28 03:30"


def test_a_series_has_what_it_leaves_out_adds_and_changes_in_any_order():
    changed = event(
        "RECURRENCE-ID:20270120T130000Z", "SEQUENCE:1", start=f"DTSTART;TZID={OWN}:20270121T100000", end="DURATION:PT1H"
    )
    series = event(
        "RRULE:FREQ=WEEKLY;UNTIL=20270210T130000Z",
        "EXDATE;VALUE=DATE:20270127",
        f"RDATE;TZID={OWN}:20270215T140000",
        "EXDATE:20270203T130000Z",
        start=f"DTSTART;TZID={OWN}:20270113T140000",
        end=f"DTEND;TZID={OWN}:20270113T160000",
    )
    found = read(file(changed, series)).entries
    assert [(f"{one.starts:%m-%d %H}", one.recurrence) for one in found] == [
        ("01-13 14", "20270113"),
        ("01-21 10", "20270120"),
        ("02-10 14", "20270210"),
        ("02-15 14", "20270215"),
    ]


def test_a_series_stays_on_the_wall_clock_over_the_change_to_summer():
    start = f"DTSTART;TZID={OWN}:20270315T140000"
    assert {t[0][-5:] for t in times(file(event("RRULE:FREQ=WEEKLY;COUNT=5", start=start, end="DURATION:PT1H")))} == {
        "14:00"
    }


def test_what_is_far_away_is_counted_and_what_has_no_day_too():
    old = event(start="DTSTART:20200101T100000Z", uid="b")
    broken = event(start="DTSTART:20270230T100000Z", uid="c")
    found = read(file(event(), old, broken))
    assert (len(found.entries), found.outside, found.broken) == (1, 1, 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "empty"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 5000, "broken"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 20_001, "many"),
    ],
)
def test_what_holds_no_meeting_is_said_in_a_word(data, reason):
    with pytest.raises(Unreadable) as refusal:
        read(data)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "data",
    [
        file(event()).replace("\n", "\r\n").encode("utf-8-sig"),
        file(event()).replace("\n", "\n\n").lower().replace("begin:v", "BEGIN:V").encode(),
        file(event()).encode("utf-16"),
        file(event("DESCRIPTION:M\xf8de")).encode("cp1252"),
        event().encode() + b"\n\xff\xfe\x00",
        file(event(), file(event(uid="b"))).removesuffix("END:VCALENDAR").encode(),
        (file(event()) + "\n" + file()).encode(),
    ],
)
def test_carelessly_written_files_are_read(data):
    assert read(data).entries


def test_texts_are_markdown_and_rooms_are_no_places():
    html = "<p>Come <b>all</b>:</p><ul><li>one</li><li><a href='https://x.example/a'>two</a></li></ul><script>no()</script>"
    said = [
        "LOCATION:https://zoom.us/j/123",
        f"X-ALT-DESC;FMTTYPE=text/html:{html}",
        "DESCRIPTION:plain",
        "URL:https://y.example",
    ]
    texts = read(file(event(*said))).entries[0].texts
    assert texts.online_url == "https://zoom.us/j/123"
    assert (texts.place, texts.title) == ("", "Talk")
    assert texts.body == "Come **all**:\n\n- one\n- [two](https://x.example/a)\n\n<https://y.example>"
    assert from_html.markdown("<div>2 * 3 &lt;b&gt;<br># no heading</div>") == "2 \\* 3 \\<b\\>\n\\# no heading"
