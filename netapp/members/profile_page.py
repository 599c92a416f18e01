"""What the pages of people show, put together from the queries."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from netapp.core import languages, links
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import addresses, companies, people_list, person_words, pictures, policy, profiles, queries
from netapp.members.models import PERSON_ABOUTS, Company, Person, PersonAbout, Profile
from netapp.members.people_list import Filters
from netapp.members.profiles import Standing

# What a card shows of somebody, the most telling first, and how many lines of each.
SHORT: tuple[PersonAbout, ...] = ("offer", "seek", "competence")
FEW = 3


class Card(NamedTuple):
    """Somebody in the list of people."""

    name: str
    url: str
    picture_url: str | None
    job_title: str
    company: str
    company_url: str | None
    lines: list[tuple[object, list[str]]]


def of_person(viewer: Viewer, person: Person) -> dict[str, Any]:
    """The page of one person, as far as this viewer may see it."""
    profile, known = profiles.of(person.id), profiles.standing(viewer, person.id)
    said = profiles.lines([person.id])[person.id]
    company = _seen(viewer, queries.company_of(person.id))
    is_me = viewer.person_id == person.id
    is_public = person.show_name and profile.seen_by == "everybody"
    email = person.email if is_me or _shows_address(profile, known) else None
    return {
        "person": person,
        "profile": profile,
        "picture_url": pictures.address(person.id, known.digest),
        "company": company,
        "company_url": addresses.of(company.id, company.name) if company else None,
        "lines": [(one, person_words.ABOUTS[one], said[one]) for one in PERSON_ABOUTS if said[one]],
        "speaks": [languages.called(code) for code in profile.speaks],
        "links": [(link, links.host_of(link)[1].removeprefix("www.")) for link in profile.links],
        "email": email,
        "is_me": is_me,
        "seen_by": person_words.SEEN_BY[profile.seen_by if person.show_name else "nobody"],
        "is_public": is_public,
        "canonical": addresses.absolute_of_person(person.id, person.name) if is_public else "",
        "alternates": [],
        "described": _described(person, profile, company, said, email) if is_public else None,
    }


def of_list(viewer: Viewer, filters: Filters, after: int | None) -> dict[str, Any]:
    """A page of the people whom the viewer may see."""
    part = people_list.part(viewer, filters, after)
    ids = [row.id for row in part.rows]
    said, at = profiles.lines(ids), queries.companies_of(ids)
    seen = companies.seen_among(viewer, (company.id for company in at.values()))
    shown = {number: company for number, company in at.items() if company.id in seen}
    return {
        "cards": [_card(row, said[row.id], shown.get(row.id)) for row in part.rows],
        "filters": filters,
        "rows": _rows(filters),
        "page": {
            "next_url": _address(filters, after=part.goes_on) if part.goes_on else None,
            "previous_url": None if part.is_first else _address(filters),
        },
    }


def _shows_address(profile: Profile, known: Standing) -> bool:
    return policy.may_see_address(profile.email_to, is_met=known.is_met, is_close=known.is_close)


def _seen(viewer: Viewer, company: Company | None) -> Company | None:
    """Somebody's page does not tell of a company that is not the viewer's to see."""
    return company if company and companies.seen_among(viewer, [company.id]) else None


def _card(row: people_list.Row, said: Mapping[PersonAbout, Any], company: Company | None) -> Card:
    return Card(
        name=row.name,
        url=addresses.of_person(row.id, row.name),
        picture_url=pictures.address(row.id, row.digest),
        job_title=row.job_title or "",
        company=company.name if company else "",
        company_url=addresses.of(company.id, company.name) if company else None,
        lines=[(person_words.ABOUTS[one], said[one][:FEW]) for one in SHORT if said[one]],
    )


def _rows(filters: Filters) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What narrows the list by one click: (name of the row, its links)."""
    abouts = [(_("Everybody"), _narrowed(filters, about=None), filters.about is None)]
    abouts += [
        (str(person_words.ABOUTS[one]), _narrowed(filters, about=one), filters.about == one) for one in PERSON_ABOUTS
    ]
    tongues = [(_("All"), _narrowed(filters, speaks=""), not filters.speaks)]
    tongues += [
        (languages.called(code), _narrowed(filters, speaks=code), filters.speaks == code)
        for code in people_list.OFFERED
    ]
    return [(_("Who"), abouts), (_("Speaks"), tongues)]


def _narrowed(filters: Filters, **changes: Any) -> str:
    return _address(filters.but(**changes))


def _address(filters: Filters, **more: Any) -> str:
    asked: dict[str, Any] = {**filters.args, **more}
    return url_for("members.people", **asked)


def _described(
    person: Person, profile: Profile, company: Company | None, said: Mapping[PersonAbout, Any], email: str | None
) -> Markup:
    """For search engines: schema.org/Person, safe inside a script element."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "url": addresses.absolute_of_person(person.id, person.name),
        "jobTitle": profile.job_title,
        "worksFor": {"@type": "Organization", "name": company.name} if company else None,
        "knowsAbout": list(said["competence"]),
        "knowsLanguage": profile.speaks,
        "sameAs": profile.links,
        "email": email,
    }
    return htmlsafe_json_dumps({name: value for name, value in found.items() if value}, ensure_ascii=False)
