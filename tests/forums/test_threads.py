"""Starting a thread, answering in it, taking back, editing, thanking; who reads it and who is written to."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.forums import actions, lists, marking, posting, queries, reading, tasks
from netapp.forums.actions import Opening
from netapp.forums.models import AN_HOUR, Draft, Post, Reading, Revision, Telling, Thread
from netapp.groups import joining, records
from netapp.mail.models import Letter
from tests.support.visitors import letters as ordered
from tests.support.visitors import written


def viewer(person):
    return records.as_viewer(person)


def start(town, who="bob", group="builders", **opening):
    opening = {"title": "Who has gypsum offcuts?", "body": "We can take **2 tonnes** a month.", **opening}
    return actions.start(viewer(town.people[who]), town.groups[group].id, Opening(**opening))


def reply(town, who, thread, body="About 800 kg a month.", **more):
    return actions.reply(viewer(town.people[who]), thread.id, body, **more)


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def test_a_thread_is_read_by_its_groups_members_and_by_who_reads_the_group_only_where_it_says_so(town):
    inside, wide = start(town), start(town, for_members=False)
    for name, sees in {"carol": True, "pia": False, "dan": False, "olga": False, "nina": False}.items():
        for thread, is_wide in ((inside, False), (wide, True)):
            if sees or is_wide:
                assert queries.get(viewer(town.people[name]), thread.id).id == thread.id
            else:
                with pytest.raises(NotVisible):
                    queries.get(viewer(town.people[name]), thread.id)
    assert reading.read(GUEST, wide.id).thread.title == "Who has gypsum offcuts?"
    with pytest.raises(NotVisible):
        reading.read(GUEST, inside.id)


def test_each_answer_gets_the_next_place_and_moves_the_thread_up(town):
    thread = start(town)
    with later(minutes=5):
        reply(town, "carol", thread)
        other = start(town, "mia", title="Another")
    with later(minutes=9):
        reply(town, "mia", thread, "More here.")
    lines = reading.lines(viewer(town.bob), thread.id, 1)
    assert [(line.position, line.name.split()[0]) for line in lines] == [(1, "Bob"), (2, "Carol"), (3, "Mia")]
    listed = lists.of_group(viewer(town.carol), town.builders.id, lists.Filters(), None)
    assert [row.id for row in listed.rows] == [thread.id, other.id]


def test_the_same_answer_sent_twice_is_one_post(town):
    thread = start(town)
    assert reply(town, "carol", thread).id == reply(town, "carol", thread).id
    assert session.get(Thread, thread.id).posts == 2


def test_only_members_write_and_only_organisers_announce(town):
    thread = start(town, for_members=False)
    for name in ("pia", "dan", "olga", "nina"):
        with pytest.raises(Forbidden):
            reply(town, name, thread)
    with pytest.raises(Forbidden):
        start(town, kind="announcement")
    announced = start(town, "ole", kind="announcement", takes_replies=False)
    with pytest.raises(Forbidden):
        reply(town, "bob", announced)
    assert reply(town, "mia", announced).position == 2, "who moderates may have the last word"


def test_a_post_goes_by_mail_to_each_as_they_have_chosen_ten_minutes_later(town):
    joining.set_mail_level(viewer(town.carol), town.builders, "digest")
    joining.set_mail_level(viewer(town.mia), town.builders, "nothing")
    thread = start(town)
    with later(minutes=9):
        assert tasks.tell() == 0
    with later(minutes=10):
        assert (tasks.tell(), tasks.tell()) == (1, 0), "each once"
    rows = session.query(Letter).filter_by(letter="post").all()
    assert {row.address for row in rows} == {"alice@alices.example", "ole@oles.example"}
    letter = written(rows[0])
    assert "2 tonnes" in letter.text
    assert (letter.subject, letter.by_hand) == (thread.title, True)
    marking.watch(viewer(town.carol), thread.id, "follow")
    marking.watch(viewer(town.alice), thread.id, "mute")
    answer = reply(town, "ole", thread)
    with later(minutes=10):
        tasks.tell()
    assert {one.address for one in ordered("post") if one.thing == f"post:{answer.id}"} == {
        "bob@bobs.example",
        "carol@carols.example",
    }, "the asker follows by writing, Carol by choice, Alice has muted it, Mia wants nothing"


def test_what_nobody_has_answered_can_be_taken_back_without_a_trace_for_ten_minutes(town):
    thread = start(town)
    post = reply(town, "carol", thread, "Ups")
    assert actions.delete_post(viewer(town.carol), post.id).posts == 1
    assert session.get(Post, post.id) is None
    assert session.query(Draft).one().body == "Ups", "what was written waits as a draft"
    assert session.scalars(select(Telling.post_id)).all() == [_first(thread).id], "nobody is told of it"
    assert actions.delete_post(viewer(town.bob), _first(thread).id) is None
    assert (session.get(Thread, thread.id), session.query(Telling).count()) == (None, 0)


def test_what_was_answered_or_is_older_leaves_a_trace(town):
    thread = start(town)
    first = _first(thread)
    reply(town, "carol", thread)
    assert actions.delete_post(viewer(town.bob), first.id).posts == 2
    assert actions.bring_back(viewer(town.bob), first.id).deleted_at is None
    with later(minutes=11):
        actions.delete_post(viewer(town.bob), first.id)
    with later(minutes=30), pytest.raises(Forbidden):
        actions.bring_back(viewer(town.bob), first.id)
    (line, _other) = reading.lines(viewer(town.carol), thread.id, 1)
    assert line.deleted_at is not None


def test_an_edit_keeps_what_was_said_and_refuses_over_what_was_not_seen(town):
    thread = start(town)
    first = _first(thread)
    actions.edit(viewer(town.bob), first.id, "We can take 3 tonnes.", first.body)
    assert session.query(Revision).one().body == "We can take **2 tonnes** a month."
    with pytest.raises(Refused):
        actions.edit(viewer(town.bob), first.id, "Other", "We can take **2 tonnes** a month.")
    with pytest.raises(Forbidden):
        actions.edit(viewer(town.mia), first.id, "Moderated", first.body)


def test_thanks_are_counted_once_and_taken_back_by_the_same_button(town):
    first = _first(start(town))
    for times, thanks in ((1, 1), (2, 0), (3, 1)):
        assert actions.react(viewer(town.carol), first.id, "thanks").thanks == thanks, times
    with pytest.raises(Refused):
        actions.react(viewer(town.bob), first.id, "thanks")


def test_what_is_new_is_told_by_one_row_a_thread(town):
    thread, other = start(town), start(town, title="Other")
    carol = viewer(town.carol)
    assert {row.id for row in lists.new_to(carol)} == {thread.id, other.id}
    found = reading.read(carol, thread.id)
    marking.has_read(carol, thread.id, found.thread.last_at, found.read_at)
    assert [row.id for row in lists.new_to(carol)] == [other.id]
    with later(minutes=1):
        post = reply(town, "mia", thread)
        assert [row.id for row in lists.new_to(carol)] == [thread.id, other.id]
        assert queries.first_new(carol, thread.id).id == post.id
        marking.catch_up(carol, town.builders)
        assert not lists.new_to(carol)
    assert session.query(Reading).filter_by(person_id=town.carol.id).count() == 1


def test_a_list_goes_on_from_a_row(town):
    made = [start(town, title=f"Thread {number}").id for number in range(lists.PAGE + 5)]
    bob = viewer(town.bob)
    first = lists.of_group(bob, town.builders.id, lists.Filters(), None)
    rest = lists.of_group(bob, town.builders.id, lists.Filters(), first.goes_on)
    assert [row.id for row in (*first.rows, *rest.rows)] == made[::-1]
    assert rest.goes_on is None


def test_a_page_of_a_thread_takes_as_many_statements_with_1_and_20_posts(town, as_, count_queries, made_anew):
    thread = start(town, for_members=False)
    visitors, path = {"guest": as_(), "member": as_(town.mia)}, f"/threads/{thread.id}"
    counts = {}
    for posts in (1, 20):
        while session.get(Thread, thread.id).posts < posts:
            number = session.get(Thread, thread.id).posts
            reply(town, "carol" if number % 2 else "bob", thread, f"Nr {number}")
        for name, visitor in visitors.items():
            visitor.get(path)
            with count_queries() as counted:
                assert visitor.get(path).status_code == 200
            counts[posts, name] = len(counted.statements)
    assert counts == {(1, "guest"): 3, (20, "guest"): 3, (1, "member"): 4, (20, "member"): 4}, counted.statements


def _first(thread):
    return session.query(Post).filter_by(thread_id=thread.id, position=1).one()


def test_a_thread_that_takes_back_its_place_is_counted_right(town):
    thread = start(town)
    post = reply(town, "carol", thread)
    assert not posting.take_back(session.get(Thread, thread.id), _first(thread)), "somebody has answered"
    assert post.position == 2


def test_thirty_posts_an_hour_are_enough_by_whichever_page(town, as_):
    """What is refused, or sent twice, does not count; what has been said an hour ago neither."""
    thread = start(town)
    bob = as_(town.bob)

    def answer(words):
        return bob.post(f"/threads/{thread.id}/posts", {"body": words})

    for number in range(AN_HOUR - 2):  # The thread began with one.
        reply(town, "bob", thread, f"Nr {number}")
    assert [answer(words).status_code for words in ("", "The last", "The last")] == [200, 303, 303]
    said = answer("One more")
    assert (said.status_code, 3500 <= int(said.headers["Retry-After"]) <= 3600) == (429, True)
    opening = {"title": "Another", "body": "One more", "kind": "discussion"}
    assert bob.post(f"/groups/{town.builders.id}/threads/new", opening).status_code == 429
    with later(minutes=61):
        assert answer("One more").status_code == 303
