"""Two organisers choose at the same moment: one date is set, one meeting is made, and each letter is written once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from netapp.core.db import db, session
from netapp.core.errors import Refused
from netapp.events import queries
from netapp.events.models import Meeting, SignUp
from netapp.events.polls import actions as polls
from netapp.events.polls import ballots
from netapp.events.polls import queries as poll_queries
from netapp.events.polls.actions import Plan
from netapp.events.polls.models import Ballot, PollTime
from tests.support.visitors import letters


def at_once(app, *deeds):
    """Do all of these at the same moment, each in a thread of its own; what each answered, or "refused"."""
    ready = Barrier(len(deeds))

    def run(deed):
        with app.app_context():
            ready.wait(20)
            try:
                return deed()
            except Refused:
                return "refused"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def asked(town):
    """A poll that Bob has answered, its times, and the two who may choose."""
    poll = town.poll()
    number = poll.id
    times = session.scalars(select(PollTime.id).where(PollTime.poll_id == number).order_by(PollTime.starts_at)).all()
    ballots.answer(queries.viewer_of(town.bob), number, dict.fromkeys(times, "yes"), comment="", show_name=False)
    viewers = [queries.viewer_of(person) for person in (town.alice, town.ole)]
    session.rollback()
    return number, times, viewers


def choose(viewer, poll_id, time_id):
    return lambda: polls.choose(viewer, poll_id, time_id, Plan()).id


def made():
    session.rollback()
    return session.scalar(select(func.count()).select_from(Meeting))


def test_of_two_who_choose_at_once_one_is_told_that_it_is_done(app, town):
    poll_id, times, (alice, ole) = asked(town)
    answers = at_once(app, choose(alice, poll_id, times[0]), choose(ole, poll_id, times[1]))
    assert answers.count("refused") == 1
    assert made() == 1
    assert len(letters("poll_set")) == 1
    assert session.scalar(select(func.count()).select_from(SignUp)) == 1


def test_without_the_lock_both_would_make_a_meeting(app, town, monkeypatch):
    """This test is there to show that the one above means something. On SQLite the transaction itself is the lock."""
    poll_id, times, (alice, ole) = asked(town)
    is_shared = db.engine.dialect.name == "postgresql"
    both_have_read = Barrier(2 if is_shared else 1)

    def not_locked(viewer, number):
        found = poll_queries.get_poll(viewer, number)
        both_have_read.wait(20)
        return found

    monkeypatch.setattr(poll_queries, "locked_poll", not_locked)
    at_once(app, choose(alice, poll_id, times[0]), choose(ole, poll_id, times[1]))
    assert made() == (2 if is_shared else 1)


def test_who_answers_while_a_date_is_chosen_is_counted_or_told(app, town):
    """Nobody says yes to a date that is set already, and then hears nothing of it."""
    poll_id, times, (alice, _ole) = asked(town)
    carol = queries.viewer_of(town.carol)
    session.rollback()

    def answer():
        return ballots.answer(carol, poll_id, dict.fromkeys(times, "yes"), comment="", show_name=False).id

    said, _meeting = at_once(app, answer, choose(alice, poll_id, times[0]))
    session.rollback()
    counted = [session.scalar(select(func.count()).select_from(one)) for one in (Ballot, SignUp)]
    assert counted == ([1, 1] if said == "refused" else [2, 2])
