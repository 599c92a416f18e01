"""The demo's articles: five that tell of what really happened, a case that waits for its company's yes, and a draft."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.groups.funding.models import Funding
from netapp.members import companies
from netapp.news import lists, notices
from netapp.news.models import Article, Kind


@dataclass(frozen=True)
class Written:
    """An article as articles.toml tells of it: published `on` a date; or written `days_ago`, a `draft` or `asked`."""

    key: str
    kind: Kind
    by: str
    title: str
    lead: str
    text: str
    meeting: str
    on: date | None = None
    days_ago: int = 0
    company: str = ""
    tags: tuple[str, ...] = ()
    asked: bool = False
    draft: bool = False
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


def write(place: Place, network: Network) -> None:
    found = content.articles(network.folder)
    group = place.networks[network.folder]
    if "funding" in found:
        session.add(Funding(group_id=group.id, statements=found["funding"]))
    for row in found["article"]:
        _article(place, network, Written(**row))


def ask(place: Place) -> None:
    """The letter to the company of the case, for the outbox."""
    for article in session.query(Article).filter_by(state="asked").all():
        notices.asked(article, companies.contacts(article.company_id or 0))


def _article(place: Place, network: Network, written: Written) -> None:
    author, when = place.people[written.by], _when(place, written)
    article = Article(group_id=place.networks[network.folder].id, kind=written.kind, language=network.language)
    said: dict[str, dict[str, Any]] = {network.language: vars(written), **written.translations}
    article.titles = {code: one["title"] for code, one in said.items()}
    article.leads = {code: one["lead"] for code, one in said.items()}
    article.bodies = {code: one["text"].strip() for code, one in said.items()}
    article.alts, article.tags = {}, list(written.tags)
    article.slugs = "".join(f" {lists.slug(tag)}" for tag in written.tags) + " "
    article.author_id = article.created_by = author.id
    article.meeting_id = place.meetings[network.folder, written.meeting].id
    article.company_id = place.companies[written.company].id if written.company else None
    article.created_at = article.changed_at = when
    if written.asked:
        article.state, article.asked_at = "asked", when
    elif not written.draft:
        article.state, article.published_at = "published", when
    session.add(article)
    session.flush()


def _when(place: Place, written: Written) -> datetime:
    return at(written.on or place.today - timedelta(written.days_ago), 9)
