"""VTIMEZONE made from a zone file's POSIX footer: one STANDARD and one DAYLIGHT rule (C6).

The footer (RFC 9636 section 3.3, POSIX TZ) is the rule that the zone follows from its last listed change on, such as
`CET-1CEST,M3.5.0,M10.5.0/3`. Lists of single changes (RDATE), which libraries write instead, are read wrongly by
Thunderbird and not at all by Outlook.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from netapp.core import localtime

_FIRST_YEAR = 1970
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_NAME = r"<[^>]+>|[A-Za-z]+"
_CLOCK = r"[+-]?\d+(?::\d+){0,2}"
_FOOTER = re.compile(
    rf"(?P<std>{_NAME})(?P<std_offset>{_CLOCK})"
    rf"(?:(?P<dst>{_NAME})(?P<dst_offset>{_CLOCK})?,(?P<start>[^,/]+)(?:/(?P<start_time>{_CLOCK}))?"
    rf",(?P<end>[^,/]+)(?:/(?P<end_time>{_CLOCK}))?)?"
)


@dataclass(frozen=True)
class Onset:
    """A footer's yearly day (`M3.5.0`, `J60` or `59`) and clock time, counted from that day's midnight.

    The clock time may be negative or over 24 hours: America/Nuuk changes an hour before its Sunday begins, which is
    not always on the last Saturday of March. So the rule names the days that the change can really fall on.
    """

    day: str
    clock: timedelta

    def in_year(self, year: int) -> datetime:
        """The local time of the change by the offset before it."""
        return datetime.combine(self._named_day(year), datetime.min.time()) + self.clock

    def rrule(self) -> vRecur:
        month, week, weekday = self._month_form() or (0, 0, 0)
        if month and not self._shift:
            return vRecur(FREQ="YEARLY", BYMONTH=month, BYDAY=f"{week if week < 5 else -1}{_DAYS[weekday]}")
        byday = {"BYDAY": _DAYS[(weekday + self._shift) % 7]} if month else {}
        # Leap years tell the two countings of days apart; the one that names the same days in both is meant.
        for days in (self._from_january, self._from_december):
            window = {tuple(days(year)) for year in (2027, 2028)}
            if len(window) == 1:
                return self._narrowed(window.pop(), byday)
        raise ValueError(f"no yearly rule for {self}")

    def _narrowed(self, window: tuple[int, ...], byday: dict[str, str]) -> vRecur:
        """Days of the year said as days of a month where they lie in one: more programs read that."""
        dates = [{_day_of_year(year, number) for number in window} for year in (2027, 2028)]
        days = {(d.month, d.day) for d in dates[0]}
        if days == {(d.month, d.day) for d in dates[1]} and len({month for month, _ in days}) == 1:
            return vRecur(FREQ="YEARLY", BYMONTH=min(days)[0], BYMONTHDAY=sorted(d for _, d in days), **byday)
        return vRecur(FREQ="YEARLY", BYYEARDAY=list(window), **byday)
