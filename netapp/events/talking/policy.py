"""Who may begin a meeting's thread, and make a meeting of a post. Pure."""

from netapp.core.viewer import Viewer
from netapp.events import policy as events
from netapp.events.models import Meeting
from netapp.forums import policy as forums
from netapp.forums.models import Thread


def may_start(viewer: Viewer, meeting: Meeting) -> bool:
    """Who may begin a thread in its group, once others read of the meeting; what is called off needs none."""
    return meeting.state in {"published", "held"} and forums.may_start(viewer, meeting.group)


def may_begin_with(viewer: Viewer, thread: Thread) -> bool:
    """Make a meeting of a post: organisers of its group, who read it."""
    return forums.may_read(viewer, thread) and events.may_schedule(viewer, thread.group)
