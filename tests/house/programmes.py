"""A programme in every part of it, the way there, and who rides with whom: with a word in all that can be read."""

from datetime import timedelta
from typing import Any

from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.events.programme import settling
from netapp.events.programme.models import Handout, Item, Speaker
from netapp.events.travel.models import Passenger, Ride, Travel
from netapp.files import shelf
from netapp.files.documents import PDF, Document
from netapp.members.models import Person


def fill(meeting: Meeting, word: str, driver: Person, rider: Person) -> dict[str, Any]:
    """The numbers of what there is now."""
    file = shelf.keep_document(Document(f"%PDF-1.7 {word}".encode(), PDF), f"{word}.pdf", driver.id)
    item = Item(meeting_id=meeting.id, position=0, day=0, kind="talk", track=f"Room {word}"[:60], sequence=0)
    item.titles, item.bodies = {meeting.language: f"Heat {word}"}, {meeting.language: f"Of **{word}**."}
    item.speakers = [Speaker(name=f"Speaker {word}", company=f"At {word}", position=0, person_id=driver.id)]
    item.handouts = [
        Handout(title=f"Slides {word}", position=0, file_id=file.id),
        Handout(title=f"Link {word}", position=1, url="https://slides.example/x"),
    ]
    after = Item(meeting_id=meeting.id, position=1, day=0, kind="break", sequence=0, speakers=[], handouts=[])
    after.titles, after.bodies, after.minutes = {meeting.language: f"Coffee {word}"}, {}, 30
    texts = {meeting.language: f"By **train** {word}."}
    ride = Ride(meeting_id=meeting.id, driver_id=driver.id, place=f"Station {word}"[:120], seats=2, note=f"Call {word}")
    ride.leaves_local = meeting.starts_local - timedelta(hours=1)
    session.add_all([item, after, ride, Travel(meeting_id=meeting.id, notes=texts, inner=texts, rides=True)])
    session.flush()
    session.add(Passenger(meeting_id=meeting.id, ride_id=ride.id, person_id=rider.id))
    session.flush()
    settling.derive(meeting, [item, after], has_travel=True, at=meeting.changed_at)
    return {"item_id": item.id, "handout_id": item.handouts[0].id, "mark": file.mark, "ride_id": ride.id}
