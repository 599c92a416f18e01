"""What of discussions goes into archives: a person's own posts, drafts and reading, and a network's threads."""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.core.archives import Carried, Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import queries
from netapp.forums.models import Draft, Post, Thread


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What the person has written; a thread that they do not read any more stands without title (A5)."""
    chosen = select(Post, Thread).join(Thread, Thread.id == Post.thread_id)
    rows = session.execute(chosen.where(Post.author_id == viewer.person_id).order_by(Post.id)).all()
    seen = queries.seen_among(viewer, {thread.id for _post, thread in rows})
    said = [
        {
            "thread": thread.title if thread.id in seen else "",
            "body": "" if post.deleted_at else post.body,
            "created_at": plain(post.created_at),
            "edited_at": plain(post.edited_at),
            "deleted_at": plain(post.deleted_at),
        }
        for post, thread in rows
    ]
    yield Sheet("posts", _("What you have written in discussions."), said, json_only=True)
    begun = session.scalars(select(Draft).where(Draft.person_id == viewer.person_id).order_by(Draft.id))
    drafts = [{"title": one.title, "body": one.body, "saved_at": plain(one.saved_at)} for one in begun]
    yield Sheet("drafts", _("What you have begun to write and not sent."), drafts, json_only=True)


CARRIED: tuple[Carried, ...] = ()
