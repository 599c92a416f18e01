"""What the pages of companies show, put together from the queries."""

from typing import Any, NamedTuple

from flask import url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from netapp.core import languages, text
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import (
    addresses,
    companies,
    company_forms,
    company_words,
    logo_boxes,
    logos,
    merging_page,
    pictures,
    policy,
    profiles,
    sectors,
    staff,
    tending,
    twins,
)
from netapp.members.models import ABOUTS, Affiliation, Company
from netapp.members.staff import Worker


class Shown(NamedTuple):
    """Somebody on a company's page. `role` is said of contacts; `tends`: whether buttons stand beside the name."""

    person_id: int
    name: str
    url: str | None
    company: str
    picture_url: str | None
    is_contact: bool
    is_me: bool


def of_company(viewer: Viewer, company: Company) -> dict[str, Any]:
    """The page of one company, as far as this viewer may see it."""
    place = companies.place_of(viewer.person_id, company.id)
    tends = policy.may_tend(viewer, place)
    language, about = company.about_in(languages.current())
    said = companies.lines([company.id])[company.id]
    found, hidden = staff.workers(viewer, company.id, tends=tends)
    seen = profiles.seen_among(viewer, (one.person_id for one in found))
    shown = [_shown(viewer, one, tends, one.person_id in seen) for one in found]
    is_listed = companies.is_listed_now(company)
    return {
        "company": company,
        "logo": logo_boxes.of(company),
        "kind": company_words.KINDS[company.kind],
        "about": about,
        "about_language": language,
        "lines": [(one, company_words.ABOUTS[one], said[one]) for one in ABOUTS if said[one]],
        "facts": _facts(company),
        "sectors": [(code, sectors.name_of(code)) for code in companies.divisions([company.id])[company.id]],
        "people": shown,
        "hidden": hidden,
        "asking": companies.asking(company.id) if tends else [],
        "wishes": merging_page.open_at(viewer, company) if tends else [],
        "place": place,
        "tends": tends,
        "may_ask": policy.may_ask_to_join(viewer, place),
        "twins": [(one.name, one.place, _merge_url(company, one)) for one in twins.of(viewer, company, place)],
        "waits": companies.waits_at(viewer.person_id, company.id),
        "is_listed": is_listed,
        "confirmed": languages.date_long(company.confirmed_on) if company.confirmed_on else "",
        "holds_until": languages.date_long(company.confirmed_on + companies.HOLDS_FOR) if company.confirmed_on else "",
        "canonical": addresses.absolute(company.id, company.name) if is_listed else "",
        "alternates": _alternates(company) if is_listed else [],
        "organization": _organization(company, about) if is_listed else None,
    }


def of_form(viewer: Viewer, company: Company, place: Affiliation | None) -> company_forms.CompanyPageForm:
    """The form with what is there; Forbidden for who does not answer for the company."""
    require(policy.may_tend(viewer, place))
    return company_forms.CompanyPageForm(**company_forms.shown(company), seen=tending.fingerprint(company))


def _merge_url(company: Company, other: Company) -> str:
    return url_for("members.merge_company", company_id=company.id, other_id=other.id)


def _facts(company: Company) -> list[tuple[str, Any]]:
    rows = [
        (_("Size"), company_words.SIZES[company.size] if company.size else ""),
        (_("Business register"), company.register_number),
    ]
    return [(term, said) for term, said in rows if said]


def _shown(viewer: Viewer, one: Worker, tends: bool, has_page: bool) -> Shown:
    # Faces are shown to whoever is signed in; an address to contacts only, and where there is no name.
    return Shown(
        person_id=one.person_id,
        name=one.name or (one.email if tends else "") or _("Somebody"),
        url=addresses.of_person(one.person_id, one.name) if has_page else None,
        company=_("Contact person") if one.role == "contact" else "",
        picture_url=pictures.address(one.person_id, one.digest) if viewer.is_signed_in else None,
        is_contact=one.role == "contact",
        is_me=one.person_id == viewer.person_id,
    )


def _alternates(company: Company) -> list[tuple[str, str]]:
    url = addresses.absolute(company.id, company.name)
    return [*((code, f"{url}?lang={code}") for code in languages.NAMES), ("x-default", url)]


def _organization(company: Company, about: str) -> Markup:
    """For search engines: schema.org/Organization, safe inside a script element."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": company.name,
        "url": addresses.absolute(company.id, company.name),
    }
    if file := logos.of(company):
        found["logo"] = logos.absolute(company.id, file.mark)
    if about:
        found["description"] = text.excerpt(about, 300)
    if company.website:
        found["sameAs"] = company.website
    if company.place:
        found["address"] = {"@type": "PostalAddress", "addressLocality": company.place}
    if company.register_number:
        found["identifier"] = company.register_number
    return htmlsafe_json_dumps(found, ensure_ascii=False)
