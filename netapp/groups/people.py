"""Members as lists show them: who they are, where they work, their faces."""

from typing import Any

from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.groups import naming
from netapp.members import addresses, pictures, profiles
from netapp.members import queries as members
from netapp.members.models import Company


def with_companies(rows: Any) -> list[dict[str, Any]]:
    """What lists of people show of these memberships, in their order.

    Who has not come is called what the invitation says; who has gone, what they were called: where they are today is
    for those who meet them, and today's address for those whose members they are.
    """
    unmet = naming.unmet(current(), [row.id for row in rows if row.state not in naming.HERE])
    shown = [row.person_id for row in rows if row.id not in unmet]
    companies = members.companies_of(shown)
    seen = profiles.seen_among(current(), shown)
    # Faces are shown to whoever is signed in.
    faces = members.picture_digests(shown) if current().is_signed_in else {}
    return [
        {
            "membership": row,
            "name": unmet.get(row.id, row.person.name) or _address(row) or _("Somebody"),
            "email": _address(row),
            "url": addresses.of_person(row.person_id, row.person.name) if row.person_id in seen else None,
            **_at(companies.get(row.person_id), row.state == "active"),
            "picture_url": pictures.address(row.person_id, faces.get(row.person_id)),
        }
        for row in rows
    ]


def _address(row: Any) -> str | None:
    return row.person.email if row.state not in {"left", "removed"} else None


def _at(company: Company | None, is_inside: bool) -> dict[str, str | None]:
    """Who is in the group sees where the others in it work."""
    if company is None:
        return {"company": "", "company_url": None}
    return {
        "company": company.name,
        "company_url": addresses.of(company.id, company.name) if is_inside else None,
    }
