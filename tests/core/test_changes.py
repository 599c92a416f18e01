"""A process learns of what others have committed: by one look, once a second at most."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import current_app
from sqlalchemy import update

from netapp.core import changes
from netapp.core.db import db, session, transaction
from netapp.core.site import Site
from netapp.groups import revisions
from netapp.groups.models import Group


@pytest.fixture
def seconds(monkeypatch):
    """The seconds that have gone by; more are added by hand."""
    gone = [1000.0]
    monkeypatch.setattr(changes.time, "monotonic", lambda: gone[0])
    return gone


@pytest.fixture
def other(app, seconds):
    """Another process's watch, which has looked already."""
    watch = changes.Watch(db.engine)
    watch.epoch()
    seconds[0] += changes.EVERY
    watch.epoch()
    yield watch
    watch.close()


def deed(town):
    with transaction():
        revisions.touch(town.builders.id)


def undone(town):
    with transaction():
        revisions.touch(town.builders.id)
        session.execute(update(Group).values(region="Funen"))
        raise ZeroDivisionError


def test_another_process_learns_of_a_deed_within_a_second(town, other, seconds):
    before = other.epoch()
    deed(town)
    assert other.epoch() == before  # It has just looked.
    seconds[0] += changes.EVERY
    assert other.epoch() > before


def test_nothing_done_changes_nothing(town, other, seconds):
    before = other.epoch()
    for _ in range(5):
        seconds[0] += changes.EVERY
        assert other.epoch() == before


def test_it_looks_once_a_second_at_most(town, other, seconds, monkeypatch):
    looks = []
    monkeypatch.setattr(other, "_ask", lambda: bool(looks.append(1)))
    for _ in range(20):
        seconds[0] += changes.EVERY / 4
        other.epoch()
    assert len(looks) == 5


def test_ones_own_deed_is_known_at_once(town, seconds):
    before = changes.epoch()
    deed(town)
    assert changes.epoch() > before


def test_a_deed_that_is_undone_tells_nobody(town, other, seconds):
    before = other.epoch()
    with pytest.raises(ZeroDivisionError):
        undone(town)
    seconds[0] += changes.EVERY
    assert other.epoch() == before


def test_what_the_site_says_of_itself_is_told_too(town, as_, other, seconds):
    before = other.epoch()
    form = {"name": "Another net", "guest_days": "90", "contact": "", "imprint": ""}
    assert as_(town.adam).post("/site", form).status_code == 303
    assert session.get_one(Site, 1).name == "Another net"
    seconds[0] += changes.EVERY
    assert other.epoch() > before


def test_a_lost_connection_counts_as_a_change_and_is_made_again(town, other, seconds):
    before = other.epoch()
    other._connection.close()
    seconds[0] += changes.EVERY
    assert other.epoch() > before
    seconds[0] += changes.EVERY
    before = other.epoch()
    deed(town)
    seconds[0] += changes.EVERY
    assert other.epoch() > before


def test_a_database_that_is_away_makes_nothing_kept_good(town, other, seconds, monkeypatch):
    def away():
        raise OSError("away")

    other.close()
    monkeypatch.setattr(other, "_connect", away)
    epochs = []
    for _ in range(3):
        seconds[0] += changes.EVERY
        epochs.append(other.epoch())
    assert epochs == sorted(set(epochs))


def test_a_fork_leaves_the_parents_connection_alone(town, other, seconds, monkeypatch):
    parents = other._connection
    monkeypatch.setattr(changes.os, "getpid", lambda: os.getppid())
    other.epoch()
    assert other._connection is not parents
    assert parents.execute("SELECT 1").fetchone()[0] == 1
    parents.close()


def test_threads_count_without_losing_any(town, seconds):
    """An epoch that went back would make good again what is not."""
    watch = current_app.extensions["changes"]
    before = watch.epoch()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: [watch.committed() for _ in range(200)], range(8)))
    assert watch.epoch() == before + 1600
