"""Flags, what waits for a look, what moderators decide, pauses and blocks: who may, once, and who is written to."""

import pytest

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.log import LogRow
from netapp.core.viewer import GUEST
from netapp.forums import actions, policy, reading
from netapp.forums import queries as forums
from netapp.forums.moderation import actions as moderation
from netapp.forums.moderation import queries, tasks
from netapp.forums.moderation.models import Block, PostFlag, Ruling
from netapp.groups import joining, memberships
from netapp.groups.models import Membership
from tests.forums.saying import SECRET, is_due, later, look_first, queue, ruled, say, tell, viewer
from tests.support.visitors import letters as ordered
from tests.support.visitors import written


def test_a_post_is_flagged_once_by_each_and_never_ones_own(town):
    post = say(town, "bob")
    for _twice in range(2):
        moderation.flag(viewer(town.carol), post.id, "advertising", "Third time.")
    moderation.flag(viewer(town.olga), post.id, "unkind")
    assert session.query(PostFlag).count() == 2, "also somebody from elsewhere, who reads what is public"
    with pytest.raises(Forbidden):
        moderation.flag(viewer(town.bob), post.id, "other")
    inside = say(town, "bob", for_members=True)
    with pytest.raises(NotVisible):
        moderation.flag(viewer(town.olga), inside.id, "other")


def test_the_queue_is_the_moderators_oldest_first_with_what_is_known_of_the_writer(town, count_queries):
    look_first(town)
    first, second = say(town, "bob"), say(town, "carol", title="Other")
    with later(minutes=1):
        old = say(town, "mia", title="Mine")
        moderation.flag(viewer(town.carol), old.id, "unkind")
        third = say(town, "bob", old, "And one here.")
    assert queue(town) == [first.id, second.id, *sorted((old.id, third.id))]
    item = queries.item(viewer(town.mia), old.id)
    assert (item.writer.posts, item.writer.against, item.writer.name) == (0, 0, "Mia Miasen")
    assert queries.flags_of([old.id])[old.id][0].name == "Carol Carolsen"
    assert queries.count(viewer(town.mia), town.builders.id) == 4
    with count_queries() as counted:
        queries.queue(viewer(town.mia), town.builders.id)
    assert len(counted.statements) == 3, "who looks, which posts wait, what they are"


def test_only_moderators_of_the_audience_decide(town):
    look_first(town, town.energy)
    town.member(town.energy, "carol")
    post = say(town, "carol", group=town.energy, for_members=True)
    assert queue(town, "mia", town.energy) == [post.id]
    assert queue(town, "ole", town.energy) == [], "what is for a sub-group's members is not its network's"
    for name, error in {"bob": NotVisible, "ole": NotVisible, "olga": NotVisible, "nina": NotVisible}.items():
        with pytest.raises(error):
            moderation.rule(viewer(town.people[name]), post.id, "publish")
    moderation.rule(viewer(town.mia), post.id, "publish")
    with pytest.raises(Forbidden):
        moderation.rule(viewer(town.bob), post.id, "hide", "other")
    wide = say(town, "bob", group=town.energy)
    assert moderation.rule(viewer(town.ole), wide.id, "refuse", "other").decided_by == town.ole.id


def test_a_hidden_post_leaves_a_trace_and_no_word(town, as_):
    post = say(town, "bob", body=f"{SECRET} old")
    actions.edit(viewer(town.bob), post.id, f"{SECRET} new", post.body)
    moderation.flag(viewer(town.carol), post.id, "private", "My salary.")
    visitors = [as_(), as_(town.carol)]
    for visitor in visitors:
        assert SECRET in visitor.get(f"/threads/{post.thread_id}").text
        assert "Pallets" in visitor.get(f"/search?q={SECRET}").text
    tell()
    moderation.rule(viewer(town.ole), post.id, "hide", "private")
    for visitor in visitors:
        page = visitor.get(f"/threads/{post.thread_id}").text
        assert SECRET not in page
        assert "A moderator has hidden this post." in page
        assert visitor.get(f"/posts/{post.id}/history").status_code == 404
        assert SECRET not in visitor.get(f"/threads/{post.thread_id}/news?after=0").text
        assert "Pallets" not in visitor.get(f"/search?q={SECRET}").text
    assert SECRET in as_(town.mia).get(f"/threads/{post.thread_id}").text
    assert not queue(town)
    assert not is_due(ordered("post", town.carol)[0]), "nobody gets it by mail"
    told = written(ordered("ruling", town.bob)[0])
    assert "stay private" in told.text
    assert "Carol" not in told.text
    assert "salary" not in told.text
    moderation.rule(viewer(town.mia), post.id, "unhide")
    assert SECRET in visitors[0].get(f"/threads/{post.thread_id}").text
    assert not is_due(ordered("ruling", town.bob)[0]), "it was hidden no more when the letter was to leave"


