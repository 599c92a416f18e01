"""Ordering a letter: a row in the transaction of the deed, once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.mail import drain, outbox
from netapp.mail.models import Letter, Stop
from netapp.mail.outbox import To
from tests.mail.conftest import Room, order, to


def rows() -> list[Letter]:
    return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_the_same_letter_twice_is_one(app: Flask) -> None:
    for _ in range(2):
        order("ada", "bo", occurrence="1")
    order("ada", occurrence="2")
    assert [(row.address, row.key.rpartition("|")[2]) for row in rows()] == [
        ("ada@reader.example", "1"),
        ("bo@reader.example", "1"),
        ("ada@reader.example", "2"),
    ]


def test_a_deed_that_fails_leaves_no_letter(app: Flask) -> None:
    def fails() -> None:
        with transaction():
            outbox.post("note", "meeting:7", to("ada"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert rows() == []


def test_nobody_is_nobody(app: Flask) -> None:
    order()
    assert rows() == []


def test_an_address_in_capitals_is_the_same_reader(app: Flask) -> None:
    order("ada")
    with transaction():
        outbox.post("note", "meeting:7", To(None, "ADA@reader.example", "Ada", "en"))
    assert len(rows()) == 1


def test_the_longest_address_fits(app: Flask) -> None:
    long, odd = "a" * 60 + "@" + "b" * 180 + ".example", "a|b@reader.example"
    with transaction():
        for address in (long, odd):
            outbox.post("n" * 40, "t" * 40, To(None, address, "x" * 500, "en"), occurrence="2026-11-24T13:00|x")
    assert [row.address for row in rows()] == [long, odd]
    assert {one.occurrence for one in outbox.recall("n" * 40, "t" * 40)} == {"2026-11-24T13:00|x"}


def test_fifty_thousand_letters_would_take_three_statements(app: Flask, count_queries) -> None:
    assert 3 * outbox.CHUNK >= 50_000
    people = [to(f"reader{n}") for n in range(outbox.CHUNK + 1)]
    with count_queries() as counted, transaction():
        outbox.post_many("note", "meeting:7", people, starts="2026-11-24")
    inserts = [statement for statement in counted.statements if statement.startswith("INSERT")]
    assert len(inserts) == len(counted) == 2
    assert session.scalar(select(func.count()).select_from(Letter)) == len(people)


def test_several_edits_become_one_letter(app: Flask) -> None:
    due = clock.now() + timedelta(minutes=10)
    order("ada", "bo", occurrence="1", due=due, was="Monday")
    with transaction():
        back = outbox.recall("note", "meeting:7")
        for one in back:
            outbox.post("note", "meeting:7", one.to, occurrence="2", due=one.due, **one.data)
    assert [(one.to, one.data, one.due, one.occurrence) for one in back] == [
        (to("ada"), {"was": "Monday"}, due, "1"),
        (to("bo"), {"was": "Monday"}, due, "1"),
    ]
    assert [(row.data, row.due_at) for row in rows()] == [({"was": "Monday"}, due)] * 2


def test_a_letter_in_a_workers_hands_is_not_taken_back(app: Flask, room: Room) -> None:
    order("ada", "bo")
    assert [taken.address for taken in drain._take(1)] == ["ada@reader.example"]
    with transaction():
        assert [one.to.address for one in outbox.recall("note", "meeting:7")] == ["bo@reader.example"]
    assert [row.address for row in rows()] == ["ada@reader.example"]


def test_other_letters_are_not_taken_back(app: Flask) -> None:
    order("ada")
    with transaction():
        assert outbox.recall("note", "meeting:70") == outbox.recall("key", "meeting:7") == []
    assert len(rows()) == 1


def test_who_is_erased_is_forgotten(app: Flask) -> None:
    order("ada", "bo")
    session.add_all(
        [Stop(address="ada@reader.example", scope="group:1"), Stop(address="bo@reader.example", scope="group:1")]
    )
    with transaction():
        outbox.forget(4711, "Ada@reader.example")
    assert [row.address for row in rows()] == ["bo@reader.example"]
    assert session.scalars(select(Stop.address)).all() == ["bo@reader.example"]
