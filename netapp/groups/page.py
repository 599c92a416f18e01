"""What the pages of a group show, put together from the queries."""

from typing import Any, Literal

from netapp.core import languages, links, localtime, site
from netapp.core.errors import require
from netapp.core.viewer import Viewer, current
from netapp.groups import addresses, cards, emblems, policy, queries, records, words
from netapp.groups.forms import FollowForm, MailLevelForm
from netapp.groups.models import Group, Membership
from netapp.members import pictures
from netapp.members import policy as people
from netapp.members import queries as members

Offer = Literal["shut", "sign in", "network first", "invitation", "join", "ask", "requested", "invited", "member"]


def frame(viewer: Viewer, group: Group) -> dict[str, Any]:
    """What the layout and every page of a group need: the network in the bar, its emblem, the page's language."""
    network = queries.network_of(group)
    languages.prefer(group.language)
    emblem, mark = emblems.both(viewer, network.id)
    return {
        "group": group,
        "network": network,
        "network_url": addresses.of(network),
        "emblem": emblem,
        "network_emblem": mark,
        "group_url": addresses.of(group),
    }


def of_group(viewer: Viewer, group: Group) -> dict[str, Any]:
    """The page of a network or a sub-group."""
    framed = frame(viewer, group)  # first, since it settles the language in which the rest is chosen
    mine = queries.membership(group.id, viewer.person_id) if viewer.is_signed_in else None
    inside = [] if group.parent_id else queries.sub_groups(viewer, group.id)
    about_language, about = group.about_in(languages.current())
    return {
        **framed,
        "canonical": addresses.absolute(group),
        "alternates": alternates(group),
        "about": about,
        "about_language": about_language,
        "membership": mine,
        "offer": offer(viewer, group, mine),
        "follows": queries.follower(group.id, viewer.person_id) if viewer.is_signed_in else None,
        "follow_form": FollowForm() if policy.may_follow(viewer, group) else None,
        "level_form": MailLevelForm(obj=mine) if mine else None,
        "organisers": shown_organisers(viewer, group),
        "sub_groups": inside,
        "counts": queries.member_counts([group.id, *(sub_group.id for sub_group in inside)]),
        "may_organise": policy.may_organise(viewer, group),
        "may_see_members": policy.may_see_members(viewer, group),
        "may_create_sub_group": policy.may_create_sub_group(viewer, group) and policy.is_open(group),
        "is_open": policy.is_open(group),
    }


def alternates(group: Group) -> list[tuple[str, str]]:
    """The page in each language, for search engines; only of what everybody sees."""
    return [(code, f"{addresses.absolute(group)}?lang={code}") for code in languages.NAMES] if is_public(group) else []


def is_public(group: Group) -> bool:
    return group.seen_key == "public"


def offer(viewer: Viewer, group: Group, mine: Membership | None) -> Offer:
    """What the viewer can do about belonging to the group now."""
    state = mine.state if mine else "left"
    if state == "active":
        return "member"
    if not policy.is_open(group):
        return "shut"
    if not viewer.is_signed_in:
        return "sign in" if group.join_rule != "invitation" else "invitation"
    if not policy.may_join(viewer, group):
        return "network first"
    if state == "requested" or state == "invited":
        return state
    if state == "removed" or group.join_rule == "invitation":
        return "invitation"
    return "join" if group.join_rule == "open" else "ask"


def shown_organisers(viewer: Viewer, group: Group) -> list[dict[str, Any]]:
    """Whom to ask: signed-in readers see who organises, guests those who show their name to everybody."""
    found = [
        row
        for row in records.organisers([group.id])
        if people.may_see_name(viewer, row.person, row.person.show_name or viewer.is_signed_in)
    ]
    return _with_companies(found) if policy.may_read(viewer, group) else []


def of_networks(viewer: Viewer) -> dict[str, Any]:
    """All networks that the viewer sees."""
    found = queries.networks(viewer)
    ids = [group.id for group in found]
    return {
        "networks": found,
        "may_create": policy.may_create_network(viewer, site.current().networks_by_members),
        "emblems": emblems.of(viewer, ids, 120),
        "counts": queries.member_counts(ids),
        "next_meetings": cards.known(cards.NEXT_MEETING, viewer, ids),
        "addresses": {group.id: addresses.of(group) for group in found},
        "canonical": links.absolute("groups.networks"),
        "alternates": [(code, links.absolute("groups.networks", lang=code)) for code in languages.NAMES],
    }


def of_members(viewer: Viewer, group: Group) -> dict[str, Any]:
    """The list of members: organisers see all, members those who show themselves."""
    runs = policy.may_organise(viewer, group)
    found = queries.members(viewer, group)
    shown = [row for row in found if runs or people.may_see_name(viewer, row.person, row.person.show_name)]
    return {
        **frame(viewer, group),
        "members": _with_companies(shown),
        "hidden": len(found) - len(shown),
        "waiting": _with_companies(queries.waiting(viewer, group)),
        "may_organise": runs,
        "is_open": policy.is_open(group),
    }


def of_member(viewer: Viewer, group: Group, membership_id: int) -> dict[str, Any]:
    """One person in the group, for its organisers."""
    membership = queries.get_membership(viewer, group, membership_id)
    since = localtime.to_local(membership.joined_at or membership.changed_at, group.zone).date()
    framed = frame(viewer, group)
    return {
        **framed,
        "one": _with_companies([membership])[0],
        "since": languages.date_long(since),
        "states": words.STATES,
    }


def of_request(token: str) -> dict[str, Any]:
    """The page behind an organiser's letter: who asks, and whether the organiser still may answer."""
    organiser, membership = records.request(token)
    languages.prefer(membership.group.language)
    return {
        "membership": membership,
        "company": records.company_name_of(membership.person_id),
        "may_decide": policy.may_decide(organiser, membership, membership.group),
    }


def by_members(viewer: Viewer) -> bool:
    """The site's setting, for who may fill in the form of a new network; Forbidden for the others."""
    setting = site.current().networks_by_members
    require(policy.may_create_network(viewer, setting))
    return setting


def _with_companies(rows: Any) -> list[dict[str, Any]]:
    companies = members.companies_of(row.person_id for row in rows)
    # Faces are shown to whoever is signed in.
    faces = members.picture_digests(row.person_id for row in rows) if current().is_signed_in else {}
    return [
        {
            "membership": row,
            "name": row.person.name or row.person.email or "",
            "email": row.person.email,
            "company": companies[row.person_id].name if row.person_id in companies else "",
            "picture_url": pictures.address(row.person_id, faces.get(row.person_id)),
        }
        for row in rows
    ]