def test_a_flagged_post_is_left_or_its_writer_warned_and_each_decision_counts_once(town):
    post = say(town, "bob")
    moderation.flag(viewer(town.carol), post.id, "unkind")
    moderation.rule(viewer(town.mia), post.id, "leave")
    assert not ordered("ruling")
    assert not queue(town)
    for deed in ("leave", "publish", "refuse", "unhide"):
        with pytest.raises(Refused):
            moderation.rule(viewer(town.ole), post.id, deed)
    moderation.flag(viewer(town.alice), post.id, "unkind")
    moderation.rule(viewer(town.ole), post.id, "warn", "unkind", "Please stay with the pallets.")
    letter = written(ordered("ruling", town.bob)[0])
    assert "stay with the pallets" in letter.text
    with pytest.raises(Refused, match="Ole"):
        moderation.rule(viewer(town.mia), post.id, "warn", "unkind")
    assert "Alice" not in letter.text
    assert [(row.deed, row.details["person"]) for row in session.query(LogRow).filter_by(kind="thread")] == [
        ("leave post", town.bob.id),
        ("warn post", town.bob.id),
    ]


def test_who_is_paused_reads_and_does_not_write_until_it_ends_by_itself(town, as_):
    post, other = say(town, "bob"), say(town, "ole", body="Who has pallets?")
    moderation.pause(viewer(town.mia), post.id, 7, "unkind")
    with pytest.raises(Refused):
        moderation.pause(viewer(town.ole), post.id, 7, "unkind")
    bob = viewer(town.bob)
    assert not policy.may_start(bob, town.builders)
    assert not policy.may_edit(bob, forums.get_post(bob, post.id))
    for write in (lambda: say(town, "bob", other), lambda: say(town, "bob")):
        with pytest.raises(Forbidden):
            write()
    page = as_(town.bob).get(f"/threads/{other.thread_id}").text
    assert "You can’t write here until" in page
    assert "Who has pallets?" in page
    assert "write nothing until" in written(ordered("ruling", town.bob)[0]).text
    joining.leave(bob, town.builders)
    memberships.move(town.builders, town.bob.id, "ask", town.bob.id)
    with pytest.raises(Forbidden):
        say(town, "bob", other), "not by leaving and coming back"
    with later(days=7, minutes=1):
        assert say(town, "bob", other).position == 2
        assert not is_due(ordered("ruling", town.bob)[0]), "too late to tell"


def test_a_moderator_pauses_no_one_who_runs_the_group_and_nobody_themselves(town):
    mine, ole = say(town, "mia"), say(town, "ole")
    for who, post in (("mia", ole), ("ole", mine), ("mia", mine)):
        with pytest.raises(Forbidden):
            moderation.pause(viewer(town.people[who]), post.id, 1)
    moderation.pause(viewer(town.alice), ole.id, 1)
    moderation.resume(viewer(town.alice), town.builders.id, town.ole.id)
    assert policy.may_start(viewer(town.ole), town.builders)
    assert [row.deed for row in session.query(Ruling).order_by(Ruling.id)] == ["pause", "resume"]


def test_whom_one_has_blocked_is_folded_and_sends_no_letters(town, as_):
    post = say(town, "bob")
    tell()
    assert {row.address for row in ordered("post")} >= {"carol@carols.example"}
    for _twice in range(2):
        assert as_(town.carol).post(f"/posts/{post.id}/block").status_code == 303
    assert not is_due(ordered("post", town.carol)[0]), "also what was ordered before"
    again = say(town, "bob", post, "More")
    tell()
    assert [row for row in ordered("post", town.ole) if row.thing == f"post:{again.id}"]
    assert not [row for row in ordered("post", town.carol) if row.thing == f"post:{again.id}"]
    carol, bob = as_(town.carol), as_(town.bob)
    assert "You have blocked this person" in carol.get(f"/threads/{post.thread_id}").text
    assert "blocked" not in bob.get(f"/threads/{post.thread_id}").text, "who is blocked hears nothing"
    assert "Bob Bobsen" in carol.get("/settings").text
    assert (
        carol.post(f"/settings/blocked/{town.bob.id}/removal", {"post": str(post.id)}).location == f"/posts/{post.id}"
    )
    assert session.query(Block).count() == 0
    carol.post(f"/posts/{post.id}/block")
    assert carol.post(f"/settings/blocked/{town.bob.id}/removal").location.endswith("/settings#blocked")


