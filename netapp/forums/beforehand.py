"""What is to be known before a post is written, in one statement: nearly always that nothing stands in its way."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, func, literal, select

from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums import queries
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Draft, Forum, Post, Thread

P: Any = Post.__table__.c
F: Any = Forum.__table__.c
D: Any = Draft.__table__.c
A: Any = PostFile.__table__.c


class Beforehand(NamedTuple):
    """`same_id`: the viewer's post of the same words, the thread's newest or one that waits for a moderator.
    `oldest`: as queries.newest_but
    finds it. `has_draft`, `has_files`: something was begun there, or waits there to go with the post. `first_waits`,
    `links_wait`: as models.Forum has it.
    """

    same_id: int | None
    oldest: datetime | None
    has_draft: bool
    has_files: bool
    first_waits: bool
    links_wait: bool


def of_reply(viewer: Viewer, thread: Thread, body: str, place: str, places: Sequence[str]) -> Beforehand:
    """`place`: of its draft; `places`: where its files wait."""
    values = {
        "thread_id": thread.id,
        "last": thread.posts,
        "group_id": thread.group_id,
        "person_id": viewer.person_id or 0,
        "body": body,
        "place": place,
        "places": list(places) or [""],
    }
    same_id, oldest, *flags = _reply().rows(values)[0]
    return Beforehand(same_id, oldest, *map(bool, flags))


@cache
def _reply() -> Prepared:
    person_id = bindparam("person_id", type_=P.author_id.type)
    there = P.thread_id == bindparam("thread_id", type_=P.thread_id.type)
    same = and_(there, P.author_id == person_id, P.body == bindparam("body", type_=P.body.type))
    newest = select(P.id).where(same, P.position == bindparam("last", type_=P.position.type))
    waiting = select(P.id).where(same, P.position.is_(None), P.hidden_at.is_(None)).limit(1)
    draft = exists().where(D.person_id == person_id, D.place == bindparam("place", type_=D.place.type))
    places = bindparam("places", type_=A.place.type, expanding=True)
    files = exists().where(A.person_id == person_id, A.place.in_(places))
    # A group that nobody has set up has no row: then nothing waits.
    one = select(literal(1).label("one")).subquery()
    forum = one.outerjoin(Forum.__table__, F.group_id == bindparam("group_id", type_=F.group_id.type))
    return Prepared(
        select(
            func.coalesce(newest.scalar_subquery(), waiting.scalar_subquery()),
            queries.newest_but(person_id),
            draft,
            files,
            func.coalesce(F.first_waits, False),
            func.coalesce(F.links_wait, False),
        ).select_from(forum)
    )
