"""People become known, say who they are and where they work, and are forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock, facts
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, Refused
from netapp.core.viewer import Viewer
from netapp.groups.models import Follower
from netapp.members import actions, keeping, queries, tasks, working
from netapp.members.facts import PersonErased
from netapp.members.models import Affiliation, Company, Person, Picture


def viewer(person, **rights):
    return Viewer(person_id=person.id, name=person.name, email=person.email, **rights)


def test_an_address_is_one_person_however_it_is_typed(town):
    with transaction():
        first = actions.known_person("Una@New.example ", "Una Unason", "da")
        again = actions.known_person("una@new.example", "Somebody Else", "fi")
    assert first.id == again.id
    assert (again.name, again.language, again.email) == ("Una Unason", "da", "una@new.example")
    assert again.email_confirmed_at is not None


def test_an_invited_person_is_not_confirmed_until_they_open_a_letter(town):
    with transaction():
        person = actions.addressed_person("una@new.example")
    assert person.email_confirmed_at is None
    with transaction():
        actions.known_person("una@new.example", "Una")
    assert person.email_confirmed_at is not None
    assert person.name == "Una"


def test_a_company_is_found_again_however_its_name_is_typed(town):
    with transaction():
        first = working.set_company(town.bob, "Grønne  Tage ApS", "Taastrup", "https://gt.example")
        again = working.set_company(town.carol, "GRONNE TAGE aps", "Elsewhere", "https://other.example")
    assert first.id == again.id
    assert (again.place, again.website) == ("Taastrup", "https://gt.example")
    assert session.scalars(select(Company)).all() == [first]


def test_a_new_job_ends_the_old_one_and_no_job_ends_both(town):
    with transaction():
        working.set_company(town.bob, "One")
    with transaction():
        working.set_company(town.bob, "Two")
    assert queries.company_of(town.bob.id).name == "Two"
    with transaction():
        working.set_company(town.bob, "")
    assert queries.company_of(town.bob.id) is None
    assert len(session.scalars(select(Affiliation)).all()) == 2


def test_back_and_forth_on_one_day_is_harmless(town):
    for name in ("One", "Two", "One", "One"):
        with transaction():
            working.set_company(town.bob, name)
    assert queries.company_of(town.bob.id).name == "One"
    assert len(session.scalars(select(Affiliation)).all()) == 2


def test_people_edit_their_own_data_and_nobody_elses(town):
    values = {"name": "Bob the Builder", "language": "da", "zone": "Europe/Copenhagen", "show_name": True}
    actions.edit_person(viewer(town.bob), town.bob, **values)
    assert (town.bob.name, town.bob.language, town.bob.show_name) == ("Bob the Builder", "da", True)
    for other in (town.alice, town.adam):
        with pytest.raises(Forbidden):
            actions.edit_person(viewer(other, is_admin=other.is_admin), town.bob, **values)
    with pytest.raises(Forbidden):
        actions.edit_company(viewer(town.alice), town.bob, name="Hers", place="", website="")


def test_an_erased_person_leaves_a_row_without_a_name(town, app):
    told = []
    facts.on(app, PersonErased, told.append)
    with transaction():
        working.set_company(town.bob, "One")
        session.add(Picture(person_id=town.bob.id, content=b"x", digest="x"))
    key, email = town.bob.calendar_key, town.bob.email
    actions.erase(viewer(town.bob), town.bob)
    app.extensions["facts"][PersonErased].remove(told.append)
    bob = session.get(Person, town.bob.id)
    assert (bob.name, bob.email, bob.email_confirmed_at, bob.zone) == ("", None, None, None)
    assert bob.calendar_key != key
    assert session.get(Picture, bob.id) is None
    assert queries.company_of(bob.id) is None
    assert told == [PersonErased(bob.id, email, "Bob Bobsen")]


def test_erasing_twice_is_harmless_and_erasing_others_is_for_administrators(town):
    with pytest.raises(Forbidden):
        actions.erase(viewer(town.alice), town.bob)
    adam = viewer(town.adam, is_admin=True)
    actions.erase(adam, town.bob)
    erased_at = town.bob.erased_at
    actions.erase(adam, town.bob)
    assert town.bob.erased_at == erased_at


def test_the_only_administrator_stays(town):
    with pytest.raises(Refused):
        actions.erase(viewer(town.adam, is_admin=True), town.adam)
    assert town.adam.name


def old(person, days=400):
    person.created_at = clock.now() - timedelta(days=days)
    session.commit()


def test_guests_are_forgotten_when_nothing_needs_them(town):
    old(town.gus)
    tasks.erase_guests()
    assert session.get(Person, town.gus.id).erased_at is not None


def test_guests_are_kept_for_the_days_that_the_site_names(town):
    old(town.gus, days=89)
    tasks.erase_guests()
    assert session.get(Person, town.gus.id).erased_at is None


def test_followers_members_and_who_ever_signed_in_are_not_forgotten(town):
    session.add(Follower(group_id=town.others.id, person_id=town.gus.id))
    mona = town.person("mona")
    town.member(town.others, "mona")
    for person in (town.gus, mona, town.nina, town.adam):
        old(person)
    tasks.erase_guests()
    for person in (town.gus, mona, town.nina, town.adam):
        assert session.get(Person, person.id).erased_at is None


def test_a_floor_above_can_keep_a_guest(town, app):
    old(town.gus)
    asked = []

    def needed(since):
        asked.append(since)
        return select(Person.id).where(Person.id == town.gus.id)

    keeping.ask(app, needed)
    try:
        tasks.erase_guests()
    finally:
        app.extensions["needed"].remove(needed)
    assert session.get(Person, town.gus.id).erased_at is None
    assert abs(clock.now() - timedelta(days=90) - asked[0]) < timedelta(minutes=1)
