"""Which zone a calendar file means: IANA names with or without a prefix, Windows' names, or rules of its own.

A meeting is kept in a zone that has a name (T1). Where the file has only rules, the first zone that follows them for a
year is taken, the group's own before all others; where none does, the instants count and the group's zone shows them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from netapp.core import clock, localtime, text
from netapp.events.ics import rules as ics_rules
from netapp.events.ics.lines import Component
from netapp.events.ics.rules import Budget

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
_WINDOWS = {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_IN_UTC = {"utc", "gmt", "z", "etc/utc", "etc/gmt", "coordinated universal time", "greenwich mean time"}


class Zone(NamedTuple):
    """A zone that a file names. `name`: where its meetings are kept; `rules`: what its times mean, None as `name` says.

    `doubt`: the file's word for it, when it was not understood.
    """

    name: str
    rules: "Rules | None" = None
    doubt: str = ""

    def instant(self, local: datetime) -> datetime:
        if self.rules is not None:
            return (local - self.rules.offset(local)).replace(tzinfo=UTC)
        return localtime.to_utc(local, self.name)


class Onset(NamedTuple):
    """Part of a VTIMEZONE: from `start` on, and again by its rules, clocks are this far ahead of UTC."""

    offset: timedelta
    start: datetime
    rules: tuple[ics_rules.Rule, ...]
    dates: tuple[datetime, ...]


@dataclass
class Rules:
    onsets: list[Onset]
    budget: Budget
    _known: dict[int, list[tuple[datetime, timedelta]]] = field(default_factory=dict)

    def offset(self, local: datetime) -> timedelta:
        """Ahead of UTC, when this zone's clocks show `local`."""
        if local.year not in self._known:
            self._known[local.year] = sorted(self._changes(local.year), key=lambda change: change[0])
        before = [offset for at, offset in self._known[local.year] if at <= local]
        return before[-1] if before else self.onsets[0].offset

    def _changes(self, year: int) -> list[tuple[datetime, timedelta]]:
        """When clocks change in this year or the one before, and the first beginnings of all."""
        after, before = datetime(max(1, year - 1), 1, 1), datetime(min(9999, year + 1), 1, 1)
        found = []
        for onset in self.onsets:
            found.append((onset.start, onset.offset))
            found += [(at, onset.offset) for at in onset.dates]
            for rule in onset.rules:
                found += [(at, onset.offset) for at in ics_rules.dates(rule, onset.start, after, before, self.budget)]
        return found


def read(calendar: Component, own: str, budget: Budget) -> Mapping[str, Zone]:
    """The zones that a calendar defines, by their names in small letters; `own` is that of the group."""
    found = {}
    for component in (part for part in calendar.parts if part.name == "VTIMEZONE"):
        said = component.text("TZID")
        name = _near(said, own) or named(component.text("X-LIC-LOCATION"))
        rules = None if name else _rules(component, budget)
        if said and (name or rules):
            found[said.lower()] = Zone(name or _like(rules, own), rules)  # type: ignore[arg-type]
    return found


def find(said: str, known: Mapping[str, Zone], own: str) -> Zone:
    """The zone of a TZID."""
    found = known.get(said.lower())
    if found is not None:
        return found
    name = _near(said, own)
    return Zone(name) if name else Zone(own, doubt=said)


def _near(said: str, own: str) -> str | None:
    """As `named`; where the file's word is no place, the group's own zone, if its clocks show the same."""
    name = named(said)
    if name is None or said.strip('"').lower().endswith(name.lower()):
        return name
    asked = _year()
    return own if _offsets(own, asked) == _offsets(name, asked) else name


@cache
def named(said: str) -> str | None:
    """The IANA zone of this name, whoever's name it is; None for one that nobody knows."""
    said = said.strip().strip('"')
    if not said or len(said) > 100:
        return None
    if said.lower() in _IN_UTC:
        return "UTC"
    if said.lower() in _WINDOWS:
        return _places().get(_WINDOWS[said.lower()].lower())
    parts = [part for part in said.split("/") if part]
    # `/citadel.org/20210210_1/Europe/Berlin` and the like.
    for size in (3, 2, 1):
        found = _places().get("/".join(parts[-size:]).lower())
        if found:
            return found
    # `(UTC+01:00) Brussels, Copenhagen, Madrid, Paris`, as Outlook calls them where it shows them.
    if america := re.search(r"(eastern|central|mountain|pacific) time \(us (?:&|and) canada\)", said, re.IGNORECASE):
        return named(f"{america[1]} Standard Time")
    cities = re.sub(r"^\((?:UTC|GMT)[^)]*\)\s*", "", said).split(",")
    return next((zone for city in cities if (zone := _cities().get(text.fold(city.strip())))), None)


@cache
def _places() -> Mapping[str, str]:
    """Each name in small letters, and the zone that forms offer for it: New York for `us/eastern`, Kyiv for Kiev."""
    offered = frozenset(localtime.zones())
    by_content = {_content(name): name for name in reversed(localtime.zones())}
    found = {}
    for name in available_timezones():
        same = name if name in offered else by_content.get(_content(name))
        if same or localtime.is_zone(name):
            found[name.lower()] = same or name
    return found


@cache
def _cities() -> Mapping[str, str]:
    return {text.fold(zone.rpartition("/")[2].replace("_", " ")): zone for zone in reversed(localtime.zones())}


def _content(name: str) -> bytes:
    try:
        return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    except OSError:
        return name.encode()


def _rules(component: Component, budget: Budget) -> Rules | None:
    onsets = [onset for part in component.parts if (onset := _onset(part)) is not None]
    return Rules(sorted(onsets, key=lambda onset: onset.start), budget) if onsets else None


def _onset(part: Component) -> Onset | None:
    offset = _OFFSET.match(part.text("TZOFFSETTO"))
    start = moment(part.text("DTSTART"))
    if part.name not in {"STANDARD", "DAYLIGHT"} or not offset or start is None:
        return None
    minutes = int(offset[2]) * 60 + int(offset[3])
    if minutes >= 24 * 60:
        return None
    ahead = timedelta(minutes=-minutes if offset[1] == "-" else minutes)
    rules = []
    for one in part.all("RRULE"):
        until = re.search(r"UNTIL=(\w+)", one.value)
        try:
            rules.append(ics_rules.parsed(one.value, moment(until[1]) if until else None))
        except ics_rules.BadRule:
            continue
    days = (moment(value) for one in part.all("RDATE") for value in one.value.split(","))
    return Onset(ahead, start, tuple(rules), tuple(day for day in days if day is not None))


def _like(rules: Rules, own: str) -> str:
    """The zone whose clocks show the same all through this year and the next; the group's own where none does."""
    asked = _year()
    told = tuple(rules.offset(local) for local in asked)
    return next((zone for zone in (own, *localtime.zones()) if told == _offsets(zone, asked)), own)


def _year() -> tuple[datetime, ...]:
    """Moments of this year and the next."""
    first = datetime(clock.now().year, 1, 15, 12)
    return tuple(first + timedelta(days=30 * month) for month in range(24))


@cache
def _offsets(zone: str, asked: tuple[datetime, ...]) -> tuple[timedelta, ...]:
    place = ZoneInfo(zone)
    return tuple(local.replace(tzinfo=place).utcoffset() or timedelta(0) for local in asked)


def moment(said: str) -> datetime | None:
    """A DATE or DATE-TIME as it stands, without its zone; None for what is none."""
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?Z?)?", said.strip(), re.IGNORECASE)
    if not found:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError:
        return None
