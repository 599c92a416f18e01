"""What organisers do with messages: write one, change it, have it sent to themselves first, send it, throw it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from netapp.core import clock, limits, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import policy
from netapp.events import queries as meetings
from netapp.events.messages import notices, queries
from netapp.events.messages.models import STATES, Message

A_DAY = 10


@dataclass(frozen=True, kw_only=True)
class Written:
    """As models.Message has it."""

    states: Sequence[str]
    subject: str
    body: str
    companies: Sequence[str] = ()
    said: str = ""
    goes_on: bool = False


@action
def write(viewer: Viewer, meeting_id: int, written: Written) -> Message:
    """A draft; nobody is told."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_write_to_participants(viewer, meeting))
    message = Message(meeting_id=meeting.id, language=meeting.language, created_by=viewer.person_id, tests=0)
    _put(message, written)
    session.add(message)
    session.flush()
    return message


@action
def change(viewer: Viewer, meeting_id: int, message_id: int, written: Written) -> Message:
    """Another text, or other readers. What was sent stays as it was."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    message = queries.get(meeting, message_id, locked=True)
    require(policy.may_write_to_participants(viewer, meeting))
    if message.is_sent:
        raise Refused(_("This letter is sent; it can’t be changed any more."))
    _put(message, written)
    message.changed_at = clock.now()
    return message


@action
def try_out(viewer: Viewer, meeting_id: int, message_id: int) -> Message:
    """Have it sent to oneself, as a reader would get it."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    message = queries.get(meeting, message_id, locked=True)
    require(policy.may_write_to_participants(viewer, meeting))
    message.tests += 1
    notices.tried_out(meeting, message, viewer)
    return message


@action
def send(viewer: Viewer, meeting_id: int, message_id: int) -> Message:
    """To all whom it is meant for, at once. Twice is harmless: the second finds it sent."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    message = queries.get(meeting, message_id, locked=True)
    require(policy.may_write_to_participants(viewer, meeting))
    if message.is_sent:
        return message
    found = queries.readers(meeting, message)
    if not found.people:
        raise Refused(_("Nobody would get this letter. Choose others."))
    message.sent_at = message.changed_at = clock.now()
    session.flush()
    notices.sent(meeting, message, found.people)
    log.write(
        viewer.person_id, "write to", "meeting", meeting.id, group_key(meeting.group_id), people=len(found.people)
    )
    return message


@action
def discard(viewer: Viewer, meeting_id: int, message_id: int) -> None:
    """Throw a draft away; one that goes on stops going on."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    message = queries.get(meeting, message_id, locked=True)
    require(policy.may_write_to_participants(viewer, meeting))
    if message.is_sent:
        message.goes_on = False
    else:
        session.delete(message)


def limit(meeting_id: int) -> None:
    """Ten a day to the people of one meeting: more is read by nobody."""
    limits.spend("write to participants", str(meeting_id), A_DAY, limits.DAY)


def limit_tests(viewer: Viewer) -> None:
    limits.spend("try a letter", str(viewer.person_id), 20, limits.HOUR)


def _put(message: Message, written: Written) -> None:
    if written.goes_on and (written.companies or written.said):
        raise Refused(_("A letter to some of them can’t go to others later. Untick one of the two."), "goes_on")
    message.states = [str(one) for one in STATES if one in written.states]
    message.companies = list(written.companies)
    message.said, message.goes_on = written.said, written.goes_on
    message.subject, message.body = written.subject, written.body
