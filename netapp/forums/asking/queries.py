"""Which groups somebody shares with a company, and who answers for it."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.groups.models import Group, Membership
from netapp.groups.queries import NO_GROUP
from netapp.members.models import Affiliation, Company


def networks(viewer: Viewer, company_id: int) -> Sequence[Group]:
    """The open networks that the viewer and somebody of the company are in."""
    chosen = select(Group).where(
        Group.id.in_(sorted(viewer.roles) or NO_GROUP),
        Group.parent_id.is_(None),
        Group.closed_at.is_(None),
        Group.approved_at.is_not(None),
        Group.id.in_(_places(company_id)),
    )
    return session.scalars(chosen.order_by(Group.name)).all()


def is_in_group(company_id: int, group_id: int) -> bool:
    """Whether somebody of the company is in the group."""
    return session.scalar(_places(company_id).where(Membership.group_id == group_id).limit(1)) is not None


def contacts(company_id: int) -> Select[int]:
    """Who answers for the company today."""
    return select(Affiliation.person_id).where(
        Affiliation.company_id == company_id, Affiliation.until.is_(None), Affiliation.role == "contact"
    )


def is_contact(person_id: int | None, company_id: int | None) -> bool:
    chosen = contacts(company_id or 0).where(Affiliation.person_id == person_id)
    return session.scalar(chosen.limit(1)) is not None


def name_of(company_id: int | None) -> str:
    found = session.get(Company, company_id) if company_id else None
    return found.name if found else ""


def _places(company_id: int) -> Select[int]:
    """The groups in which somebody is who works there."""
    works = select(Affiliation.person_id).where(Affiliation.company_id == company_id, Affiliation.until.is_(None))
    return select(Membership.group_id).where(Membership.state == "active", Membership.person_id.in_(works))
