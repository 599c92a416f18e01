"""Keys for programs: made, shown once, narrowed by their scopes, counted, revoked."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from netapp.api import actions, bearer, policy
from netapp.api.models import Token
from netapp.core import clock
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.members import actions as members
from tests.api.programs import Program, token_of


def test_scopes_leave_a_plain_member_of_an_organiser():
    boss = Viewer(person_id=1, is_admin=True, roles={7: "owner"}, entered=frozenset({9}), calendar_key="k")
    reads = policy.narrowed(boss, frozenset({policy.READ, policy.SIGN_UP}))
    assert (dict(reads.roles), reads.is_admin, reads.entered, reads.calendar_key) == ({7: "member"}, False, set(), "")
    assert not reads.organises(7)
    organises = policy.narrowed(boss, frozenset({policy.READ, policy.ORGANISE}))
    assert (organises.organises(7), organises.organises(9), organises.is_admin) == (True, False, False)


def test_a_token_is_made_on_a_page_shown_once_and_revoked(app, town, as_):
    bob = as_(town.bob)
    page = bob.post("/me/tokens", {"name": "Screen", "days": "30", "sign_up": "y"})
    (token,) = {
        word for word in page.text.replace('"', " ").split() if word.startswith(actions.PREFIX) and len(word) > 20
    }
    row = session.scalars(select(Token)).one()
    assert (row.scopes, row.name, row.ends_in) == ("read sign_up", "Screen", token[-4:])
    assert token not in repr(vars(row))
    assert token not in bob.get("/me/tokens").text
    assert "Screen" in bob.get("/me/tokens").text
    program = Program(app, token)
    assert program.get("/me").json["person_id"] == town.bob.id
    session.expire_all()
    assert session.get_one(Token, row.id).seen_at is not None
    assert as_(town.carol).post(f"/me/tokens/{row.id}/revocation").status_code == 404
    assert program.get("/me").status_code == 200
    bob.post(f"/me/tokens/{row.id}/revocation")
    answer = program.get("/me")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_cookie_opens_nothing_here(town, as_):
    inside = town.meeting(town.inner)
    assert as_(town.alice).get("/api/v1/me").status_code == 401
    assert as_(town.alice).get(f"/api/v1/meetings/{inside.id}").status_code == 404
    answer = as_(town.alice).client.put(f"/api/v1/meetings/{inside.id}/sign-up", json={})
    assert answer.status_code == 401


def test_a_late_token_and_one_of_somebody_erased_open_nothing(app, town):
    late, theirs = token_of(town.bob, days=1), token_of(town.carol)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert Program(app, late).get("/me").status_code == 401
        assert Program(app, theirs).get("/me").status_code == 200
    members.erase(Viewer(person_id=town.carol.id), town.carol)
    assert Program(app, theirs).get("/me").status_code == 401
    assert session.scalars(select(Token.person_id)).all() == [town.bob.id]


def test_scopes_are_asked_for_and_narrow_what_is_seen(app, town):
    draft, meeting = town.meeting(state="draft"), town.meeting()
    reads, organises = Program(app, token_of(town.alice)), Program(app, token_of(town.alice, "organise"))
    assert reads.get(f"/meetings/{draft.id}").status_code == 404
    assert organises.get(f"/meetings/{draft.id}").status_code == 200
    refusal = reads.put(f"/meetings/{meeting.id}/sign-up", {})
    assert refusal.status_code == 403
    assert refusal.json["type"].endswith("/api#needs_scope")
    assert 'scope="sign_up"' in refusal.headers["WWW-Authenticate"]
    assert organises.put(f"/meetings/{meeting.id}/sign-up", {}).status_code == 403
    assert reads.get(f"/meetings/{meeting.id}/sign-ups").status_code == 403


def test_a_token_is_told_how_often_it_may_still_ask(app, town, monkeypatch):
    monkeypatch.setattr(bearer, "MOST", 2)
    program = Program(app, token_of(town.bob))
    with time_machine.travel(clock.now(), tick=False):
        first = program.get("/me")
        assert first.headers["RateLimit-Policy"] == '"token";q=2;w=60'
        assert first.headers["RateLimit"].startswith('"token";r=1;t=')
        program.get("/me")
        third = program.get("/me")
        assert (third.status_code, third.json["status"]) == (429, 429)
        assert 0 < int(third.headers["Retry-After"]) <= 60
    assert Program(app).get("/meetings").status_code == 200


def test_what_is_no_token_is_refused_also_where_none_is_needed(app):
    odd = ("", "Bearer", "Bearer ", "Basic Zm9vOmJhcg==", "Bearer netapp_\u00e9", "Bearer " + "x" * 5000)
    found = [app.test_client().get("/api/v1/meetings", headers={"Authorization": one}).status_code for one in odd]
    assert found == [401] * len(odd)
