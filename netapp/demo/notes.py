"""The notes of the meetings of which the articles tell, published some days after each."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.place import Place, at
from netapp.notes import edition
from netapp.notes.boards.models import Board, TablePart, WishCard, WishDot
from netapp.notes.models import Note, Part, Revision, Section
from netapp.promises.models import Promise

# Days after the meeting.
PUBLISHED = 3


def write(place: Place) -> None:
    """After what was promised there."""
    for folder, rows in content.notes().items():
        for row in rows:
            _note(place, folder, row)


def _note(place: Place, folder: str, written: dict[str, Any]) -> None:
    meeting, network = place.meetings[folder, written["meeting"]], place.networks[folder]
    day = meeting.starts_local.date()
    note = Note(meeting_id=meeting.id, state="published", audience="public", language=network.language)
    note.created_at, note.published_at = at(day, 9), at(day + timedelta(PUBLISHED), 9)
    note.published_by = network.created_by
    session.add(note)
    session.flush()
    sections = [_section(note, number, *said) for number, said in enumerate(written["sections"])]
    sections[0].kind, sections[-1].kind = "opening", "closing"
    session.flush()
    for section in sections:
        said = Revision(section_id=section.id, number=1, state="text", body=section.body, token="demo")
        said.person_id, said.at = network.created_by, at(day, 14)
        session.add(said)
    kept = select(Promise.text, Promise.id).where(Promise.meeting_id == meeting.id)
    promises = {row[0]: row[1] for row in session.execute(kept)}
    parts = [
        Part(note_id=note.id, kind=kind, text=said, made_by=network.created_by, made_at=at(day, 15))
        for kind, said in written["parts"]
    ]
    for part in parts:
        if part.kind == "promise":
            part.promise_id = promises[part.text]
    session.add_all(parts)
    session.flush()
    note.shown = edition.of(sections, parts)
    if "tables" in written:
        _board(place.meetings[folder, written["board"]].id, written)


def _board(meeting_id: int, written: dict[str, Any]) -> None:
    """What the tables wrote, and the wishes, the first with the most dots."""
    board = Board(meeting_id=meeting_id, key="demo-board", tables=len(written["tables"]))
    board.left, board.right = written["left"], written["right"]
    board.takes_wishes = board.takes_dots = True
    session.add(board)
    session.flush()
    for number, (left, right) in enumerate(written["tables"], start=1):
        session.add(TablePart(meeting_id=meeting_id, number=number, left=left, right=right))
    for place, wish in enumerate(written["wishes"]):
        card = WishCard(meeting_id=meeting_id, visitor=f"demo-{place}", text=wish)
        session.add(card)
        session.flush()
        dots = range(2 * (len(written["wishes"]) - place))
        session.add_all(WishDot(card_id=card.id, visitor=f"demo-{place}-{number}") for number in dots)


def _section(note: Note, number: int, heading: str, body: str) -> Section:
    made = Section(note_id=note.id, position=number, kind="free", heading=heading, body=body, revision=1, numbered=1)
    session.add(made)
    return made
