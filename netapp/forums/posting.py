"""How a post gets its place in its thread, by whichever door it came; and loses it again. All join the deed."""

from flask import current_app
from sqlalchemy import delete, select

from netapp.config import site_host
from netapp.core import clock, facts
from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.forums import drafting, marking, notices
from netapp.forums.attaching import actions as attaching
from netapp.forums.facts import Posted, PostGone, ThreadStarted
from netapp.forums.mailing import secrets
from netapp.forums.mentioning import queries as mentioning
from netapp.forums.models import Post, Thread
from netapp.groups import revisions


def cleaned(body: str) -> str:
    """Without what nobody else shall have: the secret addresses of letters, and links that know who opens them."""
    config = current_app.config["NETAPP"]
    return secrets.hidden(body, config.mailin_domain, site_host(config.site_url))


def publish(thread: Thread, post: Post) -> None:
    """Put a post at the end of its thread, whose lock is held, and tell who wants to be told."""
    now = clock.now()
    thread.posts += 1
    thread.last_at, thread.last_by = now, post.author_id
    post.position, post.published_at = thread.posts, now
    if post.came_by != "import":
        post.mentions = mentioning.resolve(thread, post.body) or None
    session.add(post)
    session.flush()
    if post.author_id is not None:
        marking.follow_by_writing(post.author_id, thread.id, now)
    notices.posted(thread, post)
    touch(thread)
    if post.position == 1:
        facts.announce(ThreadStarted(thread.id, thread.group_id))
    facts.announce(Posted(post.id, thread.id, thread.group_id, post.position))


def changed(thread: Thread, post: Post) -> None:
    """The post says something else: whom it names only now is told, who has its letter gets no other."""
    post.mentions = mentioning.resolve(thread, post.body) or None
    session.flush()
    if post.mentions and post.is_published:
        notices.named(thread, post)
    touch(thread)


def hold(thread: Thread, post: Post) -> None:
    """Keep a post for the moderators to look at: nobody but its writer and they hear of it until then."""
    session.add(post)
    session.flush()


def take_back(thread: Thread, post: Post) -> bool:
    """Remove the last post of its thread without a trace, and with the only one the thread; nobody hears of it.

    False where somebody has answered meanwhile: then its trace must stay.
    """
    if post.position != thread.posts or (thread.posts == 1 and _has_others(thread, post)):
        return False
    attaching.take_back(post, drafting.at_thread(thread.id) if thread.posts > 1 else drafting.at_group(thread.group_id))
    notices.recall(post.id)
    touch(thread)
    facts.announce(PostGone(post.id, thread.id))
    if thread.posts == 1:
        session.delete(thread)
        session.flush()
        return True
    session.execute(delete(Post).where(Post.id == post.id))
    thread.posts -= 1
    last = session.execute(
        select(Post.published_at, Post.author_id).where(Post.thread_id == thread.id, Post.position == thread.posts)
    ).one()
    thread.last_at, thread.last_by = last.published_at or thread.created_at, last.author_id
    return True


def _has_others(thread: Thread, post: Post) -> bool:
    """An answer that waits to be looked at."""
    others = Post.thread_id == thread.id, Post.id != post.id
    return session.scalar(select(Post.id).where(*others).limit(1)) is not None


def gone(thread: Thread, post: Post) -> None:
    """Only the post's trace is shown from now on, or the post again; its letters that still wait ask by themselves."""
    if thread.answer_id == post.id and post.is_gone:
        thread.answer_id = None
    touch(thread)
    facts.announce(PostGone(post.id, thread.id))


def touch(thread: Thread) -> None:
    """Count a change of what guests see; members' pages are made for each of them."""
    if not thread.for_members and thread.group.read_key == PUBLIC:
        revisions.touch(thread.group_id)
