"""Which posts wait for a look before others read them, by whichever door they come."""

from typing import Protocol

from sqlalchemy import select

from netapp.core import text
from netapp.core.db import session
from netapp.core.viewer import MODERATING, Viewer
from netapp.forums.models import Post, Thread
from netapp.groups import policy as groups
from netapp.groups import records


class Looks(Protocol):
    """What waits in a group, as models.Forum has it."""

    @property
    def first_waits(self) -> bool: ...
    @property
    def links_wait(self) -> bool: ...


def must_wait(viewer: Viewer, thread: Thread, post: Post, looks: Looks) -> bool:
    """A newcomer's, where the group says so: somebody of whom it has published nothing that stands.

    Nothing waits where nobody is who could look at it.
    """
    if post.came_by == "import" or not (looks.first_waits or (looks.links_wait and has_links(post.body))):
        return False
    if groups.may_moderate(viewer, thread.group) or is_known(viewer.person_id, thread.group_id):
        return False
    return _is_looked_after(thread)


def has_links(body: str) -> bool:
    """Whether anything in it can be followed, as it would be shown."""
    return "<a " in text.markdown(body)


def is_known(person_id: int | None, group_id: int) -> bool:
    stands = Post.position.is_not(None), Post.hidden_at.is_(None), Post.deleted_at.is_(None)
    chosen = select(Post.id).join(Thread, Thread.id == Post.thread_id)
    found = chosen.where(Post.author_id == person_id, Thread.group_id == group_id, *stands).limit(1)
    return session.scalar(found) is not None


def _is_looked_after(thread: Thread) -> bool:
    """Somebody moderates who reads it; what is for the members of a sub-group nobody of its network does."""
    found = records.in_charge(thread.group, MODERATING)
    if not thread.for_members:
        return bool(found)
    return any(records.as_viewer(person).belongs_to(thread.group_id) for person in found)
