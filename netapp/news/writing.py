"""An article as it was typed, and how it is written into its row. No rights are asked here."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files import shelf
from netapp.files.fields import Chosen
from netapp.forums import queries as forums
from netapp.news import lists, queries
from netapp.news.models import Article, ArticleRevision, Kind


@dataclass(frozen=True, kw_only=True)
class Text:
    """What it says in one language; `alt`: what its picture shows."""

    title: str
    lead: str = ""
    body: str = ""
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """As models.Article has it. `picture`: a new one; `drops_picture`: none any more."""

    text: Text
    language: str
    kind: Kind = "news"
    author: str = ""
    tags: Sequence[str] = ()
    company_id: int | None = None
    credit: str = ""
    picture: Chosen | None = field(default=None, repr=False)
    drops_picture: bool = False


class Stale(Exception):
    """Somebody else has saved since the form was opened (X5)."""


def text_in(article: Article, language: str) -> Text:
    """Empty where it is not written in it."""
    values = (article.titles, article.leads, article.bodies, article.alts)
    title, lead, body, alt = (by_language.get(language, "") for by_language in values)
    return Text(title=title, lead=lead, body=body, alt=alt)


def put(viewer: Viewer, article: Article, draft: Draft) -> None:
    """Write all that the form edits into the row."""
    if draft.language != article.language and draft.language in article.titles:
        raise Refused(_("There is a translation into this language already."), "language")
    if draft.language != article.language:
        put_text(article, article.language, None)
    article.language, article.kind = draft.language, draft.kind
    put_text(article, draft.language, draft.text)
    known = forums.forum(article.group_id).tags
    article.tags = [tag for tag in known if tag in draft.tags]
    article.slugs = "".join(f" {lists.slug(tag)}" for tag in article.tags) + " "
    article.company_id = _company(article.group_id, draft) if draft.kind == "case" else None
    _put_author(viewer, article, draft.author)
    article.credit = draft.credit
    _put_picture(viewer, article, draft)


def put_text(article: Article, language: str, said: Text | None) -> None:
    """None: it is not written in this language any more. New dictionaries, so that the change is seen."""
    given = (said.title, said.lead, said.body, said.alt) if said else ("", "", "", "")
    for name, value in zip(("titles", "leads", "bodies", "alts"), given, strict=True):
        by_language = {code: one for code, one in (getattr(article, name) or {}).items() if code != language}
        setattr(article, name, by_language | ({language: value} if value else {}))


def remember(viewer: Viewer, article: Article, language: str, was: Text, line: str) -> None:
    """What it said until now."""
    if was.title:
        before = ArticleRevision(article_id=article.id, language=language, title=was.title, lead=was.lead)
        before.body, before.line, before.replaced_by = was.body, line, viewer.person_id
        before.replaced_at = clock.now()
        session.add(before)


def is_same(one: Text, other: Text) -> bool:
    """Readers see no difference; spaces count for nothing."""
    return _squeezed(one) == _squeezed(other)


def _squeezed(said: Text) -> list[str]:
    return [" ".join(part.split()) for part in (said.title, said.lead, said.body)]


def fingerprint(article: Article) -> str:
    """Changes with anything that the main form edits; what a writer was shown is known again by it (X5)."""
    own = (article.kind, article.language, list(article.tags), article.company_id, article.credit, article.file_id)
    return _marked([*own, article.author_id, article.author_name, *vars(text_in(article, article.language)).values()])


def fingerprint_in(article: Article, language: str) -> str:
    """The same of the form of a translation; the main text counts, too, which stands beside it."""
    own = vars(text_in(article, language)).values()
    return _marked([*own, *vars(text_in(article, article.language)).values()])


def fingerprint_of_all(article: Article) -> str:
    """Of all that a company says yes to: every language, the picture, whose it is."""
    return _marked([article.titles, article.leads, article.bodies, article.alts, article.file_id, article.company_id])


def stamp(moment: datetime | None) -> str:
    return moment.isoformat(timespec="microseconds") if moment else ""


def author_of(article: Article) -> str:
    """As it stands in the form."""
    return queries.name_of(article.author_id) or article.author_name


def _put_author(viewer: Viewer, article: Article, name: str) -> None:
    """The viewer, the one member who is called so, or a name."""
    if not name:
        raise Refused(_("Who has written it?"), "author")
    if name == author_of(article):
        return
    article.author_id = viewer.person_id if name == viewer.name else queries.member_named(article.group_id, name)
    article.author_name = "" if article.author_id else name


def _company(group_id: int, draft: Draft) -> int | None:
    if draft.company_id is not None and draft.company_id not in dict(queries.companies_in(group_id)):
        raise Refused(_("Choose one of the group’s companies."), "company")
    return draft.company_id


def _put_picture(viewer: Viewer, article: Article, draft: Draft) -> None:
    before = article.file_id
    if draft.picture is not None:
        file = shelf.keep_picture(draft.picture.drawn, draft.picture.name, viewer.person_id, "picture")
        article.file_id = file.id
    elif draft.drops_picture:
        article.file_id = None
        article.alts = {}
    if before != article.file_id:
        shelf.drop(before)


def _marked(shown: object) -> str:
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=list).encode(errors="replace")).hexdigest()[:16]
