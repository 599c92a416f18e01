"""Taking back all that an old list has become, some threads at a time: what others have said there since stays."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from netapp.core import clock, search
from netapp.core.db import locked, session
from netapp.forums import posting
from netapp.forums.importing.models import OldLetter, OldList
from netapp.forums.models import Post, Thread
from netapp.forums.moving import places

CHUNK = 50


def go_on(list_id: int) -> int:
    """Take back the next threads of a list; returns how many. What has gone to another group meanwhile stays there.
    Joins the transaction.
    """
    given = locked(OldList, list_id)
    if given.state != "undoing":
        return 0
    given.touched_at = clock.now()
    ours = select(OldLetter.post_id).where(OldLetter.list_id == list_id, OldLetter.post_id.is_not(None))
    chosen = select(Thread.id).join(Post, Post.thread_id == Thread.id)
    chosen = chosen.where(Post.id.in_(ours), Thread.group_id == given.group_id)
    numbers = session.scalars(chosen.distinct().order_by(Thread.id).limit(CHUNK)).all()
    for thread_id in numbers:
        thread = locked(Thread, thread_id)
        posts = session.scalars(select(Post.id).where(Post.thread_id == thread.id, Post.id.in_(ours))).all()
        _take_back(thread, posts)
    if not numbers:
        given.state, given.done_at = "undone", clock.now()
        session.execute(delete(OldLetter).where(OldLetter.list_id == list_id))
    return len(numbers)


def _take_back(thread: Thread, posts: Sequence[int]) -> None:
    search.note("post", posts)
    posting.touch(thread)
    gone = delete(Post).where(Post.id.in_(posts)).execution_options(synchronize_session=False)
    session.execute(gone)
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
