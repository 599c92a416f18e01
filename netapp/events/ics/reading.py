"""The meetings of a calendar file: one for each date within a window, with what is odd about it. Nothing is saved.

Series come as their dates. What differs from a series (RECURRENCE-ID) may stand before it or alone, and what is left
out (EXDATE) may be written in another form than the series.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple

from netapp.core import clock, localtime
from netapp.events.ics import dates, lines
from netapp.events.ics import texts as ics_texts
from netapp.events.ics import times as ics_times
from netapp.events.ics.lines import Component, Unreadable
from netapp.events.ics.rules import Budget, TooMuch
from netapp.events.ics.texts import Texts
from netapp.events.ics.times import Context, Times
from netapp.events.models import LONGEST

MOST = 1000
# Of a day without hours, a meeting has these.
OPENS, CLOSES = time(9), time(17)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A meeting as the file has it. `recurrence` names the date of a series by its first beginning, "" without one.

    `odd` are words of import_words.ODD.
    """

    uid: str
    recurrence: str
    texts: Texts
    starts: datetime
    ends: datetime
    zone: str
    starts_fold: int = 0
    ends_fold: int = 0
    is_cancelled: bool = False
    odd: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same for what would make the same meeting."""
        said = [
            *self.texts,
            self.starts.isoformat(),
            self.ends.isoformat(),
            self.zone,
            self.starts_fold,
            self.ends_fold,
        ]
        return sha256(json.dumps([*said, self.is_cancelled]).encode()).hexdigest()[:32]


class Found(NamedTuple):
    """`outside`: how many more lie beyond the window, or beyond MOST; each series counts as one. `broken`: events that
    begin at no time that there is. `is_cut`: not all was looked at.
    """

    entries: Sequence[Entry]
    outside: int
    broken: int
    is_cut: bool


class Dated(NamedTuple):
    """An event at one of its dates; its texts are made when it is known to be among those that are shown."""

    event: Component
    uid: str
    recurrence: str
    starts: datetime
    ends: datetime
    zone: str
    folds: tuple[int, int]
    odd: tuple[str, ...]


def read(data: bytes, own_zone: str, after: datetime, before: datetime, budget: Budget | None = None) -> Found:
    """The meetings that begin from `after` on and before `before`, which are instants. Raises Unreadable."""
    budget = budget or Budget()
    found: dict[tuple[str, str], Dated] = {}
    outside, broken, is_cut, has_any = 0, 0, False, False
    try:
        for calendar in lines.calendars(data):
            context = Context(calendar, own_zone, after, before, budget)
            for group in _grouped(calendar):
                has_any, is_seen = True, False
                bad = sum(ics_times.begins(event) is None for event in group)
                broken += bad
                for one in _entries(group, context):
                    is_seen = True
                    found.setdefault((one.uid, one.recurrence), one)
                    budget.spend()
                outside += not is_seen and bad < len(group)
                budget.spend()
    except TooMuch:
        is_cut = True
    if not has_any:
        raise Unreadable("empty")
    if not found and is_cut:
        raise Unreadable("much")
    dated = sorted(found.values(), key=lambda one: (one.starts, one.uid, one.recurrence))
    outside += max(0, len(dated) - MOST)
    # What is still to be said has seconds of its own.
    entries = _written(_nearest(dated), Budget())
    return Found(entries, outside, broken, is_cut or len(entries) < min(len(dated), MOST))


def _grouped(calendar: Component) -> Iterator[list[Component]]:
    """The events of each UID."""
    by_uid: dict[str, list[Component]] = defaultdict(list)
    for number, event in enumerate(part for part in calendar.parts if part.name == "VEVENT"):
        by_uid[event.text("UID") or f"\0{number}"].append(event)
    yield from by_uid.values()


def _entries(events: list[Component], context: Context) -> Iterator[Dated]:
    """A series' dates, those that differ in their places; then those that differ from no date that is there."""
    changed: dict[str, Component] = {}
    masters = []
    for event in sorted(events, key=_version):
        said = event.get("RECURRENCE-ID")
        if said is None:
            masters.append(event)
        elif name := dates.name_of(said, context):
            changed[name] = event
    times = [(event, ics_times.of(event, context)) for event in masters]
    series = [(event, at) for event, at in times if at is not None and dates.repeats(event)]
    # Of several that are no series the last version counts, unless they are at different times: then the UID is wrong.
    single = {at.start: (event, at) for event, at in times if at is not None and not dates.repeats(event)}
    for event, at in (*series, *single.values()):
        rules, is_odd = dates.rules(event, at)
        at = at._replace(odd=(*at.odd, "rule")) if is_odd else at
        is_alone, days = not dates.repeats(event) and len(single) == 1 and not series, set[str]()
        for start in dates.dates(event, at, rules, context):
            # A day and not an hour: a series that is moved to another hour has the same dates.
            name = "" if is_alone else f"{start:%Y%m%d}"
            name = f"{start:%Y%m%dT%H%M}" if name in days else name
            days.add(name)
            other = changed.pop(dates.name(start, at), None)
            if other is None:
                yield from _entry(event, at._replace(start=start), name, context)
            elif (its := ics_times.of(other, context)) is not None:
                yield from _entry(other, its, name, context)
    for event in changed.values():
        if (its := ics_times.of(event, context)) is not None:
            yield from _entry(event, its, dates.day_of(event, series[0][1] if series else its), context)


