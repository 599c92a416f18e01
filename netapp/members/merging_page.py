"""What the pages show on which two records of a company become one."""

from typing import Any

from netapp.core import languages
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.members import addresses, companies, joined, policy
from netapp.members.merge_form import MergeForm
from netapp.members.models import Affiliation, Company, CompanyMerge


def pair(viewer: Viewer, company_id: int, other_id: int) -> tuple[Company, Company]:
    """Both as the viewer sees them, the one to keep first; the same twice where they are one already."""
    found = sorted((companies.get(viewer, number) for number in (company_id, other_id)), key=lambda one: -one.id)
    return found[0], found[1]


def form(viewer: Viewer, company: Company, other: Company) -> MergeForm:
    """What is to be chosen; Forbidden for who may not say that they are one."""
    places = _places(viewer, company, other)
    require(policy.may_merge(viewer, places, leads_both=companies.leads_both(viewer, company.id, other.id)))
    asked = joined.questions(company, other)
    if not policy.may_show_as_one(viewer, zip((company, other), places, strict=True)):
        asked = [question for question in asked if question.name != "is_public"]
    return MergeForm(asked, seen=joined.fingerprint(company, other))


def shown(viewer: Viewer, company: Company, other: Company) -> dict[str, Any]:
    """Besides the form: the two, and who is asked before it is done."""
    places = _places(viewer, company, other)
    may_show = policy.may_show_as_one(viewer, zip((company, other), places, strict=True))
    asked = (
        []
        if policy.may_merge_alone(viewer, places)
        else [
            each.name
            for each, place in zip((company, other), places, strict=True)
            if not policy.may_tend(viewer, place) and companies.contacts(each.id)
        ]
    )
    wish = companies.merge_of(company.id, other.id)
    return {
        "both": [(each, addresses.of(each.id, each.name)) for each in (company, other)],
        "asked": asked,
        "hides": not may_show and joined.hides(company, other, {}),
        "since": languages.date_long(wish.asked_at.date()) if wish else "",
    }


def has_said_yes(viewer: Viewer, wish: CompanyMerge) -> bool:
    """For each of the two that the viewer answers for."""
    sides = ((wish.company_id, wish.company_agrees), (wish.other_id, wish.other_agrees))
    own = [agrees for number, agrees in sides if policy.may_tend(viewer, companies.place_of(viewer.person_id, number))]
    return bool(own) and all(own)


def _places(viewer: Viewer, company: Company, other: Company) -> list[Affiliation | None]:
    return [companies.place_of(viewer.person_id, each.id) for each in (company, other)]
