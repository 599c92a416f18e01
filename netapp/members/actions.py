"""Deeds about people: becoming known, saying who one is and where one works, being forgotten."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock, log, search, text
from netapp.core.db import action, db, session, write
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files import shelf
from netapp.mail import outbox, stopping
from netapp.members import companies, erasures, facts, logos, pictures, policy, queries, working
from netapp.members.models import (
    Affiliation,
    Colleague,
    Company,
    CompanyMerge,
    Person,
    PersonLine,
    Picture,
    Profile,
    new_key,
)


def known_person(email: str, name: str = "", language: str | None = None) -> Person:
    """The person of a CONFIRMED address, found or made. A name and a language that are there already stay."""
    person = addressed_person(email, name, language)
    person.email_confirmed_at = person.email_confirmed_at or clock.now()
    return person


def addressed_person(email: str, name: str = "", language: str | None = None) -> Person:
    """The person of an address that nobody has confirmed yet (somebody was invited), found or made."""
    person = queries.person_by_email(email)
    if person is None:
        person = Person(email=email.strip().lower(), name="", show_name=False)
        session.add(person)
    person.name = person.name or text.one_line(name)[:120]
    person.language = person.language or language
    session.flush()
    return person


def addressed_people(languages: Mapping[str, str]) -> Mapping[str, Person]:
    """The people of these addresses (in lower case → the language of whoever is new), found or made; three statements
    for however many.
    """
    table: Any = Person.__table__
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)
    new = [{"email": email, "language": language} for email, language in sorted(languages.items())]
    session.flush()
    # Somebody may be made at another door at this moment: theirs is found then.
    write(insert.on_conflict_do_nothing(index_elements=["email"]), new)
    found = session.scalars(select(Person).where(Person.email.in_(list(languages))))
    return {person.email or "": person for person in found}


def name_unknown(person: Person, name: str) -> None:
    """What somebody else calls who has no name yet and has never opened a letter."""
    if not person.name and person.email_confirmed_at is None:
        person.name = text.one_line(name)[:120]
        session.flush()


@action
def edit_person(viewer: Viewer, person: Person, *, name: str, language: str, zone: str, show_name: bool) -> None:
    """One's own name, language and zone, and whether one's name is shown to others unless said otherwise."""
    require(policy.may_edit(viewer, person))
    is_other = (person.name, person.show_name) != (name, show_name)
    person.name, person.language, person.zone, person.show_name = name, language, zone or None, show_name
    if is_other:
        announce(facts.PersonChanged(person.id))


@action
def choose_digest_day(viewer: Viewer, person: Person, day: int) -> None:
    """On which weekday one's digests come, from the next one on; 0 is Monday."""
    require(policy.may_edit(viewer, person))
    person.digest_day = day or None


@action
def edit_company(viewer: Viewer, person: Person, *, name: str, place: str, website: str) -> None:
    """Where one works; an empty name: nowhere."""
    require(policy.may_edit(viewer, person))
    working.set_company(person, name, place, website)


@action
def show_picture(viewer: Viewer, person: Person, small: bytes) -> None:
    """One's own picture, as files/shrinking.py has drawn it; members see it beside the name."""
    require(policy.may_edit(viewer, person))
    pictures.keep(person.id, small)


@action
def erase(viewer: Viewer, person: Person) -> None:
    """Forget a person (P1). A site keeps at least one administrator who can sign in."""
    require(policy.may_erase(viewer, person))
    if person.is_admin and len(queries.administrators()) < 2:
        raise Refused(_("You are the only administrator of this site. Make somebody else one first."))
    if person.erased_at is None:
        log.write(viewer.person_id, "erase", "person", person.id, "admin")
        forget(person)


def forget(person: Person) -> None:
    """Name, address, picture and working places go; the row stays, so that head counts do. Others hear of it."""
    address, words = person.email, [person.name, person.email or ""]
    person.name, person.email, person.email_confirmed_at = "", None, None
    person.language, person.zone, person.digest_day = None, None, None
    person.show_name, person.is_admin = False, False
    person.calendar_key, person.erased_at = new_key(), clock.now()
    for model in (Picture, Colleague, CompanyMerge, Profile, PersonLine):
        session.execute(delete(model).where(model.person_id == person.id))
    shelf.forget_maker(person.id)
    _leave_companies(person)
    session.flush()
    erasures.note(person)
    outbox.forget(person.id, address)
    if person.signed_in_at is not None:  # Nobody is written to about a guest.
        outbox.blank(words)
    announce(facts.PersonErased(person.id, address, words[0]))


def _leave_companies(person: Person) -> None:
    """A company at which nobody else works or has worked, or says so, goes too: it may be the person's own, and bear
    their name.
    """
    own = Affiliation.person_id == person.id
    worked_at = select(Affiliation.company_id).where(own).distinct()
    companies.hold(session.scalars(worked_at).all())  # Two contacts may be forgotten at the same moment.
    numbers = session.scalars(worked_at).all()
    session.execute(delete(Affiliation).where(own))
    for company_id in numbers:
        working.hand_over(company_id)
    search.note("company", numbers)
    works, waits = (exists().where(model.company_id == Company.id) for model in (Affiliation, Colleague))
    alone = select(Company).where(Company.id.in_(numbers), ~works, ~waits)
    for company in session.scalars(alone).all():
        logos.take_off(company)
        stopping.drop(f"company:{company.id}")  # SQLite may give its number to another one.
        session.delete(company)
