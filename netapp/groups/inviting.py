"""What organisers do about other people's memberships: say yes or no, remove, share the work. Inviting: rosters.py."""

from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import memberships, notices, policy
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Group, Membership


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
