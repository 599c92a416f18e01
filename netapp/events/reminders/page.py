"""What the page of a meeting's reminders shows to its organisers: when each goes out, and how it reads."""

from datetime import datetime
from typing import Any, NamedTuple

from netapp.core import clock, languages
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import page, policy, telling
from netapp.events import queries as meetings
from netapp.events.messages.page import when
from netapp.events.models import Meeting
from netapp.events.notices import SOON
from netapp.events.reminders import following, letters, timing
from netapp.events.reminders.forms import ReminderForm
from netapp.events.reminders.models import USUAL, Reminder


class Line(NamedTuple):
    """One reminder: when it goes out, by the meeting's clock; what became of it, and by which colour; how it reads."""

    when: str
    state: str
    kind: str
    letter: dict[str, Any]


def of(viewer: Viewer, meeting_id: int) -> tuple[ReminderForm, dict[str, Any]]:
    """The form, and all else on its page."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    own, now = following.of(meeting), clock.now()
    lines = [_own(meeting, one, now) for one in own] if meeting.own_reminders else [_usual(meeting, now)]
    about = {"meeting": meeting, "title": page.title(meeting), "back": page.url(meeting)}
    about |= {"lines": lines, "zone": telling.zone_name(meeting.zone), "names": languages.NAMES}
    about |= {
        "sets": policy.may_set_reminders(viewer, meeting),
        "rows": telling.about(meeting, languages.current())["rows"],
    }
    wishes = [one.wish for one in own] if meeting.own_reminders else USUAL
    return ReminderForm(meeting, wishes), about | page.of_network(viewer, meeting)


def _own(meeting: Meeting, one: Reminder, now: datetime) -> Line:
    at = timing.due(meeting, one.wish)
    if one.people is not None:
        state = ngettext("sent to %(num)s person", "sent to %(num)s people", one.people)
        return _line(meeting, one.texts, at, state, "good")
    if one.is_missed or not timing.is_useful(at, meeting.starts_at, now):
        return _line(meeting, one.texts, at, _("not sent: its time had passed"), "stop")
    return _line(meeting, one.texts, at, _coming(meeting), "")


def _usual(meeting: Meeting, now: datetime) -> Line:
    at = meeting.starts_at - SOON
    if meeting.state != "draft" and at <= now:
        return _line(meeting, {}, at, _("went to who had a seat by then"), "good")
    return _line(meeting, {}, at, _coming(meeting), "")


def _coming(meeting: Meeting) -> str:
    return _("once the meeting is published") if meeting.state == "draft" else _("goes out by itself")


def _line(meeting: Meeting, texts: dict[str, str], at: datetime, state: str, kind: str) -> Line:
    """`when` has the hour that its clock shows: in a night of changing clocks not always the one asked for."""
    read = letters.as_read(meeting, texts, languages.current(), min(at, meeting.starts_at))
    return Line(when(meeting, at), state, kind, read)
