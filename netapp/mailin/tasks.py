"""Timed work: which letters have come is forgotten after a while."""

from datetime import timedelta

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import changed, transaction
from netapp.mailin.models import Received

KEPT = timedelta(days=30)


def forget_old() -> int:
    """Delete rows older than 30 days; returns how many."""
    with transaction():
        return changed(delete(Received).where(Received.at < clock.now() - KEPT))
