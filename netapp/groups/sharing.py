"""Sharing the work: who owns, organises and moderates, and handing over when somebody leaves."""

from collections.abc import Mapping

from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import joining, memberships, notices, owners, policy, queries
from netapp.groups.models import OFFICES, Group, Membership, Office


@action
def give(viewer: Viewer, group: Group, membership: Membership, office: Office) -> None:
    """Make a member an owner, an organiser, a moderator, or a plain member again; never the last owner."""
    require(policy.may_give(viewer, membership, group, office))
    assert viewer.person_id is not None
    before = memberships.set_office(group, membership.person_id, office, viewer.person_id)
    if before is not None and OFFICES.index(office) > OFFICES.index(before):
        notices.office_given(group, membership)


@action
def hand_over_and_leave(viewer: Viewer, group: Group, heirs: Mapping[int, int]) -> None:
    """Leave the group and its sub-groups; `heirs` are the memberships that take over, by the number of the group."""
    require(policy.may_leave(viewer, group))
    assert viewer.person_id is not None
    for held in owners.held_alone(viewer.person_id, group):
        if held.id in heirs:
            give(viewer, held, queries.get_membership(viewer, held, heirs[held.id]), "owner")
    joining.leave(viewer, group)
