"""A link by mail: works once, for 15 minutes, in any browser, and tells nobody who is known (I4)."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from netapp.core import clock, limits
from netapp.core.db import session
from netapp.core.errors import TooMany
from netapp.members import actions as members
from netapp.members.models import Person
from netapp.signin import actions, sessions, views
from netapp.signin.models import Link, Session
from tests.support.doors import asked, link_in, read
from tests.support.visitors import letters


def test_a_link_signs_in_and_leads_back(town, as_):
    visitor = as_()
    path = asked(visitor, "alice@alices.example", next="/me/devices")
    page = visitor.get(path)
    assert "alice@alices.example" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    answer = visitor.post(path)
    assert (answer.status_code, answer.location) == (303, "/me/devices")
    assert "Alice Alicesen" in visitor.get("/me").text


def test_looking_at_a_link_changes_nothing(town, as_):
    path = asked(as_(), "alice@alices.example")
    for _ in range(3):
        assert as_().get(path).status_code == 200
    assert as_().client.head(path).status_code == 200
    assert as_().post(path).status_code == 303


def test_it_opens_in_any_browser(town, as_):
    path, other = asked(as_(), "alice@alices.example"), as_()
    other.post(path)
    assert "Alice Alicesen" in other.get("/me").text


def test_it_works_once(town, as_):
    path, first, second = asked(as_(), "alice@alices.example"), as_(), as_()
    first.post(path)
    answer = second.post(path)
    assert (answer.status_code, answer.location) == (303, path)
    page = second.get(path)
    assert "This link has been used" in page.text
    assert "alice" not in page.text.lower()
    assert second.get("/me").status_code == 303


def test_the_button_pressed_twice_leads_on(town, as_):
    visitor = as_()
    path = asked(visitor, "alice@alices.example", next="/me/devices")
    visitor.post(path)
    assert visitor.post(path).location == path
    assert visitor.get(path).location == "/me/devices"


def test_a_late_link_offers_a_new_one(town, as_):
    visitor = as_()
    path = asked(visitor, "alice@alices.example", next="/me/devices")
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        page = visitor.get(path)
        assert "This link is too old" in page.text
        assert "alice" not in page.text.lower()
        assert visitor.post(path).location == path
        assert visitor.get("/me").status_code == 303
        answer = visitor.post(f"{path}/successor")
        assert "alice" not in answer.text.lower()
        new = link_in(letters("sign_in")[-1])
        assert new != path
        assert visitor.post(new).location == "/me/devices"


def test_a_late_letter_is_not_sent(town, as_):
    asked(as_(), "alice@alices.example")
    with time_machine.travel(clock.now() + timedelta(minutes=16)), pytest.raises(Exception, match="no longer due"):
        read(letters("sign_in")[-1])


def test_a_link_that_is_not_ours_is_not_found(town, as_):
    path = asked(as_(), "alice@alices.example")
    for wrong in (path[:-1], path + "x", "/sign-in/link/WzEsInh4Il0.abc", "/sign-in/link/"):
        assert as_().get(wrong).status_code == 404
        assert as_().post(wrong).status_code in (404, 405)


def test_nobody_learns_whether_an_address_is_known(town, as_, count_queries):
    answers, statements = [], []
    for email in ("alice@alices.example", "nobody@nowhere.example"):
        with count_queries() as counted:
            answer = as_().post("/sign-in", {"email": email})
        answers.append(answer.text.replace(email, "EMAIL"))
        statements.append([re.sub(r"\W+", " ", statement) for statement in counted.statements])
        assert len(letters("sign_in", email)) == 1
    assert answers[0] == answers[1]
    assert statements[0] == statements[1]


def test_an_unknown_address_becomes_a_person_at_the_button(app, as_):
    visitor = as_(language="da")
    path = asked(visitor, "New@Person.Example ".strip())
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    assert visitor.post(path).location == "/me"
    person = session.scalars(select(Person)).one()
    assert (person.email, person.name, person.language) == ("new@person.example", "", "da")
    assert person.email_confirmed_at is not None
    assert not person.is_guest


@pytest.mark.parametrize(
    "typed", ["", "alice", "a@", "alice@alices.example, bob@bobs.example", "a\r\nBcc: b@b.example"]
)
def test_what_is_no_address_gets_a_sentence_and_stays(app, as_, typed):
    answer = as_().post("/sign-in", {"email": typed, "next": "/me/devices"})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text
    assert 'value="/me/devices"' in answer.text
    assert letters() == []
    if typed == "alice":
        assert 'value="alice"' in answer.text


def test_an_address_gets_at_most_five_links_an_hour(town, as_):
    for _ in range(5):
        assert as_().post("/sign-in", {"email": "alice@alices.example"}).status_code == 200
    assert as_().post("/sign-in", {"email": "Alice@alices.example"}).status_code == 429
    assert as_().post("/sign-in", {"email": "unknown@nowhere.example"}).status_code == 200
    assert len(letters("sign_in")) == 6


def test_an_unknown_address_meets_the_same_limit(app, as_):
    codes = [as_().post("/sign-in", {"email": "who@nowhere.example"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_a_room_of_300_can_sign_in_and_a_flood_cannot(app, as_):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(300):
            limits.spend("link", limits.network(), views.BY_NETWORK, limits.HOUR)
    assert as_().post("/sign-in", {"email": "last@room.example"}).status_code == 200
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}), suppress(TooMany):
        for _ in range(views.BY_NETWORK):
            limits.spend("link", limits.network(), views.BY_NETWORK, limits.HOUR)
    assert as_().post("/sign-in", {"email": "flood@room.example"}).status_code == 429


def test_signing_in_gives_no_membership(town, as_):
    visitor = as_()
    visitor.post(asked(visitor, "pia@pias.example"))
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with visitor.app.test_request_context():
        found = sessions.load(token)
    assert found is not None
    assert found.viewer.roles == {}
    assert found.viewer.pending == {town.builders.id: "requested"}


def test_an_erased_person_is_not_signed_in_again(town, as_):
    path, old = asked(as_(), "nina@ninas.example"), town.nina.id
    with_session = as_(town.nina)
    members.forget(town.nina)
    session.commit()
    assert with_session.get("/me").status_code == 303
    visitor = as_()
    visitor.post(path)
    assert session.scalar(select(func.count()).where(Session.person_id == old, Session.ended_at.is_(None))) in (0, 1)
    assert session.scalar(select(Person.email).where(Person.id == old)) is None


def test_an_administrator_is_let_in_from_the_command_line(app, as_):
    url = actions.admin_link("Boss@site.example")
    path = url.removeprefix("http://localhost")
    assert letters() == []
    visitor = as_()
    assert visitor.post(path).location == "/"
    person = session.scalars(select(Person)).one()
    assert (person.email, person.is_admin) == ("boss@site.example", True)
    assert as_().post(path).location == path
    assert session.scalars(select(Link)).one().used_at is not None


def test_the_letter_speaks_the_readers_language_and_names_no_stop_link(town, as_):
    asked(as_(), "alice@alices.example")
    finished = read(letters("sign_in")[-1])
    assert finished.stop_url is None
    assert "15 minutes" in finished.text
    assert "Alice" in finished.text
