"""Moving, merging and splitting threads: who is told first, who may, what stays and what goes over."""

from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.log import LogRow
from netapp.core.viewer import group_key
from netapp.forums import actions, drafting, marking, queries, tasks
from netapp.forums.actions import Opening
from netapp.forums.models import Draft, Forum, Post, Reading, Thread
from netapp.forums.moving import actions as moving
from netapp.forums.moving.queries import Change
from netapp.groups import joining, records
from netapp.mail.writing import Missed
from tests.support.visitors import letters, written


def viewer(person):
    return records.as_viewer(person)


def start(town, who="bob", group="builders", **opening):
    opening = {"title": "Who has gypsum offcuts?", "body": "We can take 2 tonnes.", **opening}
    return actions.start(viewer(town.people[who]), town.groups[group].id, Opening(**opening))


def reply(town, who, thread, body):
    return actions.reply(viewer(town.people[who]), thread.id, body)


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def move(town, thread, group, who="mia", *, for_members=True, seen=None):
    to = town.groups[group]
    mark = moving.change_of(queries.thread_for_task(thread.id), to, for_members=for_members).mark
    return moving.move(viewer(town.people[who]), thread.id, to.id, for_members=for_members, seen=seen or mark)


def merge(town, thread, into, who="mia"):
    other = queries.thread_for_task(into.id)
    change = moving.change_of(queries.thread_for_task(thread.id), other.group, for_members=other.for_members)
    return moving.merge(viewer(town.people[who]), thread.id, into.id, seen=change.mark)


def bodies(thread):
    """What the posts of a thread say, in its order; their positions have no gaps."""
    session.expire_all()
    posts = session.query(Post).filter_by(thread_id=thread.id).order_by(Post.position).all()
    assert [post.position for post in posts] == list(range(1, len(posts) + 1))
    assert session.get(Thread, thread.id).posts == len(posts)
    return [post.body for post in posts]


def reads(person, thread):
    return bool(queries.seen_among(viewer(person), [thread.id]))


def test_who_moves_a_thread_is_told_first_who_loses_and_gains_sight_of_it(town, as_):
    thread = start(town)
    session.add(Forum(group_id=town.energy.id, tags=["heat"]))
    session.get(Thread, thread.id).tags = ["heat", "waste"]
    session.commit()
    mia, path = as_(town.mia), f"/threads/{thread.id}/move"
    assert f'href="{path}"' in mia.get(f"/threads/{thread.id}").text
    shown = mia.get(f"{path}?group={town.energy.id}").text
    assert "3 people who read this now will not any more." in shown
    assert "more people will" not in shown
    wider = mia.get(f"{path}?group={town.energy.id}&for_all=y").text
    assert "will be able to read it, search engines included" in wider, "a move never widens unsaid"
    assert not mia.post(path, {"group": town.energy.id, "seen": "0-0-0-00"}).location, "not shown what is now"
    assert reads(town.carol, thread)
    seen = Change(loses=3, gains=0, readers=2, was_public=False, is_public=False).mark
    assert mia.post(path, {"group": town.energy.id, "seen": seen}).status_code == 303
    assert not reads(town.carol, thread)
    assert reads(town.bob, thread)
    assert session.get(Thread, thread.id).tags == ["heat"], "what the new group knows"
    told = {row.key: row.deed for row in session.query(LogRow).filter(LogRow.deed.startswith("move "))}
    assert told == {group_key(town.builders.id): "move away", group_key(town.energy.id): "move here"}


def test_only_moderators_of_both_groups_move_and_merge(town, as_):
    thread, other = start(town), start(town, group="energy")
    for name in ("bob", "carol"):
        assert as_(town.people[name]).get(f"/threads/{thread.id}/split").status_code == 403
        with pytest.raises(Forbidden):
            move(town, thread, "energy", name)
    with pytest.raises(NotVisible):
        move(town, thread, "energy", "olga")
    with pytest.raises(Forbidden):
        move(town, thread, "others", "mia")
    with pytest.raises(NotVisible):
        merge(town, thread, other, "carol")
    with pytest.raises(Forbidden):
        merge(town, thread, other, "bob")
    with pytest.raises(NotVisible):
        move(town, thread, "secret", "mia")


def test_what_went_to_a_secret_group_is_known_there_only(town, as_):
    """Letters that still wait ask again, and the log that it left tells no more than it knew."""
    joining.set_mail_level(viewer(town.bob), town.secret, "everything")
    thread = start(town, "carol")
    actions.retitle(viewer(town.alice), thread.id, "Known to all", ())
    with later(minutes=11):
        tasks.tell()
    move(town, thread, "secret", "alice")
    actions.retitle(viewer(town.alice), thread.id, "xyzzycanary", ())
    wait = {row.address: row for row in letters("post")}
    assert wait.keys() == {f"{name}@{name}s.example" for name in ("alice", "bob", "mia", "ole")}
    assert written(wait["bob@bobs.example"]).subject == "xyzzycanary"
    for name in ("mia", "ole"):
        with pytest.raises(Missed):
            written(wait[f"{name}@{name}s.example"])
    log = as_(town.alice).get(f"/groups/{town.builders.id}/log").text
    assert "moved the thread Known to all to another group" in log
    rows = session.query(LogRow).filter_by(kind="thread")
    left = rows.filter_by(key=group_key(town.builders.id)).all()
    assert [row.thing_id for row in left] == [None, None], "no name is read there of what it is called now"
    assert rows.filter_by(key=group_key(town.secret.id), thing_id=thread.id).count() == 2


