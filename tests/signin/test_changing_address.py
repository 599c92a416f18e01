"""A changed address is told to the old one, which can take it back for a week."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.members import actions
from netapp.members.models import Person
from netapp.signin.models import Identity, Link
from tests.support.doors import link_in, read
from tests.support.visitors import letters

WEEK = timedelta(days=7)


def change(visitor, email):
    visitor.post("/me/address", {"email": email})
    visitor.post(link_in(letters("confirm_address", email)[-1]))


def changed(town, as_):
    """Alice's address has become another; the way back, from the letter to the old one."""
    visitor = as_(town.alice)
    change(visitor, "alice@new.example")
    (told,) = letters("address_changed")
    assert told.address == "alice@alices.example"
    return visitor, link_in(told)


def address(person):
    session.expire_all()
    return session.scalar(select(Person.email).where(Person.id == person.id))


def test_it_is_told_to_the_old_address(town, as_):
    changed(town, as_)
    assert address(town.alice) == "alice@new.example"
    (told,) = letters("address_changed")
    assert "within 7 days" in read(told).text


def test_a_letter_that_waited_for_an_upgrade_goes_out_without_the_button(town, as_):
    changed(town, as_)
    (told,) = letters("address_changed")
    told.data = {key: value for key, value in told.data.items() if key != "link"}
    session.commit()
    said = read(told).text
    assert "write to those who run the site at once" in said
    assert "Take my address back" not in said


def test_the_old_address_takes_it_back_in_any_browser_and_everybody_is_out(town, as_):
    visitor, path = changed(town, as_)
    session.add(Identity(person_id=town.alice.id, issuer="https://x.example", subject="enemy"))
    session.commit()
    key = town.alice.calendar_key
    page = as_().get(path)
    assert "alice@alices.example" in page.text
    assert address(town.alice) == "alice@new.example"
    answer = as_().post(path)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert address(town.alice) == "alice@alices.example"
    assert visitor.get("/me").location.startswith("/sign-in")
    assert session.scalars(select(Identity)).all() == []
    assert session.get_one(Person, town.alice.id).calendar_key != key


def test_no_account_elsewhere_stays_a_way_in(town, as_):
    """A stranger would connect one first, and change the address then."""
    before = clock.now() - WEEK
    session.add(Identity(person_id=town.alice.id, issuer="https://x.example", subject="enemy", created_at=before))
    session.commit()
    _visitor, path = changed(town, as_)
    as_().post(path)
    assert session.scalars(select(Identity.subject)).all() == []


def test_it_works_once_and_lets_nobody_in(town, as_):
    _visitor, path = changed(town, as_)
    browser = as_()
    browser.post(path)
    assert browser.get("/me").location.startswith("/sign-in")
    visitor = as_(town.alice)
    change(visitor, "alice@third.example")
    browser.post(path)
    assert address(town.alice) == "alice@third.example"
    assert "for seven days" in browser.get(path).text


def test_after_a_week_it_is_over_and_no_new_link_is_sent(town, as_):
    with time_machine.travel(clock.now(), tick=False) as moving:
        _visitor, path = changed(town, as_)
        moving.shift(WEEK - timedelta(seconds=1))
        assert "Take my address back" in as_().get(path).text
        moving.shift(timedelta(seconds=1))
        assert "Take my address back" not in as_().get(path).text
        as_().post(path)
        assert address(town.alice) == "alice@new.example"
        assert as_().post(f"{path}/successor").status_code == 403
    assert len(letters("address_changed")) == 1


def test_of_two_changes_the_first_that_is_undone_counts(town, as_):
    """A stranger who changes it twice is written to at the address between; that link brings nothing back."""
    visitor, path = changed(town, as_)
    change(visitor, "alice@third.example")
    between = link_in(letters("address_changed", "alice@new.example")[-1])
    as_().post(path)
    as_().post(between)
    assert address(town.alice) == "alice@alices.example"
    assert session.scalars(select(Link.id).where(Link.purpose == "undo-address", Link.used_at.is_(None))).all() == []


def test_what_was_begun_with_the_address_since_does_not_hold_it(town, as_):
    """A stranger has it invited somewhere; its owner signs in with it, wondering."""
    visitor, path = changed(town, as_)
    actions.addressed_person("alice@alices.example")
    session.commit()
    other = as_()
    other.post("/sign-in", {"email": "alice@alices.example"})
    other.post(link_in(letters("sign_in", "alice@alices.example")[-1]))
    made = session.scalars(select(Person.id).where(Person.email == "alice@alices.example")).one()
    assert other.post(path).status_code == 303
    assert address(town.alice) == "alice@alices.example"
    assert session.get_one(Person, made).erased_at is not None
    assert other.get("/me").location.startswith("/sign-in")
    assert visitor.get("/me").location.startswith("/sign-in")


def test_an_address_that_somebody_else_had_before_is_refused_in_a_sentence(town, as_):
    visitor, path = changed(town, as_)
    town.bob.email = "alice@alices.example"
    session.commit()
    answer = as_(town.bob).post(path, headers={"Referer": "http://localhost/me"})
    assert answer.status_code == 303
    assert address(town.alice) == "alice@new.example"
    assert visitor.get("/me").status_code == 200
