"""An article's first words, drafted from its meeting and the notes of it, in their language: no fact is typed twice."""

from collections.abc import Mapping
from typing import Any

from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events import telling
from netapp.events.models import Meeting
from netapp.events.programme.times import Line
from netapp.news.models import LONGEST, LONGEST_LEAD, LONGEST_TITLE
from netapp.notes import words as notes
from netapp.notes.models import Note


def first_values(meeting: Meeting, note: Note | None = None) -> dict[str, Any]:
    """What the form holds at first: the meeting's published notes, or else what is known of it beforehand."""
    language = note.language if note is not None else meeting.language
    with languages.use(language):
        return {
            "language": language,
            "title": (meeting.titles.get(language) or meeting.title)[:LONGEST_TITLE],
            "lead": _lead(meeting)[:LONGEST_LEAD],
            "body": said_in(note.shown) if note is not None and note.shown else said_of(meeting),
        }


def said_of(meeting: Meeting) -> str:
    """The text, from what is known of the meeting: what it was announced with, and its programme."""
    parts = [meeting.bodies.get(meeting.language, "")]
    lines = [Line(*row).title_in(meeting.language, meeting.language) for row in meeting.programme or ()]
    if lines:
        parts += [f"## {_('Programme')}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(filter(None, parts))


def said_in(edition: Mapping[str, Any]) -> str:
    """The text of notes as they were published: a heading for each section, then what stood apart, kind by kind."""
    said = [f"## {one['heading']}\n\n{one['body']}" for one in edition["sections"]]
    for kind, heading in notes.kinds().items():
        lines = [f"- {one['text']}" for one in edition["parts"] if one["kind"] == kind]
        if lines:
            said.append("\n".join([f"## {heading}\n", *lines]))
    return "\n\n".join(said)[:LONGEST]


def _lead(meeting: Meeting) -> str:
    """The day, the place, and how many came."""
    came = meeting.head_count
    many = ngettext("%(num)s participant", "%(num)s participants", came) if came else ""
    return " · ".join(filter(None, (languages.date_long(meeting.starts_local), telling.where(meeting), many)))
