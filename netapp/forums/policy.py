"""Who may do what in discussions. Pure: the viewer's roles and the thing's own state, nothing read.

Whether a thread may be read is the queries' WHERE; each of these asks for it first (acting needs seeing, A2).
"""

from datetime import datetime

from netapp.core import clock
from netapp.core.viewer import Viewer, group_key
from netapp.forums.models import UNDO, Kind, Post, Thread
from netapp.groups import policy as groups
from netapp.groups.models import Group


def may_read(viewer: Viewer, thread: Thread) -> bool:
    """The same as `queries.bound`: the group's readers, or its members only where the thread is for them."""
    if not is_of_audience(viewer, thread):
        return False
    return thread.posts > 0 or (viewer.is_signed_in and thread.created_by == viewer.person_id)


def is_of_audience(viewer: Viewer, thread: Thread) -> bool:
    """The same, for a thread whose first post may still wait to be looked at."""
    return groups.may_read(viewer, thread.group) and (not thread.for_members or is_inside(viewer, thread.group_id))


def is_inside(viewer: Viewer, group_id: int) -> bool:
    """In the group, or there by the logged step."""
    return group_key(group_id) in viewer.keys


def may_start(viewer: Viewer, group: Group, kind: Kind = "discussion") -> bool:
    """Its members, while the group is open; announcements are its organisers'."""
    if kind == "announcement":
        return groups.may_organise(viewer, group) and groups.is_open(group)
    return _is_in(viewer, group)


def may_reply(viewer: Viewer, thread: Thread) -> bool:
    """The group's members, as long as the thread takes replies; who moderates may have the last word."""
    if not may_read(viewer, thread) or not _is_in(viewer, thread.group) or not thread.posts:
        return False
    return (thread.takes_replies and not thread.is_closed) or may_moderate(viewer, thread)


def may_watch(viewer: Viewer, thread: Thread) -> bool:
    """Follow or mute what one reads."""
    return viewer.is_signed_in and may_read(viewer, thread)


def may_react(viewer: Viewer, post: Post) -> bool:
    return _is_in(viewer, post.thread.group) and may_read(viewer, post.thread) and _stands(post)


def may_see_hidden(viewer: Viewer, thread: Thread) -> bool:
    """What a hidden post said."""
    return may_moderate(viewer, thread)


def may_see_files(viewer: Viewer, post: Post) -> bool:
    """Whoever reads the post; of one that waits or was hidden, who reads what it says: moderators, and its writer
    as long as nobody else has read it. `post` is one that moderation.queries.get has found.
    """
    if post.deleted_at is not None:
        return False
    if post.is_published:
        return may_read(viewer, post.thread) and (post.hidden_at is None or may_moderate(viewer, post.thread))
    is_own = viewer.is_signed_in and post.author_id == viewer.person_id
    return is_of_audience(viewer, post.thread) and (is_own or groups.may_moderate(viewer, post.thread.group))


def may_see_history(viewer: Viewer, post: Post) -> bool:
    """What a post said before: whoever reads the post as it is now."""
    return may_read(viewer, post.thread) and _stands(post)


def may_edit(viewer: Viewer, post: Post) -> bool:
    """Its author, in a thread that is open."""
    return _is_own(viewer, post) and _stands(post) and _is_in(viewer, post.thread.group) and not post.thread.is_closed


def may_delete(viewer: Viewer, post: Post) -> bool:
    """Its author, always; who moderates hides it."""
    return _is_own(viewer, post) and post.is_published and post.deleted_at is None


def may_undo(viewer: Viewer, post: Post) -> bool:
    """Take back what nobody has been written about yet, or bring back what was deleted as long ago at most."""
    began = post.deleted_at or post.published_at
    return _is_own(viewer, post) and post.is_published and began is not None and clock.now() < began + UNDO


def may_mark_answer(viewer: Viewer, thread: Thread) -> bool:
    """Who asked, and who moderates."""
    asked = viewer.is_signed_in and thread.created_by == viewer.person_id
    return thread.kind == "question" and may_read(viewer, thread) and (asked or may_moderate(viewer, thread))


def may_retitle(viewer: Viewer, thread: Thread) -> bool:
    began = viewer.is_signed_in and thread.created_by == viewer.person_id and not thread.is_closed
    return may_read(viewer, thread) and (began or may_moderate(viewer, thread))


def may_moderate(viewer: Viewer, thread: Thread) -> bool:
    """Pin, close, hide, split: moderators of the group, who read the thread."""
    return may_read(viewer, thread) and groups.may_moderate(viewer, thread.group)


def may_pin(viewer: Viewer, thread: Thread) -> bool:
    return may_moderate(viewer, thread)


def may_close(viewer: Viewer, thread: Thread) -> bool:
    """Who moderates, and who began it."""
    began = viewer.is_signed_in and thread.created_by == viewer.person_id
    return may_read(viewer, thread) and (began or may_moderate(viewer, thread))


def may_run(viewer: Viewer, group: Group) -> bool:
    """Say how the group's discussions are run."""
    return groups.may_organise(viewer, group)


def paused_until(viewer: Viewer, group_id: int) -> datetime | None:
    """Until when the viewer reads here and writes nothing; None for who may write."""
    until = viewer.paused.get(group_id)
    return until if until is not None and until > clock.now() else None


def _is_in(viewer: Viewer, group: Group) -> bool:
    """In the group, which is open, and not paused there."""
    if not (viewer.belongs_to(group.id) and groups.may_read(viewer, group) and groups.is_open(group)):
        return False
    return paused_until(viewer, group.id) is None


def _is_own(viewer: Viewer, post: Post) -> bool:
    return viewer.is_signed_in and post.author_id == viewer.person_id and groups.may_read(viewer, post.thread.group)


def _stands(post: Post) -> bool:
    return post.is_published and not post.is_gone
