"""The letters that lead to notes: to who came and to who did not, and the one that says what was corrected."""

from typing import Any

from netapp.core import languages, links, signed
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import Viewer
from netapp.events import queries as meetings
from netapp.events import telling
from netapp.events.models import Meeting
from netapp.members.models import Person
from netapp.notes import page, queries, words
from netapp.notes.models import Note

NOTES = "notes"
# A letter says what matters; the page has the rest.
MOST = 12


def url(meeting_id: int, person_id: int) -> str:
    """The notes for who holds this letter: guests have no other door."""
    return links.absolute("notes.by_letter", token=signed.token(NOTES, meeting_id, person_id))


def _notes(order: Order) -> Written | None:
    found = _found(order)
    if found is None:
        return None
    viewer, meeting, note = found
    return _written(viewer, meeting, note, order, {"came": bool(order.data["came"])})


def _corrected(order: Order) -> Written | None:
    """Of the latest correction; one that came since says it all."""
    found = _found(order)
    if found is None or len(found[2].corrections or ()) != order.data["correction"]:
        return None
    viewer, meeting, note = found
    latest = (note.corrections or [])[-1]
    changed = [words.change(one) for one in latest["changed"]]
    return _written(viewer, meeting, note, order, {"own_words": latest["words"], "changed": changed})


def _found(order: Order) -> tuple[Viewer, Meeting, Note] | None:
    """Not to who may not read them any more (M3)."""
    note = session.get(Note, order.data["note"])
    person = session.get(Person, order.person_id) if order.person_id else None
    if note is None or person is None or not note.is_published:
        return None
    viewer = meetings.viewer_of(person)
    meeting = meetings.known_meeting(note.meeting_id)
    if meeting is None or not queries.may_read_by_letter(viewer, note, meeting):
        return None
    return viewer, meeting, note


def _written(viewer: Viewer, meeting: Meeting, note: Note, order: Order, more: dict[str, Any]) -> Written:
    lines = page.part_lines(viewer, note)
    told = [(said, [line for line in lines if line.kind == kind][:MOST]) for kind, said in words.kinds().items()]
    return Written(
        context=telling.about(meeting, order.language)
        | {
            "day": languages.date_long(meeting.starts_local.date()),
            "url": url(meeting.id, order.person_id or 0),
            "told": [(said, some) for said, some in told[:2] if some],
            **more,
        },
        reason=_("You get this letter because you signed up for this meeting, or follow the network’s meetings."),
        stop=telling.scope(meeting),
        sender=telling.sender(meeting),
    )


LETTERS = (Letter("notes", _notes), Letter("notes_corrected", _corrected))
