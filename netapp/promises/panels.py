"""What promises lend to pages of others: a meeting's, a group's, one's own, the page that stops letters."""

from datetime import date

from flask import url_for
from markupsafe import Markup, escape

from netapp.core import pieces
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer, current
from netapp.events.models import Meeting
from netapp.groups import policy as groups
from netapp.groups import records
from netapp.groups.models import Group
from netapp.groups.reading import Read
from netapp.promises import page, policy, queries, reading, words
from netapp.promises.page import Row
from netapp.promises.queries import Line, Share


def of_meeting(meeting: Meeting) -> Markup | None:
    """For a meeting's page: until it is over what the group has still promised, and what was kept since the last one;
    then what was promised there.
    """
    if meeting.state not in {"published", "held"}:
        return None
    viewer, group = current(), meeting.group
    is_over = meeting.is_over
    found = reading.made_at(viewer, meeting.id) if is_over else reading.before(viewer, meeting.id, group.id)
    may_make = policy.may_make(viewer, group)
    return _meeting(meeting.id, group.id, is_over, page.rows(found), may_make) if found or may_make else None


@pieces.remembered
def _meeting(meeting_id: int, group_id: int, is_over: bool, rows: tuple[Row, ...], may_make: bool) -> Markup:
    return pieces.part(
        "promises/_of_meeting.html",
        rows=rows[: reading.AT_MEETING] if not is_over else rows,
        goes_on=not is_over and len(rows) > reading.AT_MEETING,
        is_over=is_over,
        url=url_for("promises.promises", group_id=group_id),
        new_url=url_for("promises.new", meeting=meeting_id) if may_make else None,
    )


def of_group(read: Read) -> Markup | None:
    """For the page of a network or a sub-group."""
    viewer, group = current(), read.seen.group
    if not groups.may_read(viewer, group):
        return None
    if viewer.is_guest or viewer.belongs_to(group.id):
        today = queries.today(group.zone)
        share, found = _shared(group.id, group.zone, read.revision, today, viewer.is_guest)
    else:
        share, found = reading.standing(viewer, group.id, group.zone)
    may_make = policy.may_make(viewer, group)
    return _group(group.id, share, page.rows(found), may_make) if sum(share) or may_make else None


@pieces.remembered
def _shared(group_id: int, zone: str, _revision: int, _today: date, _is_guest: bool) -> tuple[Share, tuple[Line, ...]]:
    """The same for all guests, and for all who are in the group; it changes with the group's revision and the day."""
    return reading.standing(current(), group_id, zone)


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
    found = reading.mine(viewer)
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
