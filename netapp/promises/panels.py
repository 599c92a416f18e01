"""What promises lend to pages of others: a meeting's, a group's, one's own, the page that stops letters."""

from datetime import date, timedelta

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from netapp.core import clock, pieces
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import GUEST, Viewer, current
from netapp.events.models import Meeting
from netapp.groups import policy as groups
from netapp.groups import records
from netapp.groups.models import Group
from netapp.groups.reading import Read
from netapp.promises import page, policy, queries, words
from netapp.promises.models import Promise
from netapp.promises.page import Row
from netapp.promises.queries import Line, Share

SHOWN = 4
AT_MEETING = 12
# What was kept before is no news at a meeting whose group has not met for long.
SINCE = timedelta(days=180)


def of_meeting(meeting: Meeting) -> Markup | None:
    """For a meeting's page: until it is over what the group has still promised, and what was kept since the last one;
    then what was promised there.
    """
    if meeting.state not in {"published", "held"}:
        return None
    viewer, group = current(), meeting.group
    found = _at(viewer, meeting.id, group.id, meeting.is_over)
    may_make = policy.may_make(viewer, group)
    return _meeting(meeting.id, group.id, meeting.is_over, page.rows(found), may_make) if found or may_make else None


def _at(viewer: Viewer, meeting_id: int, group_id: int, is_over: bool) -> list[Line]:
    if is_over:
        return queries.of_meeting(viewer, meeting_id)
    return queries.lines(
        viewer,
        Promise.group_id == group_id,
        or_(Promise.state == "open", and_(Promise.state == "kept", Promise.settled_at >= _last_met(meeting_id))),
        most=AT_MEETING + 1,
        order=(Promise.state.desc(), Promise.due, Promise.id),
    )


def _last_met(meeting_id: int) -> object:
    """When the group's meeting before this one was over."""
    this, other = aliased(Meeting), aliased(Meeting)
    before = select(func.max(other.ends_at)).join(this, this.group_id == other.group_id)
    before = before.where(
        this.id == meeting_id, other.starts_at < this.starts_at, other.state.in_(("published", "held"))
    )
    return func.coalesce(before.scalar_subquery(), clock.now() - SINCE)


@pieces.remembered
def _meeting(meeting_id: int, group_id: int, is_over: bool, rows: tuple[Row, ...], may_make: bool) -> Markup:
    return pieces.part(
        "promises/_of_meeting.html",
        rows=rows[:AT_MEETING] if not is_over else rows,
        goes_on=not is_over and len(rows) > AT_MEETING,
        is_over=is_over,
        url=url_for("promises.promises", group_id=group_id),
        new_url=url_for("promises.new", meeting=meeting_id) if may_make else None,
    )


def of_group(read: Read) -> Markup | None:
    """For the page of a network or a sub-group."""
    viewer, group = current(), read.seen.group
    if not groups.may_read(viewer, group):
        return None
    if viewer.is_guest:
        share, found = _of_guests(group.id, group.zone, read.revision, queries.today(group.zone))
    else:
        share, found = _in(viewer, group.id, group.zone)
    may_make = policy.may_make(viewer, group)
    return _group(group.id, share, page.rows(found), may_make) if sum(share) or may_make else None


def _in(viewer: Viewer, group_id: int, zone: str) -> tuple[Share, tuple[Line, ...]]:
    """How many there are, and the first due of those that are open: two statements, one where there is nothing."""
    share = queries.counted(viewer, group_id, zone)
    if not share.open:
        return share, ()
    is_open = Promise.group_id == group_id, Promise.state == "open"
    return share, tuple(queries.lines(viewer, *is_open, most=SHOWN))


@pieces.remembered
def _of_guests(group_id: int, zone: str, _revision: int, _today: date) -> tuple[Share, tuple[Line, ...]]:
    return _in(GUEST, group_id, zone)


@pieces.remembered
def _group(group_id: int, share: Share, rows: tuple[Row, ...], may_make: bool) -> Markup:
    said = [
        (share.open - share.late, ngettext("%(num)s open", "%(num)s open", share.open - share.late), "open", ""),
        (share.late, ngettext("%(num)s late", "%(num)s late", share.late), "late", "stop"),
        (share.kept, ngettext("%(num)s kept", "%(num)s kept", share.kept), "kept", "good"),
    ]
    return pieces.part(
        "promises/_of_group.html",
        url=url_for("promises.promises", group_id=group_id),
        new_url=url_for("promises.new", group=group_id) if may_make else None,
        counted=[
            (text, url_for("promises.promises", group_id=group_id, state=state), kind)
            for many, text, state, kind in said
            if many
        ],
        percent=words.percent(share.percent),
        rows=rows,
    )


def mine(viewer: Viewer) -> Markup | None:
    """For one's own page: what one has promised, the first due first."""
    found = queries.mine(viewer, 20)
    return pieces.part("promises/_mine.html", rows=page.rows(found)) if found else None


def stop(asked: tuple[str, str]) -> Markup | None:
    """For the page that stops letters. The link never ends: the group is named to who may still see it."""
    address, scope = asked
    if scope == "late":
        return escape(_("This is the weekly list of what you promised and is late. Reminders still come."))
    kind, _colon, number = scope.partition(":")
    group: Group | None = records.group(int(number)) if kind == "promises" and number.isdigit() else None
    if group is None:
        return None
    if not groups.may_see(records.viewer_at(address), group):
        return escape(_("These are the letters about what was promised."))
    return escape(_("These are the letters about what was promised in %(group)s.", group=group.name))