def test_moderators_get_one_letter_an_hour_about_all_that_waits(town):
    post = say(town, "bob")
    moderation.flag(viewer(town.carol), post.id, "unkind")
    assert tasks.tell_of_waiting() == 0, "it may be on its way still"
    with later(minutes=2):
        assert tasks.tell_of_waiting() == 1
        assert {row.person_id for row in ordered("posts_wait")} == {town.alice.id, town.ole.id, town.mia.id}
        moderation.flag(viewer(town.ole), say(town, "carol", title="Second").id, "other", "Hm")
        letter = written(ordered("posts_wait", town.mia)[0])
        assert "2 posts" in letter.subject
        assert "Unkind" in letter.text
        assert letter.stop == f"organising:{town.builders.id}"
    with later(minutes=30):
        assert tasks.tell_of_waiting() == 0
    with later(minutes=65):
        assert tasks.tell_of_waiting() == 1
    with later(hours=3):
        assert tasks.tell_of_waiting() == 0, "nothing has come since"
    with later(hours=30):
        assert tasks.tell_of_waiting() == 1, "it still waits"
        for one in queue(town):
            moderation.rule(viewer(town.alice), one, "leave")
        assert tasks.tell_of_waiting() == 0
        assert not is_due(ordered("posts_wait", town.ole)[0])


def test_a_decision_by_page_goes_on_where_it_came_from_and_says_who_was_faster(town, as_):
    post = say(town, "bob")
    moderation.flag(viewer(town.carol), post.id, "unkind")
    mia = as_(town.mia)
    sent = mia.post(f"/posts/{post.id}/ruling", ruled("hide") | {"from": "queue"})
    assert sent.headers["Location"].endswith(f"/groups/{town.builders.id}/moderation")
    said = as_(town.ole).post(f"/posts/{post.id}/ruling", ruled("leave"))
    assert "Mia Miasen has decided this already." in said.text
    for bad in ("", "resume", "burn"):
        assert mia.post(f"/posts/{post.id}/ruling", ruled(bad)).status_code == 404
    assert as_(town.carol).post(f"/posts/{post.id}/ruling", ruled("unhide")).status_code == 403


def test_more_than_ten_flags_an_hour_are_too_many(town, as_):
    posts = [say(town, "bob", title=f"Nr {number}") for number in range(12)]
    carol = as_(town.carol)
    sent = [carol.post(f"/posts/{post.id}/flag", {"why": "unkind"}).status_code for post in posts]
    assert sent == [303] * 10 + [429] * 2


def test_a_guest_finds_no_menu_and_a_member_a_quiet_one(town, as_):
    post = say(town, "bob")
    assert "Flag for the moderators" not in as_().get(f"/threads/{post.thread_id}").text
    for who, sees in {"bob": False, "carol": True, "olga": True}.items():
        assert ("Flag for the moderators" in as_(town.people[who]).get(f"/threads/{post.thread_id}").text) == sees
    assert "Hide or warn" not in as_(town.carol).get(f"/threads/{post.thread_id}").text
    assert "Hide or warn" in as_(town.mia).get(f"/threads/{post.thread_id}").text
    assert reading.lines(GUEST, post.thread_id, 1)[0].is_blocked is False


def test_who_moderates_no_more_gets_no_letter_about_what_waits(town):
    moderation.flag(viewer(town.carol), say(town, "bob").id, "unkind")
    with later(minutes=2):
        tasks.tell_of_waiting()
        assert is_due(ordered("posts_wait", town.mia)[0])
        session.query(Membership).filter_by(group_id=town.builders.id, person_id=town.mia.id).one().office = "member"
        session.commit()
        assert not is_due(ordered("posts_wait", town.mia)[0])
