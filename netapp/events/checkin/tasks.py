"""Timed work about the day."""

from datetime import timedelta

from netapp.core import clock, site
from netapp.core.db import transaction
from netapp.events.checkin import forgetting


def forget_walk_ins() -> int:
    """The names of those who had not signed up, after as many days as guests are kept. Returns how many."""
    since = clock.now() - timedelta(days=site.current().guest_days)
    with transaction():
        return forgetting.forget_old(since)
