"""Rights in networks and sub-groups, on one screen. Pure: a viewer and a thing in, yes or no out.

Acting needs seeing first (A2), so each of these asks for it. Whether a deed makes sense just now (the group is closed,
the person is a member already) is said in a sentence by the deed itself.
"""

from netapp.core.viewer import PUBLIC, Viewer
from netapp.groups.models import Group, InvitationLink, Membership


def may_see(viewer: Viewer, group: Group) -> bool:
    """The same as `queries.seen`: its key is held, or an invitation waits."""
    return group.seen_key in viewer.keys or viewer.pending.get(group.id) == "invited"


def may_read(viewer: Viewer, group: Group) -> bool:
    return group.read_key in viewer.keys


def is_open(group: Group) -> bool:
    """Neither closed nor waiting for a yes: things may happen in it. Says nothing about who."""
    return group.is_approved and not group.is_closed


def may_organise(viewer: Viewer, group: Group) -> bool:
    """Organisers, and those of the network when they read the sub-group; also who entered by the logged step."""
    if viewer.organises(group.id):
        return True
    return group.parent_id is not None and viewer.organises(group.parent_id) and may_read(viewer, group)


def may_join(viewer: Viewer, group: Group) -> bool:
    """Signed in and sees it; in a sub-group also an active member of its network (A4). The join rule is asked later."""
    if not viewer.is_signed_in or not may_see(viewer, group):
        return False
    return group.parent_id is None or viewer.belongs_to(group.parent_id)


def may_knock(viewer: Viewer, group: Group, link: InvitationLink | None) -> bool:
    """Ask for a letter with a button: whoever sees the group, or holds a link to it. What is behind is asked later."""
    return may_see(viewer, group) or (link is not None and link.group_id == group.id)


def may_come(viewer: Viewer) -> bool:
    """By a link, signed in: whoever holds it. Whether it still lets anybody in is said by the deed."""
    return viewer.is_signed_in


def may_leave(viewer: Viewer, group: Group) -> bool:
    return viewer.belongs_to(group.id) or group.id in viewer.pending


def may_answer(invitation: Membership) -> bool:
    """Whoever holds the link of an invitation's letter answers for the person it was sent to."""
    return invitation.person.erased_at is None


def is_followable(group: Group) -> bool:
    """Only what anybody may read is sent to somebody who is no member."""
    return group.read_key == PUBLIC


def may_follow(viewer: Viewer, group: Group) -> bool:
    return is_followable(group) and may_see(viewer, group)


def may_follow_at_once(viewer: Viewer, group: Group) -> bool:
    """Signed in with an address; the others are asked for one, and it is confirmed by mail."""
    return viewer.is_signed_in and viewer.email is not None and may_follow(viewer, group)


def may_unfollow(viewer: Viewer) -> bool:
    """Always, whatever became of the group."""
    return viewer.is_signed_in


def may_set_mail_level(viewer: Viewer, group: Group) -> bool:
    return viewer.belongs_to(group.id)


def may_see_members(viewer: Viewer, group: Group) -> bool:
    """Members see each other, and who organises sees them; reading a sub-group is not enough."""
    return viewer.belongs_to(group.id) or may_organise(viewer, group)


def may_see_companies(viewer: Viewer, group: Group) -> bool:
    """All of its members' companies in one table, with who works there."""
    return may_organise(viewer, group)


def may_invite(viewer: Viewer, group: Group) -> bool:
    return may_organise(viewer, group)


def may_end(viewer: Viewer, link: InvitationLink, group: Group) -> bool:
    """End a link, whoever made it."""
    return link.group_id == group.id and may_organise(viewer, group)


def may_decide(viewer: Viewer, membership: Membership, group: Group) -> bool:
    """Say yes or no to a request, take back an invitation, remove a member, change a role: never for oneself (A4)."""
    return membership.group_id == group.id and may_organise(viewer, group) and membership.person_id != viewer.person_id


def may_share_work(viewer: Viewer, membership: Membership, group: Group) -> bool:
    """Give up the organiser's role, or take it from another organiser."""
    return membership.group_id == group.id and may_organise(viewer, group)


def may_edit(viewer: Viewer, group: Group) -> bool:
    return may_organise(viewer, group)


def may_close(viewer: Viewer, group: Group) -> bool:
    return may_organise(viewer, group)


def may_take_archive(viewer: Viewer, group: Group) -> bool:
    return may_organise(viewer, group)


def may_create_sub_group(viewer: Viewer, network: Group) -> bool:
    return network.is_network and viewer.organises(network.id)


def may_create_network(viewer: Viewer, by_members: bool) -> bool:
    """`by_members` is the site's setting; a member's network then waits for a yes."""
    return viewer.is_admin or (viewer.is_signed_in and by_members)


def may_approve_network(viewer: Viewer) -> bool:
    return viewer.is_admin


def may_enter(viewer: Viewer) -> bool:
    """A site's administrators are no members everywhere: this is the logged step into a group that is shut to them."""
    return viewer.is_admin
