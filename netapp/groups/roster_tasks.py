"""Timed work for lists of people to invite: the next of them are invited; old lists go."""

from datetime import timedelta

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import changed, reading, transaction
from netapp.groups import roster_queries, roster_running
from netapp.groups.roster_models import Roster
from netapp.mail import queries as mail
from netapp.mail import ticks

KEPT = timedelta(days=30)
# While so many letters wait no more are ordered: somebody else's confirmation would stand behind all of them.
QUEUE = 200


def invite() -> object:
    """Invite from each list that is running until the outbox has enough to do; says whether there is more at once."""
    with reading():
        waiting = roster_queries.running()
    done = 0
    for roster_id in waiting:
        while _has_room():
            with transaction():
                some = roster_running.go_on(roster_id)
            if not some:
                break
            done += some
    return ticks.AGAIN if done or (waiting and not _has_room()) else None


def forget_old() -> int:
    """Delete lists that nobody has touched for 30 days; returns how many."""
    with transaction():
        old = delete(Roster).where(Roster.touched_at < clock.now() - KEPT)
        return changed(old.execution_options(synchronize_session=False))


def _has_room() -> bool:
    with reading():
        return mail.health().due < QUEUE
