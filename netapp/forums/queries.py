"""Reads of threads and posts. `visible` is the WHERE clause of all that shows one (A1)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from netapp.core import clock
from netapp.core.db import locked, session
from netapp.core.errors import NotVisible
from netapp.core.viewer import PUBLIC, Viewer
from netapp.forums import addresses
from netapp.forums.models import AN_HOUR, ON_A_PAGE, Draft, Forum, Post, Reading, Revision, Thread
from netapp.groups import queries as groups
from netapp.groups.models import Group, Membership
from netapp.members.models import Person

HOUR = timedelta(hours=1)
T: Any = Thread.__table__.c
G: Any = Group.__table__.c
M: Any = Membership.__table__.c
_BOUND: tuple[Any, Any] = bindparam("keys", expanding=True), bindparam("inside", expanding=True)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The one definition of which threads a viewer may read; for statements that join Thread and Group.

    The group's readers, and where a thread is for members those of the group itself, also where a wider circle reads
    its meetings. What has gone into another thread, or waits to be looked at, is in no list.
    """
    return _visible(**rights(viewer))


def bound(is_guest: bool = False) -> ColumnElement[bool]:
    """The same for a statement that is built once: `rights` fills it for each viewer; a guest's asks for less."""
    # As an expression: SQLite would take the key's index, and find all that is public first.
    read_key = func.coalesce(G.read_key, "")
    if is_guest:
        return _visible_to_guests(read_key)
    return _visible(*_BOUND, read_key)


def rights(viewer: Viewer) -> dict[str, list[Any]]:
    """The viewer's keys, and the groups that they are in; never an empty list (groups.NO_GROUP)."""
    return {"keys": sorted(viewer.keys), "inside": [*viewer.roles, *viewer.entered] or groups.NO_GROUP}


def _visible_to_guests(read_key: Any) -> ColumnElement[bool]:
    return and_(read_key == PUBLIC, T.for_members.is_(False), T.posts > 0, T.merged_into_id.is_(None))


def of_audience(viewer: Viewer) -> ColumnElement[bool]:
    """The same, also while the first post of a thread waits: for who decides whether others read it."""
    return _of_audience(**rights(viewer))


def _visible(keys: Any, inside: Any, read_key: Any = G.read_key) -> ColumnElement[bool]:
    return and_(_of_audience(keys, inside, read_key), T.posts > 0)


def _of_audience(keys: Any, inside: Any, read_key: Any = G.read_key) -> ColumnElement[bool]:
    return and_(read_key.in_(keys), or_(T.for_members.is_(False), T.group_id.in_(inside)), T.merged_into_id.is_(None))


def waits_for_its_author(person_id: Any) -> ColumnElement[bool]:
    """A thread of their own whose first post is to be looked at before others read it, in a group that they read."""
    read_key = func.coalesce(G.read_key, "")
    return and_(T.created_by == person_id, T.posts == 0, T.merged_into_id.is_(None), read_key.in_(_BOUND[0]))


def level_of(group_id: Any, person_id: Any) -> ScalarSelect[Any]:
    """The mail level of somebody in a group, as a column; NULL for who is not in it."""
    chosen = select(M.mail_level).where(M.group_id == group_id, M.person_id == person_id, M.state == "active")
    return chosen.correlate_except(Membership).scalar_subquery()


def get(viewer: Viewer, thread_id: int) -> Thread:
    """The thread with its group, for a deed; NotVisible when it is not the viewer's to read."""
    return session.scalar(_one(), rights(viewer) | {"thread_id": thread_id}) or _nothing()


@cache
def _one() -> Select[Thread]:
    """Built once, as every deed in a thread begins with it."""
    chosen = select(Thread).join(Thread.group).options(contains_eager(Thread.group).joinedload(Group.parent))
    return chosen.where(Thread.id == bindparam("thread_id", type_=T.id.type), bound())


@cache
def _one_locked() -> Select[Thread]:
    return _one().with_for_update(of=Thread).execution_options(populate_existing=True)


def seen_among(viewer: Viewer, thread_ids: Collection[int]) -> frozenset[int]:
    """Which of these threads the viewer reads."""
    chosen = select(Thread.id).join(Thread.group).where(Thread.id.in_(thread_ids), visible(viewer))
    return frozenset(session.scalars(chosen)) if thread_ids else frozenset()


def get_locked(viewer: Viewer, thread_id: int) -> Thread:
    """The same, holding the thread's lock: the first of every deed that counts its posts."""
    return _get_locked(viewer, thread_id) or _nothing()


