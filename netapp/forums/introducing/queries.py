"""To whom an introduction is offered, and what the site knows to put into it."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import exists, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.forums.introducing.models import Introduction
from netapp.forums.models import Thread
from netapp.groups.models import Group, Membership
from netapp.members import companies, profiles
from netapp.members import queries as members

# So long somebody is new.
NEW = timedelta(days=60)
MOST_LINES = 3


class Known(NamedTuple):
    """What a member has said of themselves and of where they work."""

    name: str
    company: str
    offers: tuple[str, ...]
    seeks: tuple[str, ...]


def offered(viewer: Viewer) -> Group | None:
    """The network that the viewer came into last, where they are still to introduce themselves."""
    if not viewer.roles:
        return None
    settled = exists().where(Introduction.person_id == viewer.person_id, Introduction.group_id == Group.id)
    mine = Thread.created_by == viewer.person_id, Thread.group_id == Group.id, Thread.kind == "introduction"
    chosen = select(Group).join(Membership, Membership.group_id == Group.id)
    is_new = Membership.person_id == viewer.person_id, Membership.joined_at > clock.now() - NEW
    is_open = Group.parent_id.is_(None), Group.closed_at.is_(None), Group.approved_at.is_not(None)
    found = chosen.where(*is_new, Membership.state == "active", *is_open, ~settled, ~exists().where(*mine))
    return session.scalar(found.order_by(Membership.joined_at.desc(), Group.id).limit(1))


def known(viewer: Viewer) -> Known:
    person_id = viewer.person_id or 0
    own, company = profiles.lines([person_id])[person_id], members.company_of(person_id)
    theirs = companies.lines([company.id])[company.id] if company else {}
    offers, seeks = (own[about] or theirs.get(about, ()) for about in ("offer", "seek"))
    return Known(
        viewer.name or "", company.name if company else "", tuple(offers[:MOST_LINES]), tuple(seeks[:MOST_LINES])
    )
