"""Providers' accounts and addresses: an equal address never joins anything by itself (I2)."""

import pytest
from sqlalchemy import func, select

from netapp.core.db import session
from netapp.members.models import Person
from netapp.signin.models import Identity, Session
from tests.support.doors import asked, link_in, local, read
from tests.support.visitors import letters


@pytest.fixture
def alices(linkedin):
    """The account at the provider that says it has Alice's address."""
    linkedin.people["u1"]["email"] = "Alice@alices.example"


def count(model) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_address_that_belongs_to_somebody_lets_nobody_in(town, as_, through, alices):
    visitor, people = as_(), count(Person)
    answer = through(visitor, next="/me/devices")
    assert answer.location == "/sign-in?next=/me/devices"
    assert "already in use here" in visitor.get(answer.location).text
    assert visitor.get("/me").status_code == 303
    assert (count(Identity), count(Session), count(Person)) == (0, 0, people)
    assert [letter.address for letter in letters()] == ["alice@alices.example"]


def test_its_owner_joins_the_account_by_the_letter(town, as_, through, alices):
    through(as_(), next="/me/devices")
    visitor, path = as_(), link_in(letters("join_account", town.alice)[-1])
    assert "LinkedIn" in visitor.get(path).text
    assert count(Identity) == 0
    assert visitor.post(path).location == "/me/devices"
    assert "Alice Alicesen" in visitor.get("/me").text
    assert through(as_()).location == "/"
    told = letters("account_joined", town.alice)
    assert len(told) == 1
    assert "LinkedIn" in read(told[0]).text


def test_the_letter_joins_once(town, as_, through, alices):
    through(as_())
    path = link_in(letters("join_account")[-1])
    as_().post(path)
    assert as_().post(path).location == path
    assert count(Identity) == 1


def test_two_letters_about_one_account_join_it_once(town, as_, through, alices):
    for _ in range(2):
        through(as_())
    first, second = (link_in(letter) for letter in letters("join_account"))
    assert as_().post(first).location == "/"
    visitor = as_()
    answer = visitor.post(second, headers={"Referer": "http://localhost" + second})
    assert answer.status_code == 409
    assert f'href="{second}"' in answer.text
    assert count(Identity) == 1
    assert visitor.get("/me").status_code == 303


def test_who_changed_their_address_meanwhile_is_not_joined(town, as_, through, alices):
    through(as_())
    path = link_in(letters("join_account")[-1])
    town.alice.email = "new@alices.example"
    session.commit()
    visitor = as_()
    visitor.post(path)
    assert visitor.get("/me").status_code == 303
    assert count(Identity) == 0


@pytest.mark.parametrize("verified", [False, None, "false", "no", 1, 0, ["true"]])
def test_an_address_that_the_provider_has_not_checked_is_asked_by_mail(app, as_, through, linkedin, verified):
    linkedin.people["u1"]["email_verified"] = verified
    visitor = as_()
    assert through(visitor).location == "/me"
    person = session.scalars(select(Person)).one()
    assert person.email is None
    path = link_in(letters("confirm_address", "anna@adal.example")[-1])
    visitor.post(path)
    session.refresh(person)
    assert person.email == "anna@adal.example"
    assert person.email_confirmed_at is not None


@pytest.mark.parametrize("email", [None, "", "no address", 7, "a" * 300 + "@b.example"])
def test_without_an_address_one_is_asked_for_later(app, as_, through, linkedin, email):
    linkedin.people["u1"]["email"] = email
    if email is None:
        del linkedin.people["u1"]["email"]
    visitor = as_()
    assert through(visitor).location == "/me"
    assert 'action="/me/address"' in visitor.get("/me").text
    assert "Anna Ådal" in visitor.get("/me").text
    assert letters() == []


def with_account(as_, through, linkedin):
    del linkedin.people["u1"]["email"]
    visitor = as_()
    through(visitor)
    return visitor


def test_an_address_typed_later_counts_once_it_is_confirmed(app, as_, through, linkedin):
    visitor = with_account(as_, through, linkedin)
    answer = visitor.post("/me/address", {"email": "Anna@new.example"})
    assert (answer.status_code, answer.location) == (303, "/me/devices")
    assert session.scalars(select(Person)).one().email is None
    path = link_in(letters("confirm_address")[-1])
    assert "anna@new.example" in visitor.get(path).text
    assert visitor.post(path).location == "/me"
    assert "confirmed" in visitor.get("/me").text
    assert session.scalars(select(Person)).one().email == "anna@new.example"


def test_a_stranger_cannot_have_an_address_confirmed_for_them(app, as_, through, linkedin):
    enemy, owner = with_account(as_, through, linkedin), as_()
    enemy.post("/me/address", {"email": "owner@new.example"})
    path = link_in(letters("confirm_address")[-1])
    assert "Sign in first" in owner.get(path).text
    assert owner.post(path).status_code == 403
    owner.post(asked(owner, "owner@new.example"))
    assert owner.post(path).status_code == 403
    assert session.scalars(select(Person.email).order_by(Person.id)).all() == [None, "owner@new.example"]


