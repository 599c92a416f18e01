"""What newcomers write waits for a look where the group says so: who sees it, who decides, what becomes of it."""

import pytest

from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.forums import actions, drafting
from netapp.forums.models import Draft, Post, Thread
from netapp.forums.moderation import actions as moderation
from netapp.forums.moderation import archiving, waiting
from netapp.forums.moderation.models import Block, PostFlag, Ruling
from netapp.groups import joining
from netapp.groups.models import Membership
from netapp.members import actions as members
from tests.forums.saying import SECRET, later, look_first, say, tell, viewer
from tests.support.visitors import letters as ordered
from tests.support.visitors import written


def test_a_newcomers_first_post_waits_and_then_they_are_known(town):
    look_first(town)
    asked = say(town, "ole")
    with later(minutes=1):
        post = say(town, "bob", asked)
        assert post.waits
        assert session.get(Thread, asked.thread_id).posts == 1
        assert say(town, "bob", asked).id == post.id, "sent twice, it waits once"
        tell()
        assert len(ordered("post", town.carol)) == 1, "nobody is written to about it"
    ruling = moderation.rule(viewer(town.mia), post.id, "publish")
    assert session.get(Post, post.id).position == 2
    tell()
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
        assert "Pallets" not in visitor.get(f"/search?q={SECRET}").text
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


def test_a_hidden_post_makes_nobody_known_and_what_waits_keeps_the_post_that_it_answers(town):
    hidden = say(town, "bob")
    look_first(town)
    moderation.rule(viewer(town.mia), hidden.id, "hide", "unkind")
    asked = say(town, "ole", title="Who has pallets?")
    assert say(town, "bob", asked).waits
    assert actions.delete_post(viewer(town.ole), asked.id).posts == 1, "a trace stays, though nobody else was faster"
    assert asked.deleted_at is not None
