"""What a meeting's page reads of its notes with each request: plain columns, in words that stand ready."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.groups.models import Group
from netapp.notes import queries
from netapp.notes.models import Note

N: Any = Note.__table__.c
M: Any = Meeting.__table__.c
G: Any = Group.__table__.c


class Told(NamedTuple):
    """`shown`: as models.Note has it."""

    language: str
    shown: dict[str, Any]
    is_corrected: bool


def of_meeting(viewer: Viewer, meeting_id: int) -> Told | None:
    """Of the meeting's notes, when they are published to the viewer."""
    values = {**meetings.rights(viewer), **queries.rights(viewer), "meeting_id": meeting_id}
    found = _of_meeting(viewer.is_guest).rows(values)
    return Told(found[0][0], found[0][1] or {}, bool(found[0][2])) if found else None


@cache
def _of_meeting(is_guest: bool) -> Prepared:
    chosen = select(N.language, N.shown, N.corrections.is_not(None))
    joined = Note.__table__.join(Meeting.__table__, M.id == N.meeting_id).join(Group.__table__, G.id == M.group_id)
    this = N.meeting_id == bindparam("meeting_id", type_=N.meeting_id.type)
    return Prepared(chosen.select_from(joined).where(queries.bound(is_guest), this))
