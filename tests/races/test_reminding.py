"""Four processes send the same reminders at once, on each engine: each reaches each comer once (M2)."""

import multiprocessing
import time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from netapp.core import clock
from netapp.core.db import db, session
from netapp.events.models import Meeting, SignUp
from netapp.events.reminders import tasks
from netapp.events.reminders.models import Reminder
from netapp.mail.models import Letter
from tests.races.room import Room
from tests.support import databases, servers

PROCESSES, MEETINGS, COMERS = 4, 8, 5
_FORK = multiprocessing.get_context("fork")


@pytest.fixture(params=databases.ENGINES)
def due(request, make_database, make_app):
    """Eight reminders whose time has come, each of a meeting to which five come."""
    app = make_app(make_database(request.param), NETAPP_SECRET_KEY=servers.SECRET)
    room = Room(app, members=COMERS, seats=None, own_reminders=True)
    for _ in range(MEETINGS - 1):
        room.another(seats=9, own_reminders=True)
    now = clock.now()
    with app.app_context():
        for number in session.scalars(select(Meeting.id)).all():
            session.add(Reminder(meeting_id=number, days=14, texts={}, due_at=now - timedelta(minutes=1)))
            seats = {"meeting_id": number, "state": "going", "changed_at": now}
            session.add_all(SignUp(**seats, person_id=one, turn=turn) for turn, one in enumerate(room.numbers, 1))
        session.commit()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


def _send(app: Flask, start: Any, said: Any) -> None:
    with app.app_context():
        db.engine.dispose(close=False)
        start.wait()
        said.put(tasks.send_reminders())


def _sent_by_all(app: Flask) -> int:
    """By how many they say that they have sent, together."""
    start, said = _FORK.Barrier(PROCESSES), _FORK.Queue()
    started = [_FORK.Process(target=_send, args=(app, start, said)) for _ in range(PROCESSES)]
    for one in started:
        one.start()
    found = [said.get(timeout=60) for _ in started]
    for one in started:
        one.join()
    return sum(found)


def test_each_reminder_is_sent_by_one_process_and_once_to_each(due):
    assert _sent_by_all(due) == MEETINGS
    with due.app_context():
        keys = session.scalars(select(Letter.key).where(Letter.letter == "reminder")).all()
        assert len(keys) == len(set(keys)) == MEETINGS * COMERS
        assert session.scalar(select(func.sum(Reminder.people))) == MEETINGS * COMERS


def test_several_would_send_the_same_if_nobody_looked_who_was_first(due, monkeypatch):
    """This test is there to show that the one above means something."""

    def taken(now: Any) -> Any:
        columns = Reminder.id, Reminder.due_at, Meeting.id, Meeting.starts_at
        found = session.execute(
            select(*columns).join(Meeting, Meeting.id == Reminder.meeting_id).where(Reminder.done_at.is_(None))
        ).all()
        session.rollback()
        time.sleep(0.2)
        session.execute(update(Reminder).values(done_at=now))
        return found

    monkeypatch.setattr(tasks, "_taken", taken)
    assert _sent_by_all(due) > MEETINGS
