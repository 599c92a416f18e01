"""A changed address is told to the old one, which can take it back for a week."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
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


def test_accounts_that_were_connected_before_stay(town, as_):
    session.add(
        Identity(person_id=town.alice.id, issuer="https://x.example", subject="own", created_at=clock.now() - WEEK)
    )
    session.commit()
    _visitor, path = changed(town, as_)
    as_().post(path)
    assert session.scalars(select(Identity.subject)).all() == ["own"]


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


def test_an_address_that_somebody_else_has_by_now_is_refused_in_a_sentence(town, as_):
    visitor, path = changed(town, as_)
    other = as_()
    other.post("/sign-in", {"email": "alice@alices.example"})
    other.post(link_in(letters("sign_in", "alice@alices.example")[-1]))
    answer = other.post(path, headers={"Referer": "http://localhost/me"})
    assert answer.status_code == 303
    assert address(town.alice) == "alice@new.example"
    assert "belongs to another account" in other.get("/me").text
    assert visitor.get("/me").status_code == 200
