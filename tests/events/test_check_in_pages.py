"""The pages of the day: the list at the door, links to it, tickets, joining online; without script, too."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock, signed, site
from netapp.core.db import session
from netapp.events import export, present, queries
from netapp.events.checkin import actions, coming, forgetting, links, tasks
from netapp.events.checkin import queries as checkin
from netapp.events.checkin.models import Door, Mark
from netapp.events.models import SignUp
from tests.events.test_check_in import day, door, of, put

__all__ = ["day", "door"]


@pytest.fixture
def path(app, door):
    with app.test_request_context():
        return f"/checkin/doors/{links.door(door)}"


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.split("<main")[1]).split())


def here(day):
    session.expire_all()
    return checkin.room(queries.known_meeting(day.id)).here


def were_there(day):
    return set(session.scalars(select(SignUp.id).where(SignUp.meeting_id == day.id, present.came())))


def test_a_helper_without_an_account_marks_and_takes_back_with_plain_buttons(as_, town, day, path):
    guest, bob = as_(None), of("bob", day, town)
    assert "0 of 2 here" in words(guest.get(path))
    assert guest.post(f"{path}/marks", {"here": bob}).status_code == 303
    page = guest.get(path)
    assert "1 of 2 here" in words(page)
    assert "bob@bobs.example" not in page.text
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert guest.post(f"{path}/marks", {"undo": bob, "q": "bo"}).location.endswith("?q=bo")
    assert here(day) == {}
    assert "Carol" not in guest.get(f"{path}?q=bob").text.split("<main")[1]


def test_who_has_no_seat_is_let_in_by_a_button_that_says_so(as_, town, day, path):
    guest, nina = as_(None), of("nina", day, town)
    guest.post(f"{path}/marks", {"here": nina})
    assert "They have no seat." in guest.get(path).text
    guest.post(f"{path}/marks", {"let_in": nina})
    assert here(day).keys() == {nina}


def test_a_walk_in_is_a_name_and_a_button_and_over_the_limit_it_is_said(as_, day, path):
    guest = as_(None)
    typed = {"walk_in": "yes", "name": "Wally Walker", "company": "W", "key": "0123456789"}
    page = guest.post(f"{path}/marks", typed)
    assert (page.status_code, here(day)) == (200, {})
    assert "All 2 seats are taken." in words(page)
    assert 'value="Wally Walker"' in page.text
    for _ in range(2):
        assert guest.post(f"{path}/marks", {**typed, "agreed": "y"}).status_code == 303
    assert here(day).keys() == {"0123456789"}
    assert "3 of 3 here" not in words(guest.get(path))
    assert "1 of 3 here" in words(guest.get(path))


def test_a_phone_sends_what_has_waited_and_gets_the_list(as_, town, day, path):
    guest, bob, nina = as_(None), of("bob", day, town), of("nina", day, town)
    sent = [{"key": "a" * 8, "who": bob, "ago": 60}, {"key": "b" * 8, "who": nina}]
    answer = guest.post(f"{path}/marks", {"marks": json.dumps(sent)}).json
    assert answer["left"] == {"b" * 8: "They have no seat. Say so if you let them in."}
    assert [(row[1], row[5]) for row in answer["list"]["going"]] == [("Bob Bobsen", ["a" * 8]), ("Carol Carolsen", [])]
    listed = guest.get(f"{path}/list")
    assert listed.json == answer["list"]
    assert guest.get(f"{path}/list", headers={"If-None-Match": listed.headers["ETag"]}).status_code == 304
    for bad in ("", "{", "[1]", '[{"key": "x"}]', "[" * 10_000):
        assert guest.post(f"{path}/marks", {"marks": bad}).status_code == 409


def test_an_organiser_makes_a_link_and_ends_it(as_, town, day):
    ole = as_(town.ole)
    ole.post(f"/meetings/{day.id}/checkin", {"name": "South door"})
    page = ole.get(f"/meetings/{day.id}/checkin")
    address = re.search(r"https?://[^\"]+(/checkin/doors/[^\"]+)", page.text)
    assert "South door" in words(page)
    assert as_(None).get(address[1]).status_code == 200
    one = session.scalar(select(Door.id))
    ole.post(f"/meetings/{day.id}/checkin/{one}/end")
    assert as_(None).get(address[1]).status_code == 404
    assert "South door" not in words(ole.get(f"/meetings/{day.id}/checkin"))
    assert as_(town.bob).get(f"/meetings/{day.id}/checkin").status_code == 403


def test_a_code_leads_who_holds_the_door_to_that_one_and_anybody_else_to_the_ticket(app, as_, town, day, path):
    bob, day.place = of("bob", day, town), "The hall"
    session.commit()
    with app.test_request_context():
        ticket = links.ticket_path(bob)
    guest, helper = as_(None), as_(None)
    page = guest.get(ticket)
    assert 'class="qr"' in page.text
    assert "Bob" in words(page)
    assert "Open the list" not in page.text
    helper.get(path)
    assert helper.get(ticket).location == f"{path}?one={bob}"
    page = helper.get(f"{path}?one={bob}")
    assert f'name="here" value="{bob}"' in page.text.split('data-part="one"')[1].split("</section>")[0]
    ole = as_(town.ole)
    assert "Open the list" in words(ole.get(ticket))
    shown = ole.get(ole.post(f"/meetings/{day.id}/checkin/list", {"one": bob}).location)
    assert "Bob" in shown.text.split('data-part="one"')[1].split("</section>")[0]
    assert ole.get(ticket).status_code == 303
    assert as_(town.bob).get(f"/meetings/{day.id}/ticket").location == ticket
    nina = as_(town.nina)
    assert 'class="qr"' not in nina.get(nina.get(f"/meetings/{day.id}/ticket").location).text


def test_joining_is_a_post_that_counts_and_leads_on(app, as_, town, day):
    bob = as_(town.bob)
    day.starts_at = day.starts_at - timedelta(minutes=45)
    session.commit()
    page = bob.get(f"/meetings/{day.id}")
    assert f'action="/meetings/{day.id}/join"' in page.text
    bob.get(f"/meetings/{day.id}/join")
    assert session.scalars(select(Mark)).all() == []
    led = bob.post(f"/meetings/{day.id}/join")
    assert led.headers["Refresh"] == "0; url=https://meet.example/x"
    assert session.scalars(select(Mark.way)).all() == ["join"]
    with app.test_request_context():
        token = signed.token("answer", day.id, town.carol.id)
    guest = as_(None)
    assert f'action="/joins/{token}"' in guest.get(f"/answers/{token}").text
    assert guest.post(f"/joins/{token}").headers["Refresh"] == "0; url=https://meet.example/x"
    assert len(session.scalars(select(Mark)).all()) == 2


def test_at_a_hybrid_meeting_the_door_expects_the_room_and_the_link_is_for_who_is_online(as_, town, day, path):
    day.hybrid, day.online_seats, day.place = True, 5, "The hall"
    day.starts_at = day.starts_at - timedelta(minutes=45)
    bob, carol = of("bob", day, town), of("carol", day, town)
    session.get_one(SignUp, carol).mode = "online"
    session.commit()
    for person, status in ((town.bob, 403), (town.carol, 200)):
        assert as_(person).post(f"/meetings/{day.id}/join").status_code == status
    assert "0 of 1 here" in words(as_(None).get(path))
    assert put(links.door_id(path.split("/")[-1]), actions.Said("w", name="Wally")) == {}
    assert here(day).keys() == {"w"}
    assert coming.of(day).since.keys() == {carol}
    assert "Your ticket" in as_(town.bob).get(f"/meetings/{day.id}").text
    assert "Your ticket" not in as_(town.carol).get(f"/meetings/{day.id}").text
    assert bob not in here(day)


def test_who_came_is_on_the_organisers_list_in_the_file_and_at_the_tables(as_, town, day, door):
    ole, bob = as_(town.ole), of("bob", day, town)
    assert [one.name for one in present.here(day)] == ["Bob Bobsen", "Carol Carolsen"]
    assert were_there(day) == {bob, of("carol", day, town)}
    assert "Has not come" not in words(ole.get(f"/meetings/{day.id}/people"))
    put(door, actions.Said("a", bob), actions.Said("b", name="Wally", company="Walks", agreed=True))
    page = words(ole.get(f"/meetings/{day.id}/people"))
    assert "2 people came" in page
    assert re.search(r"Bob .*Has a seat Came .*Carol .*Has a seat Has not come .*Came without signing up Wally", page)
    rows = export.table(day, queries.participants(day)).rows
    came = rows[0].index("Came")
    assert [(row[0], bool(row[came])) for row in rows[1:]] == [
        ("Bob Bobsen", True),
        ("Carol Carolsen", False),
        (town.nina.name, False),
        ("Wally", True),
    ]
    assert [one.name for one in present.here(day)] == ["Bob Bobsen"]
    assert were_there(day) == {bob}
    put(door, actions.Said("c", undoes="a"), actions.Said("d", of("nina", day, town), agreed=True))
    assert were_there(day) == {of("nina", day, town)}


def test_the_ticket_of_a_meeting_that_its_holder_may_not_read_any_more_leads_nowhere(app, as_, town):
    meeting = town.meeting(town.groups["secret"], days=-3)
    row = SignUp(meeting_id=meeting.id, person_id=town.nina.id, state="going", turn=1)
    session.add(row)
    session.commit()
    with app.test_request_context():
        ticket = links.ticket_path(row.id)
    assert as_(None).get(ticket).status_code == 404


def test_the_names_of_who_walked_in_go_as_guests_do_and_that_they_came_stays(town, day, door, monkeypatch):
    put(door, actions.Said("a", name="Wally", company="W", agreed=True), actions.Said("b", name="Bob", agreed=True))
    forgetting.forget(town.alice.id, "Bob")
    session.commit()

    def names():
        session.expire_all()
        return [(one.name, one.company) for one in checkin.room(day).walk_ins]

    assert names() == [("Wally", "W"), ("", "")]
    later = day.ends_at + timedelta(days=site.current().guest_days)
    for at, said in (
        (later - timedelta(hours=1), [("Wally", "W"), ("", "")]),
        (later + timedelta(hours=1), [("", "")] * 2),
    ):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        tasks.forget_walk_ins()
        assert names() == said


def test_a_list_that_was_only_tried_says_nothing_of_who_was_there(as_, town, day, path):
    guest, bob, carol = as_(None), of("bob", day, town), of("carol", day, town)
    assert were_there(day) == {bob, carol}
    guest.post(f"{path}/marks", {"here": bob})
    assert were_there(day) == {bob}
    guest.post(f"{path}/marks", {"undo": bob})
    assert were_there(day) == {bob, carol}
