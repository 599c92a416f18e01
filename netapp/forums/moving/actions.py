"""Moving a thread to another group, merging two, splitting one: a moderator's deeds, in the log of both groups."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from netapp.core import clock, facts, log, search
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.forums import posting
from netapp.forums import queries as forums
from netapp.forums.facts import ThreadMoved, ThreadsMerged, ThreadSplit
from netapp.forums.models import Post, Thread
from netapp.forums.moving import followers, places, policy, queries
from netapp.forums.moving.queries import Change
from netapp.groups import queries as groups
from netapp.groups.models import Group


@action
def move(viewer: Viewer, thread_id: int, group_id: int, *, for_members: bool, seen: str) -> Thread:
    """Let the thread be another group's, or change in its own one who reads it. `seen`: the mark of the change of its
    audience that the moderator was shown; where that is another one by now, nothing happens.
    """
    thread, group = forums.get_locked(viewer, thread_id), groups.get_readable(viewer, group_id)
    require(policy.may_move(viewer, thread, group))
    before = thread.group
    if (group.id, for_members) == (before.id, thread.for_members):
        return thread
    change = _change(thread, group, for_members=for_members)
    _seen(change, seen)
    posting.touch(thread)
    if group.id != before.id:
        _log_move(viewer, thread, group, is_hidden=not _is_read_by_all_before(change))
    known = forums.forum(group.id).tags
    thread.group, thread.group_id, thread.for_members = group, group.id, for_members
    thread.tags = [tag for tag in known if tag in thread.tags]
    session.flush()
    posting.touch(thread)
    facts.announce(ThreadMoved(thread.id, before.id, group.id))
    return thread


@action
def merge(viewer: Viewer, thread_id: int, into_id: int, *, seen: str) -> Thread:
    """All posts of the thread stand in the other one, by when they were published; what is left leads there."""
    thread, into = queries.get_both_locked(viewer, thread_id, into_id)
    require(policy.may_merge(viewer, thread, into))
    if thread.id == into.id:
        return into
    if thread.kind == "poll":
        raise Refused(_("A poll stays where it is. Merge the other thread into this one."), "into")
    _seen(_change(thread, into.group, for_members=into.for_members), seen)
    posting.touch(thread)
    session.flush()
    places.merge(thread.id, into.id)
    followers.merge(thread.id, into.id)
    _take_over(thread, into)
    posting.touch(into)
    log.write(viewer.person_id, "merge", "thread", thread.id, group_key(thread.group_id))
    log.write(viewer.person_id, "take in", "thread", into.id, group_key(into.group_id))
    _found_there(thread, into)
    session.flush()
    facts.announce(ThreadsMerged(thread.id, into.id))
    return into


@action
def split(viewer: Viewer, thread_id: int, post_ids: Sequence[int], title: str, *, and_after: bool = False) -> Thread:
    """Some posts, and with `and_after` all behind the last of them, stand in a new thread of the same audience."""
    thread = forums.get_locked(viewer, thread_id)
    require(policy.may_split(viewer, thread))
    first = _first_of(thread, post_ids)
    last = session.scalar(select(func.max(Post.position)).where(Post.thread_id == thread.id, Post.id.in_(post_ids)))
    new = Thread(
        group=thread.group,
        group_id=thread.group_id,
        title=title,
        language=thread.language,
        tags=list(thread.tags),
        for_members=thread.for_members,
        takes_replies=True,
        created_at=clock.now(),
        created_by=first.author_id,
        posts=0,
    )
    session.add(new)
    session.flush()
    chosen: Any = Post.__table__.c.id.in_(post_ids)
    session.expire(first)
    places.split(thread.id, new.id, or_(chosen, Post.__table__.c.position > last) if and_after else chosen)
    for one in (thread, new):
        _count_again(one)
    if thread.answer_id and not forums.is_in(thread.id, thread.answer_id):
        thread.answer_id = None
    followers.split(thread.id, new.id)
    posting.touch(thread)
    log.write(viewer.person_id, "split", "thread", thread.id, group_key(thread.group_id))
    _found_there(thread, new)
    session.flush()
    facts.announce(ThreadSplit(thread.id, new.id))
    return new


def change_of(thread: Thread, group: Group, *, for_members: bool) -> Change:
    """What becomes of the thread's audience, for who is about to decide."""
    return _change(thread, group, for_members=for_members)


def _change(thread: Thread, group: Group, *, for_members: bool) -> Change:
    now = queries.key(thread.group, for_members=thread.for_members)
    return queries.change(now, queries.key(group, for_members=for_members))


def _seen(change: Change, seen: str) -> None:
    """Nobody's sight changes unsaid."""
    if seen != change.mark:
        raise Refused(_("Look first at who will read it; then press the button again."), "seen")


def _is_read_by_all_before(change: Change) -> bool:
    return change.is_public or (not change.was_public and change.loses == 0)


def _log_move(viewer: Viewer, thread: Thread, to: Group, *, is_hidden: bool) -> None:
    """In the log of both groups. Where some lose sight of the thread, the first group's log does not name it any more,
    whatever it will be called; but what it was called when it went.
    """
    before = group_key(thread.group_id)
    if is_hidden:
        log.forget_thing("thread", thread.id, before)
    shown = None if is_hidden else thread.id
    log.write(viewer.person_id, "move away", "thread", shown, before, title=thread.title)
    log.write(viewer.person_id, "move here", "thread", thread.id, group_key(to.id))


def _take_over(thread: Thread, into: Thread) -> None:
    """What the merged thread was goes into the other one; it is only a way there from now on."""
    known = forums.forum(into.group_id).tags
    into.tags = [tag for tag in known if tag in {*into.tags, *thread.tags}]
    into.company_id = into.company_id or thread.company_id
    if into.answer_id is None and thread.kind == into.kind:
        into.answer_id = thread.answer_id
    if into.pinned_at is None and thread.group_id == into.group_id:
        into.pinned_at = thread.pinned_at
    _count_again(into)
    thread.posts, thread.merged_into_id = 0, into.id
    thread.answer_id = thread.pinned_at = thread.company_id = None


def _found_there(*threads: Thread) -> None:
    """Posts that went in bulk are found by who reads them now, and the first of each thread by its title."""
    for name in ("thread", "thread title"):
        search.note(name, [thread.id for thread in threads])


def _count_again(thread: Thread) -> None:
    """From its last post; positions are dense."""
    chosen = select(Post.position, Post.published_at, Post.author_id).where(Post.thread_id == thread.id)
    last = session.execute(
        chosen.where(Post.position.is_not(None)).order_by(Post.position.desc()).limit(1)
    ).one_or_none()
    thread.posts = last.position if last else 0
    if last:
        thread.last_at, thread.last_by = last.published_at, last.author_id


def _first_of(thread: Thread, post_ids: Sequence[int]) -> Post:
    """The first post that goes."""
    chosen = select(Post).where(Post.thread_id == thread.id, Post.id.in_(post_ids), Post.position > 1)
    found = session.scalar(chosen.order_by(Post.position).limit(1))
    if found is None:
        raise Refused(_("Choose a post at least. The first one stays."), "posts")
    return found
