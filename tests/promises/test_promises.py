"""Promises: made in a line, answered by a letter's button without signing in, shown where the group meets next."""

import re
from datetime import date, datetime

import pytest

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.forums import actions as forums
from netapp.forums.actions import Opening
from netapp.forums.models import Post
from netapp.promises import actions, letters, queries, ties
from netapp.promises.models import Promise, PromiseAnswer
from tests.promises.making import make, viewer
from tests.support.visitors import letters as ordered
from tests.support.visitors import written


def path_of(promise, person, answer=""):
    return "/promises/letter/" + letters.url(promise.id, person.id, answer).rpartition("/letter/")[2]


def button(page):
    """What the page's chosen form would send."""
    form = page[page.index('<form method="post" action="/promises/letter/') :].partition("</form>")[0]
    return dict(re.findall(r'name="(answer|seen|number)" value="([^"]*)"', form))


def test_ten_promises_are_answered_by_mail_without_signing_in_and_the_next_meeting_begins_with_them(town, as_, january):
    past = town.meeting(days=-1)
    owners = [town.bob, town.carol]
    made = [make(town, town.ole, f"Thing number {n}", person_id=owners[n % 2].id, meeting_id=past.id) for n in range(9)]
    made.append(make(town, town.ole, "Thing by Gerda", email="gerda@g.example", name="Gerda", meeting_id=past.id))
    gerda = session.query(Promise).filter_by(id=made[9].id).one().person_id
    assert len(ordered("promise_made")) == 10
    letter = written(ordered("promise_made")[9])
    assert letter.subject == "Promised: Thing by Gerda"
    assert letter.stop == f"promises:{town.builders.id}"
    assert [path in letter.text for path in ("a=kept", "a=later", "a=dropped")] == [True] * 3

    guest = as_()
    where = re.search(r"(/promises/letter/\S+\?a=kept)", letter.text).group(1)
    shown = guest.get(where).text
    assert session.get(Promise, made[9].id).is_open, "a link never acts"
    assert shown.partition("<main")[2].partition("</main>")[0].count("<button") == 1, "one button"
    thanks = guest.post(where, button(shown))
    assert "Noted: it is done" in guest.get(thanks.location).text
    kept = session.get(Promise, made[9].id)
    assert (kept.state, kept.person_id) == ("kept", gerda)

    away = path_of(made[0], town.bob, "later")
    guest.post(away, {**button(guest.get(away).text), "when": "week"})
    assert session.get(Promise, made[0].id).due == date(2027, 1, 18)
    typed = {**button(guest.get(away).text), "when": "week", "day": "2027-03-01"}
    assert "By Mon 1 Mar" in guest.get(guest.post(away, typed).location).text, "a typed day counts"
    dropping = path_of(made[1], town.carol, "dropped")
    asked = guest.post(dropping, button(guest.get(dropping).text)).text
    assert "Say why" in asked
    guest.post(dropping, {**button(asked), "reason": "Sold <the> van"})
    assert session.get(Promise, made[1].id).reason == "Sold <the> van"

    undoing = guest.get(path_of(made[1], town.carol)).text
    (number,) = re.findall(r'name="number" value="(\d+)"', undoing)
    guest.post(path_of(made[1], town.carol), {"answer": "undo", "number": number})
    assert session.get(Promise, made[1].id).is_open
    rows = session.query(PromiseAnswer).order_by(PromiseAnswer.id).all()
    assert [(row.kind, row.way, row.undone_at is None) for row in rows] == [
        ("kept", "letter", True),
        ("later", "letter", True),
        ("later", "letter", True),
        ("dropped", "letter", False),
    ]

    coming = town.meeting(days=10)
    page = as_(town.bob).get(f"/meetings/{coming.id}").text
    assert "What we promised" in page
    assert [f"Thing number {n}" in page for n in range(9)] == [True] * 9
    assert "Thing by Gerda" in page, "what was kept since the last meeting"
    assert "Bob Bobsen" in page
    guests_page = as_().get(f"/meetings/{coming.id}").text
    assert "Thing number 3" in guests_page
    assert "Bobsen" not in guests_page
    assert "A participant" in guests_page
    assert "Promised here" in as_().get(f"/meetings/{past.id}").text


def test_who_may_write_one_down_and_whose_it_may_be(town, as_):
    with pytest.raises(Forbidden):
        make(town, town.nina)
    with pytest.raises(NotVisible):
        make(town, town.carol, group=town.secret)
    with pytest.raises(Forbidden):
        make(town, town.bob, email="x@x.example")
    with pytest.raises(Refused):
        make(town, town.bob, person_id=town.olga.id)
    with pytest.raises(Refused):
        make(town, town.bob, due=date(2027, 1, 10))
    own = make(town, town.bob, person_id=town.bob.id)
    assert not ordered("promise_made"), "nobody is written to about what they wrote down themselves"
    for stranger in (town.carol, town.nina, town.olga):
        with pytest.raises(Forbidden):
            actions.keep(viewer(stranger), own.id)
    with pytest.raises(Forbidden):
        actions.keep(GUEST, own.id)
    for name in ("bob", "ole"):
        actions.keep(viewer(town.people[name]), own.id)
        actions.reopen(viewer(town.people[name]), own.id)
    page = as_(town.bob).get(f"/promises/new?group={town.builders.id}").text
    assert 'type="email"' not in page
    assert 'type="email"' in as_(town.ole).get(f"/promises/new?group={town.builders.id}").text
    form = {"text": "Bring the keys", "owner": "organisers", "when": "weeks"}
    there = as_(town.bob).post(f"/promises/new?group={town.builders.id}", form).location
    assert "Bring the keys" in as_().get(there).text
    assert "Choose a day" in as_(town.bob).post(f"/promises/new?group={town.builders.id}", form | {"when": ""}).text


