"""A group's discussions in a feed reader: what the pages show to the same reader, and nothing else."""

import pytest

from netapp.core.db import session
from netapp.forums import actions
from netapp.forums.actions import Opening
from netapp.forums.models import Forum, Post
from netapp.groups import records
from tests.events.test_syndication import ATOM, atom
from tests.town import CANARY


@pytest.fixture
def start(town):
    def started(who, title, body="**Dry** gypsum & <see>.", group=None, **more):
        opening = Opening(title=title, body=body, **{"for_members": False, **more})
        return actions.start(records.as_viewer(town.people[who]), (group or town.builders).id, opening)

    return started


def titles(answer):
    return [one.findtext(f"{ATOM}title") for one in atom(answer)[1]]


def test_a_guest_reads_what_everybody_reads_with_the_names_that_are_shown(town, as_, start):
    town.bob.show_name, town.ole.show_name = False, True
    session.commit()
    thread = start("bob", "Gypsum offcuts")
    start("bob", f"Inside {CANARY}", for_members=True)
    actions.reply(records.as_viewer(town.ole), thread.id, "We take it.")
    answer = as_(town.alice).get(f"/groups/{town.builders.id}/threads.atom")
    _root, (reply, first) = atom(answer)
    assert (reply.findtext(f"{ATOM}title"), first.findtext(f"{ATOM}title")) == ("Re: Gypsum offcuts", "Gypsum offcuts")
    assert "<strong>Dry</strong> gypsum &amp; &lt;see&gt;" in first.findtext(f"{ATOM}content")
    assert [one.findtext(f"{ATOM}author/{ATOM}name") for one in (reply, first)] == [town.ole.name, town.builders.name]
    assert CANARY not in answer.text
    assert "@" not in answer.text
    assert as_().get(f"/groups/{town.secret.id}/threads.atom").status_code == 404


def test_by_key_it_tells_what_the_keys_owner_reads_until_the_key_is_renewed(town, as_, start):
    start("bob", "Inside", for_members=True)
    start("bob", "Secret", group=town.secret)
    path = "/feeds/{}/groups/{}/threads.atom"
    key = town.bob.calendar_key
    answer = as_().get(path.format(key, town.secret.id))
    assert titles(answer) == ["Secret"]
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    assert titles(as_().get(path.format(town.carol.calendar_key, town.builders.id))) == ["Inside"]
    assert titles(as_().get(path.format(town.nina.calendar_key, town.builders.id))) == []
    assert as_().get(path.format(town.carol.calendar_key, town.secret.id)).status_code == 404
    assert as_(town.bob).post("/me/calendar-key").status_code == 303
    assert as_().get(path.format(key, town.secret.id)).status_code == 404
    assert f"/groups/{town.builders.id}/threads.atom" in as_(town.bob).get(f"/groups/{town.builders.id}/threads").text
    assert 'type="application/atom+xml"' in as_().get(f"/groups/{town.builders.id}/threads").text


def test_what_is_known_is_not_sent_again_and_what_goes_changes_it(town, as_, start):
    thread = start("bob", "Gypsum", "Nobody’s words")
    path = f"/groups/{town.builders.id}/threads.atom"
    first = as_().get(path)
    known = {"If-None-Match": first.headers["ETag"]}
    assert "Nobody’s words" in first.text
    assert as_().get(path, headers=known).status_code == 304
    session.add(Forum(group_id=town.builders.id, tags=[], titles_only=True))
    session.commit()
    answer = as_().get(f"/feeds/{town.bob.calendar_key}/groups/{town.builders.id}/threads.atom")
    assert (titles(answer), "Nobody’s words" in answer.text) == (["Gypsum"], False)
    bob = records.as_viewer(town.bob)
    post = session.query(Post).filter_by(thread_id=thread.id).one()
    actions.reply(records.as_viewer(town.carol), thread.id, "Mine.")
    actions.delete_post(bob, post.id)
    assert titles(as_().get(path, headers=known)) == ["Re: Gypsum"]
