"""Calendar feeds: a query and a join of stored pieces (C1–C6). The calendar text was made when the meeting changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from flask import Response
from sqlalchemy import ColumnElement, and_, or_, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.events import calendar, queries
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Group

# C3: past meetings stay for 60 days, cancelled ones until 30 days after their date. 18 months ahead is enough.
PAST = timedelta(days=60)
CANCELLED = timedelta(days=30)
AHEAD = timedelta(days=550)
MOST = 2000


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to: its words, and the stored pieces."""

    name: str
    description: str
    url: str
    pieces: list[str]
    zones: set[str]
    changed_at: datetime | None


def in_window() -> ColumnElement[bool]:
    """Which meetings are in feeds today: by whole days, so that time changes a feed once a day and not each second."""
    now = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return and_(
        Meeting.starts_at < now + AHEAD,
        or_(
            and_(Meeting.state.in_(("published", "held")), Meeting.ends_at > now - PAST),
            and_(Meeting.state == "cancelled", Meeting.ends_at > now - CANCELLED),
        ),
    )


def read(viewer: Viewer, *, name: str, description: str, url: str, group: Group | None = None) -> Feed:
    """What the viewer may read: everywhere, or in one network with its sub-groups, or in one sub-group."""
    chosen = select(Meeting.vevent, Meeting.zone, Meeting.changed_at).join(Meeting.group).where(queries.visible(viewer))
    if group is not None:
        chosen = chosen.where(or_(Group.id == group.id, Group.parent_id == group.id))
    rows = session.execute(chosen.where(in_window()).order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()
    return _feed(name, description, url, [(row[0], row[1], row[2]) for row in rows])


def personal(viewer: Viewer, *, name: str, description: str, url: str) -> Feed:
    """The meetings in which this person has a seat; who only waits has no entry (C3).

    Nothing personal stands in it but the choice: links that act never go into a feed (C4). Who has left the group since
    keeps a seat in none of its meetings to come, and sees no more of those that are over.
    """
    may_see = or_(queries.visible(viewer), Meeting.ends_at > clock.now())
    rows = session.execute(
        select(Meeting.vevent, Meeting.zone, Meeting.changed_at)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .join(Meeting.group)
        .where(SignUp.person_id == viewer.person_id, SignUp.state == "going", in_window(), may_see)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST)
    ).all()
    return _feed(name, description, url, [(row[0], row[1], row[2]) for row in rows])


def answer(feed: Feed, *, private: bool = False) -> Response:
    """With ETag and Last-Modified (C5). The ETag is of the bytes, so it changes with removals too."""
    content = calendar.feed(feed.pieces, feed.zones, name=feed.name, description=feed.description, url=feed.url)
    response = Response(content, mimetype="text/calendar", content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    response.headers["Cache-Control"] = "private, no-cache" if private else "public, max-age=300"
    if private:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    return _dated(response, content, feed.changed_at)


def file_answer(content: bytes, meeting: Meeting, *, private: bool) -> Response:
    """One meeting's file, with the same validators as a feed; kept by nobody when not everybody may read it."""
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="meeting-{meeting.id}.ics"'
    response.headers["Cache-Control"] = "private, no-store" if private else "public, max-age=300"
    return _dated(response, content, meeting.changed_at)


def _dated(response: Response, content: bytes, changed_at: datetime | None) -> Response:
    """Last-Modified beside the ETag.

    What was taken out leaves no date behind. So the date lies up to a day before the last change, at a second that
    stands for the bytes, and is compared whole: it changes with removals too (C5).
    """
    etag = blake2b(content, digest_size=16).hexdigest()
    response.set_etag(etag)
    if changed_at is not None:
        response.last_modified = changed_at.replace(microsecond=0) - timedelta(seconds=int(etag, 16) % 86400)
    return response


def _feed(name: str, description: str, url: str, rows: Iterable[tuple[str, str, datetime]]) -> Feed:
    rows = list(rows)
    return Feed(
        name=name,
        description=description,
        url=url,
        pieces=[piece for piece, _zone, _at in rows],
        zones={zone for _piece, zone, _at in rows},
        changed_at=max((at for _piece, _zone, at in rows), default=None),
    )
