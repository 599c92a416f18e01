"""What the screen on the wall of the room shows: the programme, or the tables of a round and the clock."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import url_for

from netapp.core import clock, languages, localtime
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page, policy, present, telling
from netapp.events.models import Meeting
from netapp.events.present import Comer
from netapp.events.programme import page as programme_page
from netapp.events.programme import times
from netapp.events.rooms import page as room_page
from netapp.events.rooms import queries as room_queries
from netapp.events.rooms.models import Room

# So many tables are read from the back of a room, small ones and full ones; more take turns.
SMALL_AT_ONCE, FULL_AT_ONCE, SMALL = 8, 4, 6


class Line(NamedTuple):
    """An item of the programme."""

    hours: str
    title: str
    track: str


class Sign(NamedTuple):
    """A table as it stands on the wall; `people` as pairs of who and where from."""

    number: int
    name: str
    people: list[tuple[str, str]]


def mark(viewer: Viewer, meeting: Meeting, room: Room) -> str:
    """Changes with all that the screen shows but the seconds, which it counts itself."""
    on, to_come = _on_and_next(meeting)
    moment = localtime.to_local(clock.now(), meeting.zone)
    told = room.version, room.mark, meeting.changed_at, meeting.group.revision, on, to_come, moment.date()
    return times.stamp(*told, policy.may_seat(viewer, meeting), languages.current())


def of(viewer: Viewer, meeting: Meeting, room: Room) -> dict[str, Any]:
    """All of it."""
    on, to_come = _on_and_next(meeting)
    shows_tables = room.shows_tables and not room.is_over
    signs = _signs(meeting, room) if shows_tables else []
    return {
        "meeting": meeting,
        "network": meeting.group.parent or meeting.group,
        "title": page.title(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "hour": languages.clock_time(localtime.to_local(clock.now(), meeting.zone)),
        "on": [_line(meeting, place) for place in on],
        "next": [_line(meeting, place) for place in to_come],
        "pages": _pages(signs),
        "clock": room_page.clock_said(meeting, room),
        "shows_tables": shows_tables,
        "turns": policy.may_seat(viewer, meeting),
        "clock_url": url_for("events.turn_clock", meeting_id=meeting.id),
        "mark": mark(viewer, meeting, room),
        "room": room,
    }


def names(comers: Sequence[Comer]) -> dict[int, tuple[str, str]]:
    """First name and company, which their badges say, too; a letter more where two would read the same. Who does not
    let their name be seen stands there with initials alone (P2): enough to find one's own table.
    """
    first = {one.person_id: _parts(one)[0] for one in comers}
    same = Counter((first[one.person_id], one.company) for one in comers)
    found = {}
    for one in comers:
        given, rest = _parts(one)
        if not one.shows:
            found[one.person_id] = (" ".join(f"{part[0].upper()}." for part in (given, rest) if part), "")
        elif same[given, one.company] > 1 and rest:
            found[one.person_id] = (f"{given} {rest[0].upper()}.", one.company)
        else:
            found[one.person_id] = (given, one.company)
    return found


def _parts(one: Comer) -> tuple[str, str]:
    """(first name, last name)"""
    parts = one.name.split()
    return (parts[0], parts[-1] if len(parts) > 1 else "") if parts else (_("Guest"), "")


def _signs(meeting: Meeting, room: Room) -> list[Sign]:
    comers = present.expected(meeting)
    said = names(comers)
    there = room_queries.places(meeting.id)
    tables = room_page.rounds(room, there, {one.person_id: one for one in comers})[room.turn]
    return [Sign(one.number, one.called, [said[who.person_id] for who in one.people]) for one in tables]


def _pages(signs: list[Sign]) -> list[list[Sign]]:
    fullest = max((len(one.people) for one in signs), default=0)
    most = SMALL_AT_ONCE if fullest <= SMALL else FULL_AT_ONCE
    return [signs[first : first + most] for first in range(0, len(signs), most)]


def _on_and_next(meeting: Meeting) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The places of the items that are on, and of those that come next, all that begin at one time."""
    lines = times.lines(meeting)
    slots = times.times(lines, meeting)
    now = localtime.to_local(clock.now(), meeting.zone)
    later = [slot.start for slot in slots if slot.start > now]
    begins = min(later, default=None)
    on = times.running(lines, meeting, now)
    return on, tuple(place for place, slot in enumerate(slots) if slot.start == begins)


def _line(meeting: Meeting, place: int) -> Line:
    lines = times.lines(meeting)
    item = lines[place]
    slot = times.times(lines, meeting)[place]
    return Line(programme_page.clocks(slot), item.title_in(languages.current(), meeting.language), item.track)
