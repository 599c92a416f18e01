"""Several workers, one outbox: each letter is in one pair of hands."""

import threading

from flask import Flask
from sqlalchemy import select

from netapp.core.db import db, session, transaction
from netapp.mail import drain, outbox
from netapp.mail.models import Letter
from tests.mail.conftest import Room, Sink, order, to


def test_two_workers_send_every_letter_once(app: Flask, room: Room, sink: Sink) -> None:
    with transaction():
        outbox.post_many("note", "meeting:7", [to(f"r{n}") for n in range(60)])
    taken: list[int] = []

    def work() -> None:
        with app.app_context():
            while n := drain.drain(limit=5):
                taken.append(n)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (sum(taken), len(sink.got), len(set(sink.readers))) == (60, 60, 60)
    assert set(session.scalars(select(Letter.state))) == {"sent"}


def test_what_another_worker_is_taking_is_passed_over(app: Flask, room: Room) -> None:
    """PostgreSQL's row locks; on SQLite there is one writer at a time, and the second finds what the first has left."""
    order("ada", "bo", "cy")
    if db.engine.dialect.name == "sqlite":
        assert [len(drain._take(2)), len(drain._take(2))] == [2, 1]
        return
    first = select(Letter.id).order_by(Letter.id).limit(2).with_for_update()
    with db.engine.connect() as other, other.begin():
        held = other.scalars(first).all()
        mine = [letter.id for letter in drain._take(20)]
    assert len(mine) == 1
    assert not set(mine) & set(held)