def _get_locked(viewer: Viewer, thread_id: int) -> Thread | None:
    """Read afresh with the lock in one statement: PostgreSQL asks again, of the row that it has waited for, whether it
    is still one for the viewer.
    """
    return session.scalar(_one_locked(), rights(viewer) | {"thread_id": thread_id})


def get_locked_where_it_went(viewer: Viewer, thread_id: int) -> Thread:
    """The same, or the thread into which it has been merged, maybe while its lock was waited for."""
    found = _get_locked(viewer, thread_id)
    if found is not None:
        return found
    further = locked(Thread, thread_id).merged_into_id
    while further is not None:
        thread_id = further
        further = locked(Thread, thread_id).merged_into_id
    return get(viewer, thread_id)


def get_post(viewer: Viewer, post_id: int) -> Post:
    """A post that has a place in a thread which the viewer reads, with both."""
    return seen_post(viewer, post_id) or _nothing()


def seen_post(viewer: Viewer, post_id: int) -> Post | None:
    """The same, None where there is none."""
    chosen = (
        select(Post)
        .join(Post.thread)
        .join(Thread.group)
        .options(contains_eager(Post.thread).contains_eager(Thread.group).joinedload(Group.parent))
    )
    chosen = chosen.where(Post.id == post_id, Post.position.is_not(None), visible(viewer))
    return session.scalar(chosen)


def get_addressed(viewer: Viewer, post_id: int) -> Post:
    """The same for a post's own address, which its writer has also while it waits or when it was refused."""
    chosen = select(Post).join(Post.thread).join(Thread.group).options(contains_eager(Post.thread))
    own = Post.author_id == (viewer.person_id or 0), of_audience(viewer)
    placed = Post.position.is_not(None), visible(viewer)
    found = session.scalar(chosen.where(Post.id == post_id, or_(and_(*placed), and_(*own))))
    return found or _nothing()


def get_locked_post(viewer: Viewer, post_id: int) -> Post:
    """The same, holding its thread's lock."""
    lock_thread_of(post_id)
    return get_post(viewer, post_id)


def lock_thread_of(post_id: int) -> None:
    """Hold the thread in which the post stands; another one, where it went there while the lock was waited for."""
    chosen = select(Post.thread_id).where(Post.id == post_id)
    held, thread_id = None, session.scalar(chosen)
    while thread_id != held:
        if thread_id is None:
            raise NotVisible
        locked(Thread, thread_id)
        held, thread_id = thread_id, session.scalar(chosen)


def is_in(thread_id: int, post_id: int) -> bool:
    """Whether the post stands in the thread."""
    return session.scalar(select(Post.id).where(Post.id == post_id, Post.thread_id == thread_id)) is not None


def went_to(viewer: Viewer, thread_id: int) -> Thread:
    """Where the posts of a thread have gone that was merged into another one; NotVisible as `get`."""
    seen, number = set[int](), thread_id
    while number not in seen:
        seen.add(number)
        further = session.scalar(select(Thread.merged_into_id).where(Thread.id == number))
        if further is None:
            break
        number = further
    return get(viewer, number)


def revisions(viewer: Viewer, post_id: int) -> tuple[Post, Sequence[Revision]]:
    """What a post said before, the latest first; nothing of what is gone."""
    post = get_post(viewer, post_id)
    if post.is_gone:
        raise NotVisible
    chosen = select(Revision).where(Revision.post_id == post_id).order_by(Revision.id.desc())
    return post, session.scalars(chosen).all()


def forum(group_id: int) -> Forum:
    """How the group's discussions are run; what nobody has saved has the defaults."""
    found = session.get(Forum, group_id)
    if found is not None:
        return found
    return Forum(group_id=group_id, tags=[], for_members=True, first_waits=False, links_wait=False, titles_only=False)


def reading(person_id: int | None, thread_id: int) -> Reading | None:
    return session.get(Reading, (thread_id, person_id)) if person_id else None


def published(thread_id: int, position: int) -> datetime | None:
    """When the post at this position was published."""
    return session.scalar(select(Post.published_at).where(Post.thread_id == thread_id, Post.position == position))


def count_told(group_id: int) -> int:
    """How many people an announcement goes to at once."""
    chosen = select(func.count()).select_from(Membership).join(Person, Person.id == Membership.person_id)
    gets = Membership.state == "active", Membership.mail_level != "nothing", Person.email.is_not(None)
    return session.scalar(chosen.where(Membership.group_id == group_id, *gets)) or 0


def draft(viewer: Viewer, place: str) -> Draft | None:
    """What the viewer has begun to write there."""
    return session.scalar(select(Draft).where(Draft.person_id == viewer.person_id, Draft.place == place))


