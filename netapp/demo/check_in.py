"""Who was marked at the door of one of the demo's meetings, and a link for whoever stands at the next one's."""

from datetime import timedelta

from sqlalchemy import select

from netapp.core.db import session
from netapp.demo.place import Place
from netapp.events.checkin.models import Door, Mark
from netapp.events.models import Meeting, SignUp

# Invented, as are those who came without signing up.
_BY_NETWORK = {"zealand": ("rain", "small-jobs", "Ved døren: Sofie")}
_WALKED_IN = (("Ulla Grøftegaard", "Grøft & Regn"), ("Tage Lerskov", ""))


def write(place: Place, folder: str) -> None:
    """Of one network's meetings, which are there with their sign-ups."""
    if folder not in _BY_NETWORK:
        return
    past, coming, entrance = _BY_NETWORK[folder]
    made_by = place.networks[folder].created_by
    made = {key: place.meetings[folder, key] for key in (past, coming)}
    doors = [Door(meeting_id=one.id, name=entrance, made_by=made_by, made_at=one.created_at) for one in made.values()]
    session.add_all(doors)
    session.flush()
    _mark(made[past], doors[0])


def _mark(meeting: Meeting, door: Door) -> None:
    """All but the one who answered last, a minute after each other."""
    chosen = select(SignUp.id).where(SignUp.meeting_id == meeting.id, SignUp.state == "going").order_by(SignUp.turn)
    numbers: list[int | None] = [*session.scalars(chosen)][:-1]
    arrivals = [*((one, "", "") for one in numbers), *((None, *one) for one in _WALKED_IN)]
    for turn, (number, name, company) in enumerate(arrivals):
        at = meeting.starts_at - timedelta(minutes=len(arrivals) - 3 - turn)
        row = Mark(meeting_id=meeting.id, key=f"demo-arrival-{turn}", sign_up_id=number, name=name, company=company)
        row.way, row.came_at, row.made_at, row.door_id = "list" if number else "walk_in", at, at, door.id
        session.add(row)
    door.ended_at = meeting.ends_at
