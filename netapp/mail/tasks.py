"""Timed work of the outbox: old letters go."""

from datetime import timedelta

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import changed, transaction
from netapp.mail import returning
from netapp.mail.models import Letter

KEPT = timedelta(days=90)
FAILED_KEPT = timedelta(days=180)


def forget_old() -> int:
    """Delete letters that were done 90 days ago, failed ones after 180; returns how many."""
    now = clock.now()
    old = (Letter.done_at < now - KEPT) & (Letter.state != "failed") | (Letter.done_at < now - FAILED_KEPT)
    with transaction():
        returning.forget_old()
        return changed(delete(Letter).where(old).execution_options(synchronize_session=False))
