"""The dates of a series in a calendar file: its rules and extra days, less what is left out, each with its name."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from netapp.core import localtime
from netapp.events.ics import rules as ics_rules
from netapp.events.ics import times
from netapp.events.ics.lines import Component, Property
from netapp.events.ics.rules import BadRule, Rule
from netapp.events.ics.times import Context, Times
from netapp.events.ics.zones import moment


def repeats(event: Component) -> bool:
    return event.get("RRULE") is not None or event.get("RDATE") is not None


def rules(event: Component, at: Times) -> tuple[list[Rule], bool]:
    """The rules of a series, and whether there are some that can't be followed: within a day, or meaning nothing."""
    rules, is_odd = [], False
    for one in event.all("RRULE"):
        until = re.search(r"UNTIL=(\w+)", one.value, re.IGNORECASE)
        try:
            rules.append(ics_rules.parsed(one.value, _until(until[1], at) if until else None))
        except BadRule:
            is_odd = True
    return rules, is_odd


def dates(event: Component, at: Times, rules: Sequence[Rule], context: Context) -> Iterator[datetime]:
    """The beginnings within the window, local in the event's zone, in order and each once."""
    # A day more on each side, since the window is of instants; what is outside after all is left out at the end.
    after = context.after.replace(tzinfo=None) - timedelta(days=1)
    before = context.before.replace(tzinfo=None) + timedelta(days=1)
    if not repeats(event):
        yield from [at.start] if after <= at.start < before else []
        return
    found = {at.start} if after <= at.start < before else set()
    for rule in rules:
        found.update(ics_rules.dates(rule, at.start, after, before, context.budget))
    found.update(day for one in event.all("RDATE") for day in _days(one, at, context) if after <= day < before)
    left_out = {day for one in event.all("EXDATE") for day in _days(one, at, context)}
    days_off = (one for one in event.all("EXDATE") if "T" not in one.value.upper())
    whole = {day.date() for one in days_off for day in _days(one, at, context)}
    yield from sorted(day for day in found if day not in left_out and day.date() not in whole)


def _until(said: str, at: Times) -> datetime | None:
    """UNTIL is in UTC where the beginning has a zone; a day means all of it."""
    end = moment(said)
    if end is None:
        return None
    if "T" not in said.upper():
        return end + timedelta(days=1, seconds=-1)
    return _in_zone(end, at) if said.upper().endswith("Z") and not at.is_utc and not at.is_whole else end


def _days(said: Property, at: Times, context: Context) -> Iterator[datetime]:
    """Of an EXDATE or RDATE, as local times of its series; of a period its beginning counts."""
    zone, is_utc = times.zone_of(said, context)
    for value in said.value.split(","):
        context.budget.spend()
        value = value.split("/")[0]
        day = moment(value)
        if day is None:
            continue
        is_utc = value.strip().upper().endswith("Z")
        if "T" not in value.upper():
            yield day
        elif at.is_whole:
            yield datetime.combine(day, time())
        elif is_utc == at.is_utc and (is_utc or zone == at.zone or "TZID" not in said.parameters):
            yield day
        else:
            yield _in_zone(day, at) if is_utc else _local(times.instant(zone, day), at)


def _in_zone(utc: datetime, at: Times) -> datetime:
    return _local(utc.replace(tzinfo=UTC), at)


def _local(instant: datetime, at: Times) -> datetime:
    """What the clock of the event's zone shows then."""
    if at.is_utc:
        return instant.replace(tzinfo=None)
    if at.zone.rules is not None:
        # Near enough the first time: clocks change at night.
        first = instant.replace(tzinfo=None) + at.zone.rules.offset(instant.replace(tzinfo=None))
        return instant.replace(tzinfo=None) + at.zone.rules.offset(first)
    return localtime.to_local(instant, at.zone.name)


def name(start: datetime, at: Times) -> str:
    """A date of a series as what differs from it names it: by the instant at which it was to begin, or by its day."""
    return f"{start:%Y%m%d}" if at.is_whole else f"{times.instant(at.zone, start):%Y%m%dT%H%M%SZ}"


def day_of(event: Component, at: Times) -> str:
    """The day of a RECURRENCE-ID by the clock of its series."""
    value = event.text("RECURRENCE-ID")
    start = moment(value)
    if start is not None and value.upper().endswith("Z") and not at.is_utc:
        start = _in_zone(start, at)
    return f"{start:%Y%m%d}" if start else ""


def name_of(said: Property, context: Context) -> str:
    start = moment(said.value)
    if start is None:
        return ""
    if "T" not in said.value.upper():
        return f"{start:%Y%m%d}"
    return f"{times.instant(times.zone_of(said, context)[0], start):%Y%m%dT%H%M%SZ}"
