"""Who may answer a thread's poll. Pure."""

from netapp.core.viewer import Viewer
from netapp.forums import policy
from netapp.forums.models import Thread
from netapp.groups import policy as groups


def may_vote(viewer: Viewer, thread: Thread) -> bool:
    """The group's members, who read the thread, while both are open. Whether the poll is over is said by the deed."""
    is_in = viewer.belongs_to(thread.group_id) and groups.is_open(thread.group)
    return is_in and policy.may_read(viewer, thread) and not thread.is_closed
