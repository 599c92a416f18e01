"""Where threads and posts are shown."""

from flask import url_for

from netapp.core import links, text
from netapp.core.viewer import PUBLIC, Viewer
from netapp.forums.models import Thread
from netapp.groups.models import Group


def of(thread: Thread) -> str:
    """The path of the thread's first page."""
    return named(thread.id, thread.title)


def named(thread_id: int, title: str, page: int | None = None) -> str:
    """The same for who knows no more of it than this; `page` from 2 on."""
    asked = page if page and page > 1 else None
    return url_for("forums.thread", thread_id=thread_id, tail=text.tail(title), page=asked)


def of_post(post_id: int) -> str:
    """A post's own address, which leads to where it stands now."""
    return url_for("forums.post", post_id=post_id)


def absolute(thread: Thread) -> str:
    """The full address, for letters, feeds and search engines."""
    return links.absolute("forums.thread", thread_id=thread.id, tail=thread.tail)


def absolute_of_post(post_id: int) -> str:
    return links.absolute("forums.post", post_id=post_id)


def of_group(group_id: int) -> str:
    """A group's list of threads."""
    return url_for("forums.threads", group_id=group_id)


def of_feed(viewer: Viewer, group: Group) -> str | None:
    """For a feed reader: with the viewer's key it tells of what only members read, else of what everybody does."""
    if viewer.calendar_key:
        return links.absolute("forums.own_feed", key=viewer.calendar_key, group_id=group.id)
    return links.absolute("forums.feed", group_id=group.id) if group.read_key == PUBLIC else None
