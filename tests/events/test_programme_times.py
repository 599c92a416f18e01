"""When each item is, and a programme as a text: rules that need no database."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from netapp.events.programme import text as programme_text
from netapp.events.programme import times as programme
from netapp.events.programme.text import Written

NINE = datetime(2026, 3, 28, 9)


class Frame(NamedTuple):
    starts_local: datetime
    ends_local: datetime


ONE_DAY, THREE_DAYS = Frame(NINE, NINE.replace(hour=17)), Frame(NINE, NINE + timedelta(days=2, hours=7))
items = st.builds(
    Written,
    day=st.integers(0, 2),
    at=st.none() | st.integers(0, 600),
    minutes=st.none() | st.integers(1, 300),
    track=st.sampled_from(["", "", "A", "B"]),
    kind=st.just("talk"),
    title=st.sampled_from(["Heat", "Water", "Coffee & cake", "A – b"]),
    speakers=st.sampled_from([(), (("Anna Jensen", "Energy Ltd"),), (("bo", ""), ("Eva Lund", "A, b"))]),
)
programmes = st.lists(items, max_size=12).map(lambda found: sorted(found, key=lambda item: item.day))


def read(text: str, frame: Frame = THREE_DAYS) -> list[Written]:
    app = Flask(__name__)
    with app.app_context():
        found, problems = programme_text.read(text, frame)
    assert problems == []
    return found


def written(found: list[Written]) -> str:
    return programme_text.write(found, THREE_DAYS, lambda day, _date: f"Day {day + 1}, Sunday")


@given(programmes)
def test_what_says_no_time_begins_when_what_it_follows_ends(found):
    slots = programme.times(found, THREE_DAYS)
    for place, (item, slot) in enumerate(zip(found, slots, strict=True)):
        if item.at is not None:
            assert slot.start == programme.base(THREE_DAYS, item.day) + timedelta(minutes=item.at)
            continue
        ends = [
            slots[other].end or slots[other].start
            for other in range(place)
            if found[other].day == item.day and (not item.track or found[other].track in {"", item.track})
        ]
        head = datetime.combine(programme.day_of(THREE_DAYS, item.day), NINE.time())
        assert slot.start in {*ends, head}
        assert not ends or slot.start == head or slot.start in ends
        if item.minutes is not None:
            assert slot.end == slot.start + timedelta(minutes=item.minutes)


@given(programmes, st.integers(-300, 300), st.integers(-40, 40))
def test_the_first_day_moves_along_with_the_meeting_and_the_others_by_whole_days(found, minutes, days):
    moved = timedelta(minutes=minutes)
    later = Frame(*(moment + timedelta(days=days) + moved for moment in THREE_DAYS))
    if later.starts_local.date() != NINE.date() + timedelta(days=days):
        return
    for item, was, now in zip(found, programme.times(found, THREE_DAYS), programme.times(found, later), strict=True):
        if item.day == 0:
            assert now.start - was.start == timedelta(days=days) + moved
        elif item.at is not None:
            assert now.start - was.start == timedelta(days=days)


@given(programmes)
def test_a_written_programme_reads_as_the_same(found):
    once = read(written(found))
    again = read(written(once))
    assert [(item.title, item.track, item.speakers) for item in once] == [
        (item.title, item.track, item.speakers) for item in found
    ]
    assert written(again) == written(read(written(again)))
    starts = [slot.start for slot in programme.times(found, THREE_DAYS)]
    assert [slot.start for slot in programme.times(once, THREE_DAYS)] == starts


def test_a_pasted_programme_is_read_as_its_organiser_meant_it():
    found = read(
        "09:00 Welcome – Anna Jensen, Energy Ltd\r\n"
        "kl. 9.30-10.15 [Room 2] Heat from water - Bo Hansen, Water A/S; Eva Lund\r\n"
        "  What is written further in\r\n"
        "10:15 am Kaffe\r\n"
        "30 min Panel: three towns\r\n"
        "Dag 2, søndag\r\n"
        "• 8.30 Bus til Køge\r\n"
    )
    assert [(item.day, item.at, item.minutes, item.track, item.kind, item.title) for item in found] == [
        (0, None, 30, "", "talk", "Welcome"),
        (0, None, 45, "Room 2", "talk", "Heat from water"),
        (0, None, None, "", "break", "Kaffe"),
        (0, None, 30, "", "discussion", "Panel: three towns"),
        (1, 510, None, "", "travel", "Bus til Køge"),
    ]
    assert found[0].speakers == (("Anna Jensen", "Energy Ltd"),)
    assert found[1].speakers == (("Bo Hansen", "Water A/S"), ("Eva Lund", ""))
    assert found[1].body == "What is written further in"


def test_a_date_or_a_number_begins_a_day_and_a_dash_in_a_title_stays(app):
    found = read("9:00 A\n2026-03-29\n9:00 B\nDay 3\n9:00 Wood – and more\n10:00 Steel | anna")
    assert [item.day for item in found] == [0, 1, 2, 2]
    assert [(item.title, item.speakers) for item in found[2:]] == [("Wood – and more", ()), ("Steel", (("anna", ""),))]
    _found, problems = programme_text.read("9:00 A\nDay 4\n27:99 B\n10:00", THREE_DAYS)
    assert [problem.line for problem in problems] == [2, 3, 4]


def test_tracks_run_side_by_side_and_what_is_in_none_waits_for_all():
    found = read("09:00 A\n10:00–10:30 [X] B\n10:00–11:00 [Y] C\n20 min Coffee", ONE_DAY)
    assert [f"{slot.start:%H:%M}" for slot in programme.times(found, ONE_DAY)] == ["09:00", "10:00", "10:00", "11:00"]
    assert programme.running(found, ONE_DAY, NINE.replace(hour=10, minute=15)) == (1, 2)
    assert NINE.replace(hour=10, minute=30) in programme.turns(found, ONE_DAY)


def test_what_runs_late_or_over_itself_is_said(app):
    found = read("09:00 A\n09:30–10:30 B\n10:00–18:00 C", ONE_DAY)
    assert [bool(said) for said in programme.warnings(found, ONE_DAY)] == [False, False, True]
    late = [found[2]._replace(at=120)]
    assert "18:00" in programme.warnings([late[0]._replace(minutes=7 * 60)], ONE_DAY)[0]


def test_days_have_dates():
    assert programme.day_of(THREE_DAYS, 1) == date(2026, 3, 29)
    assert programme.days(THREE_DAYS) == 3
