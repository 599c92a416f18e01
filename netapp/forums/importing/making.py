"""Making posts of an old list's letters, some at a time: each time a transaction that leaves nothing half done.

A letter is marked in the transaction that makes its post, so a worker may be killed at any moment. Nobody is told: no
letters, no facts, and what was said is older than what anybody has to read.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock
from netapp.core.db import db, locked, session, write
from netapp.core.languages import gettext as _
from netapp.core.languages import use
from netapp.core.viewer import GUEST
from netapp.forums.importing import policy
from netapp.forums.importing.models import OldLetter, OldList
from netapp.forums.models import NEWS, Post, Reading, Thread
from netapp.forums.moving import places
from netapp.groups import records
from netapp.groups.models import Group, Membership
from netapp.members.models import Person

CHUNK = 200
_READING: Any = Reading.__table__


def go_on(list_id: int) -> int:
    """Make the next posts of a list that somebody said yes to; returns how many letters were seen to. It is done when
    none is left, or when who said yes may not do so any more. Joins the transaction.
    """
    given = locked(OldList, list_id)
    if given.state != "running":
        return 0
    group, maker = records.group(given.group_id), session.get(Person, given.made_by) if given.made_by else None
    viewer = records.as_viewer(maker) if maker and maker.erased_at is None else GUEST
    some = _next(list_id) if group and policy.may_import(viewer, group) else []
    given.touched_at = clock.now()
    if group is None or not some:
        given.state, given.done_at = "done", clock.now()
        return 0
    with use(group.language):
        for _number, letters in groupby(some, key=lambda one: one.thread):
            _put(group, list(letters))
    return len(some)


def _next(list_id: int) -> Sequence[OldLetter]:
    rows = select(OldLetter).where(OldLetter.list_id == list_id, OldLetter.is_made.is_(False))
    return session.scalars(rows.order_by(OldLetter.thread, OldLetter.place).limit(CHUNK)).all()


def _put(group: Group, letters: list[OldLetter]) -> None:
    """Some letters of one thread, at its end or where their time is."""
    here = _here(group.id, [one.message_id for one in letters] + [one.parent for one in letters if one.parent])
    new = [one for one in letters if one.message_id not in here]
    for one in letters:
        one.is_made = True
    if new:
        thread, is_new = _thread(group, new[0])
        before, number = thread.last_at, thread.posts
        posts = [_post(one, thread.id, number + place) for place, one in enumerate(new, 1)]
        session.add_all(posts)
        session.flush()
        _tie(new, posts, here)
        _count(thread, posts, is_new=is_new)
        _read_by_all(thread, before, is_new=is_new)
    for one in letters:
        one.body = one.author_name = ""


def _thread(group: Group, letter: OldLetter) -> tuple[Thread, bool]:
    """Where letters of the same thread stand, as far as only the group's members read it; else a new one."""
    made = select(OldLetter.post_id).where(
        OldLetter.list_id == letter.list_id, OldLetter.thread == letter.thread, OldLetter.post_id.is_not(None)
    )
    is_beside = or_(Post.id.in_(made), Post.message_id.in_([one for one in (letter.beside,) if one]))
    chosen = select(Post.thread_id).join(Thread, Thread.id == Post.thread_id)
    ours = Thread.group_id == group.id, Thread.for_members, Post.position.is_not(None), is_beside
    found = session.scalar(chosen.where(*ours).order_by(Post.id.desc()).limit(1))
    while found is not None:
        thread = locked(Thread, found)
        found = thread.merged_into_id
        if found is None:
            return thread, False
    thread = Thread(
        group_id=group.id,
        title=letter.title,
        language=group.language,
        tags=[],
        for_members=True,
        created_at=letter.at,
        created_by=letter.author_id,
        posts=0,
        last_at=letter.at,
    )
    session.add(thread)
    session.flush()
    return thread, True


def _post(letter: OldLetter, thread_id: int, position: int) -> Post:
    return Post(
        thread_id=thread_id,
        position=position,
        author_id=letter.author_id,
        author_name=letter.author_name,
        body=letter.body or _("(no text)"),
        came_by="import",
        message_id=letter.message_id,
        created_at=letter.at,
        published_at=letter.at,
    )


def _tie(letters: list[OldLetter], posts: list[Post], here: dict[str, int]) -> None:
    """Which post each letter has become, and what it answers."""
    numbers = here | {post.message_id: post.id for post in posts}
    for letter, post in zip(letters, posts, strict=True):
        letter.post_id = post.id
        answered = numbers.get(letter.parent)
        if answered is not None and answered != post.id:
            post.reply_to_id = answered
    session.flush()


def _count(thread: Thread, posts: list[Post], *, is_new: bool) -> None:
    thread.posts += len(posts)
    if not is_new and posts[0].created_at < thread.last_at:
        session.flush()
        places.settle(thread.id)
    last = max(posts, key=lambda post: post.created_at)
    if is_new or last.created_at >= thread.last_at:
        thread.last_at, thread.last_by = last.created_at, last.author_id
    session.flush()


def _read_by_all(thread: Thread, before: datetime, *, is_new: bool) -> None:
    """What was said of late on the old list is new to nobody here: who had read all has so still, and of a thread in
    which nothing was new nothing is."""
    floor = clock.now() - NEWS
    if thread.last_at <= floor:
        return
    if is_new or before <= floor:
        _note_read(thread)
    else:
        had_read = Reading.thread_id == thread.id, Reading.read_at >= before, Reading.read_at < thread.last_at
        later = update(Reading).where(*had_read).values(read_at=thread.last_at)
        session.execute(later.execution_options(synchronize_session=False))


def _note_read(thread: Thread) -> None:
    """By all members, in one statement."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    values = {"thread_id": thread.id, "read_at": thread.last_at, "watch": ""}
    columns = [literal(value, _READING.c[name].type) for name, value in values.items()]
    members = select(Membership.person_id, *columns)
    members = members.where(Membership.group_id == thread.group_id, Membership.state == "active")
    new = dialect.insert(_READING).from_select(["person_id", *values], members)
    kept = {"read_at": new.excluded.read_at}
    write(new.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_=kept), None)


def _here(group_id: int, ids: list[str]) -> dict[str, int]:
    """By Message-ID, the posts that stand in the group's threads already."""
    chosen = select(Post.message_id, Post.id).join(Thread, Thread.id == Post.thread_id)
    rows = session.execute(chosen.where(Thread.group_id == group_id, Post.message_id.in_(ids)))
    return {row[0]: row[1] for row in rows}
