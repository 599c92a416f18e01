"""Who works where: beginning, waiting for a colleague's yes, answering for the company, leaving.

Whoever names a company that nobody has named before becomes its contact. At one that has contacts a newcomer begins at
once with an address of the company's own domain, else when a contact says yes. When the last contact goes, who is there
the longest answers for the company. Where nobody works any more the next one does, unless somebody had written its
page: then an administrator of the site is asked.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from netapp.core import clock, limits, localtime, log, text
from netapp.core.db import action, locked, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import companies, domains, facts, notices, policy, queries, tending
from netapp.members.models import Affiliation, Colleague, Company, Person, Role


def set_company(person: Person, name: str, place: str = "", website: str = "") -> Company | None:
    """Let the person say where they work; the places before end today, once they have begun at the new one.

    An empty name is nowhere. What is known of a company stays; its contacts fill in what is not. Returns the company,
    also where its yes is waited for.
    """
    session.flush()
    locked(Person, person.id)  # Two clicks name one company once.
    name, places = text.one_line(name), _places(person)
    if not name:
        if places:
            _end(person, places)
            _forget_moves(person)
        return None
    if not queries.folded(name):
        raise Refused(_("What is it called?"), "company_name")
    company = queries.company_named(name)
    # It may just have become part of another one.
    company = companies.hold_of(person.id, company.id) if company else None
    if company is None:
        company = _new(name, place, website)
        begin(person, company, "contact")
        return company
    own = next((one for one in places if one.company_id == company.id), None)
    if own is not None:
        if own.role == "contact":
            _complete(company, place, website)
        return company
    role = _door(person, company)
    if role:
        begin(person, company, role)
    else:
        _forget_moves(person, but=company)
        _wait(person, company, is_move=True)
    return company


def ask(viewer: Viewer, company: Company) -> tuple[Company, bool]:
    """The button on a company's page: the company, which may just have become part of another one, and whether they
    work there from now on; else they wait for a contact's yes.

    Limited, since each new wish writes to all contacts.
    """
    company_id = company.id
    limits.spend("join company", str(viewer.person_id), 10, limits.DAY)
    return _ask(viewer, company_id)


@action
def _ask(viewer: Viewer, company_id: int) -> tuple[Company, bool]:
    company = companies.locked_now(company_id)
    require(policy.may_ask_to_join(viewer, companies.place_of(viewer.person_id, company.id)))
    person = queries.me(viewer)
    role = _door(person, company)
    if role:
        _begin(person, company, role)
    else:
        _wait(person, company, is_move=False)
    return company, role is not None


@action
def accept(viewer: Viewer, colleague: Colleague) -> None:
    """A contact says: yes, they work with us. Where there was none, the newcomer is one from now on."""
    # Who names another place of work at this moment has done so, or does it after: the person first, as there.
    person = locked(Person, colleague.person_id)
    company = companies.hold_of(person.id, colleague.company_id)
    contacts = companies.contacts(company.id)
    place = companies.place_of(viewer.person_id, company.id)
    require(policy.may_answer(viewer, place, has_contacts=bool(contacts)))
    found = _still_asking(colleague)
    role = _as_what(contacts)
    (begin if found.is_move else _begin)(person, company, role)
    log.write(viewer.person_id, "accept colleague", "company", company.id, "admin", person=person.id)
    notices.colleague_answered(company, person)


@action
def decline(viewer: Viewer, colleague: Colleague) -> None:
    """A contact says: no, they don't."""
    contacts = companies.contacts(colleague.company_id)
    place = companies.place_of(viewer.person_id, colleague.company_id)
    require(policy.may_answer(viewer, place, has_contacts=bool(contacts)))
    found = _still_asking(colleague)
    person, company = found.person, found.company
    session.delete(found)
    session.flush()
    log.write(viewer.person_id, "decline colleague", "company", company.id, "admin", person=person.id)
    notices.colleague_answered(company, person)


@action
def take_back(viewer: Viewer, company_id: int) -> None:
    """One says no longer that one works there; its contacts have nothing to answer any more. Twice is harmless."""
    require(policy.may_take_back(viewer))
    wish = delete(Colleague).where(Colleague.person_id == viewer.person_id, Colleague.company_id == company_id)
    session.execute(wish)


@action
def make_contact(viewer: Viewer, company: Company, person_id: int) -> None:
    """Let a colleague answer for the company, too."""
    require(policy.may_tend(viewer, companies.place_of(viewer.person_id, company.id)))
    place = _place(company, person_id)
    if place.role != "contact":
        place.role = "contact"
        log.write(viewer.person_id, "make contact", "company", company.id, "admin", person=person_id)


@action
def unmake_contact(viewer: Viewer, company: Company, person_id: int) -> None:
    """A contact is a colleague like the others again; the last one stays what they are."""
    company = companies.locked_now(company.id)
    require(policy.may_tend(viewer, companies.place_of(viewer.person_id, company.id)))
    if len(companies.contacts(company.id)) < 2:
        raise Refused(_("Somebody must answer for the company. Make a colleague its contact first."))
    place = _place(company, person_id)
    if place.role == "contact":
        place.role = "employee"
        log.write(viewer.person_id, "end contact", "company", company.id, "admin", person=person_id)


