"""Reads of what those who run a group see at its doors: what those who wait have answered, and the links inwards."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.groups import policy
from netapp.groups.models import Answers, Group, InvitationLink, Membership


def answers(viewer: Viewer, group: Group, memberships: Sequence[Membership]) -> Mapping[int, list[list[str]]]:
    """What these people answered when they asked, by the membership's number, for who may answer them."""
    ids = [one.id for one in memberships if one.state == "requested" and one.group_id == group.id]
    if not ids or not policy.may_moderate(viewer, group):
        return {}
    return {
        one.membership_id: one.said for one in session.scalars(select(Answers).where(Answers.membership_id.in_(ids)))
    }


def links(viewer: Viewer, group: Group) -> Sequence[InvitationLink]:
    """The group's links, the newest first, for who may invite; those that are over are kept for some weeks."""
    require(policy.may_invite(viewer, group))
    chosen = select(InvitationLink).where(InvitationLink.group_id == group.id)
    return session.scalars(chosen.order_by(InvitationLink.id.desc())).all()


def get_link(viewer: Viewer, group: Group, link_id: int) -> InvitationLink:
    found = next((link for link in links(viewer, group) if link.id == link_id), None)
    if found is None:
        raise NotVisible
    return found
