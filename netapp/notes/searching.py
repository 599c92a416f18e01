"""Published notes in the search index, those of the latest meeting first.

Who reads them is told by the keys in their row and, when they are found, by the clause of all pages (A1).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select

from netapp.core import db, languages, search, several, text
from netapp.core.finding import Found, Line, Shelf
from netapp.core.languages import gettext as _
from netapp.core.search import Kind, Thing, Watch
from netapp.core.viewer import Viewer, group_key
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.groups.models import Group
from netapp.notes import queries
from netapp.notes.models import Note

N: Any = Note.__table__.c
M: Any = Meeting.__table__.c
G: Any = Group.__table__.c
_MOST = 20_000


def notes(ids: Sequence[int]) -> Iterable[Thing]:
    joined = Note.__table__.join(Meeting.__table__, M.id == N.meeting_id).join(Group.__table__, G.id == M.group_id)
    columns = (N.id, N.audience, N.language, N.shown, M.titles, M.starts_at, G.id, G.parent_id, G.read_key)
    chosen = select(*columns).select_from(joined).where(N.id.in_(ids), N.state == "published")
    for number, audience, language, shown, titles, starts, group_id, parent_id, read_key in db.rows(chosen):
        edition = shown or {"sections": [], "parts": []}
        said = [f"{one['heading']}\n{text.plain(one['body'])}" for one in edition["sections"]]
        body = "\n".join([*(one["text"] for one in edition["parts"]), *said])[:_MOST]
        keys = {
            "public": (read_key,),
            "network": (group_key(group_id), group_key(parent_id or group_id)),
            "group": (group_key(group_id),),
        }.get(audience, ())
        organisers = (search.organiser_key(group_id), search.organiser_key(parent_id or group_id))
        yield Thing(
            number, search.by_time(starts), titles, {language: body}, {*keys, *organisers}, {"language": language}
        )


def _after(last: int, most: int) -> Sequence[int]:
    return [row[0] for row in db.rows(select(N.id).where(N.id > last).order_by(N.id).limit(most))]


def _of_meetings(meeting_ids: Sequence[int]) -> Iterable[int]:
    return [row[0] for row in db.rows(select(N.id).where(N.meeting_id.in_(meeting_ids)))]


def _of_groups(group_ids: Sequence[int]) -> Iterable[int]:
    chosen = select(N.id).join(Meeting.__table__, M.id == N.meeting_id).where(M.group_id.in_(group_ids))
    return [row[0] for row in db.rows(chosen)]


NOTE = Kind("note", 8, notes, _after, {"audience": _of_groups, "meeting": _of_meetings})
WATCHES = (Watch(Note, "note", lambda one: [one.id], frozenset({"state", "audience", "shown"})),)


def _values(viewer: Viewer) -> Mapping[str, Any]:
    return meetings.rights(viewer) | (queries.rights(viewer) if viewer.is_signed_in else {})


def _seen(viewer: Viewer, number: Any) -> ColumnElement[Any]:
    said = several.in_one(M.id, G.name, M.starts_local)
    joined = Note.__table__.join(Meeting.__table__, M.id == N.meeting_id).join(Group.__table__, G.id == M.group_id)
    reads = queries.bound(viewer.is_guest)
    return select(said).select_from(joined).where(N.id == number, reads).scalar_subquery()


def _line(found: Found) -> Line:
    ((meeting_id, group, starts),) = several.rows(found.said)
    language = found.more["language"]
    titles: Mapping[str, str] = found.more["titles"]
    spoken = languages.current() if languages.current() in titles else next(iter(titles), language)
    return Line(
        url=url_for("notes.notes", meeting_id=int(meeting_id)),
        title=_("Notes: %(title)s", title=titles[spoken]),
        title_lang=spoken if spoken != languages.current() else None,
        sort=f"{_('Notes')} · {group}",
        facts=(languages.date_short(datetime.fromisoformat(starts)),),
        icon="notebook-pen",
    )


NOTES = Shelf("notes", NOTE, _seen, _values, _line, newest_first=True)
