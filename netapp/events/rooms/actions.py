"""What organisers do in the room: seat everybody, fit in late-comers, move one, and turn the clock.

Each deed holds the meeting's lock. Nobody is written to for it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from sqlalchemy import delete

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer, group_key
from netapp.events import policy, present, queries
from netapp.events.facts import Withdrew
from netapp.events.models import Meeting
from netapp.events.rooms import queries as room_queries
from netapp.events.rooms import seating
from netapp.events.rooms.models import Place, Room, new_key

Turn = Literal["start", "pause", "next", "back", "more", "tables", "programme"]
TURNS: tuple[Turn, ...] = get_args(Turn)
_LONGEST_LEFT = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is wanted: `names` of the tables, one for each; `anew`: everybody gets other tables."""

    names: tuple[str, ...]
    rounds: int
    minutes: int
    anew: bool = False


@action
def arrange(viewer: Viewer, meeting_id: int, draft: Draft) -> Room:
    """Tables, rounds and minutes. Everybody who is there is seated at first, and again only if that is said."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, meeting))
    room, there = _room(meeting), room_queries.places(meeting_id)
    is_other = (room.tables, room.rounds) != (len(draft.names), draft.rounds)
    if is_other and there and not draft.anew:
        raise Refused(_("Other numbers mean other tables for everybody. Say here that you want that."), "anew")
    room.names, room.rounds, room.minutes = list(draft.names), draft.rounds, draft.minutes
    if is_other or draft.anew or not there:
        _seat_all(meeting, room)
        log.write(viewer.person_id, "seat", "meeting", meeting.id, group_key(meeting.group_id))
    _changed(room)
    return room


@action
def fit_in(viewer: Viewer, meeting_id: int) -> int:
    """Seat who has none yet, from the round that is on; nobody else moves. Returns how many there were."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, meeting))
    room = _arranged(meeting)
    there = room_queries.places(meeting_id)
    guests = room_queries.guests(present.here(meeting))
    late = [one for one in guests if one.id not in there]
    known = room_queries.known(meeting, [one.id for one in guests])
    for newcomer in late:
        tables = seating.fitted(there, newcomer, guests, known, room.tables, room.turn, room.rounds)
        there[newcomer.id] = tables
        session.add(Place(meeting_id=meeting.id, person_id=newcomer.id, tables=tables))
    if late:
        _changed(room)
    return len(late)


@action
def move(viewer: Viewer, meeting_id: int, person_id: int, round_: int, table: int) -> Place:
    """One person to another table in one round; nobody else moves."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, meeting))
    room, place = _arranged(meeting), room_queries.get_place(meeting, person_id)
    if not 0 <= round_ < room.rounds or not 0 <= table < room.tables:
        raise Refused(_("There is no such table."))
    place.tables = [*place.tables[:round_], table, *place.tables[round_ + 1 :]]
    _changed(room)
    return place


@action
def take_out(viewer: Viewer, meeting_id: int, person_id: int) -> None:
    """Somebody who has gone home, or never came; nobody else moves. The seat at the meeting stays theirs."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, meeting))
    session.delete(room_queries.get_place(meeting, person_id))
    _changed(_arranged(meeting))


@action
def turn(viewer: Viewer, meeting_id: int, deed: str, seen: str) -> Room:
    """The clock: start, pause, the next round or the one before, one minute more; and what the screen shows.

    `seen` is where it stood on the page of who presses: when somebody else was faster, nothing more happens.
    """
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, meeting))
    room = _arranged(meeting)
    if deed not in TURNS:
        raise Refused(_("Choose one of the buttons."))
    if seen == room.mark:
        _turn(room, deed)
        _changed(room)
    return room


@action
def open_screen(viewer: Viewer, meeting_id: int, *, anew: bool = False) -> Room:
    """The room with the address of its screen; `anew` ends the address of before."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, meeting))
    room = _room(meeting)
    if anew:
        room.key = new_key()
    session.flush()
    return room


def given_up(fact: Withdrew) -> None:
    """Who does not come sits nowhere. The meeting is locked."""
    place, room = room_queries.place_of(fact.person_id, fact.meeting_id), room_queries.room(fact.meeting_id)
    if place is not None and room is not None:
        session.delete(place)
        _changed(room)


def forget(person_id: int) -> None:
    """Where they sat at meetings that are over, too."""
    session.execute(delete(Place).where(Place.person_id == person_id))


def _room(meeting: Meeting) -> Room:
    room = room_queries.room(meeting.id)
    if room is None:
        room = Room(meeting_id=meeting.id, key=new_key(), rounds=0, minutes=15, names=[], turn=0, version=0)
        session.add(room)
    return room


def _arranged(meeting: Meeting) -> Room:
    room = room_queries.room(meeting.id)
    if room is None or not room.rounds:
        raise Refused(_("There are no tables yet."))
    return room


def _seat_all(meeting: Meeting, room: Room) -> None:
    """From the first round; the clock stands at its beginning."""
    comers = present.here(meeting)
    if len(comers) < 2 * room.tables:
        raise Refused(_too_few(len(comers)), "tables")
    guests = room_queries.guests(comers)
    known = room_queries.known(meeting, [one.id for one in guests])
    found = seating.seated(guests, room.tables, room.rounds, known, seed=room.version)
    session.execute(delete(Place).where(Place.meeting_id == meeting.id))
    session.flush()
    session.add_all(Place(meeting_id=meeting.id, person_id=one, tables=row) for one, row in found.items())
    room.turn, room.ends_at, room.left, room.shows_tables = 0, None, None, False


def _too_few(people: int) -> str:
    return ngettext(
        "%(num)s person has a seat: too few for so many tables.",
        "%(num)s people have a seat: too few for so many tables.",
        people,
    )


def _turn(room: Room, deed: str) -> None:
    left = room.seconds
    if deed == "start" and not room.is_over:
        room.ends_at, room.left, room.shows_tables = clock.now() + timedelta(seconds=left), None, True
    elif deed == "pause":
        room.ends_at, room.left = None, left
    elif deed == "more" and not room.is_over and left < _LONGEST_LEFT:
        if room.ends_at is None:
            room.left = left + 60
        else:
            room.ends_at = clock.now() + timedelta(seconds=left + 60)
    elif deed in {"next", "back"}:
        room.turn = min(max(room.turn + (1 if deed == "next" else -1), 0), room.rounds)
        room.ends_at, room.left, room.shows_tables = None, None, not room.is_over
    elif deed in {"tables", "programme"}:
        room.shows_tables = deed == "tables" and not room.is_over


def _changed(room: Room) -> None:
    room.version += 1
    session.flush()
