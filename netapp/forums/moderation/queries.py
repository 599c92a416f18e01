"""What moderators read: what waits and what was flagged, with what is known of who wrote it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.forums import queries as forums
from netapp.forums.models import Post, Thread
from netapp.forums.moderation import policy
from netapp.forums.moderation.models import Block, PostFlag, Ruling
from netapp.groups.models import Group, Membership
from netapp.members import queries as members
from netapp.members.models import Person

# So many are shown at once; the others follow when these are decided.
SHOWN = 25
AGAINST = ("hide", "refuse", "warn", "pause")


class Writer(NamedTuple):
    """Who wrote it, for who decides. `posts`: what else of theirs stands in the group. `against`: how often moderators
    had to hide, refuse, warn or pause.
    """

    id: int | None
    name: str
    company: str
    since: datetime | None
    posts: int
    against: int
    paused_until: datetime | None


class Item(NamedTuple):
    """A post that a moderator looks at. `since`: when it was sent, or flagged first."""

    post: Post
    since: datetime
    writer: Writer


class Said(NamedTuple):
    """A flag, with the name of who has set it."""

    why: str
    words: str
    name: str


def get(viewer: Viewer, post_id: int) -> Post:
    """Any post of a thread that the viewer is of the audience of, with thread and group; one that has no place there is
    for its writer and the moderators.
    """
    found = session.scalar(_posts(viewer).where(Post.id == post_id).execution_options(populate_existing=True))
    if found is None:
        raise NotVisible
    if not (found.is_published or policy.may_rule(viewer, found) or policy.may_withdraw(viewer, found)):
        raise NotVisible
    return found


def get_locked(viewer: Viewer, post_id: int) -> Post:
    """The same, holding its thread's lock: who decides second finds that it is decided."""
    forums.lock_thread_of(post_id)
    return get(viewer, post_id)


def item(viewer: Viewer, post_id: int) -> Item:
    post = get(viewer, post_id)
    first = session.scalar(select(func.min(PostFlag.at)).where(PostFlag.post_id == post_id, _is_open()))
    row = session.execute(select(*_writer()).select_from(Post).join(Thread).where(Post.id == post_id)).one()
    return Item(post, first or post.created_at, Writer(*row))


def queue(viewer: Viewer, group_id: int) -> tuple[list[Item], bool]:
    """What waits in the group, the oldest first, as far as the viewer is of its audience; whether there is more."""
    marks = _marks(viewer, group_id)
    since = dict(marks[:SHOWN])
    rows = session.execute(_posts(viewer).add_columns(*_writer()).where(Post.id.in_(since))) if since else ()
    found = {row[0].id: Item(row[0], since[row[0].id], Writer(*row[1:])) for row in rows}
    return [found[number] for number in since if number in found], len(marks) > SHOWN


def count(viewer: Viewer, group_id: int) -> int:
    """How many posts are in the queue."""
    return len(_marks(viewer, group_id))


def _marks(viewer: Viewer, group_id: int) -> list[tuple[int, datetime]]:
    """The numbers of the posts in the queue, and since when each is there: few among many, so they are found first, and
    of which group each is asked then.
    """
    where = select(Thread.group_id).join(Thread.group).where(Thread.id == Post.thread_id, forums.of_audience(viewer))
    is_of = where.correlate(Post).scalar_subquery() == group_id
    waits = select(Post.id, Post.created_at.label("since")).where(*_waits(), is_of)
    stands = Post.hidden_at.is_(None), Post.deleted_at.is_(None), Post.position.is_not(None)
    flagged = select(Post.id, func.min(PostFlag.at)).join(PostFlag, PostFlag.post_id == Post.id)
    flagged = flagged.where(_is_open(), *stands, is_of).group_by(Post.id)
    rows = session.execute(waits.union_all(flagged))
    return sorted(((row[0], row[1]) for row in rows), key=lambda one: (one[1], one[0]))


def flags_of(post_ids: Sequence[int]) -> Mapping[int, list[Said]]:
    """Who flagged these posts and why, as long as nobody has decided."""
    chosen = select(PostFlag.post_id, PostFlag.why, PostFlag.words, Person.name).join(Person)
    found = defaultdict[int, list[Said]](list)
    rows = session.execute(chosen.where(PostFlag.post_id.in_(post_ids), _is_open()).order_by(PostFlag.at))
    for post_id, why, words, name in rows if post_ids else ():
        found[post_id].append(Said(why, words, name))
    return found


