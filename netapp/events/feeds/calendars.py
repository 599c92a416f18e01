"""Calendar feeds: a query and a join of stored pieces (C1–C6). The calendar text was made when the meeting changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Response
from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal, or_, select, union_all

from netapp.core import clock, syndication
from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import lists, queries
from netapp.events.calendars import entries as calendar
from netapp.events.listed import GROUP, G, M
from netapp.events.models import Meeting, SignUp
from netapp.events.series import calendar as of_series
from netapp.events.series.models import Series
from netapp.groups.models import Group

# C3: past meetings stay for 60 days, cancelled ones until 30 days after their date. 18 months ahead is enough.
PAST = timedelta(days=60)
CANCELLED = timedelta(days=30)
AHEAD = timedelta(days=550)
MOST = 2000
S = Series.__table__.c
_ROW = (M.vevent, M.zone, M.changed_at)


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to: its words, and the stored pieces."""

    name: str
    description: str
    url: str
    pieces: list[str]
    zones: set[str]
    changed_at: datetime | None


def read(viewer: Viewer, *, name: str, description: str, url: str, group: Group | None = None) -> Feed:
    """What the viewer may read: everywhere, or in one network with its sub-groups, or in one sub-group."""
    values = {**queries.rights(viewer), **window(), "group": group.id if group else None}
    return _feed(name, description, url, _read(viewer.is_guest, group is not None).rows(values))


@cache
def _read(is_guest: bool, of_group: bool) -> Prepared:
    """Of a series its master stands for all dates but those that are not as it says, which come after it (C1)."""
    seen = queries.bound(is_guest)
    chosen = _pieces().where(seen, M.series_id.is_(None))
    inside = lists.inside(bindparam("group", type_=G.id.type))
    if of_group:
        # As an expression, since in one network its own index is the short way.
        chosen = chosen.where(M.group_id.in_(inside), in_window(func.coalesce(M.state, "")))
    else:
        chosen = chosen.where(in_window(M.state))
    masters = _masters().join(GROUP, G.id == S.group_id).where(_is_read(is_guest), _runs())
    apart = _apart().join(GROUP, G.id == M.group_id).where(seen, _runs())
    if of_group:
        masters, apart = masters.where(S.group_id.in_(inside)), apart.where(S.group_id.in_(inside))
    single = chosen.with_only_columns(*_ROW, literal(0), M.starts_at, M.id)
    return _in_order(single, masters, apart)


def _in_order(*parts: Any) -> Prepared:
    found = union_all(*parts).subquery()
    *row, rank, begins, number = found.c
    return Prepared(select(*row).order_by(rank, begins, number).limit(MOST))


def _pieces() -> Any:
    return select(*_ROW).join(GROUP, G.id == M.group_id)


def _masters() -> Any:
    return select(S.vevent, S.zone, S.changed_at, literal(1), S.starts_at, S.id).where(S.is_draft.is_(False))


def _apart() -> Any:
    """A date beyond the last is one that its series lost when it changed; a cancelled series says so itself."""
    chosen = select(*_ROW, literal(2), M.starts_at, M.id).join(Series.__table__, S.id == M.series_id)
    is_own = or_(M.differs, M.state == "cancelled", M.programme.is_not(None))
    return chosen.where(is_own, M.occurrence <= S.made_until, S.cancelled.is_(False), S.is_draft.is_(False))


def _runs() -> ColumnElement[bool]:
    """As long as any of its dates is in the window."""
    since = case((S.cancelled, bindparam("cancelled_since", type_=M.ends_at.type)), else_=_at("since"))
    return and_(S.starts_at < _at("until"), S.ends_at > since)


def _is_read(is_guest: bool) -> ColumnElement[bool]:
    if is_guest:
        return func.coalesce(G.read_key, "") == PUBLIC
    return G.read_key.in_(bindparam("keys", expanding=True))


