"""A list at the door of a meeting, with a word in all that can be read of it."""

from sqlalchemy import select

from netapp.core.db import session
from netapp.events.checkin import links
from netapp.events.checkin.models import Door, Mark
from netapp.events.models import Meeting, SignUp
from netapp.members.models import Person


def fill(meeting: Meeting, word: str, person: Person, entrance: str = "") -> Door:
    """This person has a link, and has marked one who walked in and all who have signed up."""
    door = Door(meeting_id=meeting.id, name=(entrance or word)[:60], made_by=person.id)
    session.add(door)
    session.flush()
    own = {"meeting_id": meeting.id, "by_id": person.id, "door_id": door.id, "came_at": meeting.starts_at}
    session.add(Mark(key=f"walked-{meeting.id}", way="walk_in", name=word[:120], company=word[:160], **own))
    for one in session.scalars(select(SignUp.id).where(SignUp.meeting_id == meeting.id)):
        session.add(Mark(key=f"came-{one}", way="list", sign_up_id=one, **own))
    session.flush()
    return door


def tokens(door: Door | None, meeting_id: int, reader: Person) -> dict[str, str]:
    """The addresses of the day, by the pages that they are good for."""
    at_door = links.door(door.id) if door is not None else "none-such"
    mine = select(SignUp.id).where(SignUp.meeting_id == meeting_id, SignUp.person_id == reader.id)
    own = session.scalar(mine)
    return {
        **dict.fromkeys(("events.door", "events.door_list", "events.marks"), at_door),
        "events.ticket": links.ticket(own) if own is not None else "none-such",
    }
