"""What meetings put into a group's archive: the meetings, who came, and one calendar of all of them."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import selectinload

from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.events import calendar, export, policy, queries
from netapp.events.models import Meeting
from netapp.groups.models import Group

_COLUMNS = (
    *("id", "uid", "group_id", "kind", "state", "language", "titles", "bodies", "zone", "place", "address", "seats"),
    *("open_to_guests", "head_count", "sequence", "cancel_reason"),
)
_TIMES = ("starts_local", "ends_local", "starts_at", "ends_at", "created_at", "published_at", "cancelled_at")


def parts(viewer: Viewer, groups: Sequence[Group]) -> Iterator[tuple[str, bytes]]:
    """meetings.json, sign-ups.csv (of the meetings whose list the viewer may see) and meetings.ics."""
    chosen = queries.meetings(viewer).where(Meeting.group_id.in_([group.id for group in groups]))
    found = session.scalars(chosen.options(selectinload(Meeting.parties)).order_by(Meeting.starts_at)).all()
    documents = json.dumps([_document(meeting) for meeting in found], ensure_ascii=False, indent=1)
    yield "meetings.json", documents.encode()
    yield "sign-ups.csv", _sign_ups([meeting for meeting in found if policy.may_see_participants(viewer, meeting)])
    pieces = [meeting.vevent for meeting in found if meeting.vevent]
    zones = {meeting.zone for meeting in found}
    name = groups[0].name
    yield "meetings.ics", calendar.feed(pieces, zones, name=name, description=name, url="")


def _document(meeting: Meeting) -> dict[str, object]:
    times = {name: getattr(meeting, name).isoformat() if getattr(meeting, name) else None for name in _TIMES}
    parties = [{"part": party.part, "name": party.name} for party in meeting.parties]
    return {name: getattr(meeting, name) for name in _COLUMNS} | times | {"parties": parties}


def _sign_ups(meetings: Sequence[Meeting]) -> bytes:
    file = io.StringIO()
    rows = csv.writer(file, dialect="excel")
    rows.writerow(["meeting_id", "name", "company", "email", "state", "turn", "signed_up_at", "as_guest", "show_name"])
    for meeting in meetings:
        for sign_up, person in queries.participants(meeting):
            cells = (person.name, sign_up.company, person.email or "", sign_up.state, str(sign_up.turn))
            more = (sign_up.created_at.isoformat(), str(sign_up.as_guest), str(sign_up.show_name))
            rows.writerow([str(meeting.id), *(export.harmless(cell) for cell in (*cells, *more))])
    return b"\xef\xbb\xbf" + file.getvalue().encode()
