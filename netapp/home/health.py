"""Whether the site is well: the database answers, and letters leave."""

from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from netapp.core.db import session
from netapp.mail import queries as mail

# A worker that is gone shows in the age of the oldest letter that is due.
LATE = 3600


def state() -> dict[str, Any]:
    """For JSON: `ok`, and what it follows from. Numbers only: anybody may ask."""
    try:
        outbox = mail.health()
    except SQLAlchemyError:
        session.rollback()
        return {"ok": False, "database": False}
    return {
        "ok": outbox.oldest_seconds <= LATE,
        "database": True,
        "outbox": {"due": outbox.due, "failed": outbox.failed, "oldest_seconds": outbox.oldest_seconds},
    }
