"""Feeds for feed readers: Atom (RFC 4287) and JSON Feed 1.1 of the same entries, and the validators of each feed."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal, NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

from flask import Response, current_app
from markupsafe import Markup

from netapp.config import site_host
from netapp.core import links

Form = Literal["atom", "json"]
KINDS = {"atom": "application/atom+xml", "json": "application/feed+json"}
# When an empty list was last different: nobody knows, and it must not change by itself.
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_ATOM = "http://www.w3.org/2005/Atom"
_LANG, _BASE = "{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/XML/1998/namespace}base"
_VERSION = "https://jsonfeed.org/version/1.1"
# What XML 1.0 can't hold, not even escaped.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Item(NamedTuple):
    """What a feed tells of one thing; `html` is clean."""

    id: str
    url: str
    title: str
    language: str
    summary: str
    html: Markup
    published: datetime
    updated: datetime
    kind: str
    author: str


class Feed(NamedTuple):
    """`home` is the page that shows the same; `address` the feed's own, its permanent id too."""

    title: str
    description: str
    home: str
    address: str
    language: str
    items: Sequence[Item]
    updated: datetime


def answer(feed: Feed, form: Form, *, private: bool) -> Response:
    content = _atom(feed) if form == "atom" else _json(feed)
    response = Response(content, content_type=f"{KINDS[form]}; charset=utf-8")
    return validated(response, content, feed.updated, private=private)


def tag(local: str, since: datetime, host: str = "") -> str:
    """An id that stays whatever moves (RFC 4151): `tag:net.example,2026:post-7`. The year is when its host had it."""
    host = host or site_host(current_app.config["SITE_URL"]).strip("[]")
    return f"tag:{host},{since.year}:{quote(local, safe='')}"


def validated(response: Response, content: bytes, changed_at: datetime | None, *, private: bool) -> Response:
    """A feed's answer: kept for a while by everybody, or, at an address with a key in it, by its reader alone."""
    response.headers["Cache-Control"] = "private, no-cache" if private else "public, max-age=300"
    if private:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    return dated(response, content, changed_at)


def dated(response: Response, content: bytes, changed_at: datetime | None) -> Response:
    """Last-Modified beside the ETag.

    What was taken out leaves no date behind. So the date lies up to a day before the last change, at a second that
    stands for the bytes, and is compared whole: it changes with removals too (C5).
    """
    etag = blake2b(content, digest_size=16).hexdigest()
    response.set_etag(etag)
    if changed_at is not None:
        response.last_modified = changed_at.replace(microsecond=0) - timedelta(seconds=int(etag, 16) % 86400)
    return response


def _atom(feed: Feed) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM, _LANG: feed.language, _BASE: links.absolute("home.front")})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", _instant(feed.updated))
    _add(root, "link", rel="self", type=KINDS["atom"], href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(_add(root, "author"), "name", feed.title)
    for item in feed.items:
        entry = _add(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title, {_LANG: item.language})
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "published", _instant(item.published))
        _add(entry, "updated", _instant(item.updated))
        _add(_add(entry, "author"), "name", item.author)
        _add(entry, "category", term=item.kind)
        _add(entry, "summary", item.summary)
        _add(entry, "content", item.html, type="html")
    whole: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _add(to: ET.Element, tag: str, said: str = "", more: dict[str, str] | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(to, tag, {name: _fit(value) for name, value in {**(more or {}), **attributes}.items()})
    if said:
        made.text = _fit(said)
    return made


def _fit(said: str) -> str:
    return _UNFIT.sub("", str(said))


def _json(feed: Feed) -> bytes:
    """JSON Feed has no date of a whole feed; the header tells it."""
    said: dict[str, Any] = {
        "version": _VERSION,
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "summary": item.summary,
                "content_html": item.html,
                "date_published": _instant(item.published),
                "date_modified": _instant(item.updated),
                "authors": [{"name": item.author}],
                "tags": [item.kind],
                "language": item.language,
            }
            for item in feed.items
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
