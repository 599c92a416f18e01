"""`netapp mailin` as a mail server calls it: one letter from standard input, and an exit code that it understands."""

import io
import sys
from types import SimpleNamespace

import pytest

from netapp import cli
from netapp.core.db import session
from netapp.mailin import pipe, taking
from tests.mailin.conftest import answer, sign_up, state
from tests.mailin.programs import outlook
from tests.support.servers import SECRET


def test_a_letter_is_taken_from_a_pipe(mailin, town):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    said = answer(town.bob, meeting)
    session.rollback()
    assert pipe.read_one(mailin, io.BytesIO(outlook(said)), {}, [said.to], "bob@bobs.example") == 0
    session.expire_all()
    assert state(town.bob, meeting) == "declined"


@pytest.mark.parametrize("where", ["RECIPIENT", "ORIGINAL_RECIPIENT", "X-Original-To", "Delivered-To"])
def test_whom_it_is_for_may_be_said_in_many_ways(light, where, monkeypatch):
    asked = []
    monkeypatch.setattr(taking, "receive", lambda *given: asked.append(given[2:]) or [taking.TAKEN])
    head = f"{where}: a+b@in.net.example\r\n\r\n".encode() if "-" in where else b""
    environ = {} if head else {where: "a+b@in.net.example", "SENDER": "bob@bobs.example"}
    assert pipe.read_one(light, io.BytesIO(head), environ, [], None) == 0
    assert asked == [(["a+b@in.net.example"], environ.get("SENDER"))]


def test_a_letter_to_nobody_is_told_so(light, capsys):
    assert pipe.read_one(light, io.BytesIO(b"x: y\n\n"), {}, [], None) == pipe.NOT_SAID
    assert "--to ADDRESS" in capsys.readouterr().err


def test_one_that_has_to_wait_lets_all_wait(light, monkeypatch, capsys):
    said = {"a": taking.TAKEN, "b": taking.UNKNOWN, "c": taking.LATER}
    monkeypatch.setattr(taking, "receive", lambda _app, _source, to, _sender: [said[one[0]] for one in to])

    def code(*to):
        return pipe.read_one(light, io.BytesIO(b""), {}, [f"{one}+secret@x.example" for one in to], "")

    assert [code("a", "b", "c"), code("a", "b"), code("b")] == [75, 0, 67]
    assert "secret" not in capsys.readouterr().err


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """call(b"letter", "--to", …, NETAPP_X="y"): the exit code of the command, and what it complained about."""
    settings = {
        "NETAPP_VAR": str(tmp_path / "var"),
        "NETAPP_SECRET_KEY": SECRET,
        "NETAPP_MAILIN_DOMAIN": "in.net.example",
    }

    def run(letter: bytes, *arguments: str, **more: str) -> tuple[int, str]:
        for name, value in (settings | more).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(letter)))
        return cli.main(["mailin", *arguments]), capsys.readouterr().err

    return run


def test_what_is_wrong_with_the_site_lets_the_mail_server_wait(call):
    to = ("--to", "calendar+x@in.net.example")
    assert call(b"x: y\n\n", *to)[0] == 67
    assert call(b"x: y\n\n", *to, NETAPP_PORT="odd") == (
        75,
        "netapp: NETAPP_PORT is 'odd'; give a whole number from 1 to 65535.\n",
    )
    assert call(b"x: y\n\n", *to, NETAPP_PORT="8000", NETAPP_MAILIN_DOMAIN="")[0] == 75


def test_a_database_that_is_away_lets_the_mail_server_wait(call, mailin, town):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    with mailin.app_context():
        from netapp.core import signed

        mailin.secret_key, before = SECRET, mailin.secret_key
        key = signed.key("calendar", meeting.id, town.bob.id)
        mailin.secret_key = before
    to = f"calendar+{key}@in.net.example"
    # A database without tables, and one that nobody serves.
    for url in ("", "postgresql://eve:whisper@127.0.0.1:1/x"):
        code, said = call(
            outlook(answer(town.bob, meeting)), "--to", to, "--from", "b@b.example", NETAPP_DATABASE_URL=url
        )
        assert code == 75
        assert key not in said
        assert "whisper" not in said


def test_a_letter_that_is_too_long_is_refused(call):
    code, said = call(b"x" * 1_000_001, "--to", "calendar+x@in.net.example", NETAPP_MAILIN_MB="1")
    assert code == 77
    assert "too long" in said
