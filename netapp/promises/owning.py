"""Whose a promise may be: who is in the group or came to the meeting, their companies, or the organisers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select, union

from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events.models import SignUp
from netapp.forums.models import Post
from netapp.groups.models import Group, Membership
from netapp.members import queries as people
from netapp.members.models import Affiliation, Company, Person
from netapp.promises import policy

# As many are offered in a list; beyond, nobody would find a name in it.
MOST = 400


class Owner(NamedTuple):
    """Somebody to choose. `came`: they have a seat at the meeting."""

    id: int
    name: str
    company: str
    company_id: int | None
    came: bool


def offered(viewer: Viewer, group: Group, meeting_id: int | None, post_id: int | None) -> Sequence[Owner]:
    """The group's members and who came, as far as the viewer may know them by name; two statements for however many."""
    came = exists().where(SignUp.meeting_id == (meeting_id or 0), SignUp.person_id == Person.id, *_CAME)
    chosen = select(Person.id, Person.name, came).where(Person.id.in_(_near(group.id, meeting_id, post_id)))
    chosen = chosen.where(Person.name != "", Person.erased_at.is_(None))
    if not policy.may_name_anybody(viewer, group):
        wrote = Person.id.in_(_author(post_id))
        chosen = chosen.where(or_(people.shown_to(viewer), wrote))
    rows = session.execute(chosen.order_by(func.lower(Person.name), Person.id).limit(MOST)).all()
    at = people.companies_of(row[0] for row in rows)
    return [Owner(*row[:2], at[row[0]].name if row[0] in at else "", _number(at.get(row[0])), row[2]) for row in rows]


def refuse_strangers(viewer: Viewer, group: Group, wish: Any, meeting_id: int | None, post_id: int | None) -> None:
    """Refused for who is not near; somebody named by an address has been asked for before."""
    near = _near(group.id, meeting_id, post_id).subquery()
    if wish.person_id not in {None, viewer.person_id} and not wish.email:
        known = session.scalar(select(near.c.person_id).where(near.c.person_id == wish.person_id).limit(1))
        if known is None:
            raise Refused(_("Choose somebody of the group."), "owner")
    if wish.company_id is not None:
        works = select(Affiliation.id).where(Affiliation.company_id == wish.company_id, Affiliation.until.is_(None))
        if session.scalar(works.where(Affiliation.person_id.in_(select(near.c.person_id))).limit(1)) is None:
            raise Refused(_("Choose somebody of the group."), "owner")


_CAME = (SignUp.state == "going",)


def _near(group_id: int, meeting_id: int | None, post_id: int | None) -> Any:
    members = select(Membership.person_id).where(Membership.group_id == group_id, Membership.state == "active")
    there = select(SignUp.person_id).where(SignUp.meeting_id == (meeting_id or 0), *_CAME)
    return union(members, there, _author(post_id))


def _author(post_id: int | None) -> Select[Any]:
    return select(Post.author_id).where(Post.id == (post_id or 0), Post.author_id.is_not(None))


def _number(company: Company | None) -> int | None:
    return company.id if company else None
