"""Ballots of one person in several processes, and a poll that is closed meanwhile: one answer each, exact numbers."""

import time
from collections import Counter
from contextlib import suppress

import pytest

from netapp.core.db import session
from netapp.core.errors import Forbidden
from netapp.forums import actions as forums
from netapp.forums import queries as threads
from netapp.forums.actions import Opening
from netapp.forums.models import Thread
from netapp.forums.voting import actions, queries
from netapp.forums.voting.models import ThreadPoll, Vote
from netapp.forums.voting.opening import Asking
from netapp.groups import records
from tests.races.processes import at_once

TURNS = 6


@pytest.fixture
def ballots(app, town):
    """Bob's two tabs and Carol change their answers again and again; Mia closes the thread at the end of hers."""
    about = Opening(title="When?", body="One day.", kind="poll", poll=Asking(choices=("Spring", "Summer", "Autumn")))
    number = forums.start(records.as_viewer(town.ole), town.builders.id, about).id
    choices = [choice.id for choice in queries.choices(number)]
    bob, carol, mia = (records.as_viewer(town.people[name]) for name in ("bob", "carol", "mia"))
    session.commit()

    def votes(viewer, first):
        def run():
            with suppress(Forbidden):
                for turn in range(TURNS):
                    actions.vote(viewer, number, [choices[(first + turn) % 3]])

        return run

    def close():
        for turn in range(TURNS):
            actions.vote(mia, number, [choices[turn % 3]])
        forums.close(mia, number, closes=True)

    return number, [votes(bob, 0), votes(bob, 1), votes(carol, 0), close]


def _odd(number):
    """What is wrong with the numbers; and which answers came after the end."""
    session.rollback()
    votes = session.query(Vote).filter_by(thread_id=number).all()
    each, counted = Counter(vote.person_id for vote in votes), Counter(vote.choice_id for vote in votes)
    wrong = [f"{person} has {many} answers" for person, many in each.items() if many > 1]
    wrong += [
        f"{choice.text}: {choice.votes} for {counted[choice.id]}"
        for choice in queries.choices(number)
        if choice.votes != counted[choice.id]
    ]
    people, closed_at = session.get_one(ThreadPoll, number).people, session.get_one(Thread, number).closed_at
    wrong += [f"{people} people for {len(each)}"] if people != len(each) else []
    return wrong + [f"{vote.person_id} after the end" for vote in votes if closed_at is None or vote.at > closed_at]


def test_each_has_one_answer_and_none_comes_after_the_end(app, ballots):
    number, deeds = ballots
    assert at_once(app, deeds) == []
    assert _odd(number) == []


def test_without_the_threads_lock_numbers_would_be_wrong(app, ballots, monkeypatch):
    """This test is there to show that the one above means something."""
    number, deeds = ballots

    def not_locked(viewer, thread_id):
        found = threads.get(viewer, thread_id)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(threads, "get_locked", not_locked)
    wrong = at_once(app, deeds, late=True)
    assert wrong or _odd(number)
