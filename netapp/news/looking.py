"""The dates of a text that is being written, held against the meetings of its network, and said in words."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from sqlalchemy import or_, select

from netapp.core import clock, db, languages, links, localtime
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.groups import reading as groups
from netapp.groups.models import Group
from netapp.news import dates, judging, policy
from netapp.news.judging import Held, Slip
from netapp.news.models import LONGEST

MOST = 5000


class Hint(NamedTuple):
    """What is odd about a date, and the meeting that may be meant: (what is said of it, its address)."""

    said: str
    near: str
    url: str


def asked(viewer: Viewer, group_id: int, text: str, meeting: str | None) -> tuple[Hint, ...]:
    """For who is writing in the group."""
    group = groups.readable(viewer, group_id)
    require(policy.may_write(viewer, group))
    return hints(viewer, group, text[:LONGEST], links.number(meeting))


def hints(viewer: Viewer, group: Group, text: str, meeting_id: int | None) -> tuple[Hint, ...]:
    """None for a text without dates, for which nothing is read."""
    if not dates.named(text):
        return ()
    held = _held(viewer, group)
    about = next((one for one in held if one.id == meeting_id), None)
    today = localtime.to_local(clock.now(), group.zone).date()
    return tuple(_hint(slip) for slip in judging.slips(text, held, about, today))


def _held(viewer: Viewer, group: Group) -> Sequence[Held]:
    """Of the group's network and its sub-groups, as far as the viewer reads them."""
    inside = or_(Group.id == group.network_id, Group.parent_id == group.network_id)
    columns = (Meeting.id, Meeting.starts_local, Meeting.ends_local, Meeting.titles, Meeting.language)
    chosen = select(*columns).join(Meeting.group).where(meetings.visible(viewer), inside, Meeting.state != "draft")
    rows = db.rows(chosen.order_by(Meeting.starts_at.desc()).limit(MOST))
    return [Held(number, first.date(), last.date(), titles[main]) for number, first, last, titles, main in rows]


def _hint(slip: Slip) -> Hint:
    day = languages.date_long(slip.day)
    if slip.why == "weekday":
        said = _("“%(said)s” would be %(day)s.", said=slip.said, day=day)
    else:
        said = _("“%(said)s”: there is no meeting on %(day)s.", said=slip.said, day=day)
    if slip.near is None:
        return Hint(said, "", "")
    near = _("Is it “%(title)s”, %(day)s?", title=slip.near.title, day=languages.date_long(slip.near.first))
    return Hint(said, near, url_for("events.meeting", meeting_id=slip.near.id))
