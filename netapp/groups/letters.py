"""The letters that groups send; each is asked once more before it leaves whether it is still due (M3)."""

from typing import Any

from netapp.core import links, signed, site
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import MODERATING, MODERATOR, ORGANISING
from netapp.groups import addresses, notices, owners, policy, queries, records, roster_queries
from netapp.groups.models import Group, Membership, Office


def invitation(order: Order) -> Written | None:
    membership = _membership(order, "invited")
    if membership is None:
        return None
    group = membership.group
    inviter = records.name_of(membership.invited_by)
    return Written(
        context={
            "group": group,
            "lead": group.lead_in(order.language),
            "inviter": inviter,
            "note": roster_queries.note_of(order.data.get("roster")),
            "url": links.absolute("groups.invitation", token=signed.token(records.INVITATION, membership.id)),
        },
        reason=_("You get this because an organiser of %(group)s wrote down your address.", group=group.name),
        stop=notices.scope(group),
        sender=group.name,
    )


def request_waits(order: Order) -> Written | None:
    membership = _membership(order, "requested")
    reason = _in_charge(order, membership.group, MODERATING) if membership else ""
    if membership is None or not reason:
        return None
    group = membership.group
    token = signed.token(records.REQUEST, membership.id, order.person_id)
    return Written(
        context={
            "group": group,
            "asker": membership.person,
            "company": records.company_name_of(membership.person_id),
            "answers": [tuple(one) for one in records.answers(membership.id)],
            "yes_url": links.absolute("groups.request", token=token, say="yes"),
            "no_url": links.absolute("groups.request", token=token, say="no"),
        },
        reason=reason,
        stop=f"organising:{group.id}",
        sender=group.name,
    )


def welcome(order: Order) -> Written | None:
    membership = _membership(order, "active")
    if membership is None:
        return None
    return _about(membership, _("You get this because you are a member of %(group)s.", group=membership.group.name))


def declined(order: Order) -> Written | None:
    membership = _membership(order, "removed")
    return _about(membership, _asked_reason(membership.group)) if membership else None


def owner_made(order: Order) -> Written | None:
    return _office(order, "owner", is_heir=bool(order.data.get("is_heir")))


def organiser_made(order: Order) -> Written | None:
    return _office(order, "organiser")


def moderator_made(order: Order) -> Written | None:
    return _office(order, "moderator")


def ownerless(order: Order) -> Written | None:
    """By the group's number only: the administrators may not know of it."""
    group_id = order.data["group_id"]
    group = records.group(group_id)
    if group is None or group.is_closed or owners.count(group_id):
        return None
    return Written(
        context={"number": group_id, "url": links.absolute("home.admin")},
        reason=_("You get this because you are an administrator of %(site)s.", site=site.current().name),
        stop="administering",
    )


def entered(order: Order) -> Written | None:
    found = records.entry(order.data["entry"])
    reason = _in_charge(order, found[1], ORGANISING) if found else ""
    if found is None or not reason:
        return None
    entry, group = found
    return Written(
        context={"group": group, "administrator": records.name_of(entry.person_id), "why": entry.reason},
        reason=reason,
        stop=f"organising:{group.id}",
        even_if_stopped=True,
        sender=group.name,
    )


def network_wish(order: Order) -> Written | None:
    group = records.group(order.data["group_id"])
    if group is None or group.is_approved or group.is_closed:
        return None
    return Written(
        context={"group": group, "asker": records.name_of(group.created_by), "url": links.absolute("home.admin")},
        reason=_("You get this because you are an administrator of %(site)s.", site=site.current().name),
        stop="administering",
    )


def network_answered(order: Order) -> Written | None:
    group = records.group(order.data["group_id"])
    if group is None or not (group.is_approved or group.is_closed):
        return None
    return Written(
        context={"group": group, "url": addresses.absolute(group)}, reason=_organises_reason(group), sender=group.name
    )


def follow_confirm(order: Order) -> Written | None:
    group = records.group(order.data["group_id"])
    if group is None or not policy.is_followable(group):
        return None
    token = signed.token(records.FOLLOWING, group.id, order.address, order.language)
    return Written(
        context={"group": group, "url": links.absolute("groups.following", token=token)},
        reason=_("You get this because somebody typed this address on the page of %(group)s.", group=group.name),
        sender=group.name,
    )


def join_confirm(order: Order) -> Written | None:
    found = records.known_knock(order.data["knock"])
    if found is None or found.used_at or not policy.is_open(found.group) or (found.link and found.link.is_over):
        return None
    if not policy.may_knock(records.viewer_at(order.address), found.group, found.link):
        return None
    return Written(
        context={
            "group": found.group,
            "asks": found.link is None and found.group.join_rule != "open",
            "url": links.absolute("groups.confirm_knock", token=signed.token(records.KNOCK, found.id)),
        },
        reason=_("You get this because somebody typed this address to join %(group)s.", group=found.group.name),
        sender=found.group.name,
    )


def _membership(order: Order, state: str) -> Membership | None:
    """The membership that the letter is about, if it is still in this state and its group open."""
    found = records.membership(order.data["membership"])
    return found if found and found.state == state and policy.is_open(found.group) else None


def _in_charge(order: Order, group: Group, offices: frozenset[str]) -> str:
    """By which of these roles, in the group or in the network that runs it, the reader hears of this; empty by none."""
    roles = queries.standing(order.person_id or 0).roles
    above = [group.parent] if group.parent and not policy.stands_alone(group) else []
    found = next((one for one in (group, *above) if roles.get(one.id) in offices), None)
    if found is None:
        return ""
    return _moderates_reason(found) if roles[found.id] == MODERATOR else _organises_reason(found)


def _office(order: Order, office: Office, **context: Any) -> Written | None:
    """To who got this role, while they have it."""
    membership = _membership(order, "active")
    if membership is None or membership.office != office:
        return None
    group = membership.group
    reason = _moderates_reason(group) if office == MODERATOR else _organises_reason(group)
    return _about(membership, reason, stop=f"organising:{group.id}", **context)


def _about(membership: Membership, reason: str, stop: str | None = None, **context: Any) -> Written:
    group = membership.group
    known = {"group": group, "url": addresses.absolute(group), **context}
    return Written(context=known, reason=reason, stop=stop, sender=group.name)


def _organises_reason(group: Group) -> str:
    return str(_("You get this because you organise %(group)s.", group=group.name))


def _moderates_reason(group: Group) -> str:
    return str(_("You get this because you moderate %(group)s.", group=group.name))


def _asked_reason(group: Group) -> str:
    return str(_("You get this because you asked to join %(group)s.", group=group.name))


LETTERS = (
    Letter("invitation", invitation, opens_door=True),
    Letter("request_waits", request_waits, opens_door=True),
    Letter("welcome", welcome),
    Letter("declined", declined),
    Letter("owner_made", owner_made),
    Letter("organiser_made", organiser_made),
    Letter("moderator_made", moderator_made),
    Letter("ownerless", ownerless),
    Letter("entered", entered),
    Letter("network_wish", network_wish),
    Letter("network_answered", network_answered),
    Letter("follow_confirm", follow_confirm, opens_door=True),
    Letter("join_confirm", join_confirm, opens_door=True),
)
