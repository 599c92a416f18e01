"""Who writes on SQLite waits in line; a look stands in nobody's way, also that of a POST before its deed and after."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, request

from netapp.core import access, turns
from netapp.core.db import db, session, transaction
from netapp.core.errors import Refused
from netapp.core.turns import Turns
from netapp.members.models import Person

OURS = {"Sec-Fetch-Site": "same-origin"}


def test_who_waits_comes_next_and_who_is_killed_holds_nobody_up(tmp_path):
    path = str(tmp_path / "file")
    ours, held = Turns(path), os.pipe()
    child = os.fork()
    if not child:
        Turns(path).take()
        os.write(held[1], b"!")
        time.sleep(60)
        os._exit(0)
    os.read(held[0], 1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ours.take)
        time.sleep(0.05)
        assert not waiting.done()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert waiting.result(5)
        after = pool.submit(ours.take)
        time.sleep(0.05)
        assert not after.done(), "threads of one process wait for each other, too"
        ours.give()
        assert after.result(5)
    ours.give()


def test_who_has_waited_too_long_goes_on_without_a_turn(tmp_path, monkeypatch):
    ours = Turns(str(tmp_path / "file"))
    assert ours.take()
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    assert not ours.take()
    ours.give()
    assert ours.take()
    assert not Turns(str(tmp_path / "none" / "file")).take(), "where no file can be made, nobody waits"


def test_a_fork_stands_in_line_by_itself(tmp_path):
    """With its parent's file it would hold its parent's lock."""
    path = str(tmp_path / "file")
    turns._ALL[path] = ours = Turns(path)
    assert ours.take()
    child = os.fork()
    if not child:
        turns.PATIENCE = 5.0
        ours.take()
        os._exit(0)
    time.sleep(0.1)
    assert os.waitpid(child, os.WNOHANG) == (0, 0)
    ours.give()
    assert os.waitpid(child, 0)[1] == 0
    del turns._ALL[path]


@pytest.fixture
def looked(make_app, clean_database) -> Iterator[tuple[Flask, list[str]]]:
    """A site with a POST that looks, does a deed (or is refused) and looks again; and what another writer met."""
    app, met = make_app(clean_database), []
    app.testing = True

    def tried(when):
        if db.engine.dialect.name != "sqlite":
            return
        other = sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)
        try:
            other.executescript("BEGIN IMMEDIATE; ROLLBACK")
            met.append(f"free {when}")
        except sqlite3.OperationalError:
            met.append(f"held {when}")
        finally:
            other.close()

    def view():
        person = session.query(Person).first()
        tried("before")
        with transaction():
            person.name = f"{person.name}!"
            tried("within")
        assert session.query(Person).first().name == "Bob!"
        tried("after")
        return ""

    def gone():
        person = session.query(Person).first()
        with db.engine.begin() as beside:
            beside.execute(Person.__table__.delete())
        with transaction():
            person.name = f"{person.name}!" if request.args else "Another"
            session.flush()
            raise Refused("never comes so far")

    app.add_url_rule("/rename", "odd.rename", access.public(view), methods=["POST"])
    app.add_url_rule("/gone", "odd.gone", access.public(gone), methods=["POST"])
    with app.app_context():
        session.add(Person(name="Bob"))
        session.commit()
    yield app, met
    with app.app_context():
        db.engine.dispose()


def test_a_post_holds_up_other_writers_for_its_deed_alone(looked):
    app, met = looked
    assert app.test_client().post("/rename", headers=OURS).status_code == 200
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert met == ["free before", "held within", "free after"]


@pytest.mark.parametrize("path", ["/gone", "/gone?read"])
def test_what_has_gone_between_the_look_and_the_deed_is_not_there(looked, path):
    app, _met = looked
    assert app.test_client().post(path, headers=OURS).status_code == 404