def test_a_promise_made_of_a_post_is_shown_there_and_stays_among_members_where_the_post_does(town, as_):
    thread = forums.start(viewer(town.bob), town.builders.id, Opening(title="Heat", body="We will send figures."))
    post = session.query(Post).filter_by(thread_id=thread.id).one()
    carol = as_(town.carol)
    assert f"/promises/new?from_post={post.id}" in carol.get(f"/threads/{thread.id}").text
    form = carol.get(f"/promises/new?from_post={post.id}").text
    assert "We will send figures." in form
    assert f'selected value="person:{town.bob.id}"' in form, "whoever has written it"
    there = carol.post(
        f"/promises/new?from_post={post.id}", {"text": "Figures", "owner": f"person:{town.bob.id}", "when": "week"}
    )
    assert there.status_code == 303
    made = session.query(Promise).one()
    assert (made.post_id, made.for_members) == (post.id, True)
    assert "Became a promise" in carol.get(f"/threads/{thread.id}").text
    assert f"/posts/{post.id}" in carol.get(f"/promises/{made.id}").text
    assert as_().get(f"/promises/{made.id}").status_code == 404
    assert "Figures" not in as_().get(f"/groups/{town.builders.id}/promises").text
    assert "Figures" in carol.get(f"/groups/{town.builders.id}/promises").text
    assert ties.PROMISE.shown(GUEST, [made.id]) == {}
    with pytest.raises(Forbidden):
        make(town, town.bob, post_id=post.id, group=town.energy)


def test_of_two_who_answer_the_second_is_shown_what_the_first_has_said(town, as_):
    promise = make(town, town.ole, person_id=town.bob.id)
    actions.drop(viewer(town.ole), promise.id, "Not needed", seen=0)
    with pytest.raises(Refused):
        actions.keep(viewer(town.bob), promise.id, seen=0)
    assert session.get(Promise, promise.id).state == "dropped"
    actions.keep(viewer(town.bob), promise.id, seen=1)
    actions.keep(viewer(town.bob), promise.id, seen=1)
    kept = session.query(PromiseAnswer).order_by(PromiseAnswer.id.desc()).first()
    assert session.query(PromiseAnswer).count() == 2, "twice is harmless"
    actions.undo(viewer(town.bob), promise.id, kept.id)
    again = session.get(Promise, promise.id)
    assert (again.state, again.reason) == ("dropped", "Not needed")
    with pytest.raises(Refused):
        actions.reword(viewer(town.ole), promise.id, "Other words", before="Not what stood there")


def test_lists_take_the_same_statements_for_one_and_for_thirty_and_narrow(town, as_, count_queries, made_anew):
    meeting = town.meeting()
    make(town, town.ole, "Only one", person_id=town.bob.id)
    ole, listed = as_(town.ole), f"/groups/{town.builders.id}/promises"
    places = [f"/meetings/{meeting.id}", f"/networks/{town.builders.id}-builders", listed, "/me"]

    def counts():
        found = []
        for path in places:
            ole.get(path)
            with count_queries() as counted:
                assert ole.get(path).status_code == 200
            found.append(len(counted.statements))
        return found

    few = counts()
    for n in range(30):
        person = (town.bob, town.carol)[n % 2]
        one = make(town, town.ole, f"Of many {n}", person_id=person.id)
        if n % 3 == 0:
            actions.keep(viewer(person), one.id)
    assert counts() == few
    listed = ole.get(f"{listed}?state=kept&person={town.carol.id}").text
    assert "Of many 3" in listed
    assert "Of many 0" not in listed
    assert "100% of what" in listed


def test_a_secret_groups_promises_are_found_by_nobody_outside(town, as_):
    hidden = make(town, town.alice, "Xyzzycanary promise", group=town.secret, person_id=town.bob.id)
    open_one = make(town, town.alice, "Insulate the attic", group=town.builders)
    assert f"/promises/{open_one.id}" in as_().get("/search?q=attic&in=promises").text
    assert f"/promises/{hidden.id}" in as_(town.bob).get("/search?q=xyzzycanary").text
    for person in (None, town.carol, town.nina, town.olga):
        browser = as_(person)
        assert f"/promises/{hidden.id}" not in browser.get("/search?q=xyzzycanary").text
        assert browser.get(f"/groups/{town.secret.id}/promises").status_code == 404
    assert queries.read_keys([open_one.id]) == {open_one.id: "public"}


def test_guests_pages_turn_when_something_is_promised_answered_or_late(town, as_, kept_pages, january):
    meeting, guest = town.meeting(days=40), as_()
    paths = [
        f"/meetings/{meeting.id}",
        f"/networks/{town.builders.id}-builders",
        f"/groups/{town.builders.id}/promises",
    ]
    assert ["Insulate" in guest.get(path).text for path in paths] == [False] * 3
    promise = make(town, town.ole, "Insulate the attic", person_id=town.bob.id)
    assert ["By Mon 1 Feb" in guest.get(path).text for path in paths] == [True] * 3
    january.move_to(datetime.fromisoformat("2027-02-01T22:59:59+00:00"))
    assert ["1 day late" in guest.get(path).text for path in paths] == [False] * 3
    january.move_to(datetime.fromisoformat("2027-02-01T23:00:00+00:00"))
    assert ["1 day late" in guest.get(path).text for path in paths] == [True] * 3
    actions.keep(viewer(town.ole), promise.id)
    assert "1 kept" in guest.get(paths[1]).text
    assert "1 day late" not in guest.get(paths[0]).text
