"""A thread as its own page reads it: two statements of plain columns, whatever its length.

A page is a stretch of positions, so that no row before it is looked at. The objects stand outside of the session:
nothing that is done to them is ever written.
"""

import json
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums import drafting, queries, ties
from netapp.forums.attaching import queries as attaching
from netapp.forums.models import ON_A_PAGE, Draft, Post, Reaction, Reading, Thread
from netapp.forums.moderation.models import Block
from netapp.groups import cards
from netapp.groups.models import Group
from netapp.members import queries as members
from netapp.members.models import Company, Person, Picture

T: Any = Thread.__table__.c
P: Any = Post.__table__.c
R: Any = Reading.__table__.c
G: Any = Group.__table__.c
_DRAFT: Any = Draft.__table__.c
_ABOVE: Any = Group.__table__.alias()
_PERSON: Any = Person.__table__
_PICTURE: Any = Picture.__table__
_REACTION: Any = Reaction.__table__
_BLOCK: Any = Block.__table__
# A group's revision grows with what is said elsewhere in it: nothing that is shown here would be found again.
_OF_GROUP = [column for column in G if column.key != "revision"]


class Read(NamedTuple):
    """A thread that the viewer reads. `row`: its columns, its group's and its network's.

    `read_at`, `watch` and `level` (the mail level in the group) are the viewer's own. `ties`: see ties.py. `company`:
    the name of that which it is about. `begun`, `begun_files`: the answer that the viewer has
    begun to write, and its files as `attaching.shown` reads them. `held`: head counts of what the network has held.
    """

    row: tuple[Any, ...]
    read_at: datetime | None
    watch: str
    level: str | None
    ties: str = ""
    company: str = ""
    begun: str = ""
    begun_files: str = ""
    held: tuple[int, ...] = ()

    @property
    def thread(self) -> Thread:
        """Shared with all who read an equal one."""
        return _thread(self.row)


class Line(NamedTuple):
    """A post as it stands on a page. `reactions`: of the viewer's own, separated by spaces.

    `is_blocked`: the viewer does not want to hear its writer. What waits for a moderator, or was refused by one, has no
    position; only its writer finds it, after the others. `files`: for attaching.shown.
    """

    id: int
    position: int | None
    author_id: int | None
    name: str
    shows_name: bool
    company: str | None
    digest: str | None
    body: str
    came_by: str
    published_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    thanks: int
    agree: int
    me_too: int
    reactions: str
    ties: str
    mentions: str
    files: str
    is_blocked: bool

    @property
    def waits(self) -> bool:
        return self.position is None and self.hidden_at is None


def read(viewer: Viewer, thread_id: int) -> Read:
    """NotVisible as `queries.get`; also its own beginner's while its first post waits to be looked at."""
    found = find(viewer, thread_id)
    if found is None:
        raise NotVisible
    return found


def find(viewer: Viewer, thread_id: int) -> Read | None:
    """The same; None where there is nothing to be read."""
    asked = {"thread_id": thread_id, "person_id": viewer.person_id or 0, **queries.rights(viewer)}
    found = _one(viewer.is_guest).rows(asked)
    if not found:
        return None
    held, tied, company, read_at, watch, level, begun, files, *row = found[0]
    return Read(
        tuple(row), read_at, watch or "", level, tied, company or "", begun or "", files or "", cards.held().read(held)
    )


def lines(viewer: Viewer, thread_id: int, page: int, with_own: bool = False) -> list[Line]:
    """The posts of this page, which the viewer has been shown the thread of; `with_own`: and what of theirs waits."""
    return between(viewer, thread_id, (page - 1) * ON_A_PAGE + 1, page * ON_A_PAGE, with_own)


def between(viewer: Viewer, thread_id: int, first: int, last: int, with_own: bool = False) -> list[Line]:
    """From one position to another, both included."""
    asked = {"thread_id": thread_id, "person_id": viewer.person_id or 0, "first": first, "last": last}
    rows = _lines(viewer.is_guest, with_own and viewer.is_signed_in).rows(asked)
    return [Line._make((*row[:4], bool(row[4]), *row[5:-1], bool(row[-1]))) for row in rows]


def page_of(position: int) -> int:
    return (position - 1) // ON_A_PAGE + 1


def as_post(thread: Thread, line: Line) -> Post:
    """For the policy, which asks a post and its thread."""
    return _post(thread, line.id, line.position, line.author_id, line.published_at, line.deleted_at, line.hidden_at)


def pages(posts: int) -> int:
    return max(1, page_of(posts))


