"""Polls in threads: who answers, how often, what is shown to whom, and what stays of it."""

from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.facts import announce
from netapp.core.viewer import GUEST
from netapp.forums import actions as forums
from netapp.forums import tasks
from netapp.forums.actions import Opening
from netapp.forums.models import Thread
from netapp.forums.moving import actions as moving
from netapp.forums.voting import actions, archiving, opening, queries
from netapp.forums.voting.models import ThreadPoll, Vote
from netapp.forums.voting.opening import Asking
from netapp.groups import records
from netapp.mail.models import Letter
from netapp.members.facts import PersonErased
from tests.support.visitors import letters, written

WHEN = ("Spring", "Summer", "Autumn")


def viewer(person):
    return records.as_viewer(person)


def start(town, **asking):
    poll = Asking(**{"choices": WHEN, **asking})
    about = Opening(title="When do we visit the sawmill?", body="One day.", kind="poll", for_members=False, poll=poll)
    return forums.start(viewer(town.bob), town.builders.id, about)


def ids(thread):
    return [choice.id for choice in queries.choices(thread.id)]


def counts(thread, who=GUEST):
    session.expire_all()
    return [line.votes for line in queries.lines(who, thread.id)]


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def test_what_can_be_no_poll_is_said(shared_app):
    for choices, said in ((("One",), "Give"), (("A", "a"), "same"), (("A", "B" * 200), "characters"), (WHEN, "")):
        with shared_app.app_context():
            wrong = opening.what_is_wrong(choices)
        assert said in wrong
        assert bool(said) == bool(wrong)


def test_a_poll_is_begun_and_answered_by_a_click_each(town, as_):
    bob, path = as_(town.bob), f"/groups/{town.builders.id}/threads/new"
    sent = {"title": "When?", "body": "Say.", "kind": "poll", "choices": "Spring\n\n Summer \n"}
    assert 'aria-invalid="true"' in bob.post(path, sent | {"choices": "Spring"}).text
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    assert "within a year" in bob.post(path, sent | {"closes_on": yesterday}).text
    assert bob.post(path, sent).status_code == 303
    thread = session.query(Thread).one()
    spring, summer = ids(thread)
    carol = as_(town.carol)
    assert carol.post(f"/threads/{thread.id}/votes", {"choice": spring}).location.endswith("#poll")
    assert counts(thread) == [1, 0]
    carol.post(f"/threads/{thread.id}/votes", {"choice": summer})
    assert counts(thread) == [0, 1], "another answer, not a second one"
    shown = carol.get(f"/threads/{thread.id}").text
    assert "Your answer" in shown
    assert "1 person has answered." in shown
    carol.post(f"/threads/{thread.id}/votes")
    assert counts(thread) == [0, 0]
    assert session.get(ThreadPoll, thread.id).people == 0


def test_only_members_answer_one_choice_or_several_while_it_is_open(town):
    thread = start(town, closes_at=clock.now() + timedelta(days=1))
    many = start(town, several=True)
    with pytest.raises(Refused):
        actions.vote(viewer(town.carol), thread.id, ids(thread)[:2])
    actions.vote(viewer(town.carol), many.id, ids(many)[:2])
    assert counts(many) == [1, 1, 0]
    assert session.get(ThreadPoll, many.id).people == 1
    for name in ("nina", "olga", "dan"):
        with pytest.raises(Forbidden):
            actions.vote(viewer(town.people[name]), thread.id, ids(thread)[:1])
    plain = forums.start(viewer(town.bob), town.secret.id, Opening(title="Plain", body="No poll"))
    for name in ("carol", "bob"):
        with pytest.raises(NotVisible):
            actions.vote(viewer(town.people[name]), plain.id, [])
    with later(days=2), pytest.raises(Refused):
        actions.vote(viewer(town.carol), thread.id, ids(thread)[:1])


