"""Where threads and posts are shown."""

from flask import url_for

from netapp.core import links, text
from netapp.forums.models import Thread


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
