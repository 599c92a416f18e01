"""Tables and rounds at a meeting, with a word in all that can be read."""

from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.events.rooms.models import Place, Room
from netapp.members.models import Person


def fill(meeting: Meeting, word: str, *people: Person) -> str:
    """The key of the screen, which shows the tables."""
    room = Room(meeting_id=meeting.id, names=[f"Table {word}"[:60], ""], rounds=2, minutes=10, turn=0)
    room.shows_tables = True
    session.add(room)
    session.add_all(Place(meeting_id=meeting.id, person_id=one.id, tables=[0, 1]) for one in people)
    session.flush()
    return room.key
