"""What organisers do about other people's memberships: invite, say yes or no, remove, share the work."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from netapp.core import clock, limits
from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import memberships, notices, policy, records
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Group, Membership
from netapp.members import actions as members

AGAIN_AFTER = timedelta(days=1)


@dataclass
class Outcome:
    """What became of each address: a letter went out, already in (or in now), or not in the network that it takes."""

    invited: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def invite(viewer: Viewer, group: Group, addresses: Iterable[str]) -> Outcome:
    """Write to many people at once. A request and an invitation for the same person make a member."""
    limits.spend("invite", str(viewer.person_id), 30, limits.HOUR)
    return _invite_all(viewer, group, addresses)


@action
def approve(viewer: Viewer, group: Group, membership: Membership) -> None:
    """Say yes to a request."""
    require(policy.may_decide(viewer, membership, group))
    refuse_when_shut(group)
    before, membership = memberships.move(group, membership.person_id, "approve", viewer.person_id)
    if before == "requested":
        notices.welcome(group, membership)


@action
def decline(viewer: Viewer, group: Group, membership: Membership) -> None:
    """Say no to a request; the person is told, and can be invited later."""
    require(policy.may_decide(viewer, membership, group))
    before, membership = memberships.move(group, membership.person_id, "decline", viewer.person_id)
    if before == "requested":
        notices.declined(group, membership)


@action
def remove(viewer: Viewer, group: Group, membership: Membership) -> None:
    """End a membership, or take back an invitation. Comes back by invitation only."""
    require(policy.may_decide(viewer, membership, group))
    memberships.move(group, membership.person_id, "remove", viewer.person_id)


@action
def make_organiser(viewer: Viewer, group: Group, membership: Membership) -> None:
    require(policy.may_decide(viewer, membership, group))
    assert viewer.person_id is not None
    if memberships.set_role(group, membership.person_id, "organiser", viewer.person_id):
        notices.organiser_made(group, membership)


@action
def unmake_organiser(viewer: Viewer, group: Group, membership: Membership) -> None:
    """Back to a plain member; one's own role too, but never the last organiser's."""
    require(policy.may_share_work(viewer, membership, group))
    assert viewer.person_id is not None
    memberships.set_role(group, membership.person_id, "member", viewer.person_id)


@action
def _invite_all(viewer: Viewer, group: Group, addresses: Iterable[str]) -> Outcome:
    require(policy.may_invite(viewer, group))
    refuse_when_shut(group)
    outcome = Outcome()
    # In one order everywhere, so that two organisers who paste the same list can't wait for each other's rows.
    for address in sorted(set(addresses)):
        _invite(viewer, group, address, outcome)
    return outcome


def _invite(viewer: Viewer, group: Group, address: str, outcome: Outcome) -> None:
    person = members.addressed_person(address, language=group.language)
    if not records.is_in_network(group, person.id):
        outcome.outside.append(address)
        return
    before, membership = memberships.move(group, person.id, "invite", viewer.person_id)
    if membership.state == "active":
        outcome.members.append(address)
        if before == "requested":
            notices.welcome(group, membership)
        return
    outcome.invited.append(address)
    if before == "invited" and membership.changed_at > clock.now() - AGAIN_AFTER:
        return
    membership.changed_at = clock.now()
    notices.invitation(group, membership, person)