@action
def remove(viewer: Viewer, company: Company, person_id: int) -> None:
    """A colleague does not work here any more. Of two contacts who say so of each other, the first is right."""
    company = companies.locked_now(company.id)
    require(policy.may_tend(viewer, companies.place_of(viewer.person_id, company.id)))
    if person_id == viewer.person_id:
        raise Refused(_("This is for colleagues. Use “I don’t work here any more” for yourself."))
    place = _place(company, person_id)
    log.write(viewer.person_id, "remove colleague", "company", company.id, "admin", person=person_id)
    _end(queries.people([person_id])[person_id], [place])


@action
def leave(viewer: Viewer, company: Company) -> None:
    """One does not work here any more. What becomes of the company is its colleagues' to say."""
    require(policy.may_leave(viewer, companies.place_of(viewer.person_id, company.id)))
    log.write(viewer.person_id, "leave company", "company", company.id, "admin", person=viewer.person_id)
    _end(queries.me(viewer), [_place(company, viewer.person_id or 0)])


def begin(person: Person, company: Company, role: Role) -> None:
    """Work there from today, and nowhere else. Joins the deed."""
    _end(person, [affiliation for affiliation in _places(person) if affiliation.company_id != company.id])
    _forget_moves(person)
    _begin(person, company, role)


def hand_over(company_id: int) -> None:
    """Where the last contact has gone, who is there the longest answers for the company. Joins the deed, which holds
    the company: else two who go at once would each count on the other.
    """
    chosen = select(Affiliation).where(Affiliation.company_id == company_id, Affiliation.until.is_(None))
    chosen = chosen.order_by(Affiliation.since, Affiliation.id).execution_options(populate_existing=True)
    there = session.scalars(chosen).all()
    if there and all(place.role != "contact" for place in there):
        there[0].role = "contact"
        log.write(None, "make contact", "company", company_id, "admin", person=there[0].person_id)
    elif there:
        return
    # Who waits for a yes would wait for ever: whoever can say it now is asked.
    for one in companies.asking(company_id):
        notices.colleague_waits(one.company, one)


def _door(person: Person, company: Company) -> Role | None:
    """As what the person may begin there at once; None where somebody must say yes first."""
    is_ours = person.email_confirmed_at is not None and domains.is_own(company.id, person.email)
    if companies.contacts(company.id):
        return "employee" if is_ours else None
    somebody = select(Affiliation.id).where(Affiliation.company_id == company.id, Affiliation.until.is_(None)).limit(1)
    is_nobodys = company.confirmed_on is None and session.scalar(somebody) is None
    return "contact" if is_nobodys else None


def _as_what(contacts: Sequence[Person]) -> Role:
    return "employee" if contacts else "contact"


def _still_asking(colleague: Colleague) -> Colleague:
    """Of two contacts who answer at once, one does; NotVisible for the other."""
    company = companies.locked_now(colleague.company_id)
    return companies.colleague(company.id, colleague.id)


def _forget_moves(person: Person, but: Company | None = None) -> None:
    """Whoever names another place of work has changed their mind about the one before."""
    moves = delete(Colleague).where(Colleague.person_id == person.id, Colleague.is_move)
    session.execute(moves.where(Colleague.company_id != but.id) if but else moves)


def _wait(person: Person, company: Company, *, is_move: bool) -> None:
    known = select(Colleague.id).where(Colleague.person_id == person.id, Colleague.company_id == company.id)
    if session.scalar(known) is None:
        colleague = Colleague(person_id=person.id, company_id=company.id, is_move=is_move)
        session.add(colleague)
        session.flush()
        notices.colleague_waits(company, colleague)


def _new(name: str, place: str, website: str) -> Company:
    company = Company(name=name[:160], folded=queries.folded(name), place="", website="")
    session.add(company)
    session.flush()
    _complete(company, place, website)
    return company


def _complete(company: Company, place: str, website: str) -> None:
    company.place = company.place or text.one_line(place)[:120]
    company.website = company.website or website
    tending.put_on_map(company)
    company.sought = tending.sought(company, companies.lines([company.id])[company.id])
    session.flush()


def _begin(person: Person, company: Company, role: Role) -> None:
    session.execute(delete(Colleague).where(Colleague.person_id == person.id, Colleague.company_id == company.id))
    today = _today(person)
    same_day = session.scalar(
        select(Affiliation).where(
            Affiliation.person_id == person.id, Affiliation.company_id == company.id, Affiliation.since == today
        )
    )
    place = same_day or Affiliation(person_id=person.id, company_id=company.id, since=today)
    place.until, place.role = None, role
    session.add(place)
    session.flush()
    announce(facts.PersonChanged(person.id))


def _end(person: Person, places: list[Affiliation]) -> None:
    companies.hold(_numbers(places))
    for place in places:
        place.until = _today(person)
    if places:
        session.flush()
        for place in places:
            hand_over(place.company_id)
        announce(facts.PersonChanged(person.id))


def _places(person: Person) -> list[Affiliation]:
    chosen = select(Affiliation).where(Affiliation.person_id == person.id, Affiliation.until.is_(None))
    return list(session.scalars(chosen.order_by(Affiliation.id)))


def _numbers(places: Sequence[Affiliation]) -> list[int]:
    return [place.company_id for place in places]


def _place(company: Company, person_id: int) -> Affiliation:
    """NotVisible for somebody who does not work there."""
    place = companies.place_of(person_id, company.id)
    if place is None:
        raise NotVisible
    return place


def _today(person: Person) -> date:
    return localtime.to_local(clock.now(), person.zone or "Europe/Copenhagen").date()
