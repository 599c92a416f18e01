"""Who is told of a post: noted in the deed's transaction (M1), then in one statement whatever their number."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, or_, select, union

from netapp.core import clock
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC
from netapp.forums.asking import queries as asking
from netapp.forums.mentioning import queries as mentioning
from netapp.forums.models import UNDO, Post, Reading, Telling, Thread
from netapp.forums.moderation.models import Block
from netapp.groups.models import Follower, Membership
from netapp.mail import outbox
from netapp.members.models import Person

P: Any = Person.__table__.c
M: Any = Membership.__table__.c
R: Any = Reading.__table__.c
F: Any = Follower.__table__.c
_TELLING: Any = Telling.__table__
_NOTED = Prepared(insert(_TELLING))


def thing(post_id: int) -> str:
    """What a post's letters are about, in the outbox."""
    return f"post:{post_id}"


def posted(thread: Thread, post: Post) -> None:
    """To each as they have chosen (M7), ten minutes later, so that it can be taken back first (M4).

    The rows are made then: hundreds of them, with all that finds a letter again, take ten times what the post takes.
    """
    assert post.published_at is not None
    _NOTED.change({"post_id": post.id, "due_at": post.published_at + UNDO})


def tell(thread: Thread, post: Post) -> None:
    """Order the letters of a post that is not gone, in the transaction of whoever calls."""
    outbox.post_to_all("post", thing(post.id), readers(thread, post), post=post.id)


def recall(post_id: int) -> None:
    """Nobody is written to about this post any more, as far as no worker has its letter in hand."""
    session.execute(delete(Telling).where(Telling.post_id == post_id))
    outbox.recall("post", thing(post_id))


def named(thread: Thread, post: Post) -> None:
    """The same letter to those whom the post names and who have not got it: each gets it once, however often a post is
    edited. `tell` may be at work on the text before, so that it is not left to that.
    """
    assert post.published_at is not None
    due = max(post.published_at + UNDO, clock.now())
    outbox.post_to_all("post", thing(post.id), _chosen(thread, post, [_named(thread, post)]), due=due, post=post.id)


def readers(thread: Thread, post: Post) -> Select[int, str | None, str, str]:
    """Whom a post's letter goes to: the group's members by their level, who follows the thread and reads it, and whom
    it names. Whether they may still read it is asked again when it leaves.
    """
    # An announcement comes at once to whoever gets letters at all.
    at_once = ("everything", "digest") if thread.kind == "announcement" and post.position == 1 else ("everything",)
    is_member = and_(M.group_id == thread.group_id, M.state == "active")
    by_level = select(M.person_id).where(is_member, M.mail_level.in_(at_once))
    following = select(R.person_id).where(R.thread_id == thread.id, R.watch == "follow")
    to = [by_level, _named(thread, post), following]
    if thread.company_id is not None and post.position == 1:
        to.append(select(M.person_id).where(is_member, M.person_id.in_(asking.contacts(thread.company_id))))
    if thread.kind == "announcement" and post.position == 1 and _is_for_all(thread):
        to.append(select(F.person_id).where(F.group_id == thread.group_id, F.mail_level == "everything"))
    return _chosen(thread, post, to)


def _named(thread: Thread, post: Post) -> Select[int]:
    """Whom the post names, and who answers for a company that it names, as far as they are where it is read."""
    contacts = (asking.contacts(number) for number in mentioning.companies_of(post))
    meant = or_(M.person_id.in_(mentioning.people_of(post) or [0]), *(M.person_id.in_(each) for each in contacts))
    return mentioning.inside(mentioning.of_thread(thread)).where(meant, M.mail_level != "nothing")


def _chosen(thread: Thread, post: Post, to: Sequence[Select[int]]) -> Select[int, str | None, str, str]:
    """Of all these people those who want it, as an outbox is told of them."""
    watched = select(R.watch).where(R.thread_id == thread.id, R.person_id == P.id).scalar_subquery()
    blocking = select(Block.person_id).where(Block.blocked_id == (post.author_id or 0))
    is_member = and_(M.group_id == thread.group_id, M.state == "active")
    wants_nothing = select(M.person_id).where(is_member, M.mail_level == "nothing")
    language = func.coalesce(func.nullif(P.language, ""), thread.group.language)
    chosen: Select[int, str | None, str, str] = select(P.id, P.email, P.name, language).where(
        P.id.in_(union(*to)),
        P.id.not_in(wants_nothing),
        P.id.not_in(blocking),
        func.coalesce(watched, "") != "mute",
        P.email.is_not(None),
        P.erased_at.is_(None),
        P.id != (post.author_id or 0),
    )
    # Who is being erased is waited for, as in groups/audience.
    return chosen.order_by(P.id).with_for_update(read=True, key_share=True, of=Person)


def _is_for_all(thread: Thread) -> bool:
    return not thread.for_members and thread.group.read_key == PUBLIC
