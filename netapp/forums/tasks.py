"""Timed work of discussions."""

from datetime import timedelta

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import changed, transaction
from netapp.forums.models import Draft

KEPT = timedelta(days=90)


def forget_drafts() -> int:
    """Delete what nobody has gone on with for three months; returns how many."""
    with transaction():
        return changed(delete(Draft).where(Draft.saved_at < clock.now() - KEPT))
