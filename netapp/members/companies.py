"""Companies, read. `visible` is the WHERE clause of all that shows one (A1)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from netapp.core import clock
from netapp.core.db import locked, session
from netapp.core.errors import NotVisible
from netapp.core.viewer import PUBLIC, Viewer
from netapp.members import acquaintance
from netapp.members.models import (
    ABOUTS,
    About,
    Affiliation,
    Colleague,
    Company,
    CompanyLine,
    CompanyMerge,
    CompanyMoved,
    CompanySector,
    Person,
)

# What nobody has confirmed for so long drops out of what everybody sees; nothing is deleted.
HOLDS_FOR = timedelta(days=365)
_COLLEAGUES = select(Colleague).options(joinedload(Colleague.person), joinedload(Colleague.company))


def today() -> date:
    return clock.now().date()


def is_listed(since: Any = None) -> ColumnElement[bool]:
    """Everybody's to see: the company says so, and has confirmed it within a year.

    `since`: a parameter for the day a year ago, in a statement that is built once.
    """
    return and_(Company.is_public, Company.confirmed_on > (today() - HOLDS_FOR if since is None else since))


def is_listed_now(company: Company) -> bool:
    """The same of a row that is there."""
    last = company.confirmed_on
    return company.is_public and last is not None and last > today() - HOLDS_FOR


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """What is listed; for who is signed in also where they, or somebody whom they meet in a group, work."""
    if viewer.is_guest:
        return is_listed()
    # Looked for at each company, by its number, and with LIMIT instead of EXISTS, of which PostgreSQL would make a list
    # of all companies at which one's fellows work: that reads every working place.
    at_work = select(Affiliation.id).where(
        Affiliation.company_id == Company.id,
        Affiliation.until.is_(None),
        acquaintance.meets(viewer, Affiliation.person_id),
    )
    return or_(is_listed(), at_work.limit(1).correlate(Company).scalar_subquery().is_not(None))


def is_known_to(person_id: int, company: Company) -> bool:
    """The same for a letter's reader: whether it is listed, or they work there or share a group with who does."""
    at_work = select(Affiliation.person_id).where(Affiliation.company_id == company.id, Affiliation.until.is_(None))
    there = session.scalars(at_work).all()
    groups = acquaintance.places([person_id, *there])
    own = set(groups.get(person_id, ()))
    return is_listed_now(company) or person_id in there or any(own.intersection(groups.get(one, ())) for one in there)


def get(viewer: Viewer, company_id: int) -> Company:
    """NotVisible when it is not the viewer's to see. A number that is part of another one now leads there."""
    chosen = select(Company).where(visible(viewer))
    company = session.scalar(chosen.where(Company.id == company_id))
    if company is None and (now := _now(company_id)) is not None:
        company = session.scalar(chosen.where(Company.id == now))
    if company is None:
        raise NotVisible
    return company


def seen_among(viewer: Viewer, company_ids: Iterable[int]) -> frozenset[int]:
    """Whose pages of these the viewer sees: to lead there from a list."""
    ids = set(company_ids)
    return (
        frozenset(session.scalars(select(Company.id).where(Company.id.in_(ids), visible(viewer))))
        if ids
        else frozenset()
    )


def by_number(company_id: int) -> Company | None:
    """The same whoever looks: for letters, which hold numbers from before."""
    now = None if session.get(Company, company_id) else _now(company_id)
    return session.get(Company, now or company_id)


def locked_now(company_id: int) -> Company:
    """The row, read afresh and locked; where somebody has just made it part of another one, that one. NotVisible when
    neither is there.
    """
    with suppress(NotVisible):
        return locked(Company, company_id)
    now = _now(company_id)
    if now is None:
        raise NotVisible
    return locked_now(now)


def hold(company_ids: Iterable[int]) -> None:
    """Lock these, the lower number first, so that two deeds about the same ones do not wait for each other; what has
    become part of another one holds that. Of one that is gone nothing is held.
    """
    session.flush()
    for company_id in sorted(set(company_ids)):
        with suppress(NotVisible):
            locked_now(company_id)


def hold_of(person_id: int, company_id: int) -> Company:
    """The same for who begins at this company, which is returned, and may end at those where they work now."""
    chosen = select(Affiliation.company_id).where(Affiliation.person_id == person_id, Affiliation.until.is_(None))
    hold([company_id, *session.scalars(chosen)])
    return locked_now(company_id)


def leads_both(viewer: Viewer, company_id: int, other_id: int) -> bool:
    """Whether people of both are active in networks that the viewer organises."""
    if viewer.is_guest:
        return False
    chosen = select(Affiliation.company_id).where(Affiliation.company_id.in_([company_id, other_id]))
    chosen = chosen.where(Affiliation.until.is_(None), acquaintance.leads(viewer, Affiliation.person_id))
    return len(set(session.scalars(chosen))) == 2


