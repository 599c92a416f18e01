"""The coming meetings for feed readers: Atom (RFC 4287) and JSON Feed 1.1, of the same lists as the pages.

An entry's id is a tag (RFC 4151) made of the meeting's own UID, so it stays when titles, addresses and groups change;
`updated` moves with the meeting's last change alone.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

from flask import Response, current_app
from markupsafe import Markup
from sqlalchemy import bindparam, select

from netapp.config import site_host
from netapp.core import languages, links, text
from netapp.core.languages import gettext as _
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import lists, telling, words
from netapp.events.feeds import calendars
from netapp.events.listed import Listed, M
from netapp.events.lists import Filters
from netapp.groups.models import Group

Form = Literal["atom", "json"]
KINDS = {"atom": "application/atom+xml", "json": "application/feed+json"}
MOST = 200
# When an empty list was last different: nobody knows, and it must not change by itself.
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_ATOM = "http://www.w3.org/2005/Atom"
_LANG, _BASE = "{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/XML/1998/namespace}base"
_VERSION = "https://jsonfeed.org/version/1.1"
# What XML 1.0 can't hold, not even escaped.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MORE = Prepared(
    select(M.id, M.uid, M.bodies, M.created_at, M.published_at, M.changed_at).where(
        M.id.in_(bindparam("ids", expanding=True))
    )
)


class Item(NamedTuple):
    """A meeting as a feed tells it; `html` is clean."""

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


def answer(
    viewer: Viewer, form: Form, *, name: str, description: str, home: str, address: str, group: Group | None = None
) -> Response:
    """In the language that is being spoken, with the same validators as a calendar (C5)."""
    items = _items(viewer, group)
    updated = max((item.updated for item in items), default=group.created_at if group else LONG_AGO)
    feed = Feed(name, description, home, address, languages.current(), items, updated)
    content = _atom(feed) if form == "atom" else _json(feed)
    response = Response(content, content_type=f"{KINDS[form]}; charset=utf-8")
    return calendars.validated(response, content, updated, private=not viewer.is_guest)


def _items(viewer: Viewer, group: Group | None) -> list[Item]:
    found = lists.upcoming(viewer, Filters(network=group.id if group else None), most=MOST).meetings
    more = {row[0]: row[1:] for row in _MORE.rows({"ids": [meeting.id for meeting in found]})} if found else {}
    return [_item(meeting, *more[meeting.id]) for meeting in found]


def _item(
    meeting: Listed,
    uid: str,
    bodies: dict[str, str],
    created_at: datetime,
    published_at: datetime | None,
    changed_at: datetime,
) -> Item:
    language, title = meeting.title_in(languages.current())
    when = telling.when(meeting.starts_local, meeting.ends_local)
    when = _("%(hours)s %(zone)s", hours=when, zone=telling.zone_name(meeting.zone))
    summary = _("%(when)s. %(where)s.", when=when, where=telling.where(meeting))
    body = text.markdown(bodies.get(languages.current()) or bodies.get(meeting.language, ""))
    return Item(
        id=_tag(uid, created_at),
        url=links.absolute("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
        title=words.cancelled_prefix() + title if meeting.state == "cancelled" else title,
        language=language,
        summary=summary,
        html=Markup("<p><strong>{}</strong></p>\n{}").format(summary, body),
        published=published_at or created_at,
        updated=changed_at,
        kind=words.kind(meeting.kind),
        author=meeting.group_name,
    )


def _tag(uid: str, created_at: datetime) -> str:
    """`tag:net.example,2026:meeting-9f…`: whose name it is stands in the UID, and had it when the meeting was made."""
    local, _at, host = uid.rpartition("@")
    if not local or not re.fullmatch(r"[A-Za-z0-9.-]+", host):
        local, host = uid, site_host(current_app.config["SITE_URL"]).strip("[]")
    return f"tag:{host},{created_at.year}:{quote(local, safe='')}"


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
