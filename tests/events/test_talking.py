"""A meeting's thread, the post that a meeting began with, and how each page tells of the other."""

import pytest

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible
from netapp.events.models import Meeting
from netapp.events.talking import actions, ties
from netapp.forums import actions as forums
from netapp.forums import queries
from netapp.forums.actions import Opening
from netapp.forums.models import Post, Thread
from netapp.forums.moving import actions as moving
from netapp.groups import records


def viewer(person):
    return records.as_viewer(person)


def opening(**more):
    return Opening(**{"title": "Parking?", "body": "Is there room for a van?", **more})


def first(thread):
    return session.query(Post).filter_by(thread_id=thread.id, position=1).one()


def test_a_meetings_thread_is_begun_on_its_page_and_each_tells_of_the_other(town, as_):
    meeting = town.meeting(town.builders)
    bob, path = as_(town.bob), f"/meetings/{meeting.id}/thread"
    assert path in bob.get(f"/meetings/{meeting.id}").text
    assert path not in as_().get(f"/meetings/{meeting.id}").text
    form = bob.get(path).text
    assert f'value="{meeting.title}"' in form
    answer = bob.post(path, {"title": "Parking?", "body": "Room for a van?", "kind": "discussion"})
    thread = session.query(Thread).one()
    assert answer.location.startswith(f"/threads/{thread.id}")
    assert session.get(Meeting, meeting.id).thread_id == thread.id
    assert f'href="/meetings/{meeting.id}' in as_(town.carol).get(f"/threads/{thread.id}").text
    shown = as_(town.carol).get(f"/meetings/{meeting.id}").text
    assert "Room for a van?" in shown
    assert "Room for a van?" not in as_().get(f"/meetings/{meeting.id}").text, "members speak among themselves"


def test_who_begins_second_answers_in_the_thread_that_there_is(town):
    meeting = town.meeting(town.builders)
    thread = actions.start(viewer(town.bob), meeting.id, opening())
    assert actions.start(viewer(town.carol), meeting.id, opening(body="And a bus?")).id == thread.id
    assert session.get(Thread, thread.id).posts == 2
    with pytest.raises(Forbidden):
        actions.start(viewer(town.nina), meeting.id, opening())
    with pytest.raises(NotVisible):
        actions.start(viewer(town.olga), town.meeting(town.secret).id, opening())


def test_guests_pages_turn_when_a_meetings_thread_grows_or_goes(town, as_, kept_pages):
    meeting, guest = town.meeting(town.builders), as_()
    path = f"/meetings/{meeting.id}"
    guest.get(path)
    thread = actions.start(viewer(town.bob), meeting.id, opening(for_members=False))
    assert "room for a van" in guest.get(path).text
    forums.reply(viewer(town.carol), thread.id, "Behind the house.")
    assert "Behind the house." in guest.get(path).text
    other = forums.start(viewer(town.bob), town.builders.id, opening(title="Travel", body="Bus 30"))
    mark = moving.change_of(queries.thread_for_task(thread.id), town.builders, for_members=True).mark
    moving.merge(viewer(town.mia), thread.id, other.id, seen=mark)
    assert session.get(Meeting, meeting.id).thread_id == other.id
    assert "Behind the house." not in guest.get(path).text


def test_an_organiser_makes_a_meeting_of_a_post_and_the_link_stays_both_ways(town, as_):
    thread = forums.start(viewer(town.bob), town.builders.id, opening(title="Who visits a sawmill?", body="I *would*."))
    post, ole = first(thread), as_(town.ole)
    path = f"/meetings/new?from_post={post.id}"
    assert path in ole.get(f"/threads/{thread.id}").text
    assert path not in as_(town.carol).get(f"/threads/{thread.id}").text
    assert as_(town.carol).get(path).status_code == 403
    assert as_(town.olga).get(path).status_code == 404
    form = ole.get(path)
    assert "Who visits a sawmill?" in form.text
    assert "I *would*." in form.text
    day = town.meeting(town.builders).starts_local.date().isoformat()
    sent = {"group_id": town.builders.id, "kind": "meeting", "language": "en", "zone": "Europe/Copenhagen"}
    sent |= {"starts_date": day, "starts_time": "10:00", "ends_time": "12:00", "title": "Sawmill", "place": "Skive"}
    made = ole.post(path, {**sent, "shown_to": "going", "do": "draft"})
    meeting = session.query(Meeting).filter_by(post_id=post.id).one()
    assert made.status_code == 303
    assert "Sawmill" not in as_(town.carol).get(f"/threads/{thread.id}").text, "a draft is its organisers'"
    ole.post(f"/meetings/{meeting.id}/publication")
    shown = as_(town.carol).get(f"/threads/{thread.id}").text
    assert "Became the meeting" in shown
    assert "Sawmill" in shown
    assert f'href="/posts/{post.id}"' in as_(town.carol).get(f"/meetings/{meeting.id}").text
    assert f'href="/posts/{post.id}"' not in as_().get(f"/meetings/{meeting.id}").text


def test_what_is_tied_costs_one_statement_however_much_and_none_where_nothing_is(town, as_, count_queries):
    thread = forums.start(viewer(town.bob), town.builders.id, opening())
    mia, counts = as_(town.mia), []
    for number in range(4):
        mia.get(f"/threads/{thread.id}")
        with count_queries() as counted:
            mia.get(f"/threads/{thread.id}")
        counts.append(len(counted.statements))
        meeting = town.meeting(town.builders)
        meeting.thread_id, meeting.post_id = thread.id, first(thread).id if number else None
        session.commit()
    assert counts == [counts[0], *[counts[0] + 1] * 3]
    assert ties.MEETING.kind == "meeting"
