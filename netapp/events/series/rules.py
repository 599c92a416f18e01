"""How a series repeats: an RFC 5545 rule of few forms, its dates on the wall clock (T2), and how one says it.

A month without its day (31 April, a fifth Wednesday) is left out, as 3.3.10 has it, and so is a day whose clock skips
the hour.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from netapp.core import languages, localtime
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext

Repeats = Literal["weekly", "date", "weekday", "last"]
REPEATS: tuple[Repeats, ...] = ("weekly", "date", "weekday", "last")
MOST_EVERY = 52
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FORM = re.compile(
    r"FREQ=(WEEKLY|MONTHLY)(?:;INTERVAL=([1-9]\d?))?;(?:BYDAY=(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=([1-9]\d?))"
)


class Rule(NamedTuple):
    """`nth`: which of the month's weekdays, -1 the last; 0 for a week's, and where `month_day` counts."""

    freq: Literal["WEEKLY", "MONTHLY"]
    every: int
    weekday: int = 0
    nth: int = 0
    month_day: int = 0

    @property
    def repeats(self) -> Repeats:
        if self.freq == "WEEKLY":
            return "weekly"
        if self.month_day:
            return "date"
        return "last" if self.nth < 0 else "weekday"

    @property
    def text(self) -> str:
        """As RFC 5545 writes it, without an end."""
        nth = self.nth or ""
        by = f"BYMONTHDAY={self.month_day}" if self.month_day else f"BYDAY={nth}{_DAYS[self.weekday]}"
        return f"FREQ={self.freq}{f';INTERVAL={self.every}' if self.every > 1 else ''};{by}"


def of(repeats: Repeats, every: int, first: date) -> Rule:
    """The rule that this first day stands for; Refused at its field where the day is none of the kind."""
    if not 1 <= every <= MOST_EVERY:
        raise Refused(_("Give a number from 1 to %(most)s.", most=MOST_EVERY), "every")
    if repeats == "weekly":
        return Rule("WEEKLY", every, first.weekday())
    if repeats == "date":
        return Rule("MONTHLY", every, month_day=first.day)
    if repeats == "weekday":
        return Rule("MONTHLY", every, first.weekday(), (first.day - 1) // 7 + 1)
    rule = Rule("MONTHLY", every, first.weekday(), -1)
    begins = datetime(first.year, first.month, 1)
    last = next(iter(_rrule(rule, begins)))
    if last.date() != first:
        said = _("This is not the last %(weekday)s of its month.", weekday=_weekday(first.weekday()))
        raise Refused(said, "starts_date")
    return rule


def parsed(text: str) -> Rule:
    """ValueError for a text that is none of ours."""
    found = _FORM.fullmatch(text)
    if (
        not found
        or (found[1] == "WEEKLY" and (found[3] or found[5]))
        or (found[1] == "MONTHLY" and not (found[3] or found[5]))
    ):
        raise ValueError(text)
    freq: Literal["WEEKLY", "MONTHLY"] = "WEEKLY" if found[1] == "WEEKLY" else "MONTHLY"
    every = int(found[2] or 1)
    if found[5]:
        if int(found[5]) > 31:
            raise ValueError(text)
        return Rule(freq, every, month_day=int(found[5]))
    return Rule(freq, every, _DAYS.index(found[4]), int(found[3] or 0))


def dates(rule: Rule, start: datetime, until: datetime, zone: str) -> list[datetime]:
    """The beginnings from `start`, which is one of them, to `until`, both with it: naive, local in the zone."""
    found = []
    for local in _rrule(rule, start):
        if local > until:
            break
        if exists(local, zone):
            found.append(local)
    return found


def exists(local: datetime, zone: str) -> bool:
    """Whether a clock ever shows this: RFC 5545 3.3.10 leaves out what none does."""
    try:
        localtime.resolve(local, zone, 0)
    except localtime.Skipped:
        return False
    return True


def step(rule: Rule, first: datetime, local: datetime) -> int:
    """The number of a date by the rule's own count, 0 for the first: weeks, or months."""
    if rule.freq == "WEEKLY":
        return round((local.date() - first.date()).days / 7)
    return (local.year - first.year) * 12 + local.month - first.month


def in_words(rule: Rule) -> str:
    """“Third Wednesday of the month”."""
    if rule.freq == "WEEKLY":
        day = _weekday(rule.weekday)
        if rule.every == 1:
            return _("Every %(weekday)s", weekday=day)
        if rule.every == 2:
            return _("Every other %(weekday)s", weekday=day)
        return _("Every %(num)s weeks on %(weekday)s", num=rule.every, weekday=day)
    which = _of_month(rule)
    if rule.every == 1:
        return which
    return ngettext("%(which)s, every %(num)s month", "%(which)s, every %(num)s months", rule.every, which=which)


def warning(rule: Rule) -> str:
    """What becomes of months that have no such day; nothing where each has one."""
    if rule.month_day > 28:
        return _("Months without a day %(day)s are left out.", day=rule.month_day)
    if rule.nth == 5:
        return _("Months without a fifth %(weekday)s are left out.", weekday=_weekday(rule.weekday))
    return ""


def _of_month(rule: Rule) -> str:
    day = _weekday(rule.weekday)
    if rule.month_day:
        return _("Day %(day)s of the month", day=rule.month_day)
    return {
        1: _("First %(weekday)s of the month", weekday=day),
        2: _("Second %(weekday)s of the month", weekday=day),
        3: _("Third %(weekday)s of the month", weekday=day),
        4: _("Fourth %(weekday)s of the month", weekday=day),
        5: _("Fifth %(weekday)s of the month", weekday=day),
        -1: _("Last %(weekday)s of the month", weekday=day),
    }[rule.nth]


def _weekday(number: int) -> str:
    """As it stands within a sentence."""
    return str(languages.locale().days["stand-alone"]["wide"][number])


def _rrule(rule: Rule, start: datetime) -> Iterator[datetime]:
    if rule.freq == "WEEKLY":
        return iter(rrule(WEEKLY, interval=rule.every, dtstart=start))
    if rule.month_day:
        return iter(rrule(MONTHLY, interval=rule.every, bymonthday=rule.month_day, dtstart=start))
    return iter(rrule(MONTHLY, interval=rule.every, byweekday=weekday(rule.weekday, rule.nth), dtstart=start))
