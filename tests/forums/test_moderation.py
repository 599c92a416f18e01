"""Flags, what waits for a look, what moderators decide, pauses and blocks: who may, once, and who is written to."""

from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.log import LogRow
from netapp.core.viewer import GUEST
from netapp.forums import actions, drafting, policy, reading
from netapp.forums import queries as forums
from netapp.forums.actions import Opening
from netapp.forums.models import Draft, Forum, Post, Thread
from netapp.forums.moderation import actions as moderation
from netapp.forums.moderation import archiving, queries, tasks, waiting
from netapp.forums.moderation.models import Block, PostFlag, Ruling
from netapp.groups import joining, memberships, records
from netapp.groups.models import Membership
from netapp.mail.writing import Missed
from netapp.members import actions as members
from tests.support.visitors import letters as ordered
from tests.support.visitors import written

SECRET = "qwertzmarker"


def viewer(person):
    return records.as_viewer(person)


def say(town, who, beside=None, body=f"Cheap pallets, {SECRET}!", **opening):
    """A new thread's first post, or an answer."""
    me = viewer(town.people[who])
    if beside is not None:
        return actions.reply(me, beside.thread_id, body)
    group = opening.pop("group", town.builders)
    made = actions.start(me, group.id, Opening(**{"title": "Pallets", "body": body, "for_members": False, **opening}))
    return session.query(Post).filter_by(thread_id=made.id).one()


def ruled(deed):
    return {"do": deed, "why": "unkind", "words": "", "days": "1"}


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def look_first(town, group=None, **rules):
    session.add(Forum(group_id=(group or town.builders).id, tags=[], **(rules or {"first_waits": True})))
    session.commit()


def is_due(row):
    try:
        return bool(written(row))
    except Missed:
        return False


def queue(town, who="mia", group=None):
    return [one.post.id for one in queries.queue(viewer(town.people[who]), (group or town.builders).id)[0]]


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
    assert len(counted.statements) == 3, "who looks, what waits, what is flagged"


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


def test_a_newcomers_first_post_waits_and_then_they_are_known(town):
    look_first(town)
    asked = say(town, "ole")
    with later(minutes=1):
        post = say(town, "bob", asked)
        assert post.waits
        assert session.get(Thread, asked.thread_id).posts == 1
        assert say(town, "bob", asked).id == post.id, "sent twice, it waits once"
        assert not ordered("post", town.carol)[1:], "nobody is written to about it"
    ruling = moderation.rule(viewer(town.mia), post.id, "publish")
    assert post.position == 2
    assert {one.thing for one in ordered("post", town.carol)} >= {f"post:{post.id}"}
    letter = written(ordered("ruling", town.bob)[0])
    assert "published" in letter.subject
    assert "others read it" in letter.text
    assert ruling.deed == "publish"
    assert not say(town, "bob", asked, "And more.").waits
    with pytest.raises(Refused, match="Mia Miasen has decided"):
        moderation.rule(viewer(town.ole), post.id, "refuse")


def test_only_links_wait_where_the_group_asks_for_that_and_moderators_never_do(town):
    look_first(town, links_wait=True)
    assert waiting.has_links("see https://pallets.example")
    assert waiting.has_links("[x](http://y.example)")
    assert not waiting.has_links("No links, 3.5 tonnes")
    assert say(town, "bob", body="https://pallets.example").waits
    assert not say(town, "carol", body="Plain words").waits
    assert not say(town, "mia", body="https://pallets.example").waits


def test_nothing_waits_where_nobody_would_look(town):
    town.member(town.inner, "bob")
    look_first(town, town.inner)
    session.query(Membership).filter_by(group_id=town.inner.id, person_id=town.alice.id).delete()
    assert not say(town, "bob", group=town.inner, for_members=True).waits
    session.query(Post).delete()
    session.query(Thread).delete()
    assert say(town, "bob", group=town.inner).waits, "the network's organisers read this one"


def test_what_waits_is_seen_by_its_writer_only_and_can_be_taken_back(town, as_):
    look_first(town)
    post = say(town, "bob")
    page = f"/threads/{post.thread_id}"
    mine = as_(town.bob)
    assert SECRET in mine.get(page).text
    assert "Only you see this" in mine.get(page).text
    for visitor in (as_(), as_(town.carol), as_(town.ole)):
        assert visitor.get(page).status_code == 404
        assert visitor.get(f"/posts/{post.id}/history").status_code == 404
        assert SECRET not in visitor.get(f"/groups/{town.builders.id}/threads").text
    assert as_(town.carol).get(f"/posts/{post.id}/ruling").status_code == 404
    assert as_(town.carol).get(f"/groups/{town.builders.id}/moderation").status_code == 403
    assert as_(town.olga).get(f"/groups/{town.secret.id}/moderation").status_code == 404
    assert SECRET in as_(town.mia).get(f"/groups/{town.builders.id}/moderation").text
    answer = mine.post(f"/posts/{post.id}/withdrawal")
    assert answer.status_code == 303
    assert session.query(Thread).count() == 0
    assert SECRET in session.query(Draft).filter_by(place=drafting.at_group(town.builders.id)).one().body


