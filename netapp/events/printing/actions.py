"""Taking names along on paper: who took them, and when, is written down."""

from collections.abc import Sequence

from netapp.core import log
from netapp.core.db import action
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer, group_key
from netapp.events import policy, present, queries
from netapp.events.models import Meeting
from netapp.events.present import Comer
from netapp.events.printing import papers
from netapp.events.printing.papers import Paper
from netapp.events.rooms import queries as room_queries


@action
def badges(viewer: Viewer, meeting_id: int, *, sheet: str, blank: int) -> Paper:
    """For those who have a seat."""
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, meeting))
    comers = present.expected(meeting)
    _write_down(viewer, meeting, comers)
    return papers.badges(meeting, comers, sheet, blank)


@action
def attendance(viewer: Viewer, meeting_id: int, *, blank: int, role: bool, funder: str) -> Paper:
    """The list that those who have a seat sign."""
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, meeting))
    comers = present.expected(meeting)
    _write_down(viewer, meeting, comers)
    return papers.attendance(meeting, comers, blank=blank, role=role, funder=funder)


@action
def tables(viewer: Viewer, meeting_id: int) -> Paper:
    """Who sits where; NotVisible where there are no tables."""
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, meeting))
    room = room_queries.room(meeting.id)
    if room is None or not room.rounds:
        raise NotVisible
    _write_down(viewer, meeting, present.expected(meeting))
    return papers.tables(meeting, room)


def _write_down(viewer: Viewer, meeting: Meeting, comers: Sequence[Comer]) -> None:
    log.write(viewer.person_id, "print people", "meeting", meeting.id, group_key(meeting.group_id), people=len(comers))
