"""Who may flag, decide, pause and block. Pure, like the rights in discussions themselves."""

from netapp.core.viewer import MODERATING, Viewer
from netapp.forums import policy as forums
from netapp.forums.models import Post
from netapp.groups import policy as groups
from netapp.groups.models import Group, Membership


def may_flag(viewer: Viewer, post: Post) -> bool:
    """Whoever is signed in and reads what somebody else has written."""
    return _is_anothers(viewer, post) and post.is_published and not post.is_gone


def may_block(viewer: Viewer, post: Post) -> bool:
    """The post's writer, for oneself."""
    return _is_anothers(viewer, post) and post.author_id is not None


def may_unblock(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def may_see_queue(viewer: Viewer, group: Group) -> bool:
    """What waits and what was flagged, as far as the viewer is of its audience."""
    return groups.may_read(viewer, group) and groups.may_moderate(viewer, group)


def may_rule(viewer: Viewer, post: Post) -> bool:
    """Decide about a post: moderators who read the thread, or will then; also about what they have flagged."""
    return forums.is_of_audience(viewer, post.thread) and groups.may_moderate(viewer, post.thread.group)


def may_pause(viewer: Viewer, group: Group, membership: Membership) -> bool:
    """Say that a member writes nothing for a while; who runs the group only as an owner, oneself never."""
    if membership.group_id != group.id or membership.person_id == viewer.person_id:
        return False
    if membership.state == "active" and membership.office in MODERATING:
        return groups.may_own(viewer, group)
    return may_see_queue(viewer, group)


def may_withdraw(viewer: Viewer, post: Post) -> bool:
    """Its writer, what nobody else has read yet."""
    return viewer.is_signed_in and post.author_id == viewer.person_id and post.position is None


def _is_anothers(viewer: Viewer, post: Post) -> bool:
    return viewer.is_signed_in and post.author_id != viewer.person_id and forums.may_read(viewer, post.thread)
