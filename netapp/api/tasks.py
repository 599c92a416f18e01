"""Timed work: keys that have been over for a month are forgotten."""

from datetime import timedelta

from sqlalchemy import delete, or_

from netapp.api.models import Token
from netapp.core import clock
from netapp.core.db import session, transaction

KEPT = timedelta(days=30)


def forget_old() -> None:
    over = clock.now() - KEPT
    with transaction():
        session.execute(delete(Token).where(or_(Token.revoked_at < over, Token.expires_at < over)))
