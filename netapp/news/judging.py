"""Which dates of a text need a second look: no meeting was on that day, or the weekday is another one's. Pure.

Nothing here stops anybody: an article may name the day on which a law comes into force.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from netapp.news import dates
from netapp.news.dates import Named

Why = Literal["weekday", "no meeting"]
MOST = 20


class Held(NamedTuple):
    """A meeting of the network: its first and last day by its own clock, and what it is called."""

    id: int
    first: date
    last: date
    title: str


class Slip(NamedTuple):
    """`day`: what the text says, in the year that is meant; `near`: the meeting that may be meant."""

    said: str
    why: Why
    day: date
    near: Held | None


def slips(text: str, meetings: Sequence[Held], about: Held | None, today: date) -> list[Slip]:
    """Each once. `about`: the meeting that the text tells of; a date without a year is meant to be near it, else near
    `today`.
    """
    found: dict[str, Slip] = {}
    known = [*([about] if about else []), *meetings]
    for one in dates.named(text):
        slip = _slip(one, known, about, about.first if about else today)
        if slip is not None:
            found.setdefault(f"{one.said} {one.day}", slip)
    return list(found.values())[:MOST]


def _slip(one: Named, meetings: Sequence[Held], about: Held | None, near: date) -> Slip | None:
    years = [one.year] if one.year is not None else _years(one, meetings, near)
    days = [day for year in years if (day := one.in_year(year)) is not None]
    if not days:
        return None
    right = [day for day in days if one.weekday is None or day.weekday() == one.weekday]
    if any(_is_on(day, meeting) for day in right for meeting in meetings):
        return None
    day = min(right or days, key=lambda day: (not _is_any(day, meetings), abs(day - near)))
    why: Why = "no meeting" if one.weekday is None or day.weekday() == one.weekday else "weekday"
    return Slip(one.said, why, day, _nearest(one, day, meetings, about))


def _years(one: Named, meetings: Iterable[Held], near: date) -> list[int]:
    """Those that may be meant where none is said: of a meeting on such a day, or the nearest one."""
    of_meetings = {meeting.first.year for meeting in meetings if _is_any_of(one, meeting)}
    close = [day for year in (near.year - 1, near.year, near.year + 1) if (day := one.in_year(year)) is not None]
    return sorted(of_meetings | {min(close, key=lambda day: abs(day - near)).year} if close else of_meetings)


def _is_any_of(one: Named, meeting: Held) -> bool:
    day = one.in_year(meeting.first.year)
    return day is not None and _is_on(day, meeting)


def _is_on(day: date, meeting: Held) -> bool:
    return meeting.first <= day <= meeting.last


def _is_any(day: date, meetings: Iterable[Held]) -> bool:
    return any(_is_on(day, meeting) for meeting in meetings)


def _nearest(one: Named, day: date, meetings: Sequence[Held], about: Held | None) -> Held | None:
    """Where most of what is said fits (a slip changes one thing of a date), then what the text is about, then the
    nearest in time.
    """
    if not meetings:
        return None

    def unlike(meeting: Held) -> tuple[int, bool, int]:
        first = meeting.first
        same = (first.day == one.day, first.month == one.month, first.weekday() == one.weekday)
        same_year = one.year is not None and first.year == one.year
        return -sum((*same, same_year)), meeting != about, abs(first - day).days

    fits = min(meetings, key=unlike)
    if -unlike(fits)[0] >= 2:
        return fits
    return min(meetings, key=lambda meeting: (abs(meeting.first - day), meeting != about))
