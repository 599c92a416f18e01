"""What follows in groups from what is heard elsewhere; nobody asked for it, so nothing is required."""

from sqlalchemy import delete, select, update

from netapp.core.db import session
from netapp.groups import memberships, records, revisions, rosters
from netapp.groups.models import Follower, Knock, Membership
from netapp.mail.facts import Resumed, Stopped
from netapp.members import queries as members
from netapp.members.facts import PersonChanged, PersonErased


def stopped(fact: Stopped) -> None:
    """The link at a letter's foot: the group's letters are set to nothing, for member and follower alike (M5)."""
    _set_level(fact, "nothing")


def resumed(fact: Resumed) -> None:
    _set_level(fact, "everything")


def person_erased(fact: PersonErased) -> None:
    """Out of every group, the last owner too, whom another follows: the right to be forgotten comes first (P1)."""
    session.execute(delete(Follower).where(Follower.person_id == fact.person_id))
    if fact.address:
        session.execute(delete(Knock).where(Knock.email == fact.address))
    rosters.forget(fact.person_id, fact.address)
    chosen = select(Membership.group_id).where(
        Membership.person_id == fact.person_id, Membership.state.in_(("active", "requested", "invited"))
    )
    # The sub-groups, whose numbers are higher, go with their networks.
    for group_id in session.scalars(chosen.order_by(Membership.group_id)).all():
        group = records.group(group_id)
        if group:
            memberships.move(group, fact.person_id, "leave", None, keeps_owner=False, told_as="erase")
    session.execute(delete(Membership).where(Membership.person_id == fact.person_id))


def person_changed(fact: PersonChanged) -> None:
    """A member's name stands on the pages of their groups."""
    active = select(Membership.group_id).where(Membership.person_id == fact.person_id, Membership.state == "active")
    revisions.touch_all(session.scalars(active))


def _set_level(fact: Stopped | Resumed, level: str) -> None:
    kind, _colon, number = fact.scope.partition(":")
    person = members.person_by_email(fact.address) if kind == "group" and number.isdigit() else None
    if person is None:
        return
    for model in (Membership, Follower):
        mine = update(model).where(model.group_id == int(number), model.person_id == person.id)
        session.execute(mine.values(mail_level=level))
