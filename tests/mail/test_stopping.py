"""The link at the foot of a letter: looking changes nothing, the button stops, and a mail program can press it too."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from netapp.core import facts, signed
from netapp.core.db import session
from netapp.mail import drain, stopping
from netapp.mail.facts import Resumed, Stopped
from netapp.mail.models import Stop
from tests.mail.conftest import Room, Sink, order, written


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is announced, in order."""
    told: list[object] = []
    for fact in (Stopped, Resumed):
        monkeypatch.setitem(app.extensions["facts"], fact, [told.append])
    return told


@pytest.fixture
def path(app: Flask) -> str:
    return stopping.link("Ada@reader.example", "group:3").removeprefix(app.config["SITE_URL"])


def stops() -> list[tuple[str, str]]:
    return [(row.address, row.scope) for row in session.scalars(select(Stop))]


def test_looking_changes_nothing(as_, path, heard) -> None:
    page = as_().get(path)
    assert page.status_code == 200
    assert "ada@reader.example" in page.text
    assert "Stop these letters" in page.text
    assert (stops(), heard) == ([], [])


def test_the_button_stops_and_the_page_offers_to_take_it_back(as_, path, heard) -> None:
    visitor = as_()
    for _ in range(2):
        answer = visitor.post(path)
        assert (answer.status_code, answer.location) == (303, path)
    assert stops() == [("ada@reader.example", "group:3")]
    page = visitor.get(path)
    assert "These letters have stopped" in page.text
    undo = re.search(r'action="([^"]+/undo)"', page.text)
    assert undo
    assert visitor.post(undo[1]).status_code == 303
    assert stops() == []
    assert heard == [Stopped("ada@reader.example", "group:3"), Resumed("ada@reader.example", "group:3")]


def test_a_mail_program_needs_no_cookie_no_origin_and_no_redirect(app: Flask, path, heard) -> None:
    """RFC 8058. The post comes from a server that knows the address and nothing else."""
    answer = app.test_client().post(
        path,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "Set-Cookie" not in answer.headers
    assert stops() == [("ada@reader.example", "group:3")]


def test_taking_it_back_is_not_for_other_sites(as_, path) -> None:
    answer = as_().post(f"{path}/undo", headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["x", "WyJhIiwiYiJd.forged"])
def test_a_link_that_we_did_not_write_opens_nothing(as_, token) -> None:
    assert as_().get(f"/letters/stop/{token}").status_code == 404
    assert as_().post(f"/letters/stop/{token}").status_code == 404
    assert stops() == []


def test_a_token_for_something_else_stops_nothing(as_, app) -> None:
    other = signed.token("answer", "ada@reader.example", "group:3")
    assert as_().post(f"/letters/stop/{other}").status_code == 404


def test_what_reacts_and_fails_leaves_the_letters_coming(app: Flask, path, monkeypatch) -> None:
    def fails(_fact: Stopped) -> None:
        raise ZeroDivisionError

    facts.on(app, Stopped, fails)
    try:
        with pytest.raises(ZeroDivisionError):
            stopping.stop(path.rpartition("/")[2])
    finally:
        app.extensions["facts"][Stopped].remove(fails)
    assert stops() == []


def test_the_header_of_a_sent_letter_stops_its_kind(app: Flask, room: Room, sink: Sink) -> None:
    room.says = lambda order: written(stop="meeting:7")
    order("ada", occurrence="1")
    drain.drain()
    url = str(sink.messages[0]["List-Unsubscribe"]).strip("<>")
    answer = app.test_client().post(url.removeprefix(app.config["SITE_URL"]), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    order("ada", "bo", occurrence="2")
    drain.drain()
    assert sink.readers == ["ada@reader.example", "bo@reader.example"]
