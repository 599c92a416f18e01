"""Who is told what about companies, by which letter."""

from collections.abc import Sequence

from netapp.core import clock
from netapp.mail import outbox
from netapp.members import companies, queries
from netapp.members.models import Colleague, Company, CompanyMerge, Person


def colleague_waits(company: Company, colleague: Colleague) -> None:
    """To the contacts, each with buttons of their own; where there is none, to the administrators."""
    people = companies.contacts(company.id) or queries.administrators()
    to = [_to(person, company) for person in people if person.email]
    occurrence = f"{colleague.id}:{colleague.asked_at.timestamp()}"
    outbox.post_many(
        "colleague_waits",
        _thing(company),
        to,
        occurrence=occurrence,
        company=company.id,
        colleague=colleague.id,
    )


def colleague_answered(company: Company, person: Person) -> None:
    """To who asked: yes or no, as it stands when the letter leaves."""
    if person.email:
        now = str(clock.now().timestamp())
        outbox.post("colleague_answered", _thing(company), _to(person, company), occurrence=now, company=company.id)


def merge_asked(found: CompanyMerge, company: Company, people: Sequence[Person]) -> None:
    """To the contacts who have not been asked in person: is this one company with the other one?"""
    to = [_to(person, company) for person in people if person.email]
    occurrence = f"{found.id}:{found.asked_at.timestamp()}"
    outbox.post_many("merge_asked", _thing(company), to, occurrence=occurrence, merge=found.id)


def merge_answered(person: Person, company: Company, other_id: int) -> None:
    """To who asked: whether they are one, as it stands when the letter leaves."""
    if person.email:
        now = str(clock.now().timestamp())
        to = _to(person, company)
        outbox.post("merge_answered", _thing(company), to, occurrence=now, company=company.id, other=other_id)


def company_holds(company: Company, person: Person) -> None:
    """Once a year: does the page still hold? Once for each day on which it was confirmed (M2)."""
    confirmed = company.confirmed_on.isoformat() if company.confirmed_on else ""
    outbox.post("company_holds", _thing(company), _to(person, company), occurrence=confirmed, company=company.id)


def _to(person: Person, company: Company) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or company.language)


def _thing(company: Company) -> str:
    return f"company:{company.id}"
