"""Timed work: moderators are told of what waits, once an hour at most, and of what still waits once a day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.core.viewer import MODERATING
from netapp.forums.moderation import notices, queries
from netapp.groups import policy as groups
from netapp.groups import records
from netapp.mail.models import Letter

APART = timedelta(hours=1)
AGAIN = timedelta(days=1)
# What is sent at this moment may be on its way into the database for so long.
SETTLED = timedelta(minutes=1)


def tell_of_waiting() -> int:
    """Write to the moderators of each group in which something has come since their last letter; returns of how many.

    The letter says what waits when it leaves. Its key holds the hour, so that two workers order it once.
    """
    now = clock.now()
    told = 0
    with transaction():
        moved = queries.moved_lately(now - SETTLED)
        last = _told_last(moved)
        for group_id, newest in moved.items():
            before = last.get(group_id)
            if before is not None and not _is_due(now - before, newest > before - SETTLED):
                continue
            group = records.group(group_id)
            if group is not None and groups.is_open(group):
                notices.waits(group, records.in_charge(group, MODERATING), f"{now:%Y%m%d%H}")
                told += 1
    return told


def _is_due(passed: timedelta, is_new: bool) -> bool:
    return passed >= (APART if is_new else AGAIN)


def _told_last(group_ids: Iterable[int]) -> dict[int, datetime]:
    things = {f"queue:{number}": number for number in group_ids}
    chosen = select(Letter.thing, func.max(Letter.created_at)).where(
        Letter.letter == "posts_wait", Letter.thing.in_(things)
    )
    rows = session.execute(chosen.group_by(Letter.thing))
    return {things[thing]: at for thing, at in rows}
