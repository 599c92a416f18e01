"""The notes of a meeting, with a word in all that can be read of them."""

from sqlalchemy import select

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.members.models import Person
from netapp.notes import edition, letters
from netapp.notes.boards.models import Board, TablePart, WishCard
from netapp.notes.models import Audience, Note, Part, Revision, Section, Writing


def fill(meeting: Meeting, word: str, writer: Person, audience: Audience = "public") -> dict[str, int]:
    """Published, corrected, and written on since; the number of a section and of a part."""
    note = session.scalar(select(Note).where(Note.meeting_id == meeting.id)) or Note(meeting_id=meeting.id)
    note.state, note.audience, note.language, note.seated_help = "published", audience, "en", True
    note.published_at, note.published_by = clock.now(), writer.id
    session.add(note)
    session.flush()
    section = Section(note_id=note.id, position=0, kind="opening", heading=f"About {word}", body=f"Said **{word}**.")
    section.revision = section.numbered = 1
    part = Part(note_id=note.id, kind="decision", text=f"Do {word}", made_by=writer.id, person_id=writer.id)
    session.add_all([section, part])
    session.flush()
    for number, state in ((1, "text"), (2, "clash")):
        said = Revision(section_id=section.id, number=number, state=state, body=f"Said **{word}**.", token=f"t{number}")
        said.person_id = writer.id
        session.add(said)
    section.numbered = 2
    note.shown = edition.of([section], [part])
    changed = [{"what": "new", "said": f"New {word}"}]
    note.corrections = [{"at": clock.now().isoformat(), "words": f"It was {word}", "changed": changed}]
    session.add(Writing(note_id=note.id, person_id=writer.id, section_id=section.id))
    session.flush()
    board = session.get(Board, meeting.id) or Board(meeting_id=meeting.id, tables=1, takes_wishes=True, takes_dots=True)
    board.left = f"Why {word}"
    session.add(board)
    session.flush()
    session.merge(TablePart(meeting_id=meeting.id, number=1, left=f"So {word}"))
    card = WishCard(meeting_id=meeting.id, visitor=f"v{section.id}", text=f"More {word}")
    session.add(card)
    session.flush()
    return {"section_id": section.id, "note_id": note.id, "number": 1}


def keys(meeting_id: int, *, is_shut: bool = False) -> dict[str, str]:
    """Of the board, for the pages of the room: while it is good, its holder is told whose room that is."""
    key = "none-such-here" if is_shut else session.get_one(Board, meeting_id).key
    return dict.fromkeys(("notes.board", "notes.table", "notes.wall"), key)


def token(meeting_id: int, person: Person) -> str:
    """Of the letter that leads to them."""
    return signed.token(letters.NOTES, meeting_id, person.id)
