"""The dates of a series over zones, changes of clocks and ends of months (T1, T2), and what others make of its rule."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.core import localtime
from netapp.events.ics import rules as ics_rules
from netapp.events.scheduling import Draft
from netapp.events.series import rules, template

ZONES = st.sampled_from(("Europe/Copenhagen", "Europe/Helsinki", "Atlantic/Reykjavik", "Australia/Lord_Howe"))
# Also the hours in which clocks change: at one, two, three and four.
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31, 23, 45)).map(
    lambda at: at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
)


@settings(max_examples=300)
@given(STARTS, ZONES, st.sampled_from(rules.REPEATS), st.integers(1, 5))
def test_each_date_is_at_the_same_time_of_day_and_of_its_kind(start, zone, repeats, every):
    if repeats == "last" and (start + timedelta(days=7)).month == start.month:
        return
    rule = rules.of(repeats, every, start.date())
    assert rules.parsed(rule.text) == rule
    found = rules.dates(rule, start, start + timedelta(days=3 * 366), zone)
    assert (found[:1] == [start]) == rules.exists(start, zone)
    assert {at.time() for at in found} <= {start.time()}
    for at in found:
        instant = localtime.to_utc(at, zone)
        # T1: the wall shows at that instant what the rule says.
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == at
        if repeats == "date":
            assert at.day == start.day
        else:
            assert at.weekday() == start.weekday()
        if repeats == "weekday":
            assert (at.day - 1) // 7 == (start.day - 1) // 7
        if repeats == "last":
            assert (at + timedelta(days=7)).month != at.month
    # What a reader that has not written it makes of the same text, but for hours that no clock shows.
    end = start + timedelta(days=3 * 366, seconds=1)
    budget = ics_rules.Budget(seconds=60)
    theirs = ics_rules.dates(ics_rules.parsed(rule.text), start, start, end, budget)
    assert found == [at for at in theirs if rules.exists(at, zone)]


@settings(max_examples=100)
@given(STARTS, ZONES, st.integers(15, 600), st.integers(0, 200))
def test_a_date_lasts_as_long_on_the_clock_and_never_ends_before_it_begins(start, zone, minutes, weeks):
    ends = start + timedelta(minutes=minutes)
    first = Draft(titles={"en": "x"}, language="en", zone=zone, starts_local=start, ends_local=ends)
    begins = start + timedelta(weeks=weeks)
    if not rules.exists(begins, zone):
        return
    moved = template.at(first, begins)
    assert moved.starts_local == begins
    assert localtime.to_utc(moved.ends_local, zone) > localtime.to_utc(begins, zone)
    if rules.exists(begins + timedelta(minutes=minutes), zone) and moved.ends_local.day == begins.day:
        assert moved.ends_local - begins in {timedelta(minutes=minutes), timedelta(hours=2)}


@pytest.mark.parametrize(
    ("repeats", "first", "months"),
    [
        ("date", datetime(2027, 1, 31, 9), [1, 3, 5, 7, 8, 10, 12]),
        ("date", datetime(2027, 1, 30, 9), [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("weekday", datetime(2027, 3, 31, 9), [3, 6, 9, 12]),
        ("last", datetime(2027, 2, 24, 9), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ],
)
def test_months_without_that_day_are_left_out(repeats, first, months):
    rule = rules.of(repeats, 1, first.date())
    found = rules.dates(rule, first, datetime(2027, 12, 31, 23), "Europe/Copenhagen")
    assert [at.month for at in found] == months


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYDAY=WE",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY",
        "",
    ],
)
def test_other_rules_are_none_of_ours(text):
    with pytest.raises(ValueError, match=r".*"):
        rules.parsed(text)


def test_what_a_date_has_of_its_own_stays_when_the_series_changes():
    def draft(hour, **more):
        starts = datetime(2027, 1, 20, hour)
        said = {"titles": {"en": "x"}, "language": "en", "zone": "UTC", "place": "Hall", "seats": 5}
        return Draft(**{**said, "starts_local": starts, "ends_local": starts + timedelta(hours=1), **more})

    was, shall = draft(9), draft(11, place="Barn", seats=9)
    follows = template.followed(draft(14, seats=7), was, shall)
    assert (follows.starts_local.hour, follows.place, follows.seats) == (14, "Barn", 7)
    assert template.followed(was, was, shall) == shall
