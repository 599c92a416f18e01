"""What follows from each change of a programme: its order, what the meeting's own row and calendar text say, search."""

from collections.abc import Sequence
from datetime import datetime

from netapp.core import clock, search
from netapp.core.db import session
from netapp.core.facts import announce
from netapp.events import drafting, facts
from netapp.events.models import Meeting
from netapp.events.programme import queries, speakers, times
from netapp.events.programme.models import Item
from netapp.groups import revisions


def settle(meeting: Meeting, items: Sequence[Item], *, has_travel: bool | None = None) -> None:
    """After each change: the order, what the meeting's row says, its calendar text and search row. Locked before.

    An item's own number for calendars grows when its time within the meeting or its room has changed (C2).
    """
    ordered = sorted(items, key=lambda item: item.day)
    for position, item in enumerate(ordered):
        item.position = position
    session.flush()
    before = {line.key: line for line in times.lines(meeting)}
    was = dict(zip(before, times.times(list(before.values()), meeting), strict=True))
    for item, slot in zip(ordered, times.times(ordered, meeting), strict=True):
        if item.key in was and (was[item.key], before[item.key].track) != (slot, item.track):
            item.sequence += 1
    if has_travel is None:
        has_travel = queries.travel(meeting.id) is not None
    derive(meeting, ordered, has_travel=has_travel, at=clock.now())
    if meeting.state in {"published", "held"}:
        announce(facts.MeetingChanged(meeting.id, meeting.group_id))
    revisions.touch(meeting.group_id)


def derive(meeting: Meeting, items: Sequence[Item], *, has_travel: bool, at: datetime) -> None:
    """What the meeting's own row says of its items, which stand in their order."""
    said = [[one.key, one.day, one.at, one.minutes, one.track, one.titles] for one in items]
    meeting.programme = said if said or has_travel else None
    meeting.changed_at = at
    drafting.derive(meeting)
    search.note("meeting", [meeting.id])
    session.flush()


def stamp(items: Sequence[Item]) -> str:
    """Names the version of these items."""
    said = ("id", "position", "day", "at", "minutes", "kind", "track", "titles", "bodies")
    return times.stamp(
        *([getattr(item, name) for name in said] + [speakers.typed(item), links_of(item)] for item in items)
    )


def links_of(item: Item) -> tuple[tuple[str, str], ...]:
    return tuple((handout.title, handout.url) for handout in item.handouts if handout.file_id is None)
