"""A public article as schema.org's NewsArticle or Article, for search engines (JSON-LD)."""

import json
from typing import Any

from markupsafe import Markup

from netapp.core import links, text
from netapp.groups import addresses as groups
from netapp.news import addresses
from netapp.news.models import Article
from netapp.news.reading import Beside


def article(it: Article, language: str, beside: Beside) -> Markup:
    """The document, safe inside a script element. Never for what not everybody may read."""
    url = addresses.absolute(it)
    network = it.group.parent or it.group
    publisher = {"@type": "Organization", "name": network.name, "url": groups.absolute(network)}
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if it.kind == "news" else "Article",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": it.titles[language],
        "inLanguage": language,
        "description": it.leads.get(language) or text.excerpt(it.bodies[language]),
        "author": {"@type": "Person", "name": beside.author} if beside.author else publisher,
        "publisher": publisher,
        "keywords": it.tags,
    }
    if it.published_at:
        document["datePublished"] = _instant(it.published_at)
        document["dateModified"] = _instant(it.updated_at or it.published_at)
    if beside.digest:
        document["image"] = addresses.absolute_picture(it.id, beside.digest)
    if it.meeting_id and beside.meeting_titles:
        document["about"] = {"@type": "Event", "@id": links.absolute("events.meeting", meeting_id=it.meeting_id)}
    return Markup(json.dumps(document, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 ("<" can't end it)


def _instant(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
