"""Posts are found by their words, by who may read them and by nobody else; narrowed, each thread once."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from netapp.core import clock
from netapp.core.db import session
from netapp.forums import actions, queries
from netapp.forums.actions import Opening
from netapp.forums.models import Forum, Post, Thread
from netapp.forums.moving import actions as moving
from netapp.groups import records


@pytest.fixture
def say(town):
    """say("bob", "Title", "body", …): a new thread; say("bob", thread, "body"): an answer in it."""

    def said(who, title, body="Body.", group=None, **more):
        viewer = records.as_viewer(town.people[who])
        if not isinstance(title, str):
            return actions.reply(viewer, title.id, body)
        opening = Opening(title=title, body=body, **{"for_members": False, **more})
        return actions.start(viewer, (group or town.builders).id, opening)

    return said


@pytest.fixture
def found(as_):
    """found(person, **asked): (titles, whole page) of what they find in discussions."""

    def find(person, q="gypsum", **asked):
        page = as_(person) if person else as_()
        text = page.get("/search", query_string={"q": q, "in": "discussions", **asked}).text
        return [re.sub("<[^>]*>", "", one) for one in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", text)], text

    return find


def test_each_thread_is_found_once_the_newest_first_with_its_writer_as_its_page_names_them(town, say, found):
    town.bob.show_name, town.carol.show_name = False, True
    session.commit()
    first = say("bob", "Gypsum offcuts", "Who takes gypsum?")
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        say("carol", first, "Our gypsum is dry.")
        say("carol", "Kiln", "We burn **gypsum** here.")
    titles, page = found(None)
    assert titles == ["Gypsum offcuts", "Kiln"]
    assert "<mark>gypsum</mark>" in page
    assert (town.bob.name in page, town.carol.name in page) == (False, True)
    assert town.bob.name in found(town.ole)[1]
    assert found(None, by=town.bob.id)[0] == [], "who shows their name to nobody is not found by it"
    assert found(town.ole, by=town.bob.id)[0] == ["Gypsum offcuts"]


def test_only_who_reads_a_thread_finds_it_and_only_while_it_stands(town, say, found):
    inside = say("bob", "Gypsum inside", for_members=True)
    secret = say("bob", "Gypsum secret", group=town.secret, for_members=True)
    for person, titles in (
        (None, []),
        (town.people["nina"], []),
        (town.carol, ["Gypsum inside"]),
        (town.bob, ["Gypsum inside", "Gypsum secret"]),
    ):
        assert sorted(found(person)[0]) == titles
    assert "secret" not in found(town.carol)[1]
    answer = say("carol", inside, "Plasterboard, mostly")
    assert found(town.ole, "plasterboard")[0] == ["Gypsum inside"]
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        actions.delete_post(records.as_viewer(town.carol), answer.id)
    assert found(town.ole, "plasterboard")[0] == []
    inside = session.get_one(type(inside), inside.id)
    inside.for_members, inside.title = False, "Lime"
    session.commit()
    assert (found(None)[0], found(None, "lime")[0]) == ([], ["Lime"])
    session.execute(update(Thread).where(Thread.id == inside.id).values(for_members=True))
    session.commit()
    assert found(None, "lime")[0] == [], "a row that is late hides, it never shows"
    assert secret.for_members


def test_it_is_narrowed_by_group_tag_question_and_time(town, say, found):
    session.add(Forum(group_id=town.builders.id, tags=["Waste", "Heat"], for_members=False))
    session.commit()
    with time_machine.travel(clock.now() - timedelta(days=40), tick=False):
        old = say("bob", "Gypsum long ago", kind="question", tags=["Waste"])
        answer = say("carol", old, "Here.")
        actions.mark_answer(records.as_viewer(town.bob), old.id, answer.id)
    say("bob", "Gypsum now", kind="question", tags=["Heat"])
    say("bob", "Gypsum secret", group=town.secret, for_members=True)
    every = found(town.bob)
    assert sorted(every[0]) == ["Gypsum long ago", "Gypsum now", "Gypsum secret"]
    assert all(f"{name}=" in every[1] for name in ("group", "by", "tag", "state", "since"))
    for asked, titles in (
        ({"group": town.secret.id}, ["Gypsum secret"]),
        ({"tag": "Waste"}, ["Gypsum long ago"]),
        ({"state": "open"}, ["Gypsum now"]),
        ({"state": "answered"}, ["Gypsum long ago"]),
        ({"since": "month", "group": town.builders.id}, ["Gypsum now"]),
        ({"group": town.others.id}, []),
    ):
        assert found(town.bob, **asked)[0] == titles, asked


def test_what_is_merged_or_split_off_is_found_where_it_stands_now_by_who_reads_it_there(town, say, found):
    inside, wide = say("bob", "Plinth", "Our gypsum.", for_members=True), say("bob", "Lime", "Our kiln.")
    say("carol", inside, "More plasterboard.")
    mia = records.as_viewer(town.people["mia"])
    change = moving.change_of(queries.thread_for_task(inside.id), town.builders, for_members=False)
    moving.merge(mia, inside.id, wide.id, seen=change.mark)
    session.commit()
    assert (found(None)[0], found(None, "plasterboard")[0]) == (["Lime"], ["Lime"])
    assert found(town.bob, "plinth")[0] == [], "its title is nowhere any more"
    chosen = session.query(Post).filter_by(thread_id=wide.id, body="Our gypsum.").one().id
    if session.get_one(Post, chosen).position == 1:
        chosen = session.query(Post).filter_by(thread_id=wide.id, body="Our kiln.").one().id
    moving.split(mia, wide.id, [chosen], "Mortar")
    session.commit()
    assert found(None, "mortar")[0] == ["Mortar"]