@cache
def _one(is_guest: bool) -> Prepared:
    person = bindparam("person_id", type_=R.person_id.type)
    joined = Thread.__table__.join(Group.__table__, G.id == T.group_id).outerjoin(_ABOVE, _ABOVE.c.id == G.parent_id)
    own: list[Any] = [
        cast(null(), R.read_at.type),
        *(cast(null(), String) for _each in range(2)),
        *(cast(null(), Text) for _each in range(2)),
    ]
    seen = queries.bound(is_guest)
    if not is_guest:
        joined = joined.outerjoin(Reading.__table__, and_(R.thread_id == T.id, R.person_id == person))
        begun = select(_DRAFT.body).where(_DRAFT.person_id == person, _DRAFT.place == drafting.place_at(T.id))
        files = attaching.begun_column(person, drafting.place_at(T.id))
        own = [R.read_at, R.watch, queries.level_of(T.group_id, person), begun.scalar_subquery(), files]
        seen = or_(seen, queries.waits_for_its_author(person))
    columns = [*map(_plain, T), *map(_plain, _OF_GROUP), *(_plain(_ABOVE.c[column.key]) for column in _OF_GROUP)]
    company = select(Company.name).where(Company.id == T.company_id).scalar_subquery()
    held = cards.held().column(func.coalesce(G.parent_id, G.id), is_guest)
    own = [held, ties.column_of_thread(T.id), company, *own]
    return Prepared(select(*own, *columns).select_from(joined).where(seen, T.id == bindparam("thread_id")))


@cache
def _lines(is_guest: bool, with_own: bool) -> Prepared:
    first, last = bindparam("first", type_=P.position.type), bindparam("last", type_=P.position.type)
    chosen = _chosen(is_guest).where(P.position.between(first, last))
    if not with_own:
        return Prepared(chosen.order_by(P.position))
    mine = P.position.is_(None), P.author_id == bindparam("person_id", type_=P.author_id.type)
    # Of two stretches of one index; an OR would have SQLite read all of the thread.
    both = union_all(chosen, _chosen(is_guest).where(*mine)).subquery()
    return Prepared(select(both).order_by(both.c.position.is_(None), both.c.position, both.c.id))


def _chosen(is_guest: bool) -> Select[Any]:
    """Line's columns of a thread's posts."""
    person = bindparam("person_id", type_=P.author_id.type)
    joined = Post.__table__.outerjoin(_PERSON, _PERSON.c.id == P.author_id)
    digest: Any = cast(null(), String)
    own: Any = literal("")
    is_blocked: Any = literal(0)
    if not is_guest:
        joined = joined.outerjoin(_PICTURE, _PICTURE.c.person_id == P.author_id)
        digest = _PICTURE.c.digest
        mine = select(func.aggregate_strings(_REACTION.c.kind, " "))
        mine = mine.where(_REACTION.c.post_id == P.id, _REACTION.c.person_id == person).correlate(Post.__table__)
        own = func.coalesce(mine.scalar_subquery(), "")
        theirs = select(literal(1)).where(_BLOCK.c.person_id == person, _BLOCK.c.blocked_id == P.author_id)
        is_blocked = func.coalesce(theirs.correlate(Post.__table__).scalar_subquery(), 0)
    return (
        select(
            P.id,
            P.position,
            P.author_id,
            func.coalesce(_PERSON.c.name, P.author_name).label("name"),
            cast(func.coalesce(_PERSON.c.show_name, True), Integer).label("shows_name"),
            members.company_name_of(P.author_id).label("company"),
            digest.label("digest"),
            P.body,
            P.came_by,
            func.coalesce(P.published_at, P.created_at).label("published_at"),
            P.edited_at,
            P.deleted_at,
            P.hidden_at,
            P.thanks,
            P.agree,
            P.me_too,
            own.label("reactions"),
            ties.column_of_post(P.id).label("ties"),
            func.coalesce(cast(P.mentions, Text), "").label("mentions"),
            attaching.column(P.id).label("files"),
            is_blocked.label("is_blocked"),
        )
        .select_from(joined)
        .where(P.thread_id == bindparam("thread_id"))
    )


def _plain(column: Any) -> Any:
    return cast(column, Text) if isinstance(column.type, JSON) else column


@lru_cache(maxsize=256)
def _thread(row: tuple[Any, ...]) -> Thread:
    values = iter(row)
    thread = Thread(**{column.key: _value(column, next(values)) for column in T})
    group, network = (
        Group(**{column.key: _value(column, next(values)) for column in _OF_GROUP}) for _each in ("group", "network")
    )
    set_committed_value(group, "parent", network if network.id else None)
    set_committed_value(thread, "group", group)
    return thread


@lru_cache(maxsize=1024)
def _post(thread: Thread, *values: Any) -> Post:
    """Shared, as its thread is: to make one takes as long as to show it."""
    names = "id", "position", "author_id", "published_at", "deleted_at", "hidden_at"
    post = Post(**dict(zip(names, values, strict=True)))
    set_committed_value(post, "thread", thread)
    return post


def _value(column: Any, value: Any) -> Any:
    return json.loads(value) if value is not None and isinstance(column.type, JSON) else value
