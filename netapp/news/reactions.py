"""What follows for articles from what is heard elsewhere; nobody asked for it, so nothing is required."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from netapp.core.db import session
from netapp.forums.facts import ThreadMoved, ThreadsMerged, ThreadSplit
from netapp.groups import revisions
from netapp.members.facts import CompaniesMerged, PersonChanged, PersonErased
from netapp.members.models import Affiliation
from netapp.news.models import Article, ArticleRevision


def person_changed(fact: PersonChanged) -> None:
    """Who has written it is named on its page; so is the company of a case, where they may work."""
    at_work = select(Affiliation.company_id).where(Affiliation.person_id == fact.person_id, Affiliation.until.is_(None))
    _touch(or_(Article.author_id == fact.person_id, Article.company_id.in_(at_work)))


def forget_person(fact: PersonErased) -> None:
    """What they have written stays, and that it was they does not (P1)."""
    _touch(Article.author_id == fact.person_id)
    # A company at which nobody else works went with them; what was told of it names it no more.
    _touch(and_(Article.kind == "case", Article.company_id.is_(None)))
    for name in ("author_id", "created_by", "approved_by"):
        column: Any = getattr(Article, name)
        session.execute(update(Article).where(column == fact.person_id).values({name: None}))
    session.execute(
        update(ArticleRevision).where(ArticleRevision.replaced_by == fact.person_id).values(replaced_by=None)
    )
    if fact.name:
        _touch(Article.author_name == fact.name)
        session.execute(update(Article).where(Article.author_name == fact.name).values(author_name=""))
        session.execute(update(Article).where(Article.credit == fact.name).values(credit=""))


def company_merged(fact: CompaniesMerged) -> None:
    """What was written about the one record is about the other one."""
    mine = Article.company_id == fact.gone_id
    _touch(mine)
    session.execute(update(Article).where(mine).values(company_id=fact.company_id))


def merged(fact: ThreadsMerged) -> None:
    session.execute(update(Article).where(Article.thread_id == fact.thread_id).values(thread_id=fact.into_id))
    _touch(Article.thread_id == fact.into_id)


def moved(fact: ThreadMoved) -> None:
    """Guests see on the article's page whether there is something to read."""
    _touch(Article.thread_id == fact.thread_id)


def split(fact: ThreadSplit) -> None:
    _touch(Article.thread_id == fact.thread_id)


def _touch(which: ColumnElement[bool]) -> None:
    revisions.touch_all(session.scalars(select(Article.group_id).where(which).distinct()).all())
