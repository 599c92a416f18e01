"""Articles in the search index, the newest first; drafts are in no index."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select

from netapp.core import db, languages, search, text
from netapp.core.finding import Found, Line, Shelf
from netapp.core.search import Kind, Thing, Watch
from netapp.groups.models import Group
from netapp.news import queries, words
from netapp.news.models import Article
from netapp.news.queries import A, G

_MOST = 20_000


def articles(ids: Sequence[int]) -> Iterable[Thing]:
    """By all that they say, in each language."""
    columns = (A.id, A.kind, A.language, A.titles, A.leads, A.bodies, A.tags, A.published_at, G.read_key)
    chosen = select(*columns).join(Group.__table__, G.id == A.group_id)
    for row in db.rows(chosen.where(A.id.in_(ids), A.state == "published")):
        yield thing(row)


def thing(row: Any) -> Thing:
    """From an article, or what a statement has read of it, with its group's key."""
    bodies = {
        language: f"{row.leads.get(language, '')}\n{text.plain(body)}".strip()[:_MOST]
        for language, body in row.bodies.items()
    }
    bodies[row.language] = "\n".join(filter(None, (bodies.get(row.language, ""), " ".join(row.tags))))
    more = {"kind": row.kind, "language": row.language, "at": row.published_at.isoformat()}
    return Thing(row.id, search.by_time(row.published_at), row.titles, bodies, (row.read_key,), more)


def _after(last: int, most: int) -> Sequence[int]:
    return [row[0] for row in db.rows(select(A.id).where(A.id > last).order_by(A.id).limit(most))]


def _of_groups(group_ids: Sequence[int]) -> Iterable[int]:
    return [row[0] for row in db.rows(select(A.id).where(A.group_id.in_(group_ids)))]


ARTICLE = Kind("article", 6, articles, _after, {"audience": _of_groups})
_SAID = frozenset({"kind", "state", "language", "titles", "leads", "bodies", "tags", "published_at", "group_id"})
WATCHES = (Watch(Article, "article", lambda article: [article.id], _SAID),)


def _seen(viewer: Any, number: Any) -> ColumnElement[Any]:
    """The name of its group."""
    found = select(G.name).select_from(Article.__table__.join(Group.__table__, G.id == A.group_id))
    seen = queries.bound(viewer.is_guest), A.state == "published"
    return found.where(A.id == number, *seen).scalar_subquery()


def _line(found: Found) -> Line:
    more, language = found.more, languages.current()
    spoken = language if language in more["titles"] else more["language"]
    other = spoken if spoken != language else None
    return Line(
        url=url_for("news.article", article_id=found.thing_id, tail=text.tail(more["titles"][more["language"]])),
        title=more["titles"][spoken],
        title_lang=other,
        sort=f"{words.kind(more['kind'])} · {found.said}",
        facts=(words.short_day(datetime.fromisoformat(more["at"]), languages.viewer_zone("UTC")),),
        body=more["bodies"].get(spoken, ""),
        body_lang=other,
        icon="newspaper",
    )


SHELF = Shelf("articles", ARTICLE, _seen, queries.rights, _line, newest_first=True)
