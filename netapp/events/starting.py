"""What meetings bring to a network that was made from a template: drafts, some weeks ahead, for organisers only."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.events import drafting
from netapp.events.questions import actions as questioning
from netapp.events.questions import words as question_words
from netapp.groups.models import Group
from netapp.groups.starting import Start


def drafts(start: Start) -> None:
    """On the weekday of today, so many weeks from now; an organiser sets date and place before it is published."""
    for written in start.pattern.more.get("meetings", ()) if start.pattern else ():
        _draft(start, start.network, written)


def _draft(start: Start, network: Group, written: Mapping[str, Any]) -> None:
    day = localtime.to_local(clock.now(), network.zone).date() + timedelta(weeks=written["weeks"])
    begins = datetime.combine(_working_day(day), time.fromisoformat(written["starts"]))
    meeting = drafting.new(
        network,
        title=written["title"][network.language],
        starts_local=begins,
        ends_local=begins + timedelta(hours=written["hours"]),
        kind=written["kind"],
        titles=dict(written["title"]),
        bodies=dict(written["body"]),
        created_by=start.viewer.person_id,
    )
    ready = [questioning.made(question_words.ready(name)) for name in written.get("asks", ())]
    meeting.questions = [one.row() for one in ready] or None
    meeting.group, meeting.parties = network, []
    drafting.derive(meeting)
    session.add(meeting)
    session.flush()


def _working_day(day: date) -> date:
    """A weekend's becomes the Tuesday after."""
    return day + timedelta(days=(8 - day.weekday()) if day.weekday() >= 5 else 0)
