"""What the pages of a group show, put together from the queries."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, links, panels, pieces, site
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.paging import Page
from netapp.core.viewer import OWNER, Viewer
from netapp.groups import addresses, cards, emblems, lists, policy, queries, records
from netapp.groups.forms import FollowForm, MailLevelForm
from netapp.groups.lists import Filters, Part
from netapp.groups.models import Group
from netapp.groups.reading import Read, Seen
from netapp.members import pictures

T = TypeVar("T")
Offer = Literal[
    "shut",
    "sign in",
    "network or sign in",
    "company",
    "network first",
    "invitation",
    "join",
    "ask",
    "requested",
    "invited",
    "member",
]


class Shown(NamedTuple):
    """Somebody in a list of people."""

    name: str
    company: str
    picture_url: str | None


def frame(viewer: Viewer, group: Group, held: Sequence[int] | None = None) -> dict[str, Any]:
    """What the layout and every page of a group need: the network in the bar, its emblem, the page's language. `held`:
    as emblems.both has it.
    """
    network = queries.network_of(group)
    languages.prefer(group.language)
    emblem, mark = emblems.both(viewer, network.id, held)
    return {
        "group": group,
        "network": network,
        "network_url": addresses.of(network),
        "emblem": emblem,
        "network_emblem": mark,
        "group_url": addresses.of(group),
    }


def of_group(viewer: Viewer, read: Read) -> dict[str, Any]:
    """The page of a network or a sub-group."""
    group = read.seen.group
    languages.prefer(group.language)  # first, since it settles the language in which the rest is chosen
    network = group.parent or group
    meetings = cards.meetings(viewer, group)
    held = meetings.attendances if meetings else _attendances(viewer, network.id)
    about_language, about = group.about_in(languages.current())
    offered = offer(viewer, group, read.state or "left")
    # Letters are offered to who is no member.
    may_follow = policy.may_follow(viewer, group) and offered not in {"member", "shut"}
    may_create = policy.may_create_sub_group(viewer, group) and policy.is_open(group)
    return {
        "group": group,
        "network": network,
        "network_url": addresses.of(network),
        "network_emblem": emblems.drawn(network.id, held, 40),
        "canonical": addresses.absolute(group),
        "alternates": alternates(group),
        "hero": _hero(read.seen, held),
        "about": about,
        "about_language": about_language,
        "organise": _organise(viewer, group) if policy.may_organise(viewer, group) else Markup(),
        "join": _join(
            read.seen,
            offered,
            read.mail_level,
            policy.may_see_members(viewer, group),
            viewer.roles.get(group.id) == OWNER,
        ),
        "lent": [*([meetings.panel] if meetings else ()), *panels.shown("network", read)],
        "below": _below(
            read.seen,
            read.inside,
            shown_organisers(viewer, group, read),
            may_create,
            (read.follows, policy.may_follow_at_once(viewer, group)) if may_follow else None,
        ),
    }


def _attendances(viewer: Viewer, network_id: int) -> tuple[int, ...]:
    """Who sees a group and may not read it is shown the rings of what is public in its network."""
    return tuple(cards.known(cards.ATTENDANCES, viewer, [network_id]).get(network_id, ()))


@pieces.remembered
def _hero(seen: Seen, held: tuple[int, ...]) -> Markup:
    group = seen.group
    network = group.parent or group
    return pieces.part(
        "groups/_hero.html",
        lang=languages.current(),
        group=group,
        network=network,
        network_url=addresses.of(network),
        emblem=emblems.drawn(network.id, held),
        members=seen.members,
    )


def _organise(viewer: Viewer, group: Group) -> Markup:
    return pieces.part(
        "groups/_organise.html",
        group=group,
        is_open=policy.is_open(group),
        organising=panels.shown("organise", group),
        organising_rarely=panels.shown("organise rarely", group),
        may_shut=group.id in viewer.entered,
        may_own=policy.may_own(viewer, group),
    )


@pieces.remembered
def _join(seen: Seen, offered: Offer, mail_level: str | None, may_see_members: bool, is_owner: bool) -> Markup:
    group = seen.group
    network = group.parent or group
    return pieces.part(
        "groups/_join.html",
        group=group,
        group_url=addresses.of(group),
        network=network,
        network_url=addresses.of(network),
        offer=offered,
        level_form=MailLevelForm(posted=False, mail_level=mail_level) if mail_level else None,
        may_see_members=may_see_members,
        is_owner=is_owner,
    )


@pieces.remembered
def _below(
    seen: Seen,
    inside: tuple[Seen, ...],
    organisers: tuple[Shown, ...],
    may_create_sub_group: bool,
    following: tuple[bool, bool] | None,
) -> Markup:
    """`following`: whether the viewer follows, and whether one click will do; None where it is not offered."""
    follows, at_once = following or (False, False)
    return pieces.part(
        "groups/_below.html",
        lang=languages.current(),
        group=seen.group,
        sub_groups=[(one.group, addresses.of(one.group), one.members) for one in inside],
        organisers=organisers,
        may_create_sub_group=may_create_sub_group,
        follow_form=FollowForm(posted=False) if following else None,
        follows=follows,
        follows_at_once=at_once,
    )


def alternates(group: Group) -> list[tuple[str, str]]:
    """The page in each language, for search engines; only of what everybody sees."""
    return [(code, f"{addresses.absolute(group)}?lang={code}") for code in languages.NAMES] if is_public(group) else []


def is_public(group: Group) -> bool:
    return group.seen_key == "public"


def offer(viewer: Viewer, group: Group, state: str) -> Offer:
    """What the viewer, whose membership is in this state, can do about belonging to the group now."""
    if state == "active":
        return "member"
    if not policy.is_open(group):
        return "shut"
    if not viewer.is_signed_in:
        if group.join_rule == "invitation":
            return "company" if group.known_domains else "invitation"
        return "sign in" if group.is_network else "network or sign in"
    if not policy.may_join(viewer, group):
        return "network first"
    if state == "invited":
        return "invited"
    if state != "removed" and records.comes_by_domain(group, viewer.person_id):
        return "join"
    if state == "requested":
        return "requested"
    if state == "removed" or group.join_rule == "invitation":
        return "invitation"
    return "join" if group.join_rule == "open" else "ask"


def asks_first(viewer: Viewer, group: Group) -> bool:
    """Whether the viewer is asked something before they can ask to join."""
    if not group.asks:
        return False
    found = queries.membership(group.id, viewer.person_id) if viewer.is_signed_in else None
    return offer(viewer, group, found.state if found else "left") in {"ask", "sign in"}


def shown_organisers(viewer: Viewer, group: Group, read: Read) -> tuple[Shown, ...]:
    """Whom to ask: signed-in readers see who organises, guests those who show their name to everybody.

    Faces are shown to whoever is signed in.
    """
    if not policy.may_read(viewer, group):
        return ()
    return tuple(
        Shown(
            name=one.name or one.email or "",
            company=one.company or "",
            picture_url=pictures.address(one.person_id, one.digest) if viewer.is_signed_in else None,
        )
        for one in read.organisers
        if one.show_name or viewer.is_signed_in
    )


def of_networks(viewer: Viewer, filters: Filters | None = None, after: int | None = None) -> dict[str, Any]:
    """Networks that the viewer sees. What narrows the list is offered where there are more than one page holds."""
    filters = filters or Filters()
    found = lists.networks(viewer, filters, after)
    ids = [group.id for group in found.rows]
    is_plain = found.is_first and not filters.args
    is_long = not is_plain or found.goes_on is not None
    listed = links.absolute("groups.networks")
    return {
        "networks": found.rows,
        "page": neighbours(found, "groups.networks", **filters.args),
        "filters": filters,
        "regions": _regions(filters, lists.regions(viewer)) if is_long else [],
        "is_plain": is_plain,
        "is_long": is_long,
        "may_create": policy.may_create_network(viewer, site.current().networks_by_members),
        "emblems": emblems.of(viewer, ids, 120),
        "counts": queries.member_counts(ids),
        "next_meetings": cards.known(cards.NEXT_MEETING, viewer, ids),
        "addresses": {group.id: addresses.of(group) for group in found.rows},
        "canonical": listed if is_plain else "",
        "alternates": [(code, f"{listed}?lang={code}") for code in languages.NAMES] if is_plain else [],
    }


def by_members(viewer: Viewer) -> bool:
    """The site's setting, for who may fill in the form of a new network; Forbidden for the others."""
    setting = site.current().networks_by_members
    require(policy.may_create_network(viewer, setting))
    return setting


def neighbours(part: Part[T], endpoint: str, **asked: Any) -> Page[T]:
    """The page after this one, and the first."""
    return Page(
        part.rows,
        next_url=url_for(endpoint, **asked, after=part.goes_on) if part.goes_on is not None else None,
        previous_url=None if part.is_first else url_for(endpoint, **asked),
    )


def _regions(filters: Filters, regions: Sequence[str]) -> list[tuple[str, str, bool]]:
    """A link for each region, and one for all: (text, address, whether the list is narrowed to it)."""
    asked: dict[str, Any] = {**filters.args, "region": None}
    everywhere = (_("All"), url_for("groups.networks", **asked), not filters.region)
    some = ((one, url_for("groups.networks", **asked | {"region": one}), one == filters.region) for one in regions)
    return [everywhere, *some]
