"""The newest posts of a group, by the clause of all pages (A1)."""

from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, case, cast, func, literal, select

from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums import lists, queries
from netapp.forums.attaching import queries as attaching
from netapp.forums.models import Post, Thread
from netapp.groups.models import Group
from netapp.members.models import Person

MOST = 50
T: Any = Thread.__table__.c
P: Any = Post.__table__.c
_WRITER: Any = Person.__table__.alias()


def newest(viewer: Viewer, group_id: int) -> list[Any]:
    """Rows of number, thread's title, language and kind, position, body, moments, files (for attaching.shown) and
    writer ("" for who hides it).
    """
    return _newest(viewer.is_guest).rows({**queries.rights(viewer), "group_id": group_id})


@cache
def _newest(is_guest: bool) -> Prepared:
    """They stand in as many threads at most, those in which something was said last, and at the ends of these."""
    recent: Any = select(T.id, T.title, T.language, T.kind, T.posts).join(Group, Group.id == T.group_id)
    recent = recent.where(T.group_id == bindparam("group_id", type_=T.group_id.type), queries.bound(is_guest))
    recent = recent.order_by(T.last_at.desc(), T.id.desc()).limit(MOST).subquery()
    name = case((_WRITER.c.id.is_(None), P.author_name), else_=lists.name_of(_WRITER, is_guest))
    columns = (P.id, recent.c.title, recent.c.language, recent.c.kind, P.position, P.body, P.published_at, P.edited_at)
    joined = recent.join(Post.__table__, P.thread_id == recent.c.id).outerjoin(_WRITER, _WRITER.c.id == P.author_id)
    writer = func.coalesce(cast(name, String), literal(""))
    chosen = select(*columns, attaching.column(P.id), writer).select_from(joined)
    stands = P.deleted_at.is_(None), P.hidden_at.is_(None), P.position > recent.c.posts - MOST
    return Prepared(chosen.where(*stands).order_by(P.published_at.desc(), P.id.desc()).limit(MOST))
