"""Two who answer at once to one promise: one of them is heard, the other is shown what was said."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.groups import records
from netapp.promises import actions, queries
from netapp.promises.actions import Wish
from netapp.promises.models import Promise, PromiseAnswer
from tests.races.processes import at_once


@pytest.fixture
def answers(app, town):
    """Bob says that it is done, by page and by letter; Ole drops it, Alice puts it off: all have seen the same."""
    wish = Wish("Send the list", "en", clock.now().date() + timedelta(days=9), person_id=town.bob.id)
    number = actions.make(records.as_viewer(town.ole), town.builders.id, wish).id
    bob, ole, alice = (records.as_viewer(town.people[name]) for name in ("bob", "ole", "alice"))
    session.commit()
    later = wish.due + timedelta(days=7)

    def said(deed, *args, **kwargs):
        def run():
            with suppress(Refused):
                deed(*args, seen=0, **kwargs)

        return run

    return number, [
        said(actions.keep, bob, number),
        said(actions.keep, bob, number, way="letter"),
        said(actions.drop, ole, number, "Not needed any more"),
        said(actions.postpone, alice, number, later),
    ]


def _heard(number):
    """The answers that were taken, and how often the promise has counted them."""
    session.rollback()
    rows = session.query(PromiseAnswer).filter_by(promise_id=number).all()
    promise = session.get_one(Promise, number)
    return [(row.kind, row.was_state) for row in rows], promise.turn, promise.state


def test_one_answer_is_heard(app, answers):
    number, deeds = answers
    assert at_once(app, deeds) == []
    ((kind, was),), turn, state = _heard(number)
    assert (was, turn) == ("open", 1)
    assert state == {"kept": "kept", "dropped": "dropped", "later": "open"}[kind]


def test_without_the_promises_lock_several_would_be(app, answers, monkeypatch):
    """This test is there to show that the one above means something."""
    number, deeds = answers

    def not_locked(viewer, promise_id):
        found = queries.get(viewer, promise_id)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(queries, "locked_promise", not_locked)
    wrong = at_once(app, deeds, late=True)
    said, turn, _state = _heard(number)
    assert wrong or len(said) > 1 or turn != 1
