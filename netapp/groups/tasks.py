"""Timed work of groups: what was said at their doors is not kept for ever; one that has lost its owner gets another.

Twice is harmless.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.groups import owners
from netapp.groups.models import Answers, InvitationLink, Knock, Membership

KNOCKS_KEPT = timedelta(days=7)
ANSWERS_KEPT = timedelta(days=90)
LINKS_KEPT = timedelta(days=90)


def forget_at_the_doors() -> None:
    """Delete who knocked and did not come in within a week, the answers of those who were answered 90 days ago, and
    the links that were over then.
    """
    now = clock.now()
    decided = select(Membership.id).where(Membership.state != "requested", Membership.changed_at < now - ANSWERS_KEPT)
    over = func.coalesce(InvitationLink.ended_at, InvitationLink.expires_at) < now - LINKS_KEPT
    with transaction():
        session.execute(delete(Knock).where(Knock.created_at < now - KNOCKS_KEPT))
        session.execute(delete(Answers).where(Answers.membership_id.in_(decided)))
        session.execute(delete(InvitationLink).where(over))


def keep_owned() -> None:
    """While a new version takes over from the one before, that one may still let the only owner of a group go."""
    with transaction():
        for group in owners.without():
            owners.succeed(group)
