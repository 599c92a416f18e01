"""What of notes goes into archives: what a person has written, and a network's notes with their versions."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, literal, null, select

from netapp.core import languages
from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import archiving, queries
from netapp.events.models import Meeting
from netapp.notes.models import AUDIENCES, LONGEST_BODY, PART_KINDS, SECTION_KINDS, Note, Part, Revision, Section


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What the person has sent and put down; a meeting that they do not see any more stands without words (A5)."""
    none: Any = null()
    sent = select(literal("text"), Section.heading, Revision.body, cast(none, Date), Revision.at, Note.meeting_id)
    sent = sent.join_from(Revision, Section, Section.id == Revision.section_id).join(Note, Note.id == Section.note_id)
    put = select(Part.kind, literal(""), Part.text, Part.due, Part.made_at, Note.meeting_id)
    put = put.join_from(Part, Note, Note.id == Part.note_id).where(Part.made_by == viewer.person_id)
    rows = session.execute(sent.where(Revision.person_id == viewer.person_id).union_all(put)).all()
    ids = {row[-1] for row in rows}
    visible = queries.meetings(viewer).where(Meeting.id.in_(ids))
    seen = {one.id: one.title for one in session.scalars(visible)} if ids else {}
    said: list[Row] = [
        {
            "meeting": seen.get(meeting_id, ""),
            "kind": kind,
            "section": heading if meeting_id in seen else "",
            "text": body if meeting_id in seen else "",
            "due": due.isoformat() if due else "",
            "at": plain(at),
        }
        for kind, heading, body, due, at, meeting_id in sorted(rows, key=lambda row: (row[4], row[2]))
    ]
    yield Sheet("notes", _("What you have written in the notes of meetings."), said, json_only=True)


def _notes(within: Within) -> Any:
    return select(Note.id).where(Note.meeting_id.in_(archiving.run_in(within)))


def _sections(within: Within) -> Any:
    return select(Section.id).where(Section.note_id.in_(_notes(within)))


def _in_notes(model: Any) -> Any:
    def chosen(within: Within) -> ColumnElement[bool]:
        found: ColumnElement[bool] = model.note_id.in_(_notes(within))
        return found

    return chosen


def _check_note(row: Row) -> None:
    is_right = row["state"] in {"draft", "published"} and row["audience"] in AUDIENCES
    if not is_right or row["language"] not in languages.NAMES:
        raise ValueError("no such notes")
    if (row["state"] == "published") != (row["shown"] is not None) or not _is_edition(row["shown"]):
        raise ValueError("no such edition")
    if not all(_is_correction(one) for one in row["corrections"] or ()):
        raise ValueError("no such correction")


def _is_edition(shown: Any) -> bool:
    if shown is None:
        return True
    if not isinstance(shown, dict) or set(shown) != {"sections", "parts"}:
        return False
    wanted = {"sections": {"key", "heading", "body"}, "parts": {"key", "kind", "text"}}
    return all(
        isinstance(one, dict) and set(one) == keys and all(isinstance(said, str) for said in one.values())
        for name, keys in wanted.items()
        for one in shown[name]
    )


def _is_correction(one: Any) -> bool:
    if not isinstance(one, dict) or set(one) != {"at", "words", "changed"}:
        return False
    changed = all(isinstance(line, dict) and set(line) == {"what", "said"} for line in one["changed"])
    return changed and isinstance(one["at"], str) and isinstance(one["words"], str)


def _check_section(row: Row) -> None:
    is_right = row["kind"] in SECTION_KINDS and row["key"].isalnum() and row["heading"]
    if not is_right or not 0 <= row["revision"] <= row["numbered"] or len(row["body"]) > 2 * LONGEST_BODY:
        raise ValueError("no such section")


def _check_revision(row: Row) -> None:
    if row["state"] not in {"text", "sent", "clash", "settled"} or row["number"] < 1:
        raise ValueError("no such version")


def _check_part(row: Row) -> None:
    if row["kind"] not in PART_KINDS or not row["key"].isalnum() or not row["text"]:
        raise ValueError("no such part")


CARRIED = (
    Carried(
        name="notes",
        model=Note,
        chosen=lambda within: Note.meeting_id.in_(archiving.run_in(within)),
        check=_check_note,
    ),
    Carried(name="note-sections", model=Section, chosen=_in_notes(Section), check=_check_section),
    Carried(
        name="note-versions",
        model=Revision,
        chosen=lambda within: Revision.section_id.in_(_sections(within)),
        check=_check_revision,
    ),
    Carried(name="note-parts", model=Part, chosen=_in_notes(Part), check=_check_part),
)
