"""The companies of a group's members as a table, for its organisers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask import Response
from markupsafe import Markup
from sqlalchemy import select

from netapp.core import clock, log, pieces, sheets, text
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import ORGANISING, Viewer, group_key
from netapp.groups import policy
from netapp.groups.models import Group, Membership
from netapp.members import addresses, companies, company_words, sectors
from netapp.members.models import ABOUTS, Affiliation, Company, Person


def answer(viewer: Viewer, group: Group) -> Response:
    """XLSX, a line for each company at which an active member works now."""
    name = (text.tail(group.name) or "-group").lstrip("-")
    return sheets.answer(_take(viewer, group), f"{name}-companies-{clock.now():%Y-%m-%d}", "xlsx")


def panel(viewer: Viewer) -> Markup | None:
    """For the directory: the tables of the networks that the viewer organises."""
    runs = viewer.groups_of(ORGANISING)
    if not runs:
        return None
    chosen = select(Group.id, Group.name).where(Group.id.in_(runs), Group.parent_id.is_(None)).order_by(Group.name)
    found = session.execute(chosen).all()
    return pieces.part("groups/_company_lists.html", groups=found) if found else None


@action
def _take(viewer: Viewer, group: Group) -> list[list[str]]:
    """The table; that it was taken is a deed, too: it holds names and addresses."""
    require(policy.may_see_companies(viewer, group))
    people, rows = _people(group), _companies(group)
    said, divisions = companies.lines(row.id for row in rows), companies.divisions(row.id for row in rows)
    lines = [
        [
            *_facts(row),
            " · ".join(f"{code} {sectors.name_of(code)}" for code in divisions[row.id]),
            text.plain(row.about),
            *("\n".join(said[row.id][about]) for about in ABOUTS),
            ", ".join(people[row.id]),
            addresses.absolute(row.id, row.name),
        ]
        for row in rows
    ]
    log.write(viewer.person_id, "export companies", "group", group.id, group_key(group.id), rows=len(lines))
    return [_heads(), *lines]


def _companies(group: Group) -> Sequence[Company]:
    at = select(Affiliation.company_id).join(Membership, Membership.person_id == Affiliation.person_id)
    at = at.where(Affiliation.until.is_(None), Membership.group_id == group.id, Membership.state == "active")
    return session.scalars(select(Company).where(Company.id.in_(at)).order_by(Company.folded, Company.id)).all()


def _people(group: Group) -> Mapping[int, Sequence[str]]:
    """The members who work at each company, contacts first, with their addresses as the list of members shows them."""
    chosen = (
        select(Affiliation.company_id, Person.name, Person.email)
        .join(Person, Person.id == Affiliation.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Affiliation.until.is_(None), Membership.group_id == group.id, Membership.state == "active")
        .order_by(Affiliation.role, Person.name, Person.id)
    )
    found = defaultdict[int, list[str]](list)
    for company_id, name, email in session.execute(chosen):
        found[company_id].append(f"{name} <{email}>" if name and email else name or email or "–")
    return found


def _heads() -> list[str]:
    facts = [_("Name"), _("Kind"), _("Town"), _("Website"), _("Business register"), _("Size"), _("Confirmed on")]
    aboutness = [str(company_words.ABOUTS[about]) for about in ABOUTS]
    return [*facts, _("Sector"), _("What they do"), *aboutness, _("Members"), _("Page")]


def _facts(company: Company) -> list[str]:
    return [
        company.name,
        str(company_words.KINDS[company.kind]),
        company.place,
        company.website,
        company.register_number,
        str(company_words.SIZES[company.size]) if company.size else "",
        company.confirmed_on.isoformat() if company.confirmed_on else "",
    ]
