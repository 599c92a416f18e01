"""Two records of one company become one: asked, agreed to by who answers for them, and done so that nothing is lost.

Of the two the higher number is kept, whoever presses first and in which direction: SQLite gives the number of a last
row that was deleted to the next one, and an old address must never lead to somebody else.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import delete, or_, select, update

from netapp.core import clock, limits, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.mail import stopping
from netapp.members import companies, facts, joined, logos, notices, policy, tending, working
from netapp.members.models import Affiliation, Colleague, Company, CompanyMerge, CompanyMoved, Person


def ask(viewer: Viewer, one: Company, other: Company, seen: str, kept: Mapping[str, str]) -> Company | None:
    """Say that these two are one. Returns the one company, or None when its contacts are asked first.

    `kept` answers each of `joined.questions`, `seen` is the fingerprint of what was shown. Limited, since each new wish
    writes to contacts.
    """
    numbers = sorted((one.id, other.id))
    limits.spend("merge companies", str(viewer.person_id), 20, limits.DAY)
    return _ask(viewer, numbers, seen, kept)


@action
def _ask(viewer: Viewer, numbers: Sequence[int], seen: str, kept: Mapping[str, str]) -> Company | None:
    # The lower number first, so that two who press at once do not wait for each other.
    gone, company = (companies.locked_now(number) for number in numbers)
    places = [companies.place_of(viewer.person_id, each.id) for each in (company, gone)]
    leads_both = company is gone or companies.leads_both(viewer, company.id, gone.id)
    require(policy.may_merge(viewer, places, leads_both=leads_both))
    if company is gone:
        return company  # Somebody was a moment faster.
    if seen != joined.fingerprint(company, gone):
        raise Refused(_("One of the two pages has changed while you were looking."))
    if not policy.may_show_as_one(viewer, zip((company, gone), places, strict=True)):
        kept = {name: side for name, side in kept.items() if name != "is_public"}
    is_alone = policy.may_merge_alone(viewer, places)
    asked = {each.id: [] if is_alone else _others(viewer, each) for each in (company, gone)}
    if not any(asked.values()):
        _note_who_sees(viewer.person_id, company, gone, kept)
        _join(viewer.person_id, company, gone, kept)
        return company
    # Asked again, the later wish counts.
    session.execute(delete(CompanyMerge).where(CompanyMerge.company_id == company.id, CompanyMerge.other_id == gone.id))
    wish = CompanyMerge(company_id=company.id, other_id=gone.id, person_id=viewer.person_id or 0, kept=dict(kept))
    wish.company_agrees, wish.other_agrees = not asked[company.id], not asked[gone.id]
    session.add(wish)
    session.flush()
    for each in (company, gone):
        notices.merge_asked(wish, each, asked[each.id])
    log.write(viewer.person_id, "ask to merge", "company", company.id, "admin", other=gone.id)
    return None


@action
def agree(viewer: Viewer, wish: CompanyMerge) -> None:
    """A contact says: yes, they are one. It is done when nobody else has to be asked."""
    places = [companies.place_of(viewer.person_id, each) for each in (wish.company_id, wish.other_id)]
    require(policy.may_answer_merge(viewer, places))
    company, gone = _locked(wish)
    found = companies.merge_asked(wish.id)
    found.company_agrees = found.company_agrees or policy.may_tend(viewer, places[0]) or not _contacts(company)
    found.other_agrees = found.other_agrees or policy.may_tend(viewer, places[1]) or not _contacts(gone)
    if found.company_agrees and found.other_agrees:
        _note_who_sees(found.person_id, company, gone, found.kept)
        asker, gone_id = found.person, gone.id
        _join(viewer.person_id, company, gone, found.kept)
        notices.merge_answered(asker, company, gone_id)


@action
def disagree(viewer: Viewer, wish: CompanyMerge) -> None:
    """A contact says: no, they are two."""
    places = [companies.place_of(viewer.person_id, each) for each in (wish.company_id, wish.other_id)]
    require(policy.may_answer_merge(viewer, places))
    company, gone = _locked(wish)
    found = companies.merge_asked(wish.id)
    asker = found.person
    session.delete(found)
    log.write(viewer.person_id, "decline to merge", "company", company.id, "admin", other=gone.id)
    notices.merge_answered(asker, company, gone.id)


def scope_now(scope: str) -> str:
    """For links that stop letters: what those about a record that is part of another one are about now."""
    kind, _colon, number = scope.partition(":")
    company = companies.by_number(int(number)) if kind == "company" and number.isdigit() else None
    return f"company:{company.id}" if company else scope


def _locked(wish: CompanyMerge) -> tuple[Company, Company]:
    """The one to keep first, and the lower number locked first."""
    low = companies.locked_now(wish.other_id)
    return companies.locked_now(wish.company_id), low


def _contacts(company: Company) -> bool:
    return bool(companies.contacts(company.id))


def _others(viewer: Viewer, company: Company) -> list[Person]:
    """The contacts who are to be asked: nobody where the viewer is one."""
    contacts = list(companies.contacts(company.id))
    return [] if any(person.id == viewer.person_id for person in contacts) else contacts


def _note_who_sees(person_id: int | None, company: Company, gone: Company, kept: Mapping[str, str]) -> None:
    """Where the two say otherwise: it was the asker's to choose."""
    if company.is_public != gone.is_public:
        deed = "hide company" if joined.hides(company, gone, kept) else "show company"
        log.write(person_id, deed, "company", company.id, "admin")


