"""Timed work of series: making the dates to come. Twice is harmless."""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.events.series import actions, making, notices, queries
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups import policy as groups
from netapp.groups import revisions


def extend() -> int:
    """Make the dates of each series that has come to the half of its time ahead; returns of how many."""
    ids = session.scalars(queries.due(clock.now())).all()
    session.rollback()
    done = 0
    for series_id in ids:
        with transaction():
            done += _extend(series_id)
    return done


def needed(since: datetime) -> Select[int]:
    """The people who have signed up for a whole series that goes on: their guest data are still needed."""
    running = or_(Series.ended_at.is_(None), Series.ends_at > since)
    is_open = or_(Series.until.is_(None), Series.ends_at > since)
    own = select(SeriesSignUp.person_id).join(Series, Series.id == SeriesSignUp.series_id)
    return own.where(SeriesSignUp.state == "going", running, is_open)


def _extend(series_id: int) -> int:
    series = queries.locked_for_task(series_id)
    if series is None or series.ended_at is not None or not groups.is_open(series.group) or not making.is_due(series):
        return 0
    before = series.made_until
    # Dates that are made are a change of the rule's end (C2).
    series.sequence += 1
    if not actions.extend(series):
        return 0
    notices.new_dates(series, before + timedelta(seconds=1))
    revisions.touch(series.group_id)
    return 1
