"""What those who run a group do about other people's memberships: say yes or no, remove. Inviting: rosters.py."""

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
    require(policy.may_remove(viewer, membership, group))
    memberships.move(group, membership.person_id, "remove", viewer.person_id)
