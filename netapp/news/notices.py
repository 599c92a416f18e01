"""Who is told of articles, by which letter."""

from collections.abc import Sequence

from netapp.mail import outbox
from netapp.members import queries as members
from netapp.members.models import Person
from netapp.news.models import Article
from netapp.news.writing import stamp


def asked(article: Article, people: Sequence[Person]) -> None:
    """To those who answer for the company of a case, each with buttons of their own."""
    to = [_to(person, article) for person in people]
    outbox.post_many("case_asked", _thing(article), to, occurrence=stamp(article.asked_at), article=article.id)


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
