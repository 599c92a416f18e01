"""Closing a meeting in one deed: how many came, when to meet again, its notes, and the letter that leads to them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from netapp.core.db import action
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import actions as meetings
from netapp.events import queries as meeting_queries
from netapp.events import scheduling
from netapp.events.models import Meeting
from netapp.notes import actions, policy, queries
from netapp.notes.models import Audience


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What the organiser wants. None and "": leave that as it is."""

    head_count: int | None = None
    next_day: date | None = None
    audience: Audience | None = None
    tell: bool = False
    words: str = ""


@action
def close(viewer: Viewer, meeting_id: int, wanted: Closing) -> Meeting:
    """Each step is harmless when it is done already."""
    meeting = meeting_queries.locked_meeting(viewer, meeting_id)
    require(policy.may_close(viewer, meeting))
    if wanted.head_count is not None and (meeting.state, meeting.head_count) != ("held", wanted.head_count):
        meetings.record(viewer, meeting_id, wanted.head_count)
    if wanted.next_day is not None:
        _meet_again(viewer, meeting, wanted.next_day)
    if wanted.audience is not None:
        actions.publish(viewer, meeting_id, wanted.audience, tell=wanted.tell, words=wanted.words)
    return meeting


def _meet_again(viewer: Viewer, meeting: Meeting, day: date) -> None:
    """A draft like this one, at the same time of day; one that is there already is not made twice."""
    if day <= meeting.starts_local.date():
        raise Refused(_("That is before this meeting."), "next_day")
    starts = datetime.combine(day, meeting.starts_local.time())
    if queries.is_planned(meeting.group_id, starts):
        return
    moved = starts - meeting.starts_local
    draft = replace(
        scheduling.of(meeting),
        starts_local=starts,
        ends_local=meeting.ends_local + moved,
        starts_fold=None,
        ends_fold=None,
        opens_local=None,
        closes_local=None,
        promotes_until_local=None,
    )
    meetings.draft_meeting(viewer, meeting.group_id, draft, like=meeting.id)
