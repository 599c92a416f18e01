"""Sentences and names of states that several pages and letters say."""

from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.groups.models import Group

MAIL_LEVELS = {
    "everything": _l("Everything"),
    "digest": _l("One digest a week"),
    "nothing": _l("Nothing"),
}

SEEN_BY = {
    "everyone": _l("Everyone"),
    "network": _l("The members of the network"),
    "members": _l("Only its own members"),
}

JOIN_RULES = {
    "open": _l("Anybody who sees it joins at once"),
    "approval": _l("An organiser says yes to each"),
    "invitation": _l("By invitation only"),
}

PRESETS = {
    "public": _l("Public"),
    "network": _l("To the network"),
    "secret": _l("Secret"),
}

OFFICES = {
    "member": _l("Member"),
    "moderator": _l("Moderator"),
    "organiser": _l("Organiser"),
    "owner": _l("Owner"),
}

# What each adds to the one before it.
OFFICE_HINTS = {
    "member": _l("Reads, signs up, and sees the other members."),
    "moderator": _l("Says yes or no to who asks to join."),
    "organiser": _l("Schedules meetings, invites people and edits the texts."),
    "owner": _l("Names owners and organisers, decides who sees the group, can close it, and reads the log."),
}

STATES = {
    "active": _l("Member"),
    "requested": _l("Asked to join"),
    "invited": _l("Invited"),
    "left": _l("Has left"),
    "removed": _l("Removed"),
}


def is_now(name: str, office: str) -> str:
    """What is said when somebody's role has changed."""
    said = {
        "member": _("%(name)s is a member like the others now.", name=name),
        "moderator": _("%(name)s moderates the group now.", name=name),
        "organiser": _("%(name)s organises the group with you now.", name=name),
        "owner": _("%(name)s owns the group with you now.", name=name),
    }
    return str(said[office])


def is_shut(group: Group) -> str:
    """Why nothing can happen in the group now."""
    if group.is_closed:
        return str(_("%(group)s is closed.", group=group.name))
    return str(_("%(group)s waits for an administrator's yes.", group=group.name))


def link_is_over() -> str:
    return str(_("This link has ended. Ask whoever gave it to you for a new one."))


def network_first(group: Group) -> str:
    return str(_("Only members of the network can be in %(group)s.", group=group.name))