def test_an_address_of_somebody_else_gets_the_same_answer_and_its_owner_a_letter(town, as_, through, linkedin):
    visitor = with_account(as_, through, linkedin)
    answers = []
    for email in ("free@new.example", "bob@bobs.example"):
        answer = visitor.post("/me/address", {"email": email})
        answers.append((answer.status_code, answer.location, visitor.get("/me/devices").text))
    assert answers[0] == answers[1]
    (letter,) = letters("address_taken", town.bob)
    assert "/sign-in" in read(letter).text
    assert letters("confirm_address", "bob@bobs.example") == []


def test_an_address_taken_meanwhile_is_refused(app, as_, through, linkedin):
    visitor, other = with_account(as_, through, linkedin), as_()
    visitor.post("/me/address", {"email": "both@new.example"})
    path = link_in(letters("confirm_address")[-1])
    other.post(asked(other, "both@new.example"))
    answer = visitor.post(path, headers={"Referer": "http://localhost/me"})
    assert (answer.status_code, answer.location) == (303, "/me")
    assert session.scalars(select(Person.email).order_by(Person.id)).all() == [None, "both@new.example"]


@pytest.mark.parametrize("key", ["linkedin", "oidc"])
def test_an_account_is_connected_from_the_settings(town, as_, providers, key):
    visitor = as_(town.bob)
    assert f'action="/me/accounts/{key}"' in visitor.get("/me/devices").text
    page = visitor.post(f"/me/accounts/{key}")
    assert page.status_code == 200
    address = page.text.partition('href="' + providers[key].issuer)[2].partition('"')[0].replace("&amp;", "&")
    answer = visitor.get(local(providers[key].choose(providers[key].issuer + address)))
    assert answer.location == "/me/devices"
    assert len(letters("account_joined", town.bob)) == 1
    assert session.scalars(select(Identity)).one().person_id == town.bob.id


def connect(visitor, linkedin) -> str:
    page = visitor.post("/me/accounts/linkedin").text
    address = page.partition('href="' + linkedin.issuer)[2].partition('"')[0].replace("&amp;", "&")
    return local(linkedin.choose(linkedin.issuer + address))


def test_a_guest_connects_nothing(town, as_):
    assert as_().post("/me/accounts/linkedin").location.startswith("/sign-in")


def test_another_site_cannot_begin_it(town, as_):
    answer = as_(town.bob).post("/me/accounts/linkedin", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_who_is_somebody_else_on_the_way_back_connects_nothing(town, as_, linkedin):
    visitor = as_(town.bob)
    back = connect(visitor, linkedin)
    with visitor.client.session_transaction() as cookie:
        state = {name: value for name, value in cookie.items() if name.startswith("_state_")}
    visitor.sign_in(town.carol)
    with visitor.client.session_transaction() as cookie:
        cookie.update(state)
    assert visitor.get(back).location == "/sign-in"
    assert count(Identity) == 0


def test_an_account_of_somebody_else_is_not_taken_over(town, as_, through, linkedin):
    through(as_())
    visitor = as_(town.bob)
    answer = visitor.get(connect(visitor, linkedin))
    assert answer.location == "/me/devices"
    assert "somebody else" in visitor.get("/me/devices").text
    assert session.scalars(select(Identity)).one().person_id != town.bob.id


def test_an_account_moves_from_a_person_without_an_address(town, as_, through, linkedin):
    before = with_account(as_, through, linkedin)
    visitor = as_(town.bob)
    visitor.get(connect(visitor, linkedin))
    assert session.scalars(select(Identity)).one().person_id == town.bob.id
    assert before.get("/me").status_code == 303


def test_an_account_is_disconnected_and_its_owner_told(town, as_, linkedin):
    visitor = as_(town.bob)
    visitor.get(connect(visitor, linkedin))
    identity = session.scalars(select(Identity)).one()
    assert as_(town.carol).post(f"/me/accounts/{identity.id}/removal").status_code == 404
    assert visitor.post(f"/me/accounts/{identity.id}/removal").location == "/me/devices"
    assert count(Identity) == 0
    assert "LinkedIn" in read(letters("account_removed", town.bob)[0]).subject


def test_the_last_way_in_stays(app, as_, through, linkedin):
    visitor = with_account(as_, through, linkedin)
    identity = session.scalars(select(Identity)).one()
    answer = visitor.post(f"/me/accounts/{identity.id}/removal", headers={"Referer": "http://localhost/me/devices"})
    assert answer.location == "/me/devices"
    assert "only way in" in visitor.get("/me/devices").text
    assert count(Identity) == 1
