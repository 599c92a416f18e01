"""Draining the outbox: every letter leaves once, is asked again before it does, and says what became of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from netapp.core import clock, signed
from netapp.core.db import session, transaction
from netapp.core.letters import Order, Written
from netapp.mail import drain, message, outbox, queries, stopping
from netapp.mail.models import Letter
from netapp.mail.outbox import To
from tests.mail.conftest import Room, Sink, order, to, written


def letter(name: str) -> Letter:
    found = select(Letter).where(Letter.address == f"{name}@reader.example")
    return session.scalars(found.execution_options(populate_existing=True)).one()


def states() -> dict[str, str]:
    rows = session.execute(select(Letter.address, Letter.state))
    return {address.partition("@")[0]: state for address, state in rows}


def test_what_is_due_is_sent_once(app: Flask, room: Room, sink: Sink) -> None:
    order("ada", "bo")
    order("cy", due=clock.now() + timedelta(hours=1))
    assert drain.drain() == 2
    assert drain.drain() == 0
    assert sorted(sink.readers) == ["ada@reader.example", "bo@reader.example"]
    assert states() == {"ada": "sent", "bo": "sent", "cy": "queued"}
    sent = letter("ada")
    assert sent.subject == "Møde i Taastrup"
    assert sent.message_id in {str(one["Message-ID"]) for one in sink.messages}
    assert (sent.done_at, sent.source, sent.error, sent.attempts) == (sent.done_at, None, "", 1)
    assert sink.got[0].mail_from == "post@net.example"


def test_a_batch_goes_over_one_connection(app: Flask, room: Room, sink: Sink) -> None:
    order("ada", "reject", "bo", "cy")
    drain.drain()
    assert (len(sink.got), sink.connections) == (3, 1)


def test_a_letter_speaks_its_readers_language(app: Flask, room: Room, sink: Sink) -> None:
    with transaction():
        for language in ("da", "fi"):
            outbox.post("note", "meeting:7", to(language, language))
    drain.drain()
    assert [asked.language for asked in room.asked] == ["da", "fi"]
    for message_, language in zip(sink.messages, ("da", "fi"), strict=True):
        html = message_.get_body(("html",))
        assert html is not None
        assert f'<html lang="{language}">' in html.get_content()


def test_what_is_no_longer_due_is_missed(app: Flask, room: Room, sink: Sink) -> None:
    room.says = lambda order: None if order.name == "Ada" else written()
    order("ada", "bo")
    drain.drain()
    assert states() == {"ada": "missed", "bo": "sent"}
    assert (letter("ada").error, letter("ada").subject) == ("no longer due", "")


def test_a_letter_knows_its_numbers(app: Flask, room: Room, sink: Sink) -> None:
    order("ada", meeting=7, was={"starts": "13:00"})
    drain.drain()
    assert room.asked == [Order(None, "ada@reader.example", "Ada", "en", {"meeting": 7, "was": {"starts": "13:00"}})]


def test_who_has_stopped_gets_only_what_must_come(app: Flask, room: Room, sink: Sink) -> None:
    stopping.stop(signed.token(stopping.PURPOSE, "ada@reader.example", "meeting:7"))
    room.says = lambda order: written(stop="meeting:7", even_if_stopped=order.data.get("moved", False))
    order("ada", "bo")
    order("ada", occurrence="moved", moved=True)
    drain.drain()
    assert [(row.address[:3], row.state, row.error) for row in session.scalars(select(Letter).order_by(Letter.id))] == [
        ("ada", "missed", "stopped"),
        ("bo@", "sent", ""),
        ("ada", "sent", ""),
    ]


def test_one_letters_error_stops_no_other(app: Flask, room: Room, sink: Sink) -> None:
    def says(order: Order) -> Written:
        if order.name == "Ada":
            raise KeyError("meeting")
        return written()

    room.says = says
    order("ada", "bo")
    order("cy", letter="forgotten")
    drain.drain()
    assert states() == {"ada": "queued", "bo": "sent", "cy": "queued"}
    assert letter("ada").error == "KeyError: 'meeting'"


def test_a_letter_is_tried_five_times_with_growing_pauses(app: Flask, room: Room, sink: Sink) -> None:
    order("later", "ada")
    pauses = []
    with time_machine.travel(clock.now(), tick=False) as time:
        for _ in range(5):
            assert drain.drain() > 0
            assert drain.drain() == 0
            pauses.append(letter("later").due_at - clock.now())
            time.move_to(letter("later").due_at + timedelta(seconds=1))
        assert drain.drain() == 0
    failed = letter("later")
    minutes = [round(pause.total_seconds() / 60) for pause in pauses[:4]]
    assert minutes == [1, 5, 30, 120]
    assert (failed.state, failed.attempts, failed.error) == ("failed", 5, "451 4.3.0 try again later")
    assert failed.done_at is not None
    assert states()["ada"] == "sent"


def test_a_recipient_who_is_not_there_fails_at_once(app: Flask, room: Room, sink: Sink) -> None:
    order("reject", "policy", "ada")
    drain.drain()
    assert states() == {"reject": "failed", "policy": "queued", "ada": "sent"}
    assert letter("reject").error == "550 5.1.1 no such user"


def test_a_line_that_is_cut_costs_one_letter_an_attempt(app: Flask, room: Room, sink: Sink) -> None:
    order("drop", "ada")
    drain.drain()
    assert states() == {"drop": "queued", "ada": "sent"}
    assert letter("drop").error


def test_a_server_that_is_away_is_asked_once_for_the_batch(app: Flask, room: Room, sink: Sink, monkeypatch) -> None:
    tried = []

    def refuse(_config: Any) -> Any:
        tried.append(1)
        raise ConnectionRefusedError("Connection refused")

    monkeypatch.setattr("netapp.mail.smtp._connected", refuse)
    order("ada", "bo", "cy")
    assert drain.drain() == 3
    assert len(tried) == 1
    assert set(states().values()) == {"queued"}
    assert {row.error for row in session.scalars(select(Letter))} == {"Connection refused"}
    assert queries.health().due == 0


def test_a_dead_workers_letter_is_taken_over_when_its_lease_ends(app: Flask, room: Room, sink: Sink, caplog) -> None:
    order("ada")
    assert len(drain._take(20)) == 1  # ... and the worker is killed.
    assert drain.drain() == 0
    with time_machine.travel(clock.now() + drain.LEASE, tick=False):
        assert drain.drain() == 1
    assert sink.readers == ["ada@reader.example"]
    assert states() == {"ada": "sent"}
    assert "it may come twice" in caplog.text


def test_killed_between_sending_and_marking_the_second_letter_folds_with_the_first(
    app: Flask, room: Room, sink: Sink, monkeypatch
) -> None:
    order("ada")
    with monkeypatch.context() as patch:
        patch.setattr(drain, "_close", _killed)
        with pytest.raises(KeyboardInterrupt):
            drain.drain()
    with time_machine.travel(clock.now() + drain.LEASE, tick=False):
        drain.drain()
    assert len(sink.got) == 2
    assert len({str(one["Message-ID"]) for one in sink.messages}) == 1


def _killed(*_args: Any, **_kwargs: Any) -> None:
    raise KeyboardInterrupt


def test_a_letter_that_kills_its_workers_fails_in_the_end(app: Flask, room: Room, sink: Sink) -> None:
    order("ada")
    now = clock.now()
    for n in range(5):
        with time_machine.travel(now + n * drain.LEASE, tick=False):
            assert len(drain._take(20)) == 1
    with time_machine.travel(now + 5 * drain.LEASE, tick=False):
        drain.drain()
    assert (states(), letter("ada").error) == ({"ada": "failed"}, "no attempt ever ended")
    assert sink.got == []


def test_a_database_that_is_briefly_away_after_the_sending_loses_nothing(
    app: Flask, room: Room, sink: Sink, monkeypatch
) -> None:
    order("ada")
    real, failures = session.commit, iter([True, True])

    def commit() -> None:
        if len(sink.got) and next(failures, False):
            raise OperationalError("COMMIT", {}, Exception("gone"))
        real()

    monkeypatch.setattr(session, "commit", commit)
    drain.drain()
    assert (len(sink.got), states()) == (1, {"ada": "sent"})


def test_a_worker_that_has_been_slow_leaves_the_rest_to_others(app: Flask, room: Room, sink: Sink) -> None:
    order("ada", "bo")
    with time_machine.travel(clock.now(), tick=False) as time:

        def dawdles(order: Order) -> Written:
            time.shift(drain.LEASE)
            return written()

        room.says = dawdles
        drain.drain()
    assert [states(), letter("bo").attempts] == [{"ada": "sent", "bo": "queued"}, 0]


def test_nothing_is_open_in_the_database_while_a_letter_travels(
    app: Flask, room: Room, sink: Sink, monkeypatch
) -> None:
    from netapp.mail.smtp import Line

    seen, real = [], Line.send

    def send(self: Line, *args: Any) -> None:
        seen.append(session().in_transaction())
        real(self, *args)

    monkeypatch.setattr(Line, "send", send)
    order("ada")
    drain.drain()
    assert seen == [False]


def test_writing_a_letter_may_change_nothing(app: Flask, room: Room, sink: Sink) -> None:
    def says(order: Order) -> Written:
        session.add(Letter(key="x", letter="x", thing="x", address="x", language="en"))
        session.flush()
        return written()

    room.says = says
    order("ada")
    drain.drain()
    assert states() == {"ada": "queued"}
    assert "may only read" in letter("ada").error


def test_without_a_mail_server_letters_are_kept(app: Flask, room: Room) -> None:
    order("ada")
    drain.drain()
    kept = letter("ada")
    assert (kept.state, kept.subject) == ("kept", "Møde i Taastrup")
    assert kept.message_id in (kept.source or "")
    assert (kept.source or "").isascii()


def test_an_address_beyond_ascii_is_written_as_dns_and_the_server_understand_it(
    app: Flask, room: Room, sink: Sink
) -> None:
    with transaction():
        for address in ("ada@østerbro.example", "åse@reader.example"):
            outbox.post("note", "meeting:7", To(None, address, "Åse", "da"))
    drain.drain()
    assert sorted(sink.readers) == ["ada@xn--sterbro-p1a.example", "åse@reader.example"]


def test_health_tells_of_letters_that_nobody_sends(app: Flask, room: Room, sink: Sink) -> None:
    assert queries.health() == queries.Health(due=0, failed=0, oldest_seconds=0)
    order("reject")
    drain.drain()
    with time_machine.travel(clock.now(), tick=False) as time:
        order("ada", "bo")
        order("cy", due=clock.now() + timedelta(days=1))
        time.shift(90)
        assert queries.health() == queries.Health(due=2, failed=1, oldest_seconds=90)


def test_the_message_id_does_not_tell_the_address(app: Flask) -> None:
    settings = app.config["NETAPP"]
    assert "ada" not in message.message_id("note|meeting:7|ada@reader.example|", settings)
