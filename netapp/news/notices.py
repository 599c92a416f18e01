"""Who is told of articles, by which letter."""

from collections.abc import Sequence
from datetime import timedelta

from netapp.core import clock
from netapp.mail import outbox
from netapp.members import queries as members
from netapp.members.models import Person
from netapp.news.models import Article
from netapp.news.writing import stamp

LATER = timedelta(minutes=10)


def asked(article: Article, people: Sequence[Person], *, later: bool = False) -> None:
    """To those who answer for the company of a case, each with buttons of their own; one letter for what is changed
    within ten minutes (M4).
    """
    to, due = [_to(person, article) for person in people], clock.now() + LATER if later else None
    outbox.recall("case_asked", _thing(article))
    occurrence = stamp(article.asked_at)
    outbox.post_many("case_asked", _thing(article), to, occurrence=occurrence, due=due, article=article.id)


def answered(article: Article) -> None:
    """To who has begun and who has written it: the company's yes, or what it wishes."""
    writers = members.people(filter(None, (article.created_by, article.author_id))).values()
    to = [_to(person, article) for person in writers if person.email]
    occurrence = f"{stamp(article.asked_at)} {article.state} {stamp(article.changed_at)}"
    outbox.post_many("case_answered", _thing(article), to, occurrence=occurrence, article=article.id)


def _to(person: Person, article: Article) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or article.language)


def _thing(article: Article) -> str:
    return f"article:{article.id}"
