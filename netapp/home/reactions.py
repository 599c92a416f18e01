"""What follows from the link at a digest's foot: the mail levels themselves are the truth, so they are set."""

from sqlalchemy import update

from netapp.core.db import session
from netapp.groups.models import Follower, Membership
from netapp.mail.facts import Resumed, Stopped
from netapp.members import queries as people


def stopped(fact: Stopped) -> None:
    _set(fact, "digest", "nothing")


def resumed(fact: Resumed) -> None:
    """By the same link: where it says nothing, a digest comes again."""
    _set(fact, "nothing", "digest")


def _set(fact: Stopped | Resumed, before: str, after: str) -> None:
    kind, _colon, number = fact.scope.partition(":")
    person = people.person_by_email(fact.address) if kind == "digest" else None
    if person is None or str(person.id) != number:
        return
    for model in (Membership, Follower):
        theirs = update(model).where(model.person_id == person.id, model.mail_level == before)
        session.execute(theirs.values(mail_level=after))
