"""Who is told that there are notes: who came, and who did not; each once, by the door by which they read them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from netapp.core.db import session
from netapp.events import audience, present
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Group
from netapp.mail import outbox
from netapp.members.models import Person
from netapp.notes.models import Note


def published(meeting: Meeting, note: Note) -> None:
    """Those who came; those who had a seat and did not; and the group's, where it may read them."""
    _tell("notes", meeting, note, "")


def corrected(meeting: Meeting, note: Note) -> None:
    """The same people, each correction once."""
    _tell("notes_corrected", meeting, note, str(len(note.corrections or ())))


def numbers(meeting: Meeting, note_audience: str) -> tuple[int, int]:
    """(how many of who came, how many of who did not) would be written to."""
    came, others = readers(meeting, note_audience)
    return len(came), len(others)


def readers(meeting: Meeting, note_audience: str) -> tuple[list[outbox.To], list[outbox.To]]:
    came = [one.to for one in present.came_to([meeting.id])]
    there = {one.person_id for one in came}
    missed = _with_seat(meeting, there)
    if note_audience != "participants":
        known = there | {one.person_id for one in missed}
        missed += [_to(one, meeting.group) for one in audience.to_tell(meeting.group) if one.id not in known]
    return came, missed


def _tell(letter: str, meeting: Meeting, note: Note, occurrence: str) -> None:
    session.flush()
    came, missed = readers(meeting, note.audience)
    for people, was_there in ((came, True), (missed, False)):
        data: dict[str, Any] = {"note": note.id, "came": was_there, "correction": len(note.corrections or ())}
        outbox.post_many(letter, f"meeting:{meeting.id}", people, occurrence=occurrence, **data)


def _with_seat(meeting: Meeting, but: set[int | None]) -> list[outbox.To]:
    """Had a seat, and was marked nowhere."""
    mine = exists().where(SignUp.meeting_id == meeting.id, SignUp.person_id == Person.id, SignUp.state == "going")
    found: Sequence[Person] = session.scalars(select(Person).where(mine, Person.email.is_not(None))).all()
    return [_to(one, meeting.group) for one in found if one.id not in but]


def _to(person: Person, group: Group) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or group.language)
