"""Who sits at which table at some of the demo's meetings, as the organisers' own button would have it."""

import tomllib
from functools import cache
from typing import Any

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.place import Place
from netapp.events import present
from netapp.events.rooms import queries, seating
from netapp.events.rooms.models import Place as Seat
from netapp.events.rooms.models import Room


@cache
def all_written() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((content.DATA / "rooms.toml").read_text("utf-8"))["room"]
    return found


def write(place: Place, folder: str) -> None:
    """Of the meetings of one network, which are there with their sign-ups."""
    for written in all_written():
        if written["network"] == folder:
            meeting = place.meetings[folder, written["meeting"]]
            # Not by chance: the demo says the same whenever it is built, and nobody who is on its screens exists.
            room = Room(meeting_id=meeting.id, key=f"demo-{written['meeting'][:10]}", names=written["names"])
            room.rounds, room.minutes, room.turn, room.version = written["rounds"], written["minutes"], 0, 1
            guests = queries.guests(present.expected(meeting))
            known = queries.known(meeting, [one.id for one in guests])
            found = seating.seated(guests, room.tables, room.rounds, known)
            session.add(room)
            session.add_all(Seat(meeting_id=meeting.id, person_id=one, tables=row) for one, row in found.items())
            session.flush()
