"""Answers come in while two threads are merged, in processes of their own, on each engine: none is lost or doubled."""

import time

from netapp.core.db import session
from netapp.forums import actions as forums
from netapp.forums import queries
from netapp.forums.actions import Opening
from netapp.forums.models import Post, Thread
from netapp.forums.moving import actions, places
from netapp.groups import records
from tests.races.processes import at_once

ANSWERS = 6


def scene(town):
    """Three who answer in a thread, two in the other one, and a moderator who merges the first into the second."""
    bob, mia = records.as_viewer(town.bob), records.as_viewer(town.mia)
    thread, into = (forums.start(bob, town.builders.id, Opening(title=title, body="Hello")).id for title in "AB")
    said = queries.thread_for_task(into)
    mark = actions.change_of(said, said.group, for_members=True).mark
    people = [records.as_viewer(town.people[name]) for name in ("alice", "ole", "carol", "bob", "mia")]
    session.commit()

    def answer(viewer, place):
        def run():
            for number in range(ANSWERS):
                forums.reply(viewer, place, f"{viewer.name} {number}")

        return run

    def merge():
        time.sleep(0.05)
        actions.merge(mia, thread, into, seen=mark)

    return into, [merge, *(answer(one, thread if n < 3 else into) for n, one in enumerate(people))]


def stands(into):
    """The positions of the posts of the merged thread, and how many stand elsewhere."""
    session.rollback()
    found = session.query(Post.position).filter_by(thread_id=into).order_by(Post.position)
    return [row[0] for row in found], session.query(Post).filter(Post.thread_id != into).count()


def test_an_answer_that_comes_while_threads_are_merged_finds_its_place(app, town):
    into, deeds = scene(town)
    assert at_once(app, deeds) == []
    positions, elsewhere = stands(into)
    assert positions == list(range(1, 2 + 5 * ANSWERS + 1))
    assert not elsewhere
    assert session.get(Thread, into).posts == len(positions)


def test_without_the_locks_it_would_be_lost_or_refused(app, town, monkeypatch):
    """This test is there to show that the one above means something."""
    merged = places.merge

    def slowly(thread_id, into_id):
        time.sleep(0.1)
        merged(thread_id, into_id)

    def not_locked(viewer, thread_id):
        found = queries.get(viewer, thread_id)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(places, "merge", slowly)
    monkeypatch.setattr(queries, "get_locked_where_it_went", not_locked)
    into, deeds = scene(town)
    wrong = at_once(app, deeds, late=True)
    positions, elsewhere = stands(into)
    assert wrong or elsewhere or positions != list(range(1, 2 + 5 * ANSWERS + 1))