def thread_for_task(thread_id: int) -> Thread | None:
    """Whoever may read it: for letters, which ask for each of their readers."""
    return session.scalar(
        select(Thread).options(joinedload(Thread.group).joinedload(Group.parent)).where(Thread.id == thread_id)
    )


def post_for_task(post_id: int) -> Post | None:
    chosen = select(Post).options(joinedload(Post.thread).joinedload(Thread.group).joinedload(Group.parent))
    return session.scalar(chosen.where(Post.id == post_id))


def newest_but(person_id: Any) -> ScalarSelect[datetime]:
    """When somebody wrote the oldest of their last AN_HOUR posts, as a column; NULL for who has written fewer."""
    chosen = select(Post.created_at).where(Post.author_id == person_id).order_by(Post.id.desc())
    return chosen.limit(1).offset(AN_HOUR - 1).correlate_except(Post).scalar_subquery()


def rests_until(person_id: int) -> datetime | None:
    """Until when somebody has written so much within an hour that they wait; None for nearly everybody."""
    return rests_after(session.scalar(select(newest_but(person_id))))


def rests_after(oldest: datetime | None) -> datetime | None:
    """The same, of what `newest_but` found."""
    return oldest + HOUR if oldest is not None and oldest + HOUR > clock.now() else None


def name_of(post: Post) -> str:
    """Who wrote it, as they are called today; "" for who has been erased."""
    person = session.get(Person, post.author_id) if post.author_id else None
    return person.name if person else post.author_name


def answered_by(post: Post) -> Post | None:
    """What the post answers, when it says so and that still stands."""
    found = session.get(Post, post.reply_to_id) if post.reply_to_id else None
    return found if found and found.thread_id == post.thread_id and not found.is_gone else None


def before_in_mail(thread: Thread, post: Post) -> list[Post]:
    """The first post of its thread, and the one that it answers."""
    first = session.scalar(select(Post).where(Post.thread_id == thread.id, Post.position == 1))
    return [one for one in (first, answered_by(post)) if one is not None]


def wishes(person_id: int | None, thread: Thread) -> tuple[str | None, str]:
    """(the person's mail level in the thread's group, None for who is not in it; whether they follow or mute it)."""
    level = select(Membership.mail_level).where(
        Membership.group_id == thread.group_id, Membership.person_id == person_id, Membership.state == "active"
    )
    watched = select(Reading.watch).where(Reading.thread_id == thread.id, Reading.person_id == person_id)
    row = session.execute(select(level.scalar_subquery(), watched.scalar_subquery())).one()
    return row[0], row[1] or ""


def read_keys(thread_ids: Sequence[int]) -> dict[int, str]:
    """Who may read of each of these threads, as an audience key: for the letters about them."""
    key = func.coalesce(Group.read_key, "")
    rows = session.execute(
        select(Thread.id, Thread.for_members, Thread.group_id, key)
        .join(Group, Group.id == Thread.group_id)
        .where(Thread.id.in_(thread_ids))
    )
    return {number: f"g:{group_id}" if is_for_members else read for number, is_for_members, group_id, read in rows}


def read_keys_of_posts(post_ids: Sequence[int]) -> dict[int, str]:
    threads = {row[0]: row[1] for row in session.execute(select(Post.id, Post.thread_id).where(Post.id.in_(post_ids)))}
    keys = read_keys(sorted(set(threads.values())))
    return {number: keys.get(thread_id, "") for number, thread_id in threads.items()}


def where(post: Post) -> str:
    """The address at which a post stands on its page; what waits is at the end, for its writer."""
    thread = session.get_one(Thread, post.thread_id)
    position = post.position or max(1, thread.posts)
    return f"{addresses.named(thread.id, thread.title, (position - 1) // ON_A_PAGE + 1)}#post-{post.id}"


def first_new(viewer: Viewer, thread_id: int) -> Post:
    """The first post of a thread that the viewer has not seen; the last one when they have seen all."""
    thread = get(viewer, thread_id)
    own = reading(viewer.person_id, thread_id)
    chosen = select(Post).where(Post.thread_id == thread_id).options(joinedload(Post.thread))
    if own is None or own.read_at is None:
        return session.scalar(chosen.where(Post.position == 1)) or _nothing()
    later = chosen.where(Post.position.is_not(None), Post.published_at > own.read_at)
    new = session.scalar(later.order_by(Post.published_at, Post.position).limit(1))
    return new or session.scalar(chosen.where(Post.position == thread.posts)) or _nothing()


def _nothing() -> Any:
    raise NotVisible