def own_flag(viewer: Viewer, post_id: int) -> PostFlag | None:
    return session.get(PostFlag, (post_id, viewer.person_id))


def is_flagged(post_id: int) -> bool:
    """Somebody waits for a decision about it."""
    return session.scalar(select(PostFlag.post_id).where(PostFlag.post_id == post_id, _is_open()).limit(1)) is not None


def last_ruling(post_id: int) -> Ruling | None:
    chosen = select(Ruling).where(Ruling.post_id == post_id, Ruling.deed.not_in(("pause", "resume")))
    return session.scalar(chosen.order_by(Ruling.id.desc()).limit(1))


def paused(group_id: int) -> list[tuple[int, str, datetime]]:
    """Who writes nothing in the group now: (number, name, until when)."""
    chosen = select(Person.id, Person.name, Membership.paused_until).join(Membership, Membership.person_id == Person.id)
    ours = Membership.group_id == group_id, Membership.paused_until > clock.now()
    rows = session.execute(chosen.where(*ours).order_by(Membership.paused_until, Person.id))
    return [(number, name, until) for number, name, until in rows if until is not None]


def blocked_by(viewer: Viewer) -> list[tuple[int, str]]:
    """Whom the viewer does not want to hear: (number, name)."""
    chosen = select(Person.id, Person.name).join(Block, Block.blocked_id == Person.id)
    rows = session.execute(chosen.where(Block.person_id == viewer.person_id).order_by(Person.name, Person.id))
    return [(row[0], row[1]) for row in rows]


def blocks(person_id: int | None, author_id: int | None) -> bool:
    """Whether the one does not want to hear the other."""
    return bool(person_id and author_id) and session.get(Block, (person_id, author_id)) is not None


def moved_lately(until: datetime) -> dict[int, datetime]:
    """Groups in which something waits, and when the newest of it came, as far as that was before `until`."""
    sent = select(Thread.group_id, Post.created_at.label("at")).join(Thread).where(*_waits())
    flagged = select(Thread.group_id, PostFlag.at.label("at")).join(Post, Post.id == PostFlag.post_id).join(Thread)
    stands = Post.hidden_at.is_(None), Post.deleted_at.is_(None)
    both = sent.where(Post.created_at <= until).union_all(flagged.where(_is_open(), *stands, PostFlag.at <= until))
    found = both.subquery()
    rows = session.execute(select(found.c.group_id, func.max(found.c.at)).group_by(found.c.group_id))
    return {row[0]: row[1] for row in rows}


def _posts(viewer: Viewer) -> Select[Post]:
    chosen = select(Post).join(Post.thread).join(Thread.group).where(forums.of_audience(viewer))
    return chosen.options(contains_eager(Post.thread).contains_eager(Thread.group).joinedload(Group.parent))


def _writer() -> tuple[Any, ...]:
    """Writer's columns, for a statement that joins Post and Thread."""
    who, person = Post.author_id, Person.__table__.alias()
    member: Any = Membership.__table__.alias()
    of_group = and_(member.c.group_id == Thread.group_id, member.c.person_id == who)
    other, elsewhere = Post.__table__.alias(), Thread.__table__.alias()
    written = select(func.count()).select_from(other.join(elsewhere, elsewhere.c.id == other.c.thread_id))
    written = written.where(other.c.id != Post.id)
    stands = other.c.position.is_not(None), other.c.hidden_at.is_(None), other.c.deleted_at.is_(None)
    against = select(func.count()).where(
        Ruling.group_id == Thread.group_id, Ruling.person_id == who, Ruling.deed.in_(AGAINST)
    )
    name = select(person.c.name).where(person.c.id == who).scalar_subquery()
    return (
        who,
        func.coalesce(name, Post.author_name),
        func.coalesce(members.company_name_of(who), ""),
        select(member.c.joined_at).where(of_group).scalar_subquery(),
        written.where(other.c.author_id == who, elsewhere.c.group_id == Thread.group_id, *stands).scalar_subquery(),
        against.correlate_except(Ruling).scalar_subquery(),
        select(member.c.paused_until).where(of_group).scalar_subquery(),
    )


def _waits() -> tuple[Any, ...]:
    return Post.position.is_(None), Post.hidden_at.is_(None)


def _is_open() -> Any:
    return PostFlag.settled_at.is_(None)
