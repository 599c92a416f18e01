"""VTIMEZONE made from a zone file's POSIX footer: one STANDARD and one DAYLIGHT rule (C6).

The footer (RFC 9636 section 3.3) is the rule that the zone follows from its last listed change on, for instance
`CET-1CEST,M3.5.0,M10.5.0/3`. Lists of single changes (RDATE), which libraries write instead, are read wrongly by
Thunderbird and not at all by Outlook.
"""

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from netapp.core import localtime

_EPOCH = datetime(1970, 1, 1)
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_NAME = r"<[^>]+>|[A-Za-z]+"
_CLOCK = r"[+-]?\d+(?::\d+){0,2}"
_FOOTER = re.compile(
    rf"(?P<std>{_NAME})(?P<std_west>{_CLOCK})"
    rf"(?:(?P<dst>{_NAME})(?P<dst_west>{_CLOCK})?"
    rf",(?P<start>[^,/]+)(?:/(?P<start_clock>{_CLOCK}))?,(?P<end>[^,/]+)(?:/(?P<end_clock>{_CLOCK}))?)?"
)


class Onset(NamedTuple):
    """A footer's day (`M3.5.0`, `J60`, `59`) and clock time, counted from that day's midnight.

    The clock time may be negative or over 24 hours: America/Nuuk goes forward one hour before its Sunday begins, which
    is not always on the last Saturday of March.
    """

    day: str
    clock: timedelta

    def in_year(self, year: int) -> datetime:
        """When the clock changes, by the offset before the change."""
        return datetime.combine(_named_day(self.day, year), time()) + self.clock

    def first(self) -> datetime:
        return next(at for at in map(self.in_year, (1970, 1971)) if at >= _EPOCH)

    def rule(self) -> vRecur:
        """Every year's day, in the form that most programs read: nth weekday, else dates, else days of the year."""
        byday: dict[str, str] = {}
        if self.day.startswith("M"):
            month, week, weekday = map(int, self.day[1:].split("."))
            if not self.clock // timedelta(days=1):
                return _yearly(BYMONTH=month, BYDAY=f"{week if week < 5 else -1}{_DAYS[weekday]}")
            byday = {"BYDAY": _DAYS[(weekday + self.clock // timedelta(days=1)) % 7]}
        # In 28 years each kind of year begins on each weekday: a weekday's rule falls on seven dates, any other on one.
        dates = [self.in_year(year) for year in range(2000, 2028)]
        month_days = {(at.month, at.day) for at in dates}
        if len(month_days) == (7 if byday else 1) and len({month for month, _ in month_days}) == 1:
            return _yearly(BYMONTH=dates[0].month, BYMONTHDAY=sorted(d for _, d in month_days), **byday)
        # Counted from the year's one end or the other, a leap day does not matter.
        from_january = {at.timetuple().tm_yday for at in dates}
        from_december = {(at.date() - date(at.year + 1, 1, 1)).days for at in dates}
        days = from_january if len(from_january) < len(from_december) else from_december
        return _yearly(BYYEARDAY=sorted(days), **byday)


class Phase(NamedTuple):
    """One of a zone's offsets, and when clocks change to it; no onset where they never change."""

    name: str
    offset: timedelta
    onset: Onset | None = None


@lru_cache
def vtimezone(zone: str) -> str:
    """The component's lines, folded, each with its CRLF."""
    component = Timezone()
    component.add("TZID", zone)
    standard, *rest = _phases(zone)
    for phase, before in ((standard, rest[0]), (rest[0], standard)) if rest else ((standard, standard),):
        observance = TimezoneStandard() if phase is standard else TimezoneDaylight()
        observance.add("TZNAME", phase.name)
        observance.add("TZOFFSETFROM", before.offset)
        observance.add("TZOFFSETTO", phase.offset)
        observance.add("DTSTART", phase.onset.first() if phase.onset else _EPOCH)
        if phase.onset:
            observance.add("RRULE", phase.onset.rule())
        component.add_component(observance)
    return str(component.to_ical(), "utf-8")


def readings(zone: str, local: datetime) -> set[datetime]:
    """The instants that a reader of our VTIMEZONE may take this local time for.

    One as a rule, two in a repeated hour, none in a gap. Where the zone does not follow its footer yet (a change of the
    law next year, Ramadan in Africa/Casablanca), the one is not the instant that is meant.
    """
    instants = {phase: local.replace(tzinfo=UTC) - phase.offset for phase in _phases(zone)}
    return {instant for phase, instant in instants.items() if _phase_at(zone, instant) == phase}


def _phase_at(zone: str, instant: datetime) -> Phase:
    standard, *rest = _phases(zone)
    if not rest:
        return standard
    changes = [
        (phase.onset.in_year(year).replace(tzinfo=UTC) - before.offset, phase)
        for phase, before in ((standard, rest[0]), (rest[0], standard))
        for year in (instant.year - 1, instant.year, instant.year + 1)
        if phase.onset
    ]
    return max((change for change in changes if change[0] <= instant), key=lambda change: change[0])[1]


@lru_cache
def _phases(zone: str) -> tuple[Phase, ...]:
    """One or two, the lower offset first: in Europe/Dublin's file winter is the saving, which programs do not read."""
    footer = _footer(zone)
    match = _FOOTER.fullmatch(footer)
    if not match:
        raise ValueError(f"{zone} has no rule that we can read: {footer!r}")
    part = match.groupdict()
    standard = Phase(part["std"].strip("<>"), -_duration(part["std_west"]))
    if not part["dst"]:
        return (standard,)
    saving = -_duration(part["dst_west"]) if part["dst_west"] else standard.offset + timedelta(hours=1)
    standard = standard._replace(onset=Onset(part["end"], _duration(part["end_clock"] or "2")))
    daylight = Phase(part["dst"].strip("<>"), saving, Onset(part["start"], _duration(part["start_clock"] or "2")))
    return tuple(sorted((standard, daylight), key=lambda phase: phase.offset))


def _footer(zone: str) -> str:
    """The last line of the zone's file, found where zoneinfo finds it, so that both speak of the same rules."""
    if not localtime.is_zone(zone):
        raise ValueError(f"unknown time zone: {zone!r}")
    system = (Path(folder, zone) for folder in zoneinfo.TZPATH)
    packaged = resources.files("tzdata").joinpath("zoneinfo", zone)
    file = next((path for path in system if path.is_file()), packaged)
    return file.read_bytes().rsplit(b"\n", 2)[1].decode("ascii")


def _duration(text: str) -> timedelta:
    hours, minutes, seconds, *_ = (*map(int, text.lstrip("+-").split(":")), 0, 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if text.startswith("-") else 1)


def _yearly(**parts: object) -> vRecur:
    return vRecur({"FREQ": "YEARLY", **parts})


def _named_day(day: str, year: int) -> date:
    """POSIX: `M3.5.0` is March's last Sunday, `J60` always 1 March, `59` the sixtieth day of the year."""
    if day.startswith("J"):
        return (date(2027, 1, 1) + timedelta(days=int(day[1:]) - 1)).replace(year=year)  # 2027 has no leap day
    if not day.startswith("M"):
        return date(year, 1, 1) + timedelta(days=int(day))
    month, week, weekday = map(int, day[1:].split("."))
    first = date(year, month, 1)
    nth = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (week - 1))
    return nth if nth.month == month else nth - timedelta(days=7)