def _join(person_id: int | None, company: Company, gone: Company, kept: Mapping[str, str]) -> None:
    values = joined.values(company, gone, kept)
    lines, divisions = joined.lines(company, gone), joined.divisions(company, gone)
    for name, value in values.items():
        setattr(company, name, value)
    tending.write_sectors(company.id, divisions)
    tending.write_all_lines(company.id, lines)
    company.sought = tending.sought(company, lines)
    session.flush()
    _join_places(company.id, gone.id)
    _join_waiting(company.id, gone.id)
    working.hand_over(company.id)
    stopping.rename(f"company:{gone.id}", f"company:{company.id}")
    announce(facts.CompaniesMerged(gone.id, company.id))
    session.execute(
        update(CompanyMoved).where(CompanyMoved.company_id == gone.id).values(company_id=company.id)
    )  # No chains.
    session.add(CompanyMoved(old_id=gone.id, company_id=company.id))
    _join_logos(company, gone, kept)
    _join_wishes(company, gone)
    log.write(person_id, "merge companies", "company", company.id, "admin", gone=gone.id)
    session.flush()
    session.delete(gone)
    session.flush()
    tending.tell_of(company)


def _join_logos(company: Company, gone: Company, kept: Mapping[str, str]) -> None:
    """The one that is there; of two the one that is wished, else that of the record that stays."""
    if company.logo_id is None or (kept.get("logo") == "other" and gone.logo_id):
        company.logo_id, gone.logo_id = gone.logo_id, company.logo_id
        session.flush()
    if gone.logo_id:
        logos.take_off(gone)
    session.flush()


def _join_wishes(company: Company, gone: Company) -> None:
    """What was asked about the gone one and a third is asked about the one: anew, since other contacts answer for it,
    and what the asker chose was between other words. Who has said yes for the third has done so.
    """
    about = select(CompanyMerge).where(or_(CompanyMerge.company_id == gone.id, CompanyMerge.other_id == gone.id))
    for old in session.scalars(about).all():
        third_id = old.other_id if old.company_id == gone.id else old.company_id
        agrees = {company.id: not _contacts(company)}
        agrees[third_id] = old.other_agrees if old.company_id == gone.id else old.company_agrees
        high, low = max(agrees), min(agrees)
        if third_id == company.id or companies.merge_of(high, low) is not None:
            session.delete(old)
            continue
        old.company_id, old.other_id, old.kept, old.asked_at = high, low, {}, clock.now()
        old.company_agrees, old.other_agrees = agrees[high], agrees[low]
        session.flush()
        for number in (high, low):
            asked = [] if agrees[number] else companies.contacts(number)
            notices.merge_asked(old, session.get_one(Company, number), asked)


def _join_places(company_id: int, gone_id: int) -> None:
    """Who worked at both in overlapping times worked at one, from the first day to the last."""
    chosen = select(Affiliation).where(Affiliation.company_id.in_([company_id, gone_id]))
    rows = session.scalars(chosen.order_by(Affiliation.person_id, Affiliation.since, Affiliation.id)).all()
    kept: list[Affiliation] = []
    for _person, own in groupby(rows, key=lambda row: row.person_id):
        kept += _without_overlaps(list(own))
    session.flush()  # What goes must be gone before another takes its place in the unique index.
    for row in kept:
        row.company_id = company_id
    session.flush()


def _without_overlaps(rows: Sequence[Affiliation]) -> list[Affiliation]:
    kept = [rows[0]]
    for row in rows[1:]:
        last = kept[-1]
        if row.since > (last.until or date.max):
            kept.append(row)
            continue
        # Who is a contact now stays one; who was one once does not become one again.
        running = [one for one in (last, row) if one.until is None] or [last, row]
        last.role = "contact" if any(one.role == "contact" for one in running) else "employee"
        last.until = None if last.until is None or row.until is None else max(last.until, row.until)
        session.delete(row)
    return kept


def _join_waiting(company_id: int, gone_id: int) -> None:
    """Who waits for a yes at the one waits at the other, unless they do so already or work there."""
    inside = select(Affiliation.person_id).where(Affiliation.company_id == company_id, Affiliation.until.is_(None))
    waits = select(Colleague.person_id).where(Colleague.company_id == company_id)
    both = [company_id, gone_id]
    session.execute(delete(Colleague).where(Colleague.company_id.in_(both), Colleague.person_id.in_(inside)))
    session.execute(delete(Colleague).where(Colleague.company_id == gone_id, Colleague.person_id.in_(waits)))
    session.execute(update(Colleague).where(Colleague.company_id == gone_id).values(company_id=company_id))
