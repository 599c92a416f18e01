"""The letters about companies; each is asked once more before it leaves whether it is still due (M3)."""

from contextlib import suppress

from netapp.core import languages, links, signed
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import Viewer
from netapp.members import addresses, companies, joined, policy
from netapp.members.models import Colleague, Company, CompanyMerge, Person

WAITS, HOLDS, MERGE = "colleague", "company holds", "one company"


def waits_token(found: Colleague, person_id: int | None) -> str:
    """The link of the letter about who asks, for this reader.

    It names the time, as the others do: SQLite gives the number of a row that has gone to the next one, and a letter
    that somebody has passed on must not answer what was asked later.
    """
    return signed.token(WAITS, found.id, found.company_id, person_id, found.asked_at.isoformat())


def holds_token(company: Company, person_id: int | None) -> str:
    return signed.token(HOLDS, company.id, person_id, _day(company))


def merge_token(found: CompanyMerge, person_id: int | None) -> str:
    return signed.token(MERGE, found.id, found.company_id, found.other_id, person_id, found.asked_at.isoformat())


def asked(token: str) -> tuple[Viewer, Colleague | None, Company]:
    """From the letter about who asks: its reader as a viewer, who asks (None: answered already), the company.

    NotVisible for a reader who may not answer any more.
    """
    colleague_id, said_id, person_id, *at = signed.values(WAITS, token)
    viewer, company = _reader(person_id, said_id)
    company_id = company.id
    place, has_contacts = companies.place_of(person_id, company_id), bool(companies.contacts(company_id))
    if not policy.may_answer(viewer, place, has_contacts=has_contacts):
        raise NotVisible
    with suppress(NotVisible):
        found = companies.colleague(company_id, colleague_id)
        if at == [found.asked_at.isoformat()]:
            return viewer, found, company
    return viewer, None, company


def holds(token: str) -> tuple[Viewer, Company, bool]:
    """From the yearly letter: the contact as a viewer, the company, and whether nobody has answered since."""
    company_id, person_id, *day = signed.values(HOLDS, token)
    viewer, company = _reader(person_id, company_id)
    if not policy.may_tend(viewer, companies.place_of(person_id, company.id)):
        raise NotVisible
    return viewer, company, day == [_day(company)]


def merge(token: str) -> tuple[Viewer, CompanyMerge | None, tuple[Company, Company]]:
    """From the letter that asks whether two records are one: its reader as a viewer, what is asked (None: answered
    already), and the two, which are one and the same once it is done.

    NotVisible for a reader who answers for neither any more.
    """
    merge_id, company_id, other_id, person_id, *at = signed.values(MERGE, token)
    viewer, company = _reader(person_id, company_id)
    other = companies.by_number(other_id) or company
    places = [companies.place_of(person_id, one.id) for one in (company, other)]
    if not any(policy.may_tend(viewer, place) for place in places):
        raise NotVisible
    with suppress(NotVisible):
        found = companies.merge_asked(merge_id)
        if at == [found.asked_at.isoformat()] and {found.company_id, found.other_id} == {company.id, other.id}:
            return viewer, found, (company, other)
    return viewer, None, (company, other)


def _day(company: Company) -> str:
    return company.confirmed_on.isoformat() if company.confirmed_on else ""


def _reader(person_id: int, company_id: int) -> tuple[Viewer, Company]:
    person, company = session.get(Person, person_id), companies.by_number(company_id)
    if person is None or company is None:
        raise NotVisible
    languages.prefer(person.language or company.language)
    return Viewer(person.id, person.name, person.email, person.language, is_admin=person.is_admin), company


def _colleague_waits(order: Order) -> Written | None:
    try:
        company = companies.by_number(order.data["company"])
        found = companies.colleague(company.id if company else 0, order.data["colleague"])
        token = waits_token(found, order.person_id)
        asked(token)
    except NotVisible:
        return None
    company = found.company
    return Written(
        context={"company": company, "asker": found.person, "url": links.absolute("members.colleague", token=token)},
        reason=_("You get this because you answer for %(company)s here.", company=company.name),
        stop=f"company:{company.id}",
    )


def _colleague_answered(order: Order) -> Written | None:
    company = companies.by_number(order.data["company"])
    if company is None or order.person_id is None:
        return None
    is_in = companies.place_of(order.person_id, company.id) is not None
    return Written(
        context={"company": company, "is_in": is_in, "url": addresses.absolute(company.id, company.name)},
        reason=_("You get this because you said that you work at %(company)s.", company=company.name),
    )


def _company_holds(order: Order) -> Written | None:
    company = companies.by_number(order.data["company"])
    place = companies.place_of(order.person_id, company.id) if company else None
    if company is None or place is None or place.role != "contact" or not company.is_public or not company.confirmed_on:
        return None
    if (companies.today() - company.confirmed_on).days < companies.HOLDS_FOR.days - 60:
        return None  # confirmed meanwhile
    return Written(
        context={
            "company": company,
            "lines": companies.lines([company.id])[company.id],
            "url": links.absolute("members.holds", token=holds_token(company, order.person_id)),
            "ends": languages.date_long(company.confirmed_on + companies.HOLDS_FOR),
        },
        reason=_("You get this because you answer for %(company)s here.", company=company.name),
        stop=f"company:{company.id}",
    )


def _merge_asked(order: Order) -> Written | None:
    try:
        found = companies.merge_asked(order.data["merge"])
        token = merge_token(found, order.person_id)
        _viewer, _found, (company, other) = merge(token)
    except NotVisible:
        return None
    return Written(
        context={
            "company": company,
            "other": other,
            "asker": found.person,
            "hides": joined.hides(company, other, found.kept),
            "url": links.absolute("members.merge_by_letter", token=token),
        },
        reason=_("You get this because you answer for %(company)s here.", company=company.name),
        stop=f"company:{company.id}",
    )


def _merge_answered(order: Order) -> Written | None:
    company, other = companies.by_number(order.data["company"]), companies.by_number(order.data["other"])
    # Who asked may have left the networks in which they saw them.
    known = [one for one in (company, other) if one and companies.is_known_to(order.person_id or 0, one)]
    if company is None or other is None or len(known) < 2:
        return None
    return Written(
        context={
            "company": company,
            "other": other,
            "is_one": company.id == other.id,
            "url": addresses.absolute(company.id, company.name),
        },
        reason=_("You get this because you asked whether two companies are one."),
    )


LETTERS = (
    Letter("colleague_waits", _colleague_waits, opens_door=True),
    Letter("colleague_answered", _colleague_answered),
    Letter("company_holds", _company_holds, opens_door=True),
    Letter("merge_asked", _merge_asked, opens_door=True),
    Letter("merge_answered", _merge_answered),
)
