"""A programme's own arithmetic: when each item is, and what calendars say of it. No session, no viewer.

All times are on the wall clock of the meeting's zone, day by day: what follows the item before begins when that ends.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from netapp.core import languages, several
from netapp.core.languages import gettext as _
from netapp.events.models import Meeting

# What nobody has said how long it takes: for calendars, which want an end.
_SOME_TIME = timedelta(minutes=30)


class Timed(Protocol):
    """What of an item its time follows from; see programme_models.py."""

    @property
    def day(self) -> int: ...
    @property
    def at(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def track(self) -> str: ...


class Frame(Protocol):
    """What of a meeting."""

    @property
    def starts_local(self) -> datetime: ...
    @property
    def ends_local(self) -> datetime: ...


class Slot(NamedTuple):
    """When an item is: naive and local; `end` is None where nothing says it."""

    start: datetime
    end: datetime | None

    @property
    def until(self) -> datetime:
        """Its end, or some time after its beginning."""
        return self.end or self.start + _SOME_TIME


class Line(NamedTuple):
    """What `Meeting.programme` holds of an item: enough for calendars, and no person."""

    key: str
    day: int
    at: int | None
    minutes: int | None
    track: str
    titles: dict[str, str]

    def title_in(self, language: str, main: str) -> str:
        return self.titles.get(language) or self.titles[main]


def days(meeting: Frame) -> int:
    """How many days the meeting touches."""
    return (meeting.ends_local.date() - meeting.starts_local.date()).days + 1


def day_of(meeting: Frame, day: int) -> date:
    return meeting.starts_local.date() + timedelta(days=day)


def base(meeting: Frame, day: int) -> datetime:
    """From where `at` counts: on the first day the meeting's beginning, with which it all moves; else midnight."""
    return meeting.starts_local if day == 0 else datetime.combine(day_of(meeting, day), time())


def times(items: Sequence[Timed], meeting: Frame) -> list[Slot]:
    """When each of the items is, which stand in their order, day by day."""
    found: list[Slot] = []
    for day, group in groupby(items, key=lambda item: item.day):
        found += _of_day(day, list(group), meeting)
    return found


def _of_day(day: int, items: list[Timed], meeting: Frame) -> list[Slot]:
    """A day begins when the meeting does, unless its first item says otherwise.

    What stands in a track follows the one before in it; what stands in none waits for all tracks.
    """
    found: list[Slot] = []
    together, tracks = datetime.combine(day_of(meeting, day), meeting.starts_local.time()), dict[str, datetime]()
    for number, item in enumerate(items):
        follows = tracks.get(item.track, together) if item.track else max([together, *tracks.values()])
        start = follows if item.at is None else base(meeting, day) + timedelta(minutes=item.at)
        end = _end(start, item, items[number + 1 :], meeting)
        found.append(Slot(start, end))
        if item.track:
            tracks[item.track] = end or start
        else:
            together, tracks = end or start, {}
    return found


def _end(start: datetime, item: Timed, later: list[Timed], meeting: Frame) -> datetime | None:
    """As long as it says; else until the next one, if that has a time of its own; the last until the meeting's end."""
    if item.minutes is not None:
        return start + timedelta(minutes=item.minutes)
    after = next((one for one in later if not item.track or one.track in {"", item.track}), None)
    if after is None:
        end = meeting.ends_local
        return end if end.date() == start.date() and end > start else None
    end = base(meeting, after.day) + timedelta(minutes=after.at) if after.at is not None else start
    return end if end > start else None


def lines(meeting: Meeting) -> list[Line]:
    """What the meeting's own row says of its programme."""
    return [Line(*row) for row in meeting.programme or ()]


def calendar_lines(meeting: Meeting, language: str) -> str:
    """The programme as a calendar's text says it, a line an item; "" for none. Called in that language."""
    said, items = [], lines(meeting)
    several_days, day_before = len({item.day for item in items}) > 1, -1
    for item, slot in zip(items, times(items, meeting), strict=True):
        if several_days and item.day != day_before:
            said.append(f"\n{languages.date_long(day_of(meeting, item.day))}")
            day_before = item.day
        room = f" ({item.track})" if item.track else ""
        said.append(f"{languages.clock_time(slot.start)} {item.title_in(language, meeting.language)}{room}")
    return "\n".join([_("Programme"), *said]) if said else ""


def running(items: Sequence[Timed], meeting: Frame, now: datetime) -> tuple[int, ...]:
    """The places of the items that are on now, which is local, too."""
    return tuple(
        place for place, slot in enumerate(times(items, meeting)) if slot.start <= now < (slot.end or slot.start)
    )


def turns(items: Sequence[Timed], meeting: Frame) -> list[datetime]:
    """The local times at which another item is on."""
    return sorted({moment for slot in times(items, meeting) for moment in (slot.start, slot.end or slot.start)})


def warnings(items: Sequence[Timed], meeting: Frame) -> list[str]:
    """For each item what its organiser should see before others do, or ""."""
    slots, found = times(items, meeting), []
    for place, (item, slot) in enumerate(zip(items, slots, strict=True)):
        before = [
            slots[other].end or slots[other].start
            for other in range(place)
            if items[other].day == item.day and (not item.track or items[other].track in {"", item.track})
        ]
        if before and slot.start < max(before):
            found.append(_("Begins before the one above it ends."))
        elif item.day >= days(meeting):
            found.append(_("The meeting is over by then."))
        elif (slot.end or slot.start) > meeting.ends_local:
            found.append(_("Ends after the meeting, at %(time)s.", time=languages.clock_time(slot.until)))
        else:
            found.append("")
    return found


def stamp(*said: Any) -> str:
    """Names the version of something that a form shows (X5)."""
    return blake2b(repr(said).encode(errors="replace"), digest_size=10).hexdigest()


def parts(said: str | None) -> list[list[str]]:
    """Rows that a statement has put into one column, in the order of their first, which is a number."""
    return sorted(several.rows(said), key=lambda row: int(row[0]))
