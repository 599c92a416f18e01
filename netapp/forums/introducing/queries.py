"""To whom an introduction is offered, and what the site knows to put into it."""

from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums.introducing.models import Introduction
from netapp.forums.models import Thread
from netapp.groups.models import Group, Membership
from netapp.members import companies, profiles
from netapp.members import queries as members

G: Any = Group.__table__.c
M: Any = Membership.__table__.c
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
    found = _offered().rows({"person_id": viewer.person_id, "since": clock.now() - NEW})
    return session.get(Group, found[0][0]) if found else None


@cache
def _offered() -> Prepared:
    """Its number: everybody's own page asks for it, and nearly nobody is new."""
    person_id = bindparam("person_id", type_=M.person_id.type)
    settled = exists().where(Introduction.person_id == person_id, Introduction.group_id == G.id)
    mine = exists().where(Thread.created_by == person_id, Thread.group_id == G.id, Thread.kind == "introduction")
    chosen = select(G.id).join(Membership.__table__, M.group_id == G.id)
    is_new = M.person_id == person_id, M.joined_at > bindparam("since", type_=M.joined_at.type), M.state == "active"
    is_open = G.parent_id.is_(None), G.closed_at.is_(None), G.approved_at.is_not(None)
    return Prepared(chosen.where(*is_new, *is_open, ~settled, ~mine).order_by(M.joined_at.desc(), G.id).limit(1))


def known(viewer: Viewer) -> Known:
    person_id = viewer.person_id or 0
    own, company = profiles.lines([person_id])[person_id], members.company_of(person_id)
    theirs = companies.lines([company.id])[company.id] if company else {}
    offers, seeks = (own[about] or theirs.get(about, ()) for about in ("offer", "seek"))
    return Known(
        viewer.name or "", company.name if company else "", tuple(offers[:MOST_LINES]), tuple(seeks[:MOST_LINES])
    )