def test_merged_threads_are_one_by_the_time_of_their_posts_and_the_old_address_leads_there(town, as_):
    thread = start(town, body="1")
    with later(minutes=1):
        other = start(town, "carol", title="Gypsum", body="2")
    with later(minutes=2):
        moved = reply(town, "ole", thread, "3")
    with later(minutes=3):
        reply(town, "mia", other, "4")
    with later(minutes=4):
        merge(town, thread, other)
        assert merge(town, other, other).id == other.id
        assert moving.merge(viewer(town.mia), thread.id, other.id, seen="").id == other.id, "twice is harmless"
    assert bodies(other) == ["1", "2", "3", "4"]
    assert bodies(thread) == []
    carol = as_(town.carol)
    assert carol.get(f"/threads/{thread.id}").location.startswith(f"/threads/{other.id}")
    assert carol.get(f"/posts/{moved.id}").location.endswith(f"#post-{moved.id}")
    late = reply(town, "bob", thread, "5")
    assert (late.thread_id, late.position) == (other.id, 5), "an answer to the letter of the old thread"
    assert session.get(Thread, other.id).last_by == town.bob.id


def test_who_followed_muted_or_wrote_in_one_of_two_merged_threads_does_so_in_what_they_are_now(town):
    thread, other = start(town, "alice"), start(town, "ole", title="Gypsum")
    for who, here, there in (("mia", "mute", "mute"), ("carol", "follow", "mute"), ("bob", "mute", "follow")):
        marking.watch(viewer(town.people[who]), thread.id, here)
        marking.watch(viewer(town.people[who]), other.id, there)
    for who, place, body in (("carol", thread, "one"), ("carol", other, "two"), ("bob", thread, "three")):
        drafting.keep_answer(viewer(town.people[who]), place.id, body)
    merge(town, thread, other)
    watch = {row.person_id: row.watch for row in session.query(Reading).filter_by(thread_id=other.id)}
    names = ("alice", "ole", "mia", "carol", "bob")
    assert [watch[town.people[name].id] for name in names] == ["follow", "follow", "mute", "follow", "follow"]
    drafts = {row.person_id: (row.place, row.body) for row in session.query(Draft)}
    place = drafting.at_thread(other.id)
    assert drafts == {town.carol.id: (place, "two\n\none"), town.bob.id: (place, "three")}


def test_what_is_merged_is_chosen_by_its_title_and_told_first(town, as_):
    thread, other = start(town), start(town, group="energy", title="Heat from data centres")
    mia, path = as_(town.mia), f"/threads/{thread.id}/merge"
    assert "Heat from data centres" in mia.get(f"{path}?q=centre").text
    assert "Heat from data centres" not in mia.get(f"{path}?q=gypsum").text
    told = "3 people who read this now will not any more."
    assert told in mia.get(f"{path}?into={other.id}").text
    refused = mia.post(path, {"into": other.id, "seen": "0-0-0-00"}).text
    assert told in refused
    assert "Look first" in refused
    mark = Change(loses=3, gains=0, readers=2, was_public=False, is_public=False).mark
    assert mia.post(path, {"into": other.id, "seen": mark}).location.startswith(f"/threads/{other.id}")


def test_posts_that_are_split_off_keep_their_order_and_links_and_the_others_close_up(town, as_):
    thread = start(town, kind="question", body="1")
    posts = [reply(town, who, thread, str(number)) for number, who in enumerate(("carol", "mia", "ole", "bob"), 2)]
    actions.mark_answer(viewer(town.bob), thread.id, posts[1].id)
    marking.has_read(viewer(town.alice), thread.id, clock.now(), None)
    mia, path = as_(town.mia), f"/threads/{thread.id}/split"
    assert not mia.post(path, {"title": "Plaster"}).location, "a post at least"
    answer = mia.post(path, {"title": "Plaster", "posts": [posts[1].id, posts[2].id]})
    assert answer.status_code == 303
    new = session.query(Thread).filter_by(title="Plaster").one()
    assert bodies(thread) == ["1", "2", "5"]
    assert bodies(new) == ["3", "4"]
    assert (new.created_by, new.last_by, new.for_members) == (town.mia.id, town.ole.id, True)
    assert session.get(Thread, thread.id).answer_id is None, "the answer went, too"
    assert str(new.id) in mia.get(f"/posts/{posts[2].id}").location
    assert queries.reading(town.alice.id, new.id).read_at is not None, "what was read is not new again"
    assert queries.reading(town.ole.id, new.id).watch == "follow"
    rest = moving.split(viewer(town.mia), thread.id, [posts[0].id], "The rest", and_after=True)
    assert bodies(thread) == ["1"]
    assert bodies(rest) == ["2", "5"]
    with pytest.raises(Refused):
        moving.split(viewer(town.mia), new.id, [session.query(Post).filter_by(body="3").one().id], "All")
