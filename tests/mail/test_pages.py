"""The outbox's pages: who may look, what they see, and what can be done about letters that did not leave."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from netapp.core.db import session
from netapp.core.letters import Part
from netapp.core.site import Site
from netapp.mail import drain, queries
from netapp.mail.models import Letter
from tests.mail.conftest import ICS, Room, Sink, order, written


@pytest.fixture
def demo(app: Flask) -> None:
    session.add(Site(id=1, name="Demo", is_demo=True))
    session.commit()


def rows() -> list[Letter]:
    return list(session.scalars(select(Letter).order_by(Letter.id).execution_options(populate_existing=True)))


def test_only_administrators_see_the_outbox(town, as_, room: Room) -> None:
    order("ada")
    drain.drain()
    paths = ["/outbox", f"/outbox/{rows()[0].id}", f"/outbox/{rows()[0].id}/body"]
    for person in (None, town.alice, town.nina):
        assert [as_(person).get(path).status_code for path in paths] == [404, 404, 404]
    assert [as_(town.adam).get(path).status_code for path in paths] == [200, 200, 200]


def test_a_letter_that_is_not_there_is_not_found(town, as_) -> None:
    assert as_(town.adam).get("/outbox/4711").status_code == 404


def test_an_administrator_reads_all_parts_of_a_kept_letter(town, as_, room: Room) -> None:
    room.says = lambda order: written(calendar=Part(ICS, "REQUEST"), stop="group:3")
    order("ada")
    drain.drain()
    visitor, (kept,) = as_(town.adam), rows()
    page = visitor.get(f"/outbox/{kept.id}").text
    assert "Møde i Taastrup" in page
    assert "Hello Ada," in page
    assert "BEGIN:VCALENDAR" in page
    assert "List-Unsubscribe" in page
    assert '<a href="https://net.example/meetings/7?a=1&amp;b=2"' in page
    body = visitor.get(f"/outbox/{kept.id}/body")
    assert "<p>Hello Ada,</p>" in body.text
    assert '<base target="_top">' in body.text
    policy = body.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_body_of_a_letter_that_opens_a_door_is_not_even_kept(town, as_, room: Room) -> None:
    order("ada", letter="key")
    drain.drain()
    (kept,) = rows()
    assert (kept.state, kept.source) == ("kept", None)
    page = as_(town.adam).get(f"/outbox/{kept.id}").text
    assert "https://net.example/meetings/7" not in page
    assert "lets somebody in" in page


def test_a_demo_on_this_machine_shows_it_to_everybody(as_, demo, room: Room) -> None:
    order("ada", letter="key")
    drain.drain()
    visitor = as_()
    assert "On this demo everybody can read all letters" in visitor.get("/outbox").text
    assert "https://net.example/meetings/7" in visitor.get(f"/outbox/{rows()[0].id}").text
    assert "https://net.example/meetings/7" in visitor.get(f"/outbox/{rows()[0].id}/body").text


@pytest.mark.parametrize(
    ("settings", "headers"),
    [
        ({"site_url": "https://net.example"}, {}),
        ({"host": "0.0.0.0"}, {}),
        ({"trusted_proxies": 1}, {}),
        ({}, {"X-Forwarded-For": "203.0.113.7"}),
        ({}, {"Host": "evil.example"}),
    ],
)
def test_a_demo_that_others_can_reach_shows_nothing(
    app: Flask, town, as_, demo, room: Room, monkeypatch, settings, headers
) -> None:
    """Also what was kept while nobody else could reach it."""
    order("ada", letter="key")
    drain.drain()
    path = f"/outbox/{rows()[0].id}"
    monkeypatch.setitem(app.config, "NETAPP", replace(app.config["NETAPP"], **settings))
    assert as_().get("/outbox", headers=headers).status_code == 404
    if settings:
        visitor = as_(town.adam)
        assert "net.example/meetings/7" not in visitor.get(path).text
        assert visitor.get(f"{path}/body").text == ""


def test_the_list_is_paged_and_filtered_by_links(town, as_, room: Room, count_queries) -> None:
    order(*(f"r{n}" for n in range(queries.PAGE + 5)))
    drain.drain(limit=3)
    visitor = as_(town.adam)
    with count_queries() as counted:
        first = visitor.get("/outbox").text
    assert len(counted) <= 6
    assert first.count("<tr>") == queries.PAGE + 1
    assert f"before={rows()[5].id}" in first
    older = visitor.get(f"/outbox?before={rows()[5].id}").text
    assert older.count("<tr>") == 6
    assert visitor.get("/outbox?state=kept").text.count("<tr>") == 4
    assert visitor.get("/outbox?state=nonsense&before=x").text.count("<tr>") == queries.PAGE + 1


def test_kept_letters_are_sent_once_there_is_a_mail_server(app: Flask, town, as_, room: Room, request) -> None:
    order("ada", "bo")
    drain.drain()
    visitor = as_(town.adam)
    assert "Send those that still make sense" not in visitor.get("/outbox?state=kept").text
    assert visitor.post("/outbox/attempts", {"state": "kept"}).status_code == 303
    assert {row.state for row in rows()} == {"kept"}
    sink: Sink = request.getfixturevalue("sink")
    assert "Send those that still make sense" in visitor.get("/outbox?state=kept").text
    visitor.post("/outbox/attempts", {"state": "kept"})
    room.says = lambda order: written() if order.name == "Ada" else None
    drain.drain()
    assert sink.readers == ["ada@reader.example"]
    assert [(row.state, row.source) for row in rows()] == [("sent", None), ("missed", None)]


def test_a_failed_letter_can_be_tried_again(town, as_, room: Room, sink: Sink) -> None:
    order("reject")
    drain.drain()
    (failed,), visitor = rows(), as_(town.adam)
    page = visitor.get(f"/outbox/{failed.id}").text
    assert "550 5.1.1 no such user" in page
    assert "Try again" in page
    visitor.post(f"/outbox/{failed.id}/attempt")
    assert [(row.state, row.attempts, row.error) for row in rows()] == [("queued", 0, "")]
    visitor.post(f"/outbox/{failed.id}/attempt")
    assert rows()[0].state == "queued"


def test_nobody_else_sends_again(town, as_, room: Room, sink: Sink) -> None:
    order("reject")
    drain.drain()
    for path in (f"/outbox/{rows()[0].id}/attempt", "/outbox/attempts"):
        assert as_(town.alice).post(path, {"state": "failed"}).status_code == 403
        assert as_().post(path, {"state": "failed"}).status_code == 303
    assert rows()[0].state == "failed"


def test_on_an_open_demo_a_guest_reads_and_changes_nothing(as_, town, demo, room: Room, sink: Sink) -> None:
    order("reject")
    drain.drain()
    assert "Try again" not in as_().get(f"/outbox/{rows()[0].id}").text
    assert as_(town.alice).post("/outbox/attempts", {"state": "failed"}).status_code == 403
