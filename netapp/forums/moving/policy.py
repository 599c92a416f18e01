"""Who may move, merge and split. Pure: as forums/policy."""

from collections.abc import Collection

from netapp.core.viewer import Viewer
from netapp.forums import policy
from netapp.forums.models import Thread
from netapp.groups import policy as groups
from netapp.groups.models import Group


def may_take_in(viewer: Viewer, group: Group) -> bool:
    """Bring a thread into the group: its moderators, while it is open."""
    return groups.may_read(viewer, group) and groups.may_moderate(viewer, group) and groups.is_open(group)


def may_move(viewer: Viewer, thread: Thread, to: Group) -> bool:
    """Moderators of both groups, who read the thread."""
    return policy.may_moderate(viewer, thread) and may_take_in(viewer, to)


def may_merge(viewer: Viewer, thread: Thread, into: Thread) -> bool:
    """Moderators of both groups, who read both threads."""
    return policy.may_moderate(viewer, thread) and policy.may_moderate(viewer, into) and _is_open(into)


def may_split(viewer: Viewer, thread: Thread) -> bool:
    return policy.may_moderate(viewer, thread) and _is_open(thread)


def offers(viewer: Viewer, thread: Thread) -> Collection[str]:
    """Which of these deeds its page offers."""
    if not policy.may_moderate(viewer, thread):
        return ()
    return ("move", "merge", "split") if thread.posts > 1 and _is_open(thread) else ("move", "merge")


def _is_open(thread: Thread) -> bool:
    return groups.is_open(thread.group)
