"""Who comes across whom in groups: lent to the floor below, which shows people and companies to those who meet them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, or_, select

from netapp.core.db import session
from netapp.core.viewer import ORGANISING, Viewer
from netapp.groups.models import Group, Membership
from netapp.groups.queries import NO_GROUP
from netapp.members.models import Person


def fellows(viewer: Viewer) -> Select[int]:
    """The people whom the viewer meets: who is active in a group where the viewer is, too, as its list of members shows
    them: organisers meet all, the others those who show their names.
    """
    runs = viewer.groups_of(ORGANISING) or NO_GROUP
    shown = or_(Person.show_name, Membership.group_id.in_(runs))
    inside = select(Membership.person_id).join(Person, Person.id == Membership.person_id)
    return inside.where(Membership.group_id.in_(sorted(viewer.roles) or NO_GROUP), Membership.state == "active", shown)


def close_fellows(viewer: Viewer) -> Select[int]:
    """Those of them who are in a sub-group with the viewer."""
    below = select(Group.id).where(Group.id.in_(sorted(viewer.roles) or NO_GROUP), Group.parent_id.is_not(None))
    return fellows(viewer).where(Membership.group_id.in_(below))


def in_common(viewer: Viewer, person_id: int) -> Sequence[Group]:
    """The groups that both are in, networks before their sub-groups; none for oneself."""
    if viewer.person_id == person_id:
        return []
    theirs = select(Membership.group_id).where(Membership.person_id == person_id, Membership.state == "active")
    chosen = select(Group).where(Group.id.in_(sorted(viewer.roles) or NO_GROUP), Group.id.in_(theirs))
    return session.scalars(
        chosen.order_by(func.coalesce(Group.parent_id, Group.id), Group.parent_id.is_not(None), Group.name)
    ).all()


def places_of(person_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """In which groups each of these people is active."""
    found: dict[int, list[int]] = {}
    chosen = select(Membership.person_id, Membership.group_id).where(
        Membership.person_id.in_(person_ids), Membership.state == "active"
    )
    for person_id, group_id in session.execute(chosen.order_by(Membership.group_id)):
        found.setdefault(person_id, []).append(group_id)
    return found


def led(viewer: Viewer) -> Select[int]:
    """The people who are active in a network that the viewer organises."""
    runs = viewer.groups_of(ORGANISING) or NO_GROUP
    networks = select(Group.id).where(Group.id.in_(runs), Group.parent_id.is_(None))
    return select(Membership.person_id).where(Membership.group_id.in_(networks), Membership.state == "active")
