"""Sessions: renewed at sign-in, listed, ended from elsewhere at once, never for ever (I3)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import db, session
from netapp.signin import sessions, tasks
from netapp.signin.models import Attempt, Link, Session
from tests.support.doors import asked
from tests.support.visitors import Visitor

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def enter(visitor: Visitor, email: str = "alice@alices.example") -> None:
    assert visitor.post(asked(visitor, email)).status_code == 303


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/me").status_code == 200


def cookie_line(visitor: Visitor) -> str:
    answer = visitor.post(asked(visitor, "alice@alices.example"))
    (line,) = [line for line in answer.headers.getlist("Set-Cookie") if "netapp=" in line]
    return line


def test_the_cookie_is_kept_from_scripts_and_other_sites(town, as_):
    line = cookie_line(as_())
    assert line.startswith("netapp=")
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Path=/" in line
    assert "Domain" not in line
    assert "Expires=" in line
    assert "Secure" not in line


def test_behind_tls_the_cookie_is_bound_to_the_host(site, town):
    safe = site(NETAPP_SITE_URL="https://net.example.org")
    visitor = Visitor(safe)
    visitor.headers["Origin"] = "https://net.example.org"
    from netapp.signin import actions

    with safe.app_context():
        path = actions.admin_link("alice@alices.example").removeprefix("https://net.example.org")
    answer = visitor.post(path, base_url="https://net.example.org")
    (line,) = answer.headers.getlist("Set-Cookie")
    assert line.startswith("__Host-netapp=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in line


def test_a_visitor_who_signs_in_nowhere_gets_no_cookie(town, as_):
    for path in ("/sign-in", "/me", "/sign-in?next=/me"):
        assert as_().get(path).headers.getlist("Set-Cookie") == []
    assert as_().post("/sign-in", {"email": "alice@alices.example"}).headers.getlist("Set-Cookie") == []


def test_a_session_outlives_the_browser_and_brings_no_second_cookie(town, as_):
    visitor = as_()
    enter(visitor)
    assert visitor.get("/me").headers.getlist("Set-Cookie") == []
    assert "remember_token" not in str(visitor.client._cookies)


def test_a_session_is_renewed_at_sign_in(town, as_):
    """Session fixation: what the browser held before is worth nothing after."""
    visitor = as_()
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["planted"] = "token-that-an-enemy-knows", "x"
    enter(visitor)
    with visitor.client.session_transaction() as cookie:
        first = cookie["_user_id"]
        assert "planted" not in cookie
    assert first != "token-that-an-enemy-knows"
    enter(visitor)
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        cookie["_user_id"] = first
    assert not is_in(visitor)
    assert "token" not in str(session.scalars(select(Session.token_hash)).all())


def test_the_cookie_of_a_session_that_was_signed_out_opens_nothing(town, as_):
    visitor = as_()
    enter(visitor)
    with visitor.client.session_transaction() as cookie:
        kept = dict(cookie)
    answer = visitor.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert any(line.startswith("netapp=;") for line in answer.headers.getlist("Set-Cookie"))
    with visitor.client.session_transaction() as cookie:
        cookie.update(kept)
    assert not is_in(visitor)
    assert visitor.post("/sign-out").status_code == 303


def test_a_session_ended_elsewhere_is_out_at_once(town, as_):
    here, there = as_(), as_()
    there.headers["User-Agent"] = FIREFOX
    enter(there)
    enter(here)
    assert "Firefox, Linux" in here.get("/me/devices").text
    row = session.scalars(select(Session).where(Session.device == "Firefox, Linux")).one()
    assert here.post(f"/me/devices/{row.id}/end").location == "/me/devices"
    assert not is_in(there)
    assert is_in(here)
    assert "Firefox" not in here.get("/me/devices").text


def test_nobody_ends_the_session_of_somebody_else(town, as_):
    visitor = as_(town.bob)
    row = session.scalars(select(Session)).one()
    assert as_(town.carol).post(f"/me/devices/{row.id}/end").status_code == 404
    assert as_().post(f"/me/devices/{row.id}/end").status_code == 303
    assert is_in(visitor)


def test_all_others_end_together(town, as_):
    here, others = as_(town.alice), [as_(town.alice) for _ in range(3)]
    bob = as_(town.bob)
    here.post("/me/devices/end")
    assert [is_in(one) for one in (here, bob, *others)] == [True, True, False, False, False]


def test_who_only_reads_stays_signed_in(town, as_):
    visitor, now = as_(), clock.now()
    enter(visitor)
    for day in range(20, 170, 25):
        with time_machine.travel(now + timedelta(days=day), tick=False):
            assert is_in(visitor), day


def test_a_session_ends_after_30_days_without_use(town, as_):
    visitor = as_()
    enter(visitor)
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert not is_in(visitor)


def test_a_session_ends_after_180_days_whatever_its_use(town, as_):
    visitor, now = as_(), clock.now()
    enter(visitor)
    for day in range(20, 180, 20):
        with time_machine.travel(now + timedelta(days=day), tick=False):
            assert is_in(visitor)
    with time_machine.travel(now + timedelta(days=181), tick=False):
        assert not is_in(visitor)


def test_use_is_noted_at_most_once_an_hour(town, as_, count_queries):
    visitor, now = as_(), clock.now()
    enter(visitor)
    for minutes, is_noted in ((30, False), (61, True), (90, False), (122, True)):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False), count_queries() as counted:
            visitor.get("/me")
            assert any(statement.startswith("UPDATE session") for statement in counted.statements) == is_noted, minutes


def test_a_busy_database_does_not_hold_up_a_reader(town, as_, monkeypatch):
    from sqlalchemy.exc import OperationalError

    visitor = as_()
    enter(visitor)

    def busy(*_args):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        monkeypatch.setattr(db.engine.dialect, "do_execute", busy_when_updating(db.engine.dialect.do_execute, busy))
        assert is_in(visitor)


def busy_when_updating(execute, busy):
    def watched(cursor, statement, *args):
        return busy() if statement.startswith("UPDATE session") else execute(cursor, statement, *args)

    return watched


def test_who_is_signed_in_is_found_with_all_rights_in_one_query(town, as_, count_queries, app):
    visitor = as_(town.bob)
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with app.test_request_context(), count_queries() as counted:
        found = sessions.load(token)
    assert found is not None
    assert len(counted) == 1
    assert found.viewer.roles == {town.builders.id: "member", town.energy.id: "member", town.secret.id: "member"}
    assert (found.viewer.name, found.viewer.email) == ("Bob Bobsen", "bob@bobs.example")


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "'; --", "\x00", "é"])
def test_a_token_that_nobody_has_is_a_guests(town, as_, token):
    visitor = as_()
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert not is_in(visitor)


def test_what_is_used_up_is_forgotten(town, as_, linkedin):
    visitor = as_()
    enter(visitor)
    visitor.get("/sign-in/linkedin")
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        tasks.forget_old()
        assert session.scalars(select(Attempt)).all() == []
        assert len(session.scalars(select(Link)).all()) == 1
    with time_machine.travel(clock.now() + timedelta(days=70), tick=False):
        tasks.forget_old()
        assert session.scalars(select(Link)).all() == []
        assert session.scalars(select(Session)).all() == []


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.1 <script>", "curl/8.1 script"),
        ("", ""),
    ],
)
def test_devices_have_short_names(app, agent, device):
    with app.test_request_context(headers={"User-Agent": agent}):
        assert sessions.device() == device
