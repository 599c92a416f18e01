"""Members as lists show them: who they are, where they work, their faces."""

from typing import Any

from netapp.core.viewer import current
from netapp.members import addresses, pictures, profiles
from netapp.members import queries as members
from netapp.members.models import Company


def with_companies(rows: Any) -> list[dict[str, Any]]:
    """What lists of people show of these memberships, in their order."""
    companies = members.companies_of(row.person_id for row in rows)
    seen = profiles.seen_among(current(), (row.person_id for row in rows))
    # Faces are shown to whoever is signed in.
    faces = members.picture_digests(row.person_id for row in rows) if current().is_signed_in else {}
    return [
        {
            "membership": row,
            "name": row.person.name or row.person.email or "",
            "email": row.person.email,
            "url": addresses.of_person(row.person_id, row.person.name) if row.person_id in seen else None,
            **_at(companies.get(row.person_id), row.state == "active"),
            "picture_url": pictures.address(row.person_id, faces.get(row.person_id)),
        }
        for row in rows
    ]


def _at(company: Company | None, is_inside: bool) -> dict[str, str | None]:
    """Who is in the group sees where the others in it work."""
    if company is None:
        return {"company": "", "company_url": None}
    return {
        "company": company.name,
        "company_url": addresses.of(company.id, company.name) if is_inside else None,
    }
