"""At least one owner always, where nobody above can run the group: kept, handed over, found anew."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from netapp.core import log
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import ORGANISER, group_key
from netapp.groups import notices, policy, revisions
from netapp.groups.models import Group, Membership
from netapp.members.models import Person

# More could not be looked through in a list; the rest is found on the page of the members.
MOST_HEIRS = 300
_OWNS = (Membership.state == "active", Membership.role == ORGANISER, Membership.is_owner)


def lock(group_id: int) -> Sequence[int]:
    """The persons of all owners, their rows held in one order, so that two can't go at once."""
    chosen = select(Membership.person_id).where(Membership.group_id == group_id, *_OWNS)
    return session.scalars(chosen.order_by(Membership.id).with_for_update(key_share=True)).all()


def keep_one(group: Group, person_id: int) -> None:
    """Refuse when this person is the only owner of a group that needs one."""
    session.flush()
    if set(lock(group.id)) - {person_id} or not _needs_one(group, person_id):
        return
    raise Refused(_("%(group)s would be left without an owner. Hand it over to somebody first.", group=group.name))


def succeed(group: Group) -> None:
    """The last owner has gone: the organiser who has served longest follows and is told; else administrators are."""
    session.flush()
    if lock(group.id) or not policy.stands_alone(group):
        return
    organising = (Membership.group_id == group.id, Membership.state == "active", Membership.role == ORGANISER)
    held = select(Membership).where(*organising).order_by(Membership.id).with_for_update(key_share=True)
    heir = min(session.scalars(held.execution_options(populate_existing=True)), key=_served_since, default=None)
    if heir is None:
        notices.ownerless(group)
        return
    heir.office = "owner"
    known = {"person": heir.person_id, "before": "organiser", "now": "owner"}
    log.write(None, "role", "group", group.id, group_key(group.id), **known)
    notices.office_given(group, heir, is_heir=True)
    revisions.touch(group.id)


def count(group_id: int) -> int:
    return len(session.scalars(select(Membership.id).where(Membership.group_id == group_id, *_OWNS)).all())


def held_alone(person_id: int, group: Group) -> Sequence[Group]:
    """Of a group and its sub-groups, those that would be left without an owner if this person went."""
    other = aliased(Membership)
    shared = exists().where(
        other.group_id == Membership.group_id,
        other.person_id != person_id,
        other.state == "active",
        other.role == ORGANISER,
        other.is_owner,
    )
    chosen = (
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .options(joinedload(Group.parent))
        .where((Group.id == group.id) | (Group.parent_id == group.id), Membership.person_id == person_id)
        .where(*_OWNS, ~shared)
        .order_by(Group.id)
    )
    return [found for found in session.scalars(chosen) if _needs_one(found, person_id)]


def heirs(group: Group, person_id: int) -> Sequence[Membership]:
    """Who could take the group over, whoever helps to run it first."""
    chosen = (
        _others(group.id, person_id)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .order_by(Membership.role.desc(), Person.name, Person.id)
    )
    return session.scalars(chosen.limit(MOST_HEIRS)).all()


def without() -> Sequence[Group]:
    """Groups that need an owner, have none, and have somebody who could be."""
    organising, owning = aliased(Membership), aliased(Membership)
    runs = exists().where(organising.group_id == Group.id, organising.state == "active", organising.role == ORGANISER)
    owns = exists().where(
        owning.group_id == Group.id, owning.state == "active", owning.role == ORGANISER, owning.is_owner
    )
    found = session.scalars(select(Group).options(joinedload(Group.parent)).where(runs, ~owns).order_by(Group.id))
    return [group for group in found if policy.stands_alone(group)]


def _needs_one(group: Group, person_id: int) -> bool:
    """An empty sub-group does not; whoever is alone in a network closes it."""
    if group.is_network:
        return True
    return policy.stands_alone(group) and session.scalar(_others(group.id, person_id).limit(1)) is not None


def _others(group_id: int, person_id: int) -> Select[Membership]:
    return select(Membership).where(
        Membership.group_id == group_id, Membership.state == "active", Membership.person_id != person_id
    )


def _served_since(membership: Membership) -> tuple[datetime, int]:
    return membership.joined_at or datetime.max.replace(tzinfo=UTC), membership.id
