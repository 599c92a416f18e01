"""The coming meetings for feed readers, of the same lists as the pages.

An entry's id is a tag made of the meeting's own UID, so it stays when titles, addresses and groups change; `updated`
moves with the meeting's last change alone.
"""

import re
from datetime import datetime

from flask import Response
from markupsafe import Markup
from sqlalchemy import bindparam, select

from netapp.core import languages, links, syndication, text
from netapp.core.languages import gettext as _
from netapp.core.prepared import Prepared
from netapp.core.syndication import KINDS, LONG_AGO, Feed, Form, Item
from netapp.core.viewer import Viewer
from netapp.events import lists, telling, words
from netapp.events.listed import Listed, M
from netapp.events.lists import Filters
from netapp.groups.models import Group

__all__ = ["KINDS", "Form", "answer"]

MOST = 200
_MORE = Prepared(
    select(M.id, M.uid, M.bodies, M.created_at, M.published_at, M.changed_at).where(
        M.id.in_(bindparam("ids", expanding=True))
    )
)


def answer(
    viewer: Viewer, form: Form, *, name: str, description: str, home: str, address: str, group: Group | None = None
) -> Response:
    """In the language that is being spoken, with the same validators as a calendar (C5)."""
    items = _items(viewer, group)
    updated = max((item.updated for item in items), default=group.created_at if group else LONG_AGO)
    feed = Feed(name, description, home, address, languages.current(), items, updated)
    return syndication.answer(feed, form, private=not viewer.is_guest)


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
        return syndication.tag(uid, created_at)
    return syndication.tag(local, created_at, host)
