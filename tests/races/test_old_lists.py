"""Three workers make the posts of one old list at once, in processes of their own: each letter becomes one post."""

import io
import time

import pytest

from netapp.core.db import db, session, transaction
from netapp.forums.importing import actions, making, taking
from netapp.forums.importing.models import OldList
from netapp.forums.models import Post, Thread
from netapp.groups import records
from tests.races.processes import at_once

LETTERS = 12


@pytest.fixture
def work(app, town, monkeypatch):
    """What each of three workers does until nothing is left, three letters at a time."""
    monkeypatch.setattr(making, "CHUNK", 3)
    # Nobody asks what stands there already: the list's lock must do.
    monkeypatch.setattr(making, "_here", lambda _group_id, _ids: {})
    text = "\n".join(
        f"From a@b.example Tue Nov 21 09:{number:02}:00 2017\nFrom: Ada <a@b.example>\nSubject: Pallets {number // 4}\n"
        f"Date: Tue, 21 Nov 2017 09:{number:02}:00 +0000\nMessage-ID: <{number}@b.example>\n"
        f"References: <{number // 4 * 4}@b.example>\n\nNr {number}\n"
        for number in range(LETTERS)
    )
    mia = records.as_viewer(town.mia)
    given = actions.take_in(mia, town.builders.id, "", ["a.mbox"]).id
    taking.take(given, [("a.mbox", io.BytesIO(text.encode()))])
    session.get_one(OldList, given).state = "running"
    session.commit()

    def run():
        for _turn in range(LETTERS):
            with transaction():
                making.go_on(given)

    return [run] * 3


def _made():
    session.rollback()
    threads = {thread.id: thread.posts for thread in session.query(Thread)}
    places = sorted((post.thread_id, post.position) for post in session.query(Post))
    assert places == [(number, place) for number in sorted(threads) for place in range(1, threads[number] + 1)]
    return len(places), len(threads)


def test_each_letter_becomes_one_post(app, work):
    assert at_once(app, work) == []
    assert _made() == (LETTERS, 3)


def test_without_the_lists_lock_some_would_be_made_twice(app, work, monkeypatch):
    """This test is there to show that the one above means something. On SQLite the transaction itself is the lock."""
    real = making.locked

    def not_locked(model, number):
        if model is not OldList:
            return real(model, number)
        found = session.get(model, number)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(making, "locked", not_locked)
    wrong = at_once(app, work)
    is_shared = db.engine.dialect.name == "postgresql"
    assert bool(wrong or _made() != (LETTERS, 3)) == is_shared
