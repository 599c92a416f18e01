"""When time itself next changes what guests see of meetings: one begins or ends, sign-up or a poll opens or closes.

Polls in threads close, too; here they cost no statement of their own.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from netapp.core import clock, localtime, several
from netapp.core.db import session
from netapp.events.models import LONGEST, Meeting
from netapp.events.polls.models import Poll
from netapp.events.programme import times as programme
from netapp.forums.voting import queries as voting
from netapp.groups.models import Group

_TURNS: tuple[InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], ...] = (
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.opens_at,
    Meeting.closes_at,
)


def next_anywhere() -> datetime | None:
    """Of all meetings, in one statement that looks into indexes only; None when nothing is to come."""
    soonest = [
        select(func.min(turn)).where(Meeting.state == state, turn > clock.now()).scalar_subquery()
        for state in ("published", "cancelled")
        for turn in _TURNS
    ]
    closes = (
        select(func.min(Poll.closes_at)).where(Poll.state == "open", Poll.closes_at > clock.now()).scalar_subquery()
    )
    found = session.execute(select(*soonest, closes, voting.closing(clock.now()))).one()
    return min(filter(None, found), default=None)


def next_in(network_id: int) -> datetime | None:
    """Of a network's and its sub-groups' meetings; there are few enough to look at each."""
    now = clock.now()
    inside = select(Group.id).where(or_(Group.id == network_id, Group.parent_id == network_id))
    soonest = select(*(func.min(turn).filter(turn > now) for turn in _TURNS), _programmes(now))
    # Nothing turns any more for what is over.
    running = and_(Meeting.starts_at > now - LONGEST, Meeting.state != "draft")
    closes = select(func.min(Poll.closes_at)).where(
        Poll.group_id.in_(inside), Poll.state == "open", Poll.closes_at > now
    )
    ends = closes.scalar_subquery(), voting.closing(now, inside)
    chosen = soonest.where(Meeting.group_id.in_(inside), running).add_columns(*ends)
    *found, programmes, closed, of_thread = session.execute(chosen).one()
    return min(filter(None, [*found, closed, of_thread, *_item_turns(programmes, now)]), default=None)


def _programmes(now: datetime) -> Any:
    """What goes on at the meetings that are on, for `_item_turns`."""
    said = several.in_one(Meeting.starts_local, Meeting.ends_local, Meeting.zone, Meeting.programme)
    is_on = and_(Meeting.state == "published", Meeting.starts_at <= now, Meeting.ends_at > now)
    return said.filter(is_on, Meeting.programme.is_not(None))


def _item_turns(programmes: str | None, now: datetime) -> Iterator[datetime]:
    """When the next item of a programme begins or one ends: its page says which is on."""
    for starts, ends, zone, said in several.rows(programmes):
        meeting = _Running(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        lines = [programme.Line(*row) for row in json.loads(said)]
        moments = (localtime.to_utc(local, zone) for local in programme.turns(lines, meeting))
        yield from (moment for moment in moments if moment > now)


class _Running(NamedTuple):
    starts_local: datetime
    ends_local: datetime
