"""Transactions: a deed happens whole or not at all, joins the one around it, and is tried again after a deadlock."""

import threading

import pytest
from sqlalchemy import func, select, text

from netapp.core import clock, pool
from netapp.core.db import action, db, reading, session, transaction
from netapp.core.log import LogRow
from netapp.members.models import Person


@action
def note(word):
    session.add(LogRow(deed=word, kind="test", key="admin", at=clock.now(), details={}))


def words():
    return list(session.scalars(select(LogRow.deed).order_by(LogRow.id)))


def test_inner_deeds_join_and_an_error_undoes_all(app):
    @action
    def both():
        note("inner")
        raise LookupError

    with pytest.raises(LookupError):
        both()
    assert words() == []
    with transaction():
        note("one")
        note("two")
    assert words() == ["one", "two"]


def test_of_two_deeds_that_stand_in_each_others_way_both_are_done(app, town):
    """Each locks one person and then wants the other's: PostgreSQL undoes one, which is then done again."""
    meet = threading.Barrier(2, timeout=5)
    first_try = threading.local()

    @action
    def rename(first, second, word):
        for number, person_id in enumerate((first, second)):
            person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
            person.name = f"{person.name}{word}"
            session.flush()
            if number == 0 and not getattr(first_try, "over", False) and db.engine.dialect.name == "postgresql":
                first_try.over = True
                meet.wait()

    errors = []

    def run(first, second, word):
        with app.app_context():
            try:
                rename(first, second, word)
            except Exception as error:
                errors.append(error)

    a, b = town.alice.id, town.bob.id
    session.commit()
    threads = [threading.Thread(target=run, args=pair) for pair in ((a, b, "1"), (b, a, "2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    session.expire_all()
    assert errors == []
    for person in (town.alice, town.bob):
        assert sorted(person.name[-2:]) == ["1", "2"]


def driver():
    return session.connection().connection.driver_connection


def test_on_postgresql_a_look_begins_no_transaction_and_what_is_prepared_stays(app, as_, town):
    if db.engine.dialect.name == "sqlite":
        return
    with reading():
        session.execute(text("SELECT 1"))
        assert driver().info.transaction_status.name == "IDLE"
    # The driver prepares what a connection is asked the sixth time, and the pool takes up to eight of them by turns.
    for _time in range(60):
        assert as_().get("/").status_code == 200
    assert session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) > 0
    session.rollback()
    session.execute(text("SELECT 1"))
    assert driver().info.transaction_status.name == "INTRANS"


def test_what_follows_a_look_in_the_same_session_is_undone_all_the_same(app, as_, town):
    assert as_().get("/").status_code == 200

    @action
    def fail():
        note("undone")
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert words() == []


def lose_one():
    """End the server's side of the one connection that the pool holds."""
    db.engine.dispose()
    with db.engine.connect() as other:  # While it is held, the next one is not the same.
        gone = session.scalar(select(func.pg_backend_pid()))
        session.rollback()
        other.execute(select(func.pg_terminate_backend(gone)))


def test_a_connection_whose_server_has_gone_is_not_used(app, as_, monkeypatch):
    """As after a restart of PostgreSQL: who comes next shall not see it."""
    if db.engine.dialect.name == "sqlite":
        return
    monkeypatch.setattr(pool, "ASKED_AFTER", 0)
    session.rollback()
    lose_one()
    assert as_().get("/").status_code == 200


def test_a_server_that_goes_within_a_second_costs_one_answer_and_no_more(app, as_, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        return
    monkeypatch.setattr(pool, "ASKED_AFTER", 1e9)
    session.rollback()
    lose_one()
    assert as_().get("/healthz").status_code == 503
    session.rollback()
    assert as_().get("/healthz").status_code == 200