def _version(event: Component) -> tuple[int, str]:
    said = event.text("SEQUENCE")
    return (int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0), event.text("DTSTAMP")


def _entry(event: Component, at: Times, name: str, context: Context) -> Iterator[Dated]:
    """The event at this date; nothing when it is outside the window."""
    if at.is_whole:
        last = (at.start + at.length - timedelta(seconds=1)).date()
        starts, ends, zone = datetime.combine(at.start, OPENS), datetime.combine(last, CLOSES), context.own
        folds = (0, 0)
    elif at.is_utc or at.zone.rules is not None:
        zone = context.own if at.is_utc else at.zone.name
        began = ics_times.instant(at.zone, at.start)
        starts, ends = (localtime.to_local(instant, zone) for instant in (began, began + at.length))
        folds, starts, ends = (starts.fold, ends.fold), starts.replace(fold=0), ends.replace(fold=0)
    else:
        zone, starts = at.zone.name, ics_times.existing(at.start, at.zone.name)
        ends, folds = ics_times.existing(at.start + at.length, zone), (0, 0)
    instant = localtime.to_utc(starts, zone, folds[0])
    if context.after <= instant < context.before:
        is_long = localtime.to_utc(ends, zone, folds[1]) - instant > LONGEST
        odd = (*at.odd, "long") if is_long else at.odd
        uid = event.text("UID") or f"none:{event.text('SUMMARY')[:100]}:{starts:%Y%m%dT%H%M}"
        uid = uid if len(uid) <= 255 else sha256(uid.encode()).hexdigest()
        yield Dated(event, uid, name, starts, ends, zone, folds, odd)


def _written(dated: Sequence[Dated], budget: Budget) -> list[Entry]:
    """With their texts, which the dates of a series share; those for which there is time."""
    known: dict[int, Texts] = {}
    entries = []
    for one in dated:
        if id(one.event) not in known:
            if budget.is_late:
                break
            known[id(one.event)] = ics_texts.of(one.event)
        texts = known[id(one.event)]
        entries.append(
            Entry(
                uid=one.uid,
                recurrence=one.recurrence,
                texts=texts,
                starts=one.starts,
                ends=one.ends,
                zone=one.zone,
                starts_fold=one.folds[0],
                ends_fold=one.folds[1],
                is_cancelled=one.event.text("STATUS").upper() == "CANCELLED",
                odd=one.odd if texts.title else (*one.odd, "title"),
            )
        )
    return entries


def _nearest(entries: list[Dated]) -> list[Dated]:
    """When there are too many, those that come first from now on; then the latest that are over."""
    if len(entries) <= MOST:
        return entries
    now = clock.now().replace(tzinfo=None)
    coming = [entry for entry in entries if entry.starts >= now][:MOST]
    over = [entry for entry in entries if entry.starts < now]
    return [*over[len(over) - (MOST - len(coming)) :], *coming]
