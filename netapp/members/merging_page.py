"""What the pages show on which two records of a company become one."""

from typing import Any, NamedTuple

from netapp.core import languages
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import addresses, companies, joined, letters, logo_boxes, policy
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
        "logos": {"company": logo_boxes.of(company), "other": logo_boxes.of(other)},
        "asked": asked,
        "hides": not may_show and joined.hides(company, other, {}),
        "since": languages.date_long(wish.asked_at.date()) if wish else "",
    }


class Wish(NamedTuple):
    """Somebody asks whether a company is one with another. `token`: for the viewer's own answer."""

    asker: str
    other: str
    other_place: str
    hides: bool
    token: str


def open_at(viewer: Viewer, company: Company) -> list[Wish]:
    """For the page of a company that the viewer answers for: what nobody of it has said yes to."""
    found = []
    for wish in companies.merges_asked_at(company.id):
        is_higher = wish.company_id == company.id
        other = companies.by_number(wish.other_id if is_higher else wish.company_id)
        if other is not None and not (wish.company_agrees if is_higher else wish.other_agrees):
            sides = (company, other) if is_higher else (other, company)
            asker = wish.person.name or _("Somebody")
            token = letters.merge_token(wish, viewer.person_id)
            found.append(Wish(asker, other.name, other.place, joined.hides(*sides, wish.kept), token))
    return found


def has_said_yes(viewer: Viewer, wish: CompanyMerge) -> bool:
    """For each of the two that the viewer answers for."""
    sides = ((wish.company_id, wish.company_agrees), (wish.other_id, wish.other_agrees))
    own = [agrees for number, agrees in sides if policy.may_tend(viewer, companies.place_of(viewer.person_id, number))]
    return bool(own) and all(own)


def _places(viewer: Viewer, company: Company, other: Company) -> list[Affiliation | None]:
    return [companies.place_of(viewer.person_id, each.id) for each in (company, other)]
