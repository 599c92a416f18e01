"""What the pages at the doors show."""

from datetime import datetime
from typing import Any

from flask import url_for

from netapp.core import languages, links, localtime, qr
from netapp.core.viewer import Viewer
from netapp.groups import door_queries, page, policy, queries, records
from netapp.groups.models import Group, InvitationLink, Knock
from netapp.members import queries as members


def of_link(viewer: Viewer, link: InvitationLink) -> dict[str, Any]:
    """Name and one sentence, for whoever holds the link while it is good; no more, and afterwards nothing."""
    group = link.group
    state = _state(group, viewer.person_id)
    if state == "active":
        offer = "member"
    elif not policy.is_open(group) or link.is_over:
        offer = "over"
    elif state == "removed":
        offer = "removed"
    elif viewer.is_signed_in and not records.is_in_network(group, viewer.person_id or 0):
        offer = "network first"
    else:
        offer = "join" if viewer.is_signed_in else "knock"
    return {"group": group, "offer": offer}


def of_knock(knock: Knock) -> dict[str, Any]:
    """What becomes of somebody who was written to; a link that is over shows nothing of its group any more.

    `network`: what they have to join first, where they see it.
    """
    person = members.person_by_email(knock.email)
    number = person.id if person else 0
    state = _state(knock.group, number)
    is_over = knock.link is not None and knock.link.is_over
    network = knock.group.parent
    return {
        "knock": knock,
        "group": knock.group,
        "is_known": state == "active" or not is_over,
        "state": state,
        "network_first": not records.is_in_network(knock.group, number),
        "network": network if network and policy.may_see(records.viewer_at(knock.email), network) else None,
        "asks": knock.link is None and knock.group.join_rule != "open",
        "is_open": policy.is_open(knock.group),
    }


def of_links(viewer: Viewer, group: Group) -> dict[str, Any]:
    """Those that work, and beneath them those that are over."""
    rows = [_row(group, link) for link in door_queries.links(viewer, group)]
    return {
        **page.frame(viewer, group),
        "working": [row for row in rows if not row["is_over"]],
        "over": [row for row in rows if row["is_over"]],
        "is_open": policy.is_open(group),
    }


def of_poster(viewer: Viewer, group: Group, link_id: int) -> dict[str, Any]:
    link = door_queries.get_link(viewer, group, link_id)
    row = _row(group, link)
    return {**page.frame(viewer, group), "link": row, "code": qr.drawn(row["url"]) if not link.is_over else ""}


def of_request(token: str) -> dict[str, Any]:
    """The page behind an organiser's letter: who asks, and whether the organiser still may answer."""
    organiser, membership = records.request(token)
    languages.prefer(membership.group.language)
    by = membership.decided_by
    return {
        "membership": membership,
        "answers": records.answers(membership.id),
        "answered_by": records.name_of(by) if by != organiser.person_id else "",
        "company": records.company_name_of(membership.person_id),
        "may_decide": policy.may_decide(organiser, membership, membership.group),
    }


def _row(group: Group, link: InvitationLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "label": link.label,
        "url": links.absolute("groups.come", door=link.key),
        "came": link.came,
        "most": link.most,
        "is_over": link.is_over,
        "is_full": link.is_full,
        "ends": _day(group, link.ended_at or link.expires_at),
        "page": url_for("groups.link", group_id=group.id, link_id=link.id),
        "ending": url_for("groups.end_link", group_id=group.id, link_id=link.id),
    }


def _day(group: Group, moment: datetime) -> str:
    return languages.date_long(localtime.to_local(moment, group.zone).date())


def _state(group: Group, person_id: int | None) -> str:
    found = queries.membership(group.id, person_id) if person_id else None
    return found.state if found else "left"