def merge_of(company_id: int, other_id: int) -> CompanyMerge | None:
    """What is asked about these two, the higher number first."""
    chosen = select(CompanyMerge).where(CompanyMerge.company_id == company_id, CompanyMerge.other_id == other_id)
    return session.scalar(chosen)


def merge_asked(merge_id: int) -> CompanyMerge:
    """With who asked; NotVisible when it has been answered."""
    chosen = select(CompanyMerge).options(joinedload(CompanyMerge.person)).where(CompanyMerge.id == merge_id)
    found = session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotVisible
    return found


def merges_asked_at(company_id: int) -> Sequence[CompanyMerge]:
    """What is asked about this company and another one, the longest first; with who asked."""
    chosen = select(CompanyMerge).options(joinedload(CompanyMerge.person))
    either = or_(CompanyMerge.company_id == company_id, CompanyMerge.other_id == company_id)
    return session.scalars(chosen.where(either).order_by(CompanyMerge.asked_at, CompanyMerge.id)).all()


def place_of(person_id: int | None, company_id: int) -> Affiliation | None:
    """The person's present place in the company."""
    chosen = select(Affiliation).where(Affiliation.company_id == company_id, Affiliation.until.is_(None))
    # Read afresh: who holds the company asks once more what somebody may have changed before.
    chosen = chosen.where(Affiliation.person_id == person_id).execution_options(populate_existing=True)
    return session.scalar(chosen) if person_id else None


def contacts(company_id: int) -> Sequence[Person]:
    """Who answers for the company now, the longest there first."""
    chosen = select(Person).join(Affiliation, Affiliation.person_id == Person.id)
    chosen = chosen.where(
        Affiliation.company_id == company_id, Affiliation.until.is_(None), Affiliation.role == "contact"
    )
    return session.scalars(chosen.order_by(Affiliation.since, Affiliation.id)).all()


def asking(company_id: int) -> Sequence[Colleague]:
    """Who says that they work there and waits for a contact's yes, the longest first."""
    chosen = _COLLEAGUES.where(Colleague.company_id == company_id)
    return session.scalars(chosen.order_by(Colleague.asked_at, Colleague.id)).all()


def colleague(company_id: int, colleague_id: int) -> Colleague:
    """NotVisible when it has been answered."""
    found = session.scalar(_COLLEAGUES.where(Colleague.id == colleague_id, Colleague.company_id == company_id))
    if found is None:
        raise NotVisible
    return found


def waits(person_id: int | None) -> Company | None:
    """Where the person says they work and nobody has said so yet; the latest."""
    chosen = _COLLEAGUES.where(Colleague.person_id == person_id).order_by(Colleague.id.desc()).limit(1)
    found = session.scalar(chosen)
    return found.company if found else None


def waits_at(person_id: int | None, company_id: int) -> bool:
    """Whether this person waits for a yes there."""
    chosen = select(Colleague.id).where(Colleague.person_id == person_id, Colleague.company_id == company_id)
    return person_id is not None and session.scalar(chosen) is not None


def lines(company_ids: Iterable[int]) -> Mapping[int, Mapping[About, Sequence[str]]]:
    """What these companies say of themselves, line by line; each has every kind of line."""
    found: dict[int, dict[About, list[str]]] = {number: {about: [] for about in ABOUTS} for number in company_ids}
    chosen = select(CompanyLine).where(CompanyLine.company_id.in_(found))
    for line in session.scalars(chosen.order_by(CompanyLine.rank, CompanyLine.id)):
        found[line.company_id][line.about].append(line.said)
    return found


def divisions(company_ids: Iterable[int]) -> Mapping[int, Sequence[str]]:
    """The divisions of NACE that these companies stand under."""
    found: dict[int, list[str]] = {number: [] for number in company_ids}
    chosen = select(CompanySector.company_id, CompanySector.division).where(CompanySector.company_id.in_(found))
    for number, division in session.execute(chosen.order_by(CompanySector.division)):
        found[number].append(division)
    return found


def read_keys(company_ids: Sequence[int]) -> dict[int, str]:
    """Who may know of each of these companies, as an audience key: for the letters about them."""
    return dict.fromkeys(session.scalars(select(Company.id).where(Company.id.in_(company_ids), is_listed())), PUBLIC)


def to_ask(first: date, last: date) -> Sequence[tuple[Company, Person]]:
    """Public companies that were last confirmed between these days, each with every contact who can be written to."""
    chosen = (
        select(Company, Person)
        .join(Affiliation, Affiliation.company_id == Company.id)
        .join(Person, Person.id == Affiliation.person_id)
        .where(Company.is_public, Company.confirmed_on.between(first, last), Affiliation.until.is_(None))
        .where(Affiliation.role == "contact", Person.email.is_not(None))
    )
    return [(row[0], row[1]) for row in session.execute(chosen.order_by(Company.id, Person.id))]


def _now(company_id: int) -> int | None:
    """What a record that is there no more is part of."""
    return session.scalar(select(CompanyMoved.company_id).where(CompanyMoved.old_id == company_id))
