"""The page that closes a meeting: five steps with what is known filled in, and one button."""

from typing import Any

from flask import url_for

from netapp.core import languages
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.events import page as meetings_page
from netapp.events import queries as meetings
from netapp.events import seats, telling
from netapp.events.checkin import queries as checkin
from netapp.events.models import Meeting
from netapp.notes import edition, notices, policy, queries, words
from netapp.notes.forms import ClosingForm
from netapp.notes.models import Note


def closable(viewer: Viewer, meeting_id: int) -> Meeting:
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_close(viewer, meeting))
    languages.prefer(meeting.group.language)
    return meeting


def form_of(_viewer: Viewer, meeting: Meeting) -> ClosingForm:
    note = queries.of_meeting(meeting.id)
    offered = [(one, words.audience(one, meeting)) for one in edition.offered(meeting)]
    count = meeting.head_count
    if count is None:
        count = checkin.head_count(meeting.id) or seats.count(meeting)[0]
    has_text = note is not None and (bool(queries.parts(note)) or any(one.body for one in queries.sections(note)))
    publishes = has_text and note is not None and not note.is_published
    audience = note.audience if note is not None and note.audience in dict(offered) else offered[-1][0]
    return ClosingForm(offered, head_count=count, audience=audience, publish=publishes, tell=publishes)


def of(viewer: Viewer, meeting_id: int) -> dict[str, Any]:
    meeting = closable(viewer, meeting_id)
    note = queries.of_meeting(meeting_id)
    sections = queries.sections(note) if note is not None else ()
    parts = queries.parts(note) if note is not None else ()
    came, missed = notices.numbers(meeting, note.audience if note is not None else "group")
    return {
        "meeting": meeting,
        "title": meetings_page.title(meeting),
        "back": meetings_page.url(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "note": note,
        "written": sum(bool(one.body) for one in sections),
        "sections": len(sections),
        "parts": [(words.one(one.kind), one.text) for one in parts],
        "changed": _changed(note, sections, parts),
        "writing_url": url_for("notes.writing", meeting_id=meeting_id),
        "notes_url": url_for("notes.notes", meeting_id=meeting_id),
        "published_day": languages.date_long(note.published_at) if note and note.published_at else "",
        "came": came,
        "missed": missed,
        "here": checkin.head_count(meeting_id),
        "following": [_next(one) for one in queries.following(meeting)],
        **meetings_page.of_network(viewer, meeting),
    }


def _changed(note: Note | None, sections: Any, parts: Any) -> list[str]:
    """What is written since the notes were published."""
    if note is None or note.shown is None:
        return []
    return [words.change(one) for one in edition.changed(note.shown, edition.of(sections, parts))]


def _next(following: Meeting) -> tuple[str, str, str, bool]:
    """(title, day, address, whether it is a draft)"""
    return (
        meetings_page.title(following),
        languages.date_long(following.starts_local.date()),
        meetings_page.url(following),
        following.state == "draft",
    )
