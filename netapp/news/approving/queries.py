"""What the letter's link leads to: the article that it names, whoever may read it otherwise."""

from netapp.core.db import locked
from netapp.core.errors import NotVisible
from netapp.news import queries
from netapp.news.models import Article


def get(article_id: int) -> Article:
    """For who answers for its company, which the caller asks; NotVisible when it is gone."""
    found = queries.known(article_id)
    if found is None:
        raise NotVisible
    return found


def get_locked(article_id: int) -> Article:
    locked(Article, article_id)
    return get(article_id)
