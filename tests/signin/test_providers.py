"""Signing in through a provider: LinkedIn as it is, the standard as it is written, and what an enemy would answer."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from authlib.integrations.requests_client import OAuth2Session
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import db, session
from netapp.members.models import Person
from netapp.signin.models import Attempt, Identity, Session
from tests.support import provider
from tests.support.doors import local
from tests.support.visitors import letters

BOTH = ["linkedin", "oidc"]
FORGED = [
    "forged signature",
    "alg none",
    "signed with the secret",
    "foreign audience",
    "foreign audience for us",
    "two audiences",
    "foreign issuer",
    "expired",
    "old",
    "from the future",
    "no expiry",
    "wrong nonce",
    "no subject",
    "number as subject",
    "other sub",
    "no ID token",
    "broken",
]


def nobody_got_in(visitor) -> bool:
    sessions = session.scalar(select(func.count()).select_from(Session))
    return sessions == 0 and visitor.get("/me").status_code == 303


@pytest.mark.parametrize("key", BOTH)
def test_a_newcomer_gets_in_and_is_known_by_name(app, as_, through, key):
    visitor = as_()
    answer = through(visitor, key)
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "Anna Ådal" in visitor.get("/me").text
    person = session.scalars(select(Person)).one()
    assert (person.email, person.name, person.language) == ("anna@adal.example", "Anna Ådal", "en")
    assert person.email_confirmed_at is not None
    assert letters() == []


@pytest.mark.parametrize("key", BOTH)
def test_the_second_time_it_is_the_same_person(app, as_, through, key):
    through(as_(), key)
    visitor = as_()
    assert through(visitor, key).location == "/"
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert session.scalar(select(func.count()).select_from(Identity)) == 1


def test_linkedin_is_asked_as_it_wants_to_be(app, as_, through, linkedin):
    asked = parse_qs(urlsplit(as_().get("/sign-in/linkedin").location).query)
    assert asked["scope"] == ["openid profile email"]
    assert asked["redirect_uri"] == ["http://localhost/sign-in/linkedin/callback"]
    assert "code_challenge" not in asked
    through(as_())
    assert "client_secret" in linkedin.asked[-1]
    assert "code_verifier" not in linkedin.asked[-1]


def test_another_provider_is_asked_with_pkce_and_a_nonce(app, as_, through, oidc):
    asked = parse_qs(urlsplit(as_().get("/sign-in/oidc").location).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0]
    through(as_(), "oidc")
    assert "code_verifier" in oidc.asked[-1]


@pytest.mark.parametrize("key", BOTH)
@pytest.mark.parametrize("twist", FORGED)
def test_a_wrong_answer_lets_nobody_in(app, as_, through, providers, key, twist):
    visitor, providers[key].twist = as_(), twist
    answer = through(visitor, key, next="/me/devices")
    assert answer.location == "/sign-in?next=/me/devices"
    page = visitor.get(answer.location)
    assert "did not work" in page.text
    assert nobody_got_in(visitor)
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_nonce_may_be_missing_at_linkedin_only(app, as_, through, oidc):
    visitor, oidc.twist = as_(), "no nonce"
    through(visitor, "oidc")
    assert nobody_got_in(visitor)


def pointing_to(key: str, issuer: str) -> dict[str, str]:
    values = {"ISSUER": issuer, "CLIENT_ID": "a", "CLIENT_SECRET": "b"}
    return {f"NETAPP_{key.upper()}_{name}": value for name, value in values.items()}


@pytest.mark.parametrize("key", BOTH)
def test_a_provider_that_calls_itself_otherwise_is_not_asked(site, providers, key):
    providers[key].twist = "metadata of another"
    client = site(**pointing_to(key, providers[key].issuer)).test_client()
    answer = client.get(f"/sign-in/{key}")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


@pytest.mark.parametrize("key", BOTH)
def test_a_provider_that_is_down_gets_a_sentence(site, key):
    client = site(**pointing_to(key, "http://127.0.0.1:9/oauth")).test_client()
    answer = client.get(f"/sign-in/{key}")
    assert answer.status_code == 303
    assert "did not work" in client.get(answer.location).text


def test_a_provider_that_is_not_set_up_is_not_found(site):
    client = site().test_client()
    assert client.get("/sign-in/linkedin").status_code == 404
    assert client.get("/sign-in/linkedin/callback?code=x&state=y").status_code == 404
    assert client.get("/sign-in/other").status_code == 404
    assert "LinkedIn" not in client.get("/sign-in").text


def test_who_turns_back_at_linkedin_is_met_kindly(app, as_, through):
    visitor = as_()
    answer = through(visitor, sub="", next="/me/devices")
    assert answer.location == "/sign-in?next=/me/devices"
    assert "You stopped at LinkedIn" in visitor.get(answer.location).text
    assert nobody_got_in(visitor)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=", "?code=x&state=guessed", "?error=access_denied&state=x"])
def test_a_wrong_state_lets_nobody_in(app, as_, linkedin, query):
    visitor = as_()
    visitor.get("/sign-in/linkedin")
    answer = visitor.get(f"/sign-in/linkedin/callback{query}")
    assert answer.location == "/sign-in"
    assert linkedin.asked == []
    assert nobody_got_in(visitor)


def test_the_state_of_another_browser_lets_nobody_in(app, as_, linkedin):
    enemy, victim = as_(), as_()
    back = local(linkedin.choose(enemy.get("/sign-in/linkedin").location))
    victim.get("/sign-in/linkedin")
    assert victim.get(back).location == "/sign-in"
    assert nobody_got_in(victim)
    assert enemy.get(back).location == "/me"


def test_the_state_of_one_provider_is_none_at_another(app, as_, linkedin):
    visitor = as_()
    back = local(linkedin.choose(visitor.get("/sign-in/linkedin").location))
    assert visitor.get(back.replace("linkedin", "oidc")).location == "/sign-in"
    assert nobody_got_in(visitor)


def test_the_way_back_works_once(app, as_, linkedin):
    visitor = as_()
    back = local(linkedin.choose(visitor.get("/sign-in/linkedin").location))
    assert visitor.get(back).location == "/me"
    visitor.post("/sign-out")
    assert visitor.get(back).location == "/sign-in"
    assert visitor.get("/me").status_code == 303


def test_a_cookie_that_was_kept_brings_no_second_use(app, as_, linkedin):
    visitor = as_()
    back = local(linkedin.choose(visitor.get("/sign-in/linkedin").location))
    with visitor.client.session_transaction() as cookie:
        kept = dict(cookie)
    visitor.get(back)
    visitor.post("/sign-out")
    with visitor.client.session_transaction() as cookie:
        cookie.update(kept)
    assert visitor.get(back).location == "/sign-in"
    assert len(linkedin.asked) == 1


def test_who_takes_longer_than_ten_minutes_begins_again(app, as_, linkedin):
    visitor = as_()
    back = local(linkedin.choose(visitor.get("/sign-in/linkedin").location))
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        answer = visitor.get(back)
        assert answer.location == "/sign-in"
        assert "too long" in visitor.get("/sign-in").text
    assert linkedin.asked == []


def test_what_a_visit_is_for_waits_on_the_server(app, as_, linkedin):
    answer = as_().get("/sign-in/linkedin", query_string={"next": "/me/devices"})
    assert "devices" not in answer.location
    assert "devices" not in str(answer.headers["Set-Cookie"])
    assert session.scalars(select(Attempt)).one().next == "/me/devices"


def test_no_transaction_is_open_while_the_provider_is_asked(app, as_, linkedin, monkeypatch):
    seen, send = [], requests.Session.request

    def watched(asking, *args, **kwargs):
        if isinstance(asking, OAuth2Session):
            seen.append(db.session().in_transaction())
        return send(asking, *args, **kwargs)

    monkeypatch.setattr(requests.Session, "request", watched)
    monkeypatch.setattr(app.extensions["oidc"].create_client("linkedin"), "server_metadata", {})
    visitor = as_()
    visitor.get(local(linkedin.choose(visitor.get("/sign-in/linkedin").location)))
    assert len(seen) >= 4
    assert not any(seen)


def test_keys_that_were_changed_are_fetched_again(app, as_, through, linkedin):
    through(as_())
    before, linkedin.key = linkedin.key, provider.new_key("k2")
    try:
        linkedin.kid = "k2"
        assert through(as_()).location == "/"
    finally:
        linkedin.key, linkedin.kid = before, "k1"