@cache
def _of_series() -> Prepared:
    which = S.id == bindparam("series", type_=S.id.type)
    return _in_order(_masters().where(which), _apart().where(which))


def _at(name: str) -> Any:
    return bindparam(name, type_=M.ends_at.type)


def window() -> dict[str, datetime]:
    """Which meetings are in feeds today: by whole days, so that time changes a feed once a day and not each second."""
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return {"until": day + AHEAD, "since": day - PAST, "cancelled_since": day - CANCELLED}


def in_window(state: Any) -> ColumnElement[bool]:
    return and_(
        M.starts_at < _at("until"),
        or_(
            and_(state.in_(("published", "held")), M.ends_at > _at("since")),
            and_(state == "cancelled", M.ends_at > _at("cancelled_since")),
        ),
    )


def personal(viewer: Viewer, *, name: str, description: str, url: str) -> Feed:
    """The meetings in which this person has a seat; who only waits has no entry (C3).

    Nothing personal stands in it but the choice: links that act never go into a feed (C4). Who has left the group since
    keeps a seat in none of its meetings to come, and sees no more of those that are over.
    """
    values = {**queries.rights(viewer), **window(), "person": viewer.person_id, "now": clock.now()}
    of_all = of_series.pieces(viewer, window()["since"], window()["cancelled_since"])
    found = [*_personal().rows(values), *of_all]
    return _feed(name, description, url, found)


def whole(viewer: Viewer, *, name: str, description: str, url: str = "") -> Feed:
    """The same of all times: for who takes their data along."""
    values = {**queries.rights(viewer), "person": viewer.person_id, "now": clock.now()}
    return _feed(name, description, url, [*_whole().rows(values), *of_series.pieces(viewer)])


@cache
def _personal() -> Prepared:
    return Prepared(_seats().where(in_window(M.state)).order_by(M.starts_at, M.id).limit(MOST))


@cache
def _whole() -> Prepared:
    return Prepared(_seats().where(M.vevent != "").order_by(M.starts_at, M.id))


def _seats() -> Any:
    sign_up = SignUp.__table__
    may_see = or_(queries.bound(), M.ends_at > bindparam("now", type_=M.ends_at.type))
    chosen = _pieces().join(sign_up, sign_up.c.meeting_id == M.id).where(M.series_id.is_(None))
    return chosen.where(sign_up.c.person_id == bindparam("person"), sign_up.c.state == "going", may_see)


def answer(feed: Feed, *, private: bool = False) -> Response:
    """With ETag and Last-Modified (C5). The ETag is of the bytes, so it changes with removals too."""
    content = calendar.feed(feed.pieces, feed.zones, name=feed.name, description=feed.description, url=feed.url)
    response = Response(content, mimetype="text/calendar", content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return syndication.validated(response, content, feed.changed_at, private=private)


def file_answer(content: bytes, meeting: Meeting, *, private: bool) -> Response:
    """One meeting's file, with the same validators as a feed; kept by nobody when not everybody may read it."""
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="meeting-{meeting.id}.ics"'
    response.headers["Cache-Control"] = "private, no-store" if private else "public, max-age=300"
    return syndication.dated(response, content, meeting.changed_at)


def series_answer(series: Series, *, private: bool) -> Response:
    """A whole series: its master, and each date that is not as it says."""
    found = _of_series().rows({"series": series.id, **window()})
    feed = _feed(series.title, series.title, "", found)
    content = calendar.whole(feed.pieces, {*feed.zones, series.zone})
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="series-{series.id}.ics"'
    response.headers["Cache-Control"] = "private, no-store" if private else "public, max-age=300"
    return syndication.dated(response, content, feed.changed_at)


def _feed(name: str, description: str, url: str, found: Iterable[Any]) -> Feed:
    rows = list(found)
    return Feed(
        name=name,
        description=description,
        url=url,
        pieces=[row[0] for row in rows],
        zones={row[1] for row in rows},
        changed_at=max((row[2] for row in rows), default=None),
    )