def test_a_waiting_answer_stands_at_the_end_of_its_writers_last_page(town, as_):
    asked = say(town, "ole", body="Who has pallets?")
    look_first(town)
    mine = as_(town.bob)
    sent = mine.post(f"/threads/{asked.thread_id}/posts", {"body": f"I do, {SECRET}"})
    post = session.query(Post).filter_by(author_id=town.bob.id).one()
    place = mine.get(sent.headers["Location"]).headers["Location"]
    assert place.endswith(f"#post-{post.id}")
    page = mine.get(place).text
    assert "A moderator looks at it first" in page
    assert page.index("Who has pallets?") < page.index(SECRET)
    for visitor in (as_(), as_(town.carol)):
        assert SECRET not in visitor.get(f"/threads/{asked.thread_id}").text
        assert SECRET not in visitor.get(f"/threads/{asked.thread_id}/news?after=0").text
    assert as_(town.carol).get(f"/posts/{post.id}").status_code == 404


def test_a_refused_post_stays_its_writers_who_is_told_why(town, as_):
    look_first(town)
    post = say(town, "bob")
    moderation.rule(viewer(town.mia), post.id, "refuse", "advertising", "Use the exchange.")
    letter = written(ordered("ruling", town.bob)[0])
    assert "not published" in letter.subject
    assert "Advertising. Use the exchange." in letter.text
    assert "has not published" in as_(town.bob).get(f"/threads/{post.thread_id}").text
    assert as_().get(f"/threads/{post.thread_id}").status_code == 404
    assert say(town, "bob", title="Again").waits, "a refused post makes nobody known"


def test_a_hidden_post_leaves_a_trace_and_no_word(town, as_):
    post = say(town, "bob", body=f"{SECRET} old")
    actions.edit(viewer(town.bob), post.id, f"{SECRET} new", post.body)
    moderation.flag(viewer(town.carol), post.id, "private", "My salary.")
    visitors = [as_(), as_(town.carol)]
    for visitor in visitors:
        assert SECRET in visitor.get(f"/threads/{post.thread_id}").text
    assert ordered("post", town.carol)
    moderation.rule(viewer(town.ole), post.id, "hide", "private")
    for visitor in visitors:
        page = visitor.get(f"/threads/{post.thread_id}").text
        assert SECRET not in page
        assert "A moderator has hidden this post." in page
        assert visitor.get(f"/posts/{post.id}/history").status_code == 404
        assert SECRET not in visitor.get(f"/threads/{post.thread_id}/news?after=0").text
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
    assert {row.address for row in ordered("post")} >= {"carol@carols.example"}
    for _twice in range(2):
        assert as_(town.carol).post(f"/posts/{post.id}/block").status_code == 303
    assert not is_due(ordered("post", town.carol)[0]), "also what was ordered before"
    again = say(town, "bob", post, "More")
    assert not [row for row in ordered("post", town.carol) if row.thing == f"post:{again.id}"]
    carol, bob = as_(town.carol), as_(town.bob)
    assert "You have blocked this person" in carol.get(f"/threads/{post.thread_id}").text
    assert "blocked" not in bob.get(f"/threads/{post.thread_id}").text, "who is blocked hears nothing"
    assert "Bob Bobsen" in carol.get("/settings").text
    carol.post(f"/settings/blocked/{town.bob.id}/removal")
    assert session.query(Block).count() == 0


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


def test_who_goes_takes_what_waits_along_and_who_is_erased_all_else(town):
    look_first(town)
    asked = say(town, "ole")
    say(town, "bob", asked), say(town, "bob")
    joining.leave(viewer(town.bob), town.builders)
    assert session.query(Post).count() == 1
    assert session.query(Thread).count() == 1
    moderation.flag(viewer(town.carol), asked.id, "unkind", "Hm")
    moderation.block(viewer(town.carol), asked.id)
    moderation.rule(viewer(town.mia), asked.id, "hide", "unkind")
    sheets = {sheet.name: sheet.content for sheet in archiving.own(viewer(town.carol))}
    assert sheets["flags"][0]["words"] == "Hm"
    assert sheets["blocked"] == [{"name": "Ole Olesen"}]
    theirs = {sheet.name: sheet.content for sheet in archiving.own(viewer(town.ole))}
    assert theirs["rulings"][0]["deed"] == "hide"
    assert not theirs["flags"]
    assert "Carol" not in str(theirs)
    for person in (town.carol, town.ole):
        members.erase(viewer(person), person)
    assert [session.query(model).count() for model in (PostFlag, Block, Ruling)] == [0, 0, 0]


def test_a_guest_finds_no_menu_and_a_member_a_quiet_one(town, as_):
    post = say(town, "bob")
    assert "Flag for the moderators" not in as_().get(f"/threads/{post.thread_id}").text
    for who, sees in {"bob": False, "carol": True, "olga": True}.items():
        assert ("Flag for the moderators" in as_(town.people[who]).get(f"/threads/{post.thread_id}").text) == sees
    assert "Hide or warn" not in as_(town.carol).get(f"/threads/{post.thread_id}").text
    assert "Hide or warn" in as_(town.mia).get(f"/threads/{post.thread_id}").text
    assert reading.lines(GUEST, post.thread_id, 1)[0].is_blocked is False
