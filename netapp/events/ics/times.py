"""When an event of a calendar file begins, how long it lasts, and by whose clock."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from netapp.core import localtime
from netapp.events.ics import zones
from netapp.events.ics.lines import Component, Property
from netapp.events.ics.rules import Budget
from netapp.events.ics.zones import Zone, moment

_DURATION = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_USUAL = timedelta(hours=1)


class Times(NamedTuple):
    """When an event begins, local in its zone, and how long it lasts; days without hours are `whole`."""

    start: datetime
    length: timedelta
    zone: Zone
    is_whole: bool
    is_utc: bool
    odd: tuple[str, ...]


class Context:
    """What the events of one calendar share; the window is of instants."""

    def __init__(self, calendar: Component, own: str, after: datetime, before: datetime, budget: Budget) -> None:
        self.own = zones.named(calendar.text("X-WR-TIMEZONE")) or own
        self.after, self.before, self.budget = after, before, budget
        self.zones = zones.read(calendar, self.own, budget)


def of(event: Component, context: Context) -> Times | None:
    """None for an event without a beginning."""
    said, start = event.get("DTSTART"), begins(event)
    if said is None or start is None:
        return None
    zone, is_utc = zone_of(said, context)
    odd = ["zone"] if zone.doubt else []
    is_whole = "T" not in said.value.upper()
    length = length_of(event, start, said, zone, context)
    if not is_whole and event.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE" and start.time() == time():
        is_whole = True
    if is_whole:
        length = max(length or timedelta(days=1), timedelta(days=1))
        odd.append("whole")
    elif length is None or length <= timedelta(0):
        length = _USUAL
        odd.append("end")
    return Times(start, length, zone, is_whole, is_utc, tuple(odd))


def begins(event: Component) -> datetime | None:
    said = event.get("DTSTART")
    return moment(said.value) if said else None


def zone_of(said: Property, context: Context) -> tuple[Zone, bool]:
    if said.value.strip().upper().endswith("Z"):
        return Zone("UTC"), True
    name = said.parameters.get("TZID", "")
    return (zones.find(name, context.zones, context.own) if name else Zone(context.own)), False


def length_of(event: Component, start: datetime, began: Property, zone: Zone, context: Context) -> timedelta | None:
    said = event.get("DTEND")
    if said is not None and (end := moment(said.value)) is not None:
        its, _is_utc = zone_of(said, context)
        if its == zone or "T" not in began.value.upper():
            return end - start
        return instant(its, end) - instant(zone, start)
    found = _DURATION.fullmatch(event.text("DURATION").upper()) if event.get("DURATION") else None
    if not found or found[1] == "-":
        return None
    weeks, days, hours, minutes, seconds = (min(int(part or 0), 100_000) for part in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def instant(zone: Zone, local: datetime) -> datetime:
    try:
        return zone.instant(local)
    except (ValueError, OverflowError):
        return local.replace(tzinfo=UTC)


def existing(local: datetime, zone: str) -> datetime:
    """A time that the clock skips is the one that it shows instead; of one that comes twice the first is meant."""
    try:
        localtime.resolve(local, zone, 0)
    except localtime.Skipped as skipped:
        return skipped.suggestion
    return local
