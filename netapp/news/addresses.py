"""Where articles are shown."""

from flask import url_for

from netapp.core import links, text
from netapp.files.models import mark
from netapp.news.models import Article


def of(article: Article) -> str:
    """The path of the article's page."""
    return named(article.id, article.title)


def named(article_id: int, title: str) -> str:
    """The same for who knows no more of it than this; `title` in its main language."""
    return url_for("news.article", article_id=article_id, tail=text.tail(title))


def absolute(article: Article) -> str:
    """The full address, for letters, feeds and search engines."""
    return links.absolute("news.article", article_id=article.id, tail=article.tail)


def of_group(group_id: int) -> str:
    """A group's list."""
    return url_for("news.of_group", group_id=group_id)


def picture(article_id: int, digest: str) -> str:
    """The address changes with the picture, so it may be kept."""
    return url_for("news.picture", article_id=article_id, stamp=mark(digest))


def absolute_picture(article_id: int, digest: str) -> str:
    return links.absolute("news.picture", article_id=article_id, stamp=mark(digest))
