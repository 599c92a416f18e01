"""The dates of a rule in a calendar file: those of a library that did not write it, and an end to what has none."""

from datetime import datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.events.ics import rules as ics_rules
from netapp.events.ics.rules import BadRule, Budget, TooMuch

DAYS = st.lists(st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1, max_size=3, unique=True)
NTH = st.tuples(st.sampled_from(("1", "2", "4", "5", "-1", "-2")), st.sampled_from(("MO", "WE", "SA"))).map("".join)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)
MONTH_DAYS = st.lists(st.sampled_from((1, 15, 29, 30, 31, -1, -2, -30)), min_size=1, max_size=2, unique=True)
FROM = datetime(2026, 11, 23)


def joined(values: list[int] | list[str]) -> str:
    return ",".join(map(str, values))


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 4))}"]
    parts += [f"COUNT={draw(st.integers(1, 40))}"] if draw(st.booleans()) else []
    parts += [f"BYMONTH={joined(draw(MONTHS))}"] if draw(st.booleans()) else []
    if freq in {"MONTHLY", "YEARLY"}:
        # Of the first Monday and every Wednesday, that library takes the days that are both, and RFC 5545 means either.
        nth = draw(st.one_of(DAYS, st.lists(NTH, min_size=1, max_size=2, unique=True)))
        days = draw(MONTH_DAYS)
        parts.append(draw(st.sampled_from((f"BYDAY={joined(nth)}", f"BYMONTHDAY={joined(days)}", "WKST=MO"))))
    elif draw(st.booleans()):
        parts.append(f"BYDAY={joined(draw(DAYS))}")
    return ";".join(parts)


@settings(max_examples=150)
@given(rules(), st.integers(0, 900))
def test_a_rule_has_the_dates_that_a_library_finds(rule, days):
    start = FROM + timedelta(days=days, hours=14)
    end = start + timedelta(days=1200)
    wanted = list(takewhile(lambda at: at < end, rrulestr(rule, dtstart=start)))
    found = list(ics_rules.dates(ics_rules.parsed(rule), start, start, end, Budget(seconds=60)))
    # A start that the rule does not mean is one of them here (RFC 5545 3.8.5.3), and counts.
    if wanted[:1] != [start]:
        found = found[1:]
        wanted = wanted[: len(found)] if "COUNT" in rule else wanted
    assert found == wanted


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYSETPOS=300",
    ],
)
def test_a_rule_without_end_or_without_dates_comes_to_an_end(rule):
    budget = Budget()
    list(ics_rules.dates(ics_rules.parsed(rule), FROM, FROM, FROM + timedelta(days=550), budget))
    assert budget.steps > 390_000


def test_a_rule_from_the_year_one_with_a_count_is_too_much():
    with pytest.raises(TooMuch):
        list(ics_rules.dates(ics_rules.parsed("FREQ=DAILY;COUNT=999999999"), datetime(1, 1, 1), FROM, FROM, Budget()))


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=WEEKLY;INTERVAL=0", "FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9", ""])
def test_what_repeats_within_a_day_or_means_nothing_is_no_rule(rule):
    with pytest.raises(BadRule):
        ics_rules.parsed(rule)