def test_the_letter_is_answered_without_signing_in_by_one_click_and_one_button(town, as_):
    thread = start(town)
    with later(minutes=11):
        tasks.tell()
    row = next(row for row in letters("post") if row.address == "carol@carols.example")
    urls = [word for word in written(row).text.split() if "/votes/" in word]
    assert len(urls) == 3
    path = urls[1].partition("//")[2].partition("/")[2].strip("<>()")
    guest = as_()
    page = guest.get(f"/{path}")
    assert page.text.count("checked") == 1
    assert counts(thread) == [0, 0, 0], "looking at it does nothing (M6)"
    assert guest.post(f"/{path}", {"choice": ids(thread)[1]}).status_code == 303
    assert counts(thread) == [0, 1, 0]
    assert session.query(Vote).one().person_id == town.carol.id
    assert guest.get("/votes/nonsense").status_code == 404
    assert session.query(Letter).filter_by(letter="post").count() == 4, "nobody hears of an answer"


def test_results_and_names_are_shown_to_whom_the_poll_says(town, as_):
    secret, open_one = start(town, shows_always=False), start(town, shows_names=True)
    for thread in (secret, open_one):
        actions.vote(viewer(town.carol), thread.id, ids(thread)[:1])
    assert "1 person</span>" not in as_(town.mia).get(f"/threads/{secret.id}").text
    assert "1 person</span>" in as_(town.carol).get(f"/threads/{secret.id}").text
    names = [line.names for line in queries.lines(viewer(town.mia), open_one.id)]
    assert names == [("Carol Carolsen",), (), ()]
    assert not any(line.names for line in queries.lines(viewer(town.mia), secret.id))
    assert not any(line.names for line in queries.lines(GUEST, open_one.id))
    assert "Carol" not in as_().get(f"/threads/{open_one.id}").text


def test_guests_pages_turn_with_each_answer_and_when_it_closes(town, as_, kept_pages):
    thread, guest = start(town, closes_at=clock.now() + timedelta(hours=1)), as_()
    path = f"/threads/{thread.id}"
    assert "Open until" in guest.get(path).text
    actions.vote(viewer(town.carol), thread.id, ids(thread)[:1])
    assert "1 person has answered." in guest.get(path).text
    with later(hours=2):
        assert "Closed since" in guest.get(path).text


def test_who_is_erased_is_counted_only_where_nobody_can_tell_what_they_said(town):
    few, many = start(town), start(town)
    for name in ("alice", "ole", "mia"):
        actions.vote(viewer(town.people[name]), many.id, ids(many)[:1])
    for thread in (few, many):
        actions.vote(viewer(town.carol), thread.id, ids(thread)[1:2])
    (sheet,) = archiving.own(viewer(town.carol))
    assert [row["choice"] for row in sheet.content] == ["Summer", "Summer"]
    announce(PersonErased(town.carol.id, "carol@carols.example"))
    session.commit()
    assert (counts(few), counts(many)) == ([0, 0, 0], [3, 1, 0])
    assert session.query(Vote).filter_by(person_id=town.carol.id).count() == 0
    assert session.get(ThreadPoll, few.id).people == 0


def test_a_poll_is_not_merged_away(town):
    thread, into = start(town), start(town)
    with pytest.raises(Refused):
        moving.merge(viewer(town.mia), thread.id, into.id, seen="0-0-0-11")
    assert session.get(Thread, thread.id).merged_into_id is None


def test_a_polls_page_takes_one_statement_more_than_another_threads(town, as_, count_queries):
    plain = forums.start(viewer(town.bob), town.builders.id, Opening(title="Plain", body="No poll"))
    mia, found = as_(town.mia), []
    for thread in (plain, start(town, shows_names=True)):
        mia.get(f"/threads/{thread.id}")
        with count_queries() as counted:
            mia.get(f"/threads/{thread.id}")
        found.append(len(counted.statements))
    assert found[1] == found[0] + 1
