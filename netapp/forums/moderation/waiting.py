"""Which posts wait for a look before others read them, by whichever door they come."""

from sqlalchemy import select

from netapp.core import text
from netapp.core.db import session
from netapp.core.viewer import MODERATING, Viewer
from netapp.forums import queries
from netapp.forums.models import Post, Thread
from netapp.groups import policy as groups
from netapp.groups import records


def must_wait(viewer: Viewer, thread: Thread, post: Post) -> bool:
    """A newcomer's, where the group says so: somebody of whom it has published nothing that stands.

    Nothing waits where nobody is who could look at it.
    """
    forum = queries.forum(thread.group_id)
    if post.came_by == "import" or not (forum.first_waits or (forum.links_wait and has_links(post.body))):
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


def waits_already(viewer: Viewer, thread: Thread, body: str) -> Post | None:
    """The same words of the same person, which wait: sent twice, they are one post."""
    mine = Post.thread_id == thread.id, Post.author_id == viewer.person_id, Post.body == body
    return session.scalar(select(Post).where(*mine, Post.position.is_(None), Post.hidden_at.is_(None)).limit(1))


def _is_looked_after(thread: Thread) -> bool:
    """Somebody moderates who reads it; what is for the members of a sub-group nobody of its network does."""
    found = records.in_charge(thread.group, MODERATING)
    if not thread.for_members:
        return bool(found)
    return any(records.as_viewer(person).belongs_to(thread.group_id) for person in found)
