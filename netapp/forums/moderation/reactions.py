"""What follows for moderation from what is heard elsewhere."""

from sqlalchemy import ColumnElement, delete, or_, select, update

from netapp.core.db import session
from netapp.forums.models import Post, Thread
from netapp.forums.moderation.models import Block, PostFlag, Ruling
from netapp.groups.facts import Left
from netapp.members.facts import PersonErased


def drop_waiting_of_leaver(fact: Left) -> None:
    """What nobody has read is not published after its writer has gone."""
    threads = select(Thread.id).where(Thread.group_id == fact.group_id)
    _drop_waiting(fact.person_id, Post.thread_id.in_(threads))


def forget_person(fact: PersonErased) -> None:
    """What they flagged, whom they blocked and who blocked them, and what was decided about them (P1)."""
    _drop_waiting(fact.person_id)
    number = fact.person_id
    session.execute(delete(PostFlag).where(PostFlag.person_id == number))
    # What others wrote about them beside a flag may name them.
    own = select(Post.id).where(Post.author_id == number)
    session.execute(
        update(PostFlag).where(PostFlag.post_id.in_(own)).values(words="").execution_options(synchronize_session=False)
    )
    session.execute(delete(Block).where(or_(Block.person_id == number, Block.blocked_id == number)))
    session.execute(delete(Ruling).where(Ruling.person_id == number))


def _drop_waiting(person_id: int, *within: ColumnElement[bool]) -> None:
    mine = Post.author_id == person_id, Post.position.is_(None), *within
    threads = set(session.scalars(select(Post.thread_id).where(*mine)))
    session.execute(delete(Post).where(*mine).execution_options(synchronize_session=False))
    empty = Thread.id.in_(threads), Thread.posts == 0
    session.execute(delete(Thread).where(*empty).execution_options(synchronize_session=False))
