"""An article as its own page reads it: one statement of plain columns, and objects that are made of equal rows once.

The objects stand outside of the session: nothing that is done to them is ever written.
"""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, case, cast, func, literal, select
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import reading as meetings
from netapp.events.models import Meeting
from netapp.files.models import File
from netapp.forums.models import Thread
from netapp.groups import cards
from netapp.groups.funding import queries as funding
from netapp.groups.funding.queries import Paid
from netapp.groups.models import Group
from netapp.members.models import Company, Person
from netapp.news import queries
from netapp.news.models import Article

ARTICLE, GROUP, NETWORK = Article.__table__, Group.__table__, Group.__table__.alias()
A, G, N = ARTICLE.c, GROUP.c, NETWORK.c
P, C = Person.__table__.c, Company.__table__.c
M, T, F = Meeting.__table__.c, Thread.__table__.c, File.__table__.c
_OF_ARTICLE = [column for column in A if column.key != "slugs"]


class Beside(NamedTuple):
    """What stands beside the text. `author`: "" for who shows their name to nobody, or is known no more.

    `meeting`: its main language, titles (JSON text) and beginning; of a draft nothing is told. `posts`: in its thread,
    as far as the viewer reads it; None without one. `picture`: digest, width and height.
    """

    author: str
    company: str
    meeting_language: str | None
    meeting_titles: str | None
    meeting_starts: datetime | None
    posts: int | None
    thread_title: str | None
    digest: str | None
    width: int | None
    height: int | None


class Read(NamedTuple):
    """`row`: the columns of the article, its group and its network. `held`: how many came to what the network held."""

    row: tuple[Any, ...]
    beside: Beside
    paid: Paid
    held: tuple[int, ...]

    @property
    def article(self) -> Article:
        """Shared with all who read an equal one."""
        return article_of(self.row)


def read(viewer: Viewer, article_id: int) -> Read:
    """NotVisible as `queries.get`."""
    found = _statement(viewer.is_guest).rows({"article_id": article_id, **queries.rights(viewer)})
    if not found:
        raise NotVisible
    held, statements, funders, *row = found[0]
    beside = Beside(*row[: len(Beside._fields)])
    paid = Paid(statements or "", funders or "")
    return Read(tuple(row[len(Beside._fields) :]), beside, paid, cards.held().read(held))


@cache
def _statement(is_guest: bool) -> Prepared:
    network_id = func.coalesce(G.parent_id, G.id)
    shown = case((P.show_name, P.name), else_="") if is_guest else P.name
    is_told = case((A.author_id.is_(None), A.author_name), else_=func.coalesce(shown, ""))
    same_group = and_(T.id == A.thread_id, T.group_id == A.group_id, T.posts > 0, T.merged_into_id.is_(None))
    inside = T.for_members.is_(False) if is_guest else T.for_members.is_(False) | T.group_id.in_(_INSIDE)
    joined = (
        ARTICLE.join(GROUP, G.id == A.group_id)
        .outerjoin(NETWORK, N.id == G.parent_id)
        .outerjoin(Person.__table__, P.id == A.author_id)
        .outerjoin(Company.__table__, C.id == A.company_id)
        .outerjoin(Meeting.__table__, and_(M.id == A.meeting_id, M.group_id == A.group_id, M.state != "draft"))
        .outerjoin(Thread.__table__, and_(same_group, inside))
        .outerjoin(File.__table__, F.id == A.file_id)
    )
    return Prepared(
        select(
            cards.held().column(network_id, is_guest),
            *funding.columns(network_id),
            cast(is_told, Text),
            func.coalesce(C.name, literal("")),
            M.language,
            cast(M.titles, Text),
            M.starts_local,
            T.posts,
            T.title,
            F.digest,
            F.width,
            F.height,
            *map(meetings.plain, _OF_ARTICLE),
            *map(meetings.plain, meetings.OF_GROUP),
            *(meetings.plain(N[column.key]) for column in meetings.OF_GROUP),
        )
        .select_from(joined)
        .where(queries.bound(is_guest), A.id == bindparam("article_id", type_=A.id.type))
    )


_INSIDE: Any = bindparam("inside", expanding=True)


@lru_cache(maxsize=128)
def article_of(row: tuple[Any, ...]) -> Article:
    values = iter(row)
    article = Article(**meetings.filled(_OF_ARTICLE, values))
    group, network = (Group(**meetings.filled(meetings.OF_GROUP, values)) for _each in ("group", "network"))
    set_committed_value(group, "parent", network if network.id else None)
    set_committed_value(article, "group", group)
    return article
