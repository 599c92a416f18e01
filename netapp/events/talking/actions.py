"""Beginning the thread of a meeting."""

from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.events import queries
from netapp.events.models import Meeting
from netapp.events.talking import policy
from netapp.forums import actions as forums
from netapp.forums import queries as threads
from netapp.forums.actions import Opening
from netapp.forums.models import Thread
from netapp.groups import revisions


@action
def start(viewer: Viewer, meeting_id: int, opening: Opening) -> Thread:
    """Begin it in the meeting's group. Where somebody was faster, what was written answers in their thread."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_start(viewer, meeting))
    if meeting.thread_id is not None and threads.seen_among(viewer, [meeting.thread_id]):
        forums.reply(viewer, meeting.thread_id, opening.body)
        return threads.get(viewer, meeting.thread_id)
    thread = forums.start(viewer, meeting.group_id, opening)
    meeting.thread_id = thread.id
    revisions.touch(meeting.group_id)
    return thread


@action
def begin_with(viewer: Viewer, meeting: Meeting, post_id: int) -> None:
    """Remember which post the meeting began with; both tell of each other."""
    post = threads.get_post(viewer, post_id)
    require(policy.may_begin_with(viewer, post.thread))
    meeting.post_id = post.id
    session.flush()
    revisions.touch_all([meeting.group_id, post.thread.group_id])
