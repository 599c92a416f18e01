"""Taking back all that an old list has become, some posts at a time: what others have said there since stays."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select

from netapp.core import clock, search
from netapp.core.db import locked, session
from netapp.forums import posting
from netapp.forums.importing.models import OldLetter, OldList
from netapp.forums.models import Post, Thread
from netapp.forums.moving import places

CHUNK = 200


def go_on(list_id: int) -> int:
    """Take back the next posts of a list; returns of how many letters. What has gone to another group meanwhile stays
    there. Joins the transaction.
    """
    given = locked(OldList, list_id)
    if given.state != "undoing":
        return 0
    given.touched_at = clock.now()
    made = select(OldLetter).where(OldLetter.list_id == list_id, OldLetter.is_made)
    letters = session.scalars(made.order_by(OldLetter.thread, OldLetter.place).limit(CHUNK)).all()
    posts = defaultdict[int, list[int]](list)
    ours = Post.id.in_([one.post_id for one in letters if one.post_id]), Thread.group_id == given.group_id
    for thread_id, post_id in session.execute(select(Post.thread_id, Post.id).join(Thread).where(*ours)):
        posts[thread_id].append(post_id)
    for one in letters:
        one.is_made = False
    session.flush()
    for thread_id in sorted(posts):
        _take_back(locked(Thread, thread_id), posts[thread_id])
    if not letters:
        given.state, given.done_at = "undone", clock.now()
        session.execute(delete(OldLetter).where(OldLetter.list_id == list_id))
    return len(letters)


def _take_back(thread: Thread, posts: Sequence[int]) -> None:
    search.note("post", posts)
    posting.touch(thread)
    # Some may have gone elsewhere while the lock was waited for.
    gone = delete(Post).where(Post.id.in_(posts), Post.thread_id == thread.id)
    session.execute(gone.execution_options(synchronize_session=False))
    others = select(Post.position, Post.published_at, Post.author_id).where(Post.thread_id == thread.id)
    places.settle(thread.id)
    last = session.execute(others.order_by(Post.position.is_(None), Post.position.desc()).limit(1)).one_or_none()
    if last is None:
        session.delete(thread)
    else:
        thread.posts = last.position or 0
        thread.last_at, thread.last_by = last.published_at or thread.last_at, last.author_id
        thread.answer_id = None if thread.answer_id in posts else thread.answer_id
        search.note("thread", [thread.id])
    session.flush()
