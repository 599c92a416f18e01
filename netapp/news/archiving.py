"""What of articles goes into archives: a person's own with what they said before, and a network's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select

from netapp.core import languages, search
from netapp.core.archives import Carried, Drawn, Pictures, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files import shelf
from netapp.files.drawn import NoPicture
from netapp.files.models import File
from netapp.groups.models import Group
from netapp.news import lists, queries, searching
from netapp.news.models import KINDS, Article, ArticleRevision


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What the person has written or said yes to. Somebody else's they see only as far as they read it today (A5)."""
    yield Sheet(
        "articles", _("Articles that you have begun, written, or said yes to."), _articles(viewer), json_only=True
    )
    mine = select(ArticleRevision).where(ArticleRevision.replaced_by == viewer.person_id).order_by(ArticleRevision.id)
    changed = [
        {"article": one.article_id, "language": one.language, "what": one.line, "at": plain(one.replaced_at)}
        for one in session.scalars(mine)
    ]
    yield Sheet("articles-changed", _("When you have changed articles."), changed)


def _articles(viewer: Viewer) -> list[Row]:
    mine = (Article.author_id, Article.created_by, Article.approved_by)
    chosen = select(Article).where(or_(*(column == viewer.person_id for column in mine))).order_by(Article.id)
    rows = session.scalars(chosen).all()
    visible = queries.articles(viewer).where(Article.id.in_([one.id for one in rows])).with_only_columns(Article.id)
    seen = set(session.scalars(visible)) if rows else set()
    return [
        {
            "number": one.id,
            "titles": one.titles if one.id in seen or one.author_id == viewer.person_id else {},
            "bodies": one.bodies if one.author_id == viewer.person_id else {},
            "is_author": one.author_id == viewer.person_id,
            "began_it": one.created_by == viewer.person_id,
            "said_yes": one.approved_by == viewer.person_id,
            "state": one.state,
            "created_at": plain(one.created_at),
            "published_at": plain(one.published_at),
        }
        for one in rows
    ]


def _chosen(within: Within) -> ColumnElement[bool]:
    """Of the archive's groups what its taker sees; drafts of the groups that they run."""
    seen = select(Article.id).join(Group, Group.id == Article.group_id).where(queries.visible(within.viewer))
    return Article.id.in_(seen.where(Article.group_id.in_(within.groups)))


def _check(row: Row) -> None:
    """What no form of ours would have let through."""
    by_language = (row["titles"], row["leads"], row["bodies"], row["alts"])
    if any(not set(one) <= set(languages.NAMES) for one in by_language) or not row["titles"].get(row["language"]):
        raise ValueError("no title")
    if row["kind"] not in KINDS or row["state"] not in ("draft", "published"):
        raise ValueError("no such article")
    if any(type(said) is not str for one in by_language for said in one.values()):
        raise ValueError("no text")
    if (row["state"] == "published") and row["published_at"] is None:
        raise ValueError("never published")
    if any(type(tag) is not str for tag in row["tags"]):
        raise ValueError("no tag")


def _told(_within: Within) -> dict[str, ColumnElement[Any]]:
    """The letter that asks a company does not come along: it is asked again from where the draft is."""
    return {"state": case((queries.A.state == "asked", "draft"), else_=queries.A.state)}


def _made(row: Row) -> Row:
    slugs = "".join(f" {lists.slug(tag)}" for tag in row["tags"]) + " "
    return {"slugs": slugs[:500]}


def _contents(numbers: Sequence[int]) -> Mapping[int, bytes]:
    chosen = select(Article.id, File).join(File, File.id == Article.file_id).where(Article.id.in_(numbers))
    found = {number: shelf.content_of(file) for number, file in session.execute(chosen).all()}
    return {number: content for number, content in found.items() if content is not None}


def _check_picture(content: bytes) -> None:
    from netapp.files import shrinking

    try:
        shrinking.check_large(content)
    except NoPicture as error:
        raise ValueError("no picture") from error


def _draw(content: bytes) -> Drawn:
    from netapp.files import shrinking

    try:
        return shrinking.large(content)
    except NoPicture as error:
        raise ValueError("no picture") from error


def _keep(drawn: Mapping[int, Any]) -> None:
    for number, one in drawn.items():
        session.get_one(Article, number).file_id = shelf.keep_picture(one, "picture.webp", None).id
    session.flush()


def _note(numbers: Sequence[int]) -> None:
    search.note(searching.ARTICLE.name, numbers)


CARRIED = (
    Carried(
        name="articles",
        model=Article,
        chosen=_chosen,
        without={
            "slugs": "made anew from the tags",
            "file_id": "the picture lies in articles/, and is drawn anew",
            "approved_by": "who said yes for a company stays where it was said",
            "asked_at": "a letter from here",
            "wish": "what a company said to these writers",
        },
        told=_told,
        check=_check,
        make=_made,
        done=_note,
        pictures=Pictures(folder="articles", of=_contents, check=_check_picture, draw=_draw, keep=_keep),
    ),
)
