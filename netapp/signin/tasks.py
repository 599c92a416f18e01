"""Timed work at the doors: what has long been used up is deleted."""

from datetime import timedelta

from sqlalchemy import delete, or_

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.signin import sessions
from netapp.signin.models import Attempt, Link, Session

LINKS_KEPT = timedelta(days=30)
ENDED_KEPT = timedelta(days=30)


def forget_old() -> None:
    """Links after a month (a late one offers a new one), visits after a day, sessions a month after the end."""
    now = clock.now()
    over = now - ENDED_KEPT
    with transaction():
        session.execute(delete(Link).where(Link.created_at < now - LINKS_KEPT))
        session.execute(delete(Attempt).where(Attempt.created_at < now - timedelta(days=1)))
        ended = or_(Session.ended_at < over, Session.expires_at < over, Session.seen_at < over - sessions.IDLE)
        session.execute(delete(Session).where(ended))
