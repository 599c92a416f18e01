"""A month as a grid: weeks from Monday to Sunday, each day with what happens on it by the meetings' own clocks."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import lists
from netapp.events.lists import Filters, InMonth
from netapp.home import filters as filtering
from netapp.home import front

# Beyond these nothing is ever planned or kept, and a robot that follows "next" must come to an end.
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Item:
    """A meeting on one day of the grid."""

    url: str
    title: str
    title_lang: str | None
    time: str
    cancelled: bool


@dataclass(frozen=True)
class Day:
    """One cell of the grid; `label` is the day written in full."""

    number: int
    iso: str
    label: str
    is_today: bool
    in_month: bool
    meetings: Sequence[Item] = field(default_factory=list)


def of(viewer: Viewer, month: str, filters: Filters) -> dict[str, Any]:
    """Everything on the page of a month like 2026-11; NotVisible for what is none."""
    first = _first(month)
    found, is_cut = lists.in_month(viewer, first.year, first.month, filters)
    today, name = front.today(viewer), languages.month_name(first, year=True)

    address = filtering.Address("home.month", (("month", month),))
    return {
        "first": first,
        "title": name,
        "heading": name[:1].upper() + name[1:],
        # Of a member's own it is not remembered: it would push out what many see.
        "grid": (_grid if viewer.is_guest else _made_grid)(tuple(found), first, today),
        "is_empty": not found,
        "is_cut": is_cut,
        "previous_url": _neighbour(first - timedelta(days=1), filters),
        "next_url": _neighbour(first + timedelta(days=31), filters),
        "this_url": url_for("home.month", month=f"{today:%Y-%m}", **filters.args),
        "is_now": (first.year, first.month) == (today.year, today.month),
        **filtering.of(filters, address, *front.choices(viewer, filters)),
        "list_url": url_for("home.front", **filters.args),
        "clear_url": url_for("home.month", month=month),
    }


def _made_grid(meetings: tuple[InMonth, ...], first: date, today: date) -> Markup:
    weeks = _weeks(first, today, _by_day(meetings))
    weekdays = [languages.weekday_short(date(2024, 1, day)) for day in range(1, 8)]
    caption = _("Meetings in %(month)s", month=languages.month_name(first, year=True))
    return pieces.fresh("_macros.html", "month_grid", weeks, weekdays, caption)


_grid = pieces.remembered(_made_grid)


def _first(month: str) -> date:
    year, dash, number = month.partition("-")
    if len(year) != 4 or len(number) != 2 or dash != "-" or not (year + number).isdecimal():
        raise NotVisible
    if not FIRST_YEAR <= int(year) <= LAST_YEAR or not 1 <= int(number) <= 12:
        raise NotVisible
    return date(int(year), int(number), 1)


def _neighbour(day: date, filters: Filters) -> str | None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return url_for("home.month", month=f"{day:%Y-%m}", **filters.args)


def _weeks(first: date, today: date, by_day: dict[date, list[Item]]) -> list[list[Day]]:
    return [
        [
            Day(
                number=day.day,
                iso=day.isoformat(),
                label=languages.date_long(day),
                is_today=day == today,
                in_month=day.month == first.month,
                meetings=by_day.get(day, []) if day.month == first.month else [],
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _by_day(meetings: Iterable[InMonth]) -> dict[date, list[Item]]:
    """A meeting of several days stands on each of them; the hour on the first."""
    by_day: dict[date, list[Item]] = defaultdict(list)
    for meeting in meetings:
        language, title = meeting.title_in(languages.current())
        starts, last = meeting.starts_local.date(), _last_day(meeting)
        for day in (starts + timedelta(days=n) for n in range(min((last - starts).days, 62) + 1)):
            by_day[day].append(
                Item(
                    url=url_for("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
                    title=title,
                    title_lang=language if language != languages.current() else None,
                    time=languages.clock_time(meeting.starts_local) if day == starts else "",
                    cancelled=meeting.state == "cancelled",
                )
            )
    return by_day


def _last_day(meeting: InMonth) -> date:
    """What ends at midnight is over on the day before."""
    return max(meeting.starts_local.date(), (meeting.ends_local - timedelta(minutes=1)).date())
