"""When time itself next changes what guests see of meetings: one begins or ends, sign-up or a poll opens or closes."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from netapp.core import clock
from netapp.core.db import session
from netapp.events.models import LONGEST, Meeting
from netapp.events.poll_models import Poll
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
    return min(filter(None, session.execute(select(*soonest, closes)).one()), default=None)


def next_in(network_id: int) -> datetime | None:
    """Of a network's and its sub-groups' meetings; there are few enough to look at each."""
    now = clock.now()
    inside = select(Group.id).where(or_(Group.id == network_id, Group.parent_id == network_id))
    soonest = select(*(func.min(turn).filter(turn > now) for turn in _TURNS))
    # Nothing turns any more for what is over.
    running = and_(Meeting.starts_at > now - LONGEST, Meeting.state != "draft")
    closes = select(func.min(Poll.closes_at)).where(
        Poll.group_id.in_(inside), Poll.state == "open", Poll.closes_at > now
    )
    chosen = soonest.where(Meeting.group_id.in_(inside), running).add_columns(closes.scalar_subquery())
    found = session.execute(chosen).one()
    return min(filter(None, found), default=None)
