"""A company with a contact, and what is done with it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from netapp.core.db import session, transaction
from netapp.core.letters import Order
from netapp.core.viewer import Viewer
from netapp.groups import records
from netapp.mail import writing
from netapp.mail.models import Letter
from netapp.members import companies, joined, merging, tending, working
from netapp.members.models import About, Affiliation, Company, Person
from tests.town import Town


@pytest.fixture
def bobbins(town: Town) -> Company:
    """Bob's company, which nobody else works at and nobody has described yet. He shows his name."""
    town.bob.show_name = True
    with transaction():
        company = working.set_company(town.bob, "Bobbins", "Roskilde", "https://bobs.example")
    assert company is not None
    return company


@pytest.fixture
def describe() -> Callable[..., None]:
    """describe(person, company, offer=[…], is_public=True, …): as its form would."""

    def describing(person: Person, company: Company, **said: Any) -> None:
        shown = {name: getattr(company, name) for name in tending.FIELDS}
        values = {name: said.pop(name, shown[name]) for name in tending.FIELDS}
        texts, divisions = said.pop("texts", {}), said.pop("divisions", [])
        tending.describe(
            viewer(person),
            company,
            tending.fingerprint(company),
            values=values,
            texts=texts,
            divisions=divisions,
            lines=cast(dict[About, list[str]], said),
        )
        session.expire_all()

    return describing


def viewer(person: Person) -> Viewer:
    return records.as_viewer(person)


def role(person: Person, company: Company) -> str | None:
    """What the person is at the company now."""
    session.expire_all()
    place = companies.place_of(person.id, company.id)
    return place.role if place else None


def text_of(letter: Letter) -> str:
    """What the letter says if it leaves now."""
    order = Order(letter.person_id, letter.address, letter.name, letter.language, letter.data)
    return writing.write(letter.letter, order).text


def is_due(letter: Letter) -> bool:
    with suppress(writing.Missed):
        return bool(text_of(letter))
    return False


def employ(person: Person, company: Company, role: str = "employee") -> None:
    place = Affiliation(person_id=person.id, company_id=company.id, since=date(2026, 1, 1), role=role)
    session.add(place)
    session.commit()


@pytest.fixture
def twin(town: Town, bobbins: Company) -> Company:
    """Carol has named the same company otherwise."""
    town.carol.show_name = True
    with transaction():
        company = working.set_company(town.carol, "Bobbins ApS", "Horsens", "https://www.bobs.example/om")
    assert company is not None
    return company


def merge(person: Person, one: Company, other: Company, **kept: str) -> Company | None:
    """As the page would: with what is there now, and the fuller answers where none is given."""
    company, gone = sorted((one, other), key=lambda each: -each.id)
    who = replace(viewer(person), is_admin=person.is_admin)
    return merging.ask(who, one, other, joined.fingerprint(company, gone), kept)
