"""What an organiser's list, and its file, say of who came."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from netapp.core import languages, localtime
from netapp.core.languages import gettext as _
from netapp.events.checkin import queries as checkin
from netapp.events.checkin import standing
from netapp.events.models import Meeting


class WalkIn(NamedTuple):
    """Somebody who came without signing up."""

    name: str
    company: str
    since: str


class Coming(NamedTuple):
    """Since when each sign-up's person is here, by the meeting's clock; and who walked in."""

    since: Mapping[int, str]
    walk_ins: list[WalkIn]

    @property
    def number(self) -> int:
        return len(self.since) + len(self.walk_ins)


def of(meeting: Meeting) -> Coming:
    """Nobody where nobody was marked."""
    marks = checkin.marked(meeting.id)
    here = standing.here(marks)
    times = {who: clock(meeting, one.since) for who, one in here.items()}
    since = {who: time for who, time in times.items() if isinstance(who, int)}
    walk_ins = [WalkIn(one.name or _("no name"), one.company, times[one.key]) for one in marks if one.key in here]
    return Coming(since, walk_ins)


def clock(meeting: Meeting, at: datetime) -> str:
    """By the meeting's clock."""
    return languages.clock_time(localtime.to_local(at, meeting.zone))
