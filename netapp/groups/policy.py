"""Rights in networks and sub-groups, on one screen. Pure: a viewer and a thing in, yes or no out.

Acting needs seeing first (A2), so each of these asks for it. Whether a deed makes sense just now (the group is closed,
the person is a member already) is said in a sentence by the deed itself.
"""

from netapp.core.viewer import MODERATING, ORGANISING, OWNING, PUBLIC, Viewer, group_key
from netapp.groups.models import OFFICES, Group, InvitationLink, Membership, Office


def may_see(viewer: Viewer, group: Group) -> bool:
    """The same as `queries.seen`: its key is held, or an invitation waits."""
    return group.seen_key in viewer.keys or viewer.pending.get(group.id) == "invited"


def may_read(viewer: Viewer, group: Group) -> bool:
    return group.read_key in viewer.keys


def is_open(group: Group) -> bool:
    """Neither closed nor waiting for a yes: things may happen in it. Says nothing about who."""
    return group.is_approved and not group.is_closed


def stands_alone(group: Group) -> bool:
    """Nobody above can run it: a network, and a sub-group that only its own members read. It keeps an owner always."""
    return group.is_network or group.read_key == group_key(group.id)


def may_own(viewer: Viewer, group: Group) -> bool:
    """Owners: name owners and organisers, set the switches, close the group, take its archive, read its log."""
    return _holds(viewer, OWNING, group)


def may_organise(viewer: Viewer, group: Group) -> bool:
    """Organisers, and those of the network when they read the sub-group; also who entered by the logged step."""
    return _holds(viewer, ORGANISING, group)


def may_moderate(viewer: Viewer, group: Group) -> bool:
    """Moderators, and whoever organises: see who waits, and say yes or no to them."""
    return _holds(viewer, MODERATING, group)


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
    return viewer.belongs_to(group.id) or may_moderate(viewer, group)


def may_see_companies(viewer: Viewer, group: Group) -> bool:
    """All of its members' companies in one table, with who works there."""
    return may_organise(viewer, group)


def may_invite(viewer: Viewer, group: Group) -> bool:
    return may_organise(viewer, group)


def may_end(viewer: Viewer, link: InvitationLink, group: Group) -> bool:
    """End a link, whoever made it."""
    return link.group_id == group.id and may_organise(viewer, group)


def may_decide(viewer: Viewer, membership: Membership, group: Group) -> bool:
    """Say yes or no to a request: never to one's own (A4)."""
    return membership.group_id == group.id and may_moderate(viewer, group) and membership.person_id != viewer.person_id


def may_remove(viewer: Viewer, membership: Membership, group: Group) -> bool:
    """Take back an invitation, end a membership; that of somebody who runs the group only as an owner."""
    if membership.group_id != group.id or membership.person_id == viewer.person_id:
        return False
    return may_own(viewer, group) if membership.office in ORGANISING else may_organise(viewer, group)


def may_give(viewer: Viewer, membership: Membership, group: Group, office: Office) -> bool:
    """Give this role to a member. Owners name owners and organisers and end them, organisers name moderators; everybody
    may take a step down, nobody one up (A4).
    """
    if membership.group_id != group.id:
        return False
    if membership.person_id == viewer.person_id:
        return OFFICES.index(office) < OFFICES.index(membership.office)
    return may_own(viewer, group) if {office, membership.office} & ORGANISING else may_organise(viewer, group)


def may_edit(viewer: Viewer, group: Group) -> bool:
    return may_organise(viewer, group)


def may_switch(viewer: Viewer, group: Group) -> bool:
    """Say who sees the group, who joins and who reads: it can show to all what was told to few."""
    return may_own(viewer, group)


def may_close(viewer: Viewer, group: Group) -> bool:
    return may_own(viewer, group)


def may_take_archive(viewer: Viewer, group: Group) -> bool:
    """It holds every address; whoever takes it answers for it."""
    return may_own(viewer, group)


def may_read_log(viewer: Viewer, group: Group) -> bool:
    return may_own(viewer, group)


def may_create_sub_group(viewer: Viewer, network: Group) -> bool:
    """Its organisers: not who entered by the logged step, since whoever makes a sub-group is in it, and so inside."""
    return network.is_network and network.id in viewer.groups_of(ORGANISING)


def may_create_network(viewer: Viewer, by_members: bool) -> bool:
    """`by_members` is the site's setting; a member's network then waits for a yes."""
    return viewer.is_admin or (viewer.is_signed_in and by_members)


def may_be_begun(viewer: Viewer, network: Group) -> bool:
    """Put the first sub-groups into a network: who has just made it, whose roles do not yet know of it."""
    return viewer.is_signed_in and network.is_network and network.created_by == viewer.person_id


def may_copy(viewer: Viewer, group: Group) -> bool:
    """Make a new network of its texts and switches."""
    return may_organise(viewer, group)


def may_approve_network(viewer: Viewer) -> bool:
    return viewer.is_admin


def may_enter(viewer: Viewer) -> bool:
    """A site's administrators are no members everywhere: this is the logged step into a group that is shut to them."""
    return viewer.is_admin


def _holds(viewer: Viewer, offices: frozenset[str], group: Group) -> bool:
    """In the group itself, or in the network of a sub-group that they read."""
    if viewer.holds(offices, group.id):
        return True
    return group.parent_id is not None and viewer.holds(offices, group.parent_id) and may_read(viewer, group)
