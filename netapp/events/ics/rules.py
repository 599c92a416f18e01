"""The dates of a recurrence rule (RFC 5545 3.3.10) within a window, for a bounded number of steps.

Libraries look for the next date until there is one: a rule that has none (30 February) keeps them busy up to the year
9999, and a rule from a stranger's file may be any. Here each period that is looked at is paid for.
"""

import re
import time
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,3})?(MO|TU|WE|TH|FR|SA|SU)")
_PERIODS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_A_DAY = 8
# How far each of these goes; 0 is never one of them.
_RANGES = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}


class BadRule(ValueError):
    """A rule that means nothing, or that repeats within a day."""


class TooMuch(Exception):
    """More was to be looked at than an honest calendar needs."""


@dataclass
class Budget:
    """Steps and seconds for all that a file holds; one rule gets a part of the steps."""

    steps: int = 400_000
    a_rule: int = 60_000
    seconds: float = 4.0
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.seconds

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps
        if self.steps < 0 or self.is_late:
            raise TooMuch

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._until


@dataclass(frozen=True)
class Rule:
    """`until` is local, as the start is. Days are (n, weekday): n 0 for each of them, negative from the end."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0
    days: tuple[tuple[int, int], ...] = ()
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()


def parsed(said: str, until: datetime | None = None) -> Rule:
    """A rule as written; `until` is what its UNTIL means in local time, since only its event knows that."""
    parts = dict(part.strip().upper().split("=", 1) for part in said.split(";") if "=" in part)
    freq = parts.get("FREQ", "")
    if freq not in _PERIODS:
        raise BadRule(freq)
    days = []
    for one in filter(None, parts.get("BYDAY", "").split(",")):
        found = _BYDAY.fullmatch(one.strip())
        if not found:
            raise BadRule(one)
        days.append((int(found[1] or 0), _DAYS.index(found[2])))
    hours, minutes = _numbers(parts.get("BYHOUR", ""), 0, 23), _numbers(parts.get("BYMINUTE", ""), 0, 59)
    if len(hours or [0]) * len(minutes or [0]) > MOST_A_DAY:
        raise BadRule(said)
    by = {name: frozenset(_numbers(parts.get(name, ""), -most, most) - {0}) for name, most in _RANGES.items()}
    return Rule(
        freq=freq,
        interval=_number(parts.get("INTERVAL", "1"), 1, 10_000),
        count=_number(parts["COUNT"], 1, 10**12) if "COUNT" in parts else None,
        until=until,
        week_start=_DAYS.index(parts["WKST"]) if parts.get("WKST") in _DAYS else 0,
        days=tuple(days),
        months=frozenset(by["BYMONTH"]),
        month_days=by["BYMONTHDAY"],
        year_days=by["BYYEARDAY"],
        weeks=by["BYWEEKNO"],
        places=by["BYSETPOS"],
        hours=tuple(sorted(hours)),
        minutes=tuple(sorted(minutes)),
    )


def dates(rule: Rule, start: datetime, after: datetime, before: datetime, budget: Budget) -> Iterator[datetime]:
    """The beginnings from `after` on and before `before`, local as `start` is. The start itself always is one."""
    end = min(before, rule.until + timedelta(seconds=1)) if rule.until else before
    left = rule.count if rule.count is not None else 10**12
    if after <= start < before:
        yield start
    left -= 1
    first = 0 if rule.count is not None else _skipped(rule, start, after)
    for number in range(first, first + budget.a_rule):
        if left <= 0:
            return
        begins = _period(rule, start, number)
        if begins is None or datetime.combine(begins, datetime.min.time()) >= end + timedelta(days=8):
            return
        found = _in_period(rule, start, begins)
        budget.spend(1 + len(found))
        for at in found:
            if at <= start:
                continue
            if at >= end or left <= 0:
                return
            left -= 1
            if at >= after:
                yield at
    raise TooMuch


def _numbers(said: str, least: int, most: int) -> set[int]:
    return {_number(one, least, most) for one in said.split(",") if one.strip()}


def _number(said: str, least: int, most: int) -> int:
    if not re.fullmatch(r"\s*[+-]?\d{1,12}\s*", said) or not least <= int(said) <= most:
        raise BadRule(said)
    return int(said)


def _skipped(rule: Rule, start: datetime, after: datetime) -> int:
    """How many periods are over before the window begins, with some to spare."""
    days = (after - start).days - 400
    length = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[rule.freq] * rule.interval
    return max(0, days // length)


def _period(rule: Rule, start: datetime, number: int) -> date | None:
    """The first day of the period of this number; None beyond the last year."""
    steps = number * rule.interval
    try:
        if rule.freq == "DAILY":
            return start.date() + timedelta(days=steps)
        if rule.freq == "WEEKLY":
            return start.date() - timedelta(days=(start.weekday() - rule.week_start) % 7) + timedelta(weeks=steps)
        if rule.freq == "MONTHLY":
            years, month = divmod(start.month - 1 + steps, 12)
            return date(start.year + years, month + 1, 1)
        return date(start.year + steps, 1, 1)
    except (OverflowError, ValueError):
        return None


def _in_period(rule: Rule, start: datetime, begins: date) -> list[datetime]:
    days = sorted(set(_days(rule, start, begins)))
    clocks = product(rule.hours or (start.hour,), rule.minutes or (start.minute,))
    times = [start.time().replace(hour=hour, minute=minute) for hour, minute in clocks]
    found = [datetime.combine(day, at) for day in days for at in times]
    if rule.places:
        size = len(found)
        found = [at for place, at in enumerate(found) if place + 1 in rule.places or place - size in rule.places]
    return found


def _days(rule: Rule, start: datetime, begins: date) -> list[date]:
    """The days of a period that the rule means (the table of 3.3.10)."""
    if rule.freq == "DAILY":
        return [begins] if _fits(rule, begins, by_month_day=True) else []
    if rule.freq == "WEEKLY":
        wanted = {weekday for _n, weekday in rule.days} or {start.weekday()}
        week = (begins + timedelta(days=n) for n in range(7))
        return [day for day in week if day.weekday() in wanted and _in_month(rule, day)]
    if rule.freq == "MONTHLY":
        return _of_month(rule, start, begins.year, begins.month) if _in_month(rule, begins) else []
    return _of_year(rule, start, begins.year)


def _of_year(rule: Rule, start: datetime, year: int) -> list[date]:
    if rule.weeks:
        found = [day for week in rule.weeks for day in _week(rule, year, week)]
        wanted = {weekday for _n, weekday in rule.days} or {start.weekday()}
        return [day for day in found if day.weekday() in wanted and _in_month(rule, day)]
    if rule.year_days:
        length = date(year, 12, 31).timetuple().tm_yday
        numbers = {n if n > 0 else length + n + 1 for n in rule.year_days}
        found = [date(year, 1, 1) + timedelta(days=n - 1) for n in numbers if 1 <= n <= length]
        return [day for day in found if _fits(rule, day)]
    if rule.days and not rule.months and not rule.month_days:
        return _weekdays(rule, date(year, 1, 1), date(year, 12, 31))
    if rule.months or rule.month_days:
        months = sorted(rule.months) if rule.months else range(1, 13)
        return [day for month in months if month > 0 for day in _of_month(rule, start, year, month)]
    return _day_of(year, start.month, start.day)


def _of_month(rule: Rule, start: datetime, year: int, month: int) -> list[date]:
    length = monthrange(year, month)[1]
    if rule.month_days:
        numbers = {n if n > 0 else length + n + 1 for n in rule.month_days}
        found = [date(year, month, n) for n in numbers if 1 <= n <= length]
        if rule.days:
            wanted = set(_weekdays(rule, date(year, month, 1), date(year, month, length)))
            found = [day for day in found if day in wanted]
        return found
    if rule.days:
        return _weekdays(rule, date(year, month, 1), date(year, month, length))
    return _day_of(year, month, start.day)


def _weekdays(rule: Rule, first: date, last: date) -> list[date]:
    found = []
    for n, weekday in rule.days:
        opening = first + timedelta(days=(weekday - first.weekday()) % 7)
        all_of_them = [opening + timedelta(weeks=week) for week in range((last - opening).days // 7 + 1)]
        found += all_of_them if n == 0 else all_of_them[n - 1 : n] if n > 0 else all_of_them[n:][:1]
        if n < 0 and -n > len(all_of_them):
            found.pop()
    return found


def _week(rule: Rule, year: int, week: int) -> list[date]:
    """The days of a week of a year; the first week is the one with at least four days in it."""
    first = _first_week(rule, year)
    number = (_first_week(rule, year + 1) - first).days // 7
    week = week if week > 0 else number + week + 1
    return [first + timedelta(days=7 * (week - 1) + n) for n in range(7)] if 1 <= week <= number else []


def _first_week(rule: Rule, year: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - rule.week_start) % 7)


def _day_of(year: int, month: int, day: int) -> list[date]:
    return [date(year, month, day)] if day <= monthrange(year, month)[1] else []


def _in_month(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _fits(rule: Rule, day: date, by_month_day: bool = False) -> bool:
    length = monthrange(day.year, day.month)[1]
    return (
        _in_month(rule, day)
        and (not rule.days or day.weekday() in {weekday for _n, weekday in rule.days})
        and (not (by_month_day and rule.month_days) or not {day.day, day.day - length - 1}.isdisjoint(rule.month_days))
    )
