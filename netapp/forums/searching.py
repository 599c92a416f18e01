"""Posts in the search index, the newest first; the title of a thread is looked for at its first post alone.

So a thread is found once by its title, and another title changes one row, however long it is. Who reads a post is told
by the key in its row and, when it is found, by the clause of all pages (A1): a row that is late hides, it never shows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import ColumnElement, String, Text, and_, bindparam, case, cast, exists, literal, select

from netapp.core import clock, db, languages, links, search, several, text
from netapp.core.finding import Found, Line, Shelf
from netapp.core.prepared import Prepared
from netapp.core.search import Kind, Thing, Watch
from netapp.core.viewer import Viewer, group_key
from netapp.core.words import Word
from netapp.forums import lists, queries, words
from netapp.forums.attaching import queries as attaching
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Post, Thread
from netapp.forums.moderation.models import Block
from netapp.groups.models import Group
from netapp.members.models import Person

T: Any = Thread.__table__.c
P: Any = Post.__table__.c
G: Any = Group.__table__.c
B: Any = Block.__table__.c
_WRITER: Any = Person.__table__.alias()
_MOST = 20_000
# Of a thread or a group that is read by others from now on, so many of its newest posts are found at once, and the
# others after the next round through all things: a deed must not wait for a million rows.
AT_ONCE = 1000
STATES = ("open", "answered")
SINCE: Mapping[str, timedelta] = {"month": timedelta(days=31), "year": timedelta(days=366)}


@dataclass(frozen=True)
class Narrowed:
    """What hits are narrowed to: a group, who wrote, a tag, open or answered questions, how long ago."""

    group: int | None = None
    by: int | None = None
    tag: str = ""
    state: str = ""
    since: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Narrowed":
        state, since = args.get("state", ""), args.get("since", "")
        return cls(
            group=links.number(args.get("group")),
            by=links.number(args.get("by")),
            tag=text.one_line(args.get("tag", ""))[:40],
            state=state if state in STATES else "",
            since=since if since in SINCE else "",
        )

    @property
    def args(self) -> dict[str, Any]:
        """For an address; only what narrows."""
        values = {"group": self.group, "by": self.by, "tag": self.tag, "state": self.state, "since": self.since}
        return {name: value for name, value in values.items() if value}

    @property
    def shape(self) -> tuple[str, ...]:
        return (
            *(name for name in ("group", "by", "tag") if getattr(self, name)),
            *([self.state] if self.state else ()),
        )

    @property
    def values(self) -> dict[str, Any]:
        tag = text.pattern(json.dumps(self.tag)) if self.tag else ""
        return {"in_group": self.group, "by_person": self.by, "with_tag": tag}

    @property
    def words(self) -> tuple[Word, ...]:
        """What the rows of this group and this person have among their words, so that no others are looked at."""
        marks = [_group_mark(self.group)] if self.group else []
        marks += [_person_mark(self.by)] if self.by else []
        return tuple(Word((), (mark,), (), ()) for mark in marks)

    def but(self, **changes: Any) -> "Narrowed":
        return replace(self, **changes)


def posts(ids: Sequence[int]) -> Iterable[Thing]:
    """What stands in its place for readers to see."""
    for row in map(_Row._make, _rows().rows({"ids": list(ids)})):
        key = group_key(row.group_id) if row.for_members else row.read_key
        marks = " ".join(filter(None, (_group_mark(row.group_id), _person_mark(row.author_id))))
        titles = {"": marks} | ({row.language: row.title} if row.position == 1 else {})
        bodies = {row.language: f"{text.plain(row.body)} {row.files}".strip()[:_MOST]}
        more = {"language": row.language, "at": row.published_at.isoformat()}
        yield Thing(row.id, search.by_time(row.published_at), titles, bodies, (key,), more)


class _Row(NamedTuple):
    id: int
    position: int
    author_id: int | None
    body: str
    published_at: datetime
    title: str
    language: str
    for_members: bool
    group_id: int
    files: str
    read_key: str


@cache
def _rows() -> Prepared:
    columns = (P.id, P.position, P.author_id, P.body, P.published_at, T.title, T.language, T.for_members, T.group_id)
    chosen = (
        select(*columns, attaching.names(P.id), G.read_key)
        .join(Thread.__table__, T.id == P.thread_id)
        .join(Group.__table__)
    )
    stands = P.position.is_not(None), P.deleted_at.is_(None), P.hidden_at.is_(None), T.merged_into_id.is_(None)
    return Prepared(chosen.where(P.id.in_(bindparam("ids", expanding=True)), *stands))


def _group_mark(group_id: int) -> str:
    return f"zg{group_id}z"


def _person_mark(person_id: int | None) -> str:
    return f"zp{person_id}z" if person_id else ""


def _after(last: int, most: int) -> Sequence[int]:
    return [row[0] for row in db.rows(select(P.id).where(P.id > last).order_by(P.id).limit(most))]


def _of_threads(thread_ids: Sequence[int]) -> Iterable[int]:
    newest = select(P.id).where(P.thread_id.in_(thread_ids), P.position.is_not(None))
    return [row[0] for row in db.rows(newest.order_by(P.published_at.desc()).limit(AT_ONCE))]


def _first_of(thread_ids: Sequence[int]) -> Iterable[int]:
    return [row[0] for row in db.rows(select(P.id).where(P.thread_id.in_(thread_ids), P.position == 1))]


def _of_groups(group_ids: Sequence[int]) -> Iterable[int]:
    newest = select(T.id).where(T.group_id.in_(group_ids)).order_by(T.last_at.desc()).limit(AT_ONCE // 10)
    return _of_threads([row[0] for row in db.rows(newest)])


POST = Kind("post", 5, posts, _after, {"thread": _of_threads, "thread title": _first_of, "audience": _of_groups})
_SAID = frozenset({"body", "position", "published_at", "deleted_at", "hidden_at", "thread_id", "author_id"})
WATCHES = (
    Watch(Post, "post", lambda post: [post.id], _SAID),
    Watch(PostFile, "post", lambda row: [row.post_id] if row.post_id else [], frozenset({"post_id", "name", "alt"})),
    Watch(Thread, "thread", lambda thread: [thread.id], frozenset({"group_id", "for_members", "merged_into_id"})),
    Watch(Thread, "thread title", lambda thread: [thread.id], frozenset({"title", "language"})),
)


def shelf(narrowed: Narrowed) -> Shelf:
    shape = narrowed.shape
    span = partial(_span, narrowed.since)
    return Shelf(
        "posts", POST, partial(_seen, shape), _values, _line, shape, span=span, newest_first=True, one_of=_thread_of
    )


def _span(since: str) -> tuple[int, int]:
    begins = search.by_time(clock.now() - SINCE[since]) if since else 0
    return begins, 1 << search.PLACE_BITS


def _values(viewer: Viewer) -> Mapping[str, Any]:
    return queries.rights(viewer) | {"searcher": viewer.person_id}


def _seen(shape: tuple[str, ...], viewer: Viewer, number: Any) -> ColumnElement[Any]:
    """What its thread says today, if the viewer reads it."""
    tags = cast(T.tags, Text)
    state = case((T.kind != "question", literal("")), (T.answer_id.is_not(None), "answered"), else_="open")
    name = lists.name_of(_WRITER, viewer.is_guest)
    writer = case((_WRITER.c.id.is_(None), P.author_name), else_=name)
    said = several.in_one(T.id, T.title, G.id, G.name, P.author_id, cast(writer, String), tags, state)
    joined = Post.__table__.join(Thread.__table__, T.id == P.thread_id).join(Group.__table__, G.id == T.group_id)
    joined = joined.outerjoin(_WRITER, _WRITER.c.id == P.author_id)
    stands = [P.position.is_not(None), P.deleted_at.is_(None), P.hidden_at.is_(None)]
    if not viewer.is_guest:
        person = bindparam("searcher", type_=B.person_id.type)
        stands.append(~exists().where(B.person_id == person, B.blocked_id == P.author_id))
    if viewer.is_guest and "by" in shape:
        # Who shows their name to nobody is not found by it either.
        stands.append(_WRITER.c.show_name.is_(True))
    found = select(said).select_from(joined).where(P.id == number, queries.bound(viewer.is_guest), *stands)
    return found.where(*_clauses(shape)).scalar_subquery()


def _clauses(shape: tuple[str, ...]) -> list[ColumnElement[bool]]:
    clauses = {
        "group": T.group_id == bindparam("in_group", type_=T.group_id.type),
        "by": P.author_id == bindparam("by_person", type_=P.author_id.type),
        "tag": cast(T.tags, Text).like(bindparam("with_tag", type_=Text()), escape="/"),
        "open": and_(T.kind == "question", T.answer_id.is_(None), T.closed_at.is_(None)),
        "answered": and_(T.kind == "question", T.answer_id.is_not(None)),
    }
    return [clause for name, clause in clauses.items() if name in shape]


@dataclass(frozen=True)
class Said:
    """What is said of a hit: of its thread, its group and who wrote it; "" for who shows their name to nobody."""

    thread_id: int
    title: str
    group_id: int
    group: str
    author_id: int | None
    author: str
    tags: tuple[str, ...]
    state: str

    @classmethod
    def of(cls, found: Found) -> "Said":
        ((thread_id, title, group_id, group, author_id, author, tags, state),) = several.rows(found.said)
        known = int(author_id) if author_id and author else None
        return cls(int(thread_id), title, int(group_id), group, known, author, tuple(json.loads(tags or "[]")), state)


def _thread_of(found: Found) -> object:
    return Said.of(found).thread_id


def _line(found: Found) -> Line:
    said, more, language = Said.of(found), found.more, languages.current()
    when = words.when(datetime.fromisoformat(more["at"]), languages.viewer_zone("UTC"))
    other = more["language"] if more["language"] != language else None
    sign = {"open": words.open_question, "answered": words.answered}.get(said.state)
    return Line(
        url=url_for("forums.post", post_id=found.thing_id),
        title=said.title,
        title_lang=other,
        sort=f"{words.discussions()} · {said.group}",
        facts=tuple(filter(None, (said.author, when, sign() if sign else ""))),
        body=next(iter(more["bodies"].values()), ""),
        body_lang=other,
        icon="message-circle",
    )
