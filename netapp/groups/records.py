"""Reads that no viewer asks for: what letters, their links and notices need. Never for a page of its own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, or_, select, union
from sqlalchemy.orm import joinedload

from netapp.core import signed
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import GUEST, Viewer
from netapp.groups import policy, queries
from netapp.groups.models import Answers, Entry, Follower, Group, InvitationLink, Knock, Membership
from netapp.groups.roster_models import Invitation
from netapp.members import domains
from netapp.members import queries as members
from netapp.members.models import Person

INVITATION, REQUEST, FOLLOWING, KNOCK = "invitation", "request", "following", "knock"


def invitation(token: str) -> Membership:
    """The membership that an invitation's letter is about, with group and person; NotVisible when it is not ours."""
    (membership_id,) = signed.values(INVITATION, token)
    return still(membership_id)


def still(membership_id: int) -> Membership:
    """The same for the deed about it: as it is by now."""
    found = membership(membership_id)
    if found is None:
        raise NotVisible
    return found


def said_of(invitation: Membership) -> Invitation | None:
    """What a list said of somebody who is invited."""
    return session.get(Invitation, invitation.id)


def request(token: str) -> tuple[Viewer, Membership]:
    """From the letter that an organiser got: the organiser as a viewer, and the request."""
    membership_id, organiser_id = signed.values(REQUEST, token)
    found, organiser = membership(membership_id), session.get(Person, organiser_id)
    if found is None or organiser is None:
        raise NotVisible
    return as_viewer(organiser), found


def following(token: str) -> tuple[Group, str, str]:
    """Of the letter to somebody who wants to follow: the group while all may read it, the address, its language."""
    group_id, email, language = signed.values(FOLLOWING, token)
    found = group(group_id)
    if found is None or not policy.is_followable(found):
        raise NotVisible
    return found, email, language


def link(key: str) -> InvitationLink:
    """The link with this key, over or not; NotVisible for a key that never was."""
    chosen = select(InvitationLink).options(joinedload(InvitationLink.group).joinedload(Group.parent))
    found = session.scalar(chosen.where(InvitationLink.key == key))
    if found is None:
        raise NotVisible
    return found


def knock(token: str) -> Knock:
    """Of the letter to somebody who wants to join; NotVisible when its reader may not know of the group any more."""
    (knock_id,) = signed.values(KNOCK, token)
    found = known_knock(knock_id)
    if found is None or not policy.may_knock(viewer_at(found.email), found.group, found.link):
        raise NotVisible
    return found


def known_knock(knock_id: int) -> Knock | None:
    chosen = select(Knock).options(joinedload(Knock.group).joinedload(Group.parent))
    return session.scalar(
        chosen.options(joinedload(Knock.link).joinedload(InvitationLink.group)).where(Knock.id == knock_id)
    )


def last_knock(group_id: int, link_id: int | None, email: str, since: datetime) -> Knock | None:
    """The same wish, typed just before and not yet confirmed."""
    same = Knock.group_id == group_id, Knock.email == email, Knock.link_id.is_not_distinct_from(link_id)
    return session.scalar(select(Knock).where(*same, Knock.used_at.is_(None), Knock.created_at > since).limit(1))


def answers(membership_id: int) -> list[list[str]]:
    """What the person answered when they asked: [question, answer] each."""
    found = session.get(Answers, membership_id)
    return found.said if found else []


def comes_by_domain(group: Group, person_id: int | None) -> bool:
    """Whether the person's address opens the door: confirmed, and at exactly one of the domains that are listed.

    Free mail does not count, also where it was listed before we knew of it.
    """
    person = session.get(Person, person_id) if person_id and group.known_domains else None
    if person is None or person.email_confirmed_at is None:
        return False
    domain = domains.of(person.email)
    return domain in group.known_domains and not domains.is_free(domain)


def as_viewer(person: Person) -> Viewer:
    """The person's own rights, for one deed by a letter's button."""
    standing = queries.standing(person.id)
    return Viewer(
        person.id,
        person.name,
        person.email,
        roles=standing.roles,
        pending=standing.pending,
        paused=standing.paused,
    )


def viewer_of_key(key: str) -> Viewer:
    """Whom a personal feed's address names (C4); NotVisible once the key was renewed."""
    found = session.scalar(select(Person).where(Person.calendar_key == key, Person.erased_at.is_(None)))
    if found is None:
        raise NotVisible
    return as_viewer(found)


def viewer_at(address: str) -> Viewer:
    """Whoever reads this address; a guest when nobody is known by it."""
    person = members.person_by_email(address)
    return as_viewer(person) if person else GUEST


def group(group_id: int) -> Group | None:
    return session.scalar(select(Group).options(joinedload(Group.parent)).where(Group.id == group_id))


def membership(membership_id: int) -> Membership | None:
    """With its group, its network and its person."""
    return session.scalar(
        select(Membership)
        .options(joinedload(Membership.group).joinedload(Group.parent), joinedload(Membership.person))
        .where(Membership.id == membership_id)
    )


def open_within(group_id: int) -> Sequence[int]:
    """The numbers of the group and its sub-groups, those that are not closed."""
    chosen = select(Group.id).where((Group.id == group_id) | (Group.parent_id == group_id), Group.closed_at.is_(None))
    return session.scalars(chosen.order_by(Group.id)).all()


def entry(entry_id: int) -> tuple[Entry, Group] | None:
    chosen = select(Entry, Group).join(Group).options(joinedload(Group.parent))
    found = session.execute(chosen.where(Entry.id == entry_id)).first()
    return (found[0], found[1]) if found else None


def is_in_network(group: Group, person_id: int) -> bool:
    """True for a network; in a sub-group, whether the person is an active member of its network (A4)."""
    if group.parent_id is None:
        return True
    found = queries.membership(group.parent_id, person_id)
    return found is not None and found.state == "active"


def in_charge(group: Group, offices: frozenset[str]) -> Sequence[Person]:
    """Whom to ask and write to: who holds one of these roles, and where nobody does, who runs the sub-group from above.

    Those of the network do, where they read it.
    """
    found = session.scalars(_IN_CHARGE, {"group_id": group.id, "roles": list(offices)}).all()
    if found or policy.stands_alone(group):
        return found
    return session.scalars(_IN_CHARGE, {"group_id": group.parent_id, "roles": list(offices)}).all()


_IN_CHARGE = (
    select(Person)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Membership.group_id == bindparam("group_id"),
        Membership.state == "active",
        Membership.role.in_(bindparam("roles", expanding=True)),
    )
    .order_by(Membership.joined_at, Membership.id)
)


def needed(since: datetime) -> Select[int]:
    """People whom groups still need: members, followers, and whose invitation or request is not older than `since`."""
    waits = Membership.state.in_(("invited", "requested")) & (Membership.changed_at > since)
    belongs = select(Membership.person_id).where(or_(Membership.state == "active", waits))
    both = union(belongs, select(Follower.person_id)).subquery()
    return select(both.c.person_id)


def name_of(person_id: int | None) -> str:
    """A person's name; empty for nobody and for who was erased."""
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def company_name_of(person_id: int) -> str:
    company = members.company_of(person_id)
    return company.name if company else ""
