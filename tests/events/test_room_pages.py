"""The pages of tables and rounds: the organiser's, one's own, and the screen on the wall of the room."""

import re
from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events import letters as event_letters
from netapp.events import queries as events
from netapp.events.models import SignUp
from netapp.events.present import Comer
from netapp.events.programme import settling
from netapp.events.programme.models import Item
from netapp.events.rooms import actions, screen
from netapp.events.rooms.actions import Draft
from netapp.events.rooms.models import Room
from netapp.members.models import Person


@pytest.fixture
def fair(town):
    """Alice, Bob, Carol and Mia have a seat, and Gus as a guest; Mia does not let her name be seen."""
    meeting = town.meeting(shown_to="going")
    for turn, name in enumerate(("alice", "bob", "carol", "mia", "gus"), start=1):
        row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state="going", turn=turn)
        row.company, row.show_name = f"{name.title()} Ltd", name != "mia"
        session.add(row)
    session.commit()
    return meeting


@pytest.fixture
def seated(town, fair):
    room = actions.arrange(events.viewer_of(town.ole), fair.id, Draft(names=("Heat", ""), rounds=2, minutes=20))
    return room.key


def put(meeting, **tables):
    """Who sits where, by first name."""
    from netapp.events.rooms import queries

    session.rollback()
    for name, row in tables.items():
        person = session.query(Person).filter(Person.name.like(f"{name.title()} %")).one()
        queries.get_place(meeting, person.id).tables = row
    session.commit()


def test_an_organiser_seats_everybody_by_a_form_and_is_asked_before_all_move(town, as_, fair):
    ole, url = as_(town.ole), f"/meetings/{fair.id}/room"
    assert "5 people have a seat" in ole.get(url).text
    assert ole.post(url, {"at_one": "3", "rounds": "2", "minutes": "20", "names": "Heat\n\nWater"}).status_code == 303
    page = ole.get(url).text
    assert "5 people, 2 tables, 2 rounds" in page
    assert all(f"{name.title()} {name.title()}sen" in page for name in ("alice", "bob", "carol", "mia", "gus"))
    asked = ole.post(url, {"tables": "1", "rounds": "3", "minutes": "20"}).text
    assert "Say here that you want that" in asked
    assert ole.post(url, {"tables": "1", "rounds": "3", "minutes": "20", "anew": "y"}).status_code == 303
    assert "5 people, 1 table, 3 rounds" in ole.get(url).text
    for odd in ({"tables": "0"}, {"rounds": "99"}, {"minutes": "-3"}):
        assert "Give a number from" in ole.post(url, odd).text
    moved = ole.post(f"{url}/places", {"do": "move", "person": town.bob.id, "round": "1", "table": "1"})
    assert moved.status_code == 303
    assert ole.post(f"{url}/places", {"do": "take out", "person": town.bob.id}).status_code == 303
    assert "1 person has no table yet" in ole.get(url).text
    assert "1 person is fitted in" in ole.post(f"{url}/late", follow_redirects=True).text


def test_one_sees_ones_own_tables_and_of_the_others_those_who_let_it(town, as_, fair, seated):
    put(fair, alice=[0, 0], bob=[0, 1], carol=[0, 1], mia=[0, 1], gus=[1, 0])
    bob = as_(town.bob).get(f"/meetings/{fair.id}/tables").text
    assert re.search(r"Heat.*Alice Alicesen, Carol Carolsen.*Table 2.*Carol Carolsen", bob, re.DOTALL)
    assert "Mia" not in bob
    assert "Gus" not in bob
    token = signed.token(event_letters.ANSWER, fair.id, town.gus.id)
    by_letter = as_().get(f"/answers/{token}/tables").text
    assert re.search(r"Table 2.*Heat.*Alice Alicesen", by_letter, re.DOTALL)
    assert f"/answers/{token}/tables" in as_().get(f"/answers/{token}").text
    assert f"/meetings/{fair.id}/tables" in as_(town.bob).get(f"/meetings/{fair.id}").text
    assert f"/meetings/{fair.id}/tables" not in as_().get(f"/meetings/{fair.id}").text
    assert as_(town.dan).get(f"/meetings/{fair.id}/tables").status_code == 404
    assert as_(town.nina).get(f"/meetings/{fair.id}/tables").status_code == 404


def test_where_nobody_shows_names_none_stands_at_a_table(town, as_, fair, seated):
    put(fair, alice=[0, 0], bob=[0, 0], carol=[0, 0])
    session.get(type(fair), fair.id).shown_to = "organisers"
    session.commit()
    assert "Alice Alicesen" not in as_(town.bob).get(f"/meetings/{fair.id}/tables").text


def test_the_screen_says_first_names_and_is_made_anew_only_when_something_has_changed(town, as_, fair, seated):
    put(fair, alice=[0, 0], bob=[0, 1], carol=[0, 1], mia=[0, 1], gus=[1, 0])
    wall, ole = as_(), as_(town.ole)
    first = wall.get(f"/rooms/{seated}")
    assert "Alice" not in first.text
    assert "Welcome" in first.text
    ole.post(f"/meetings/{fair.id}/room/clock", {"do": "tables", "seen": "0-off"})
    again = wall.get(f"/rooms/{seated}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert re.search(r"Heat.*Alice <span>Alice Ltd.*M\. M\.", again.text, re.DOTALL)
    assert "Alicesen" not in again.text
    assert "Mia" not in again.text
    assert "do" not in re.findall(r'name="(\w+)"', again.text), "no buttons for whoever stands in the room"
    known = {"If-None-Match": again.headers["ETag"]}
    assert wall.get(f"/rooms/{seated}", headers=known).status_code == 304
    ole.post(f"/meetings/{fair.id}/room/clock", {"do": "start", "seen": "0-off"})
    running = wall.get(f"/rooms/{seated}", headers=known)
    assert (running.status_code, "data-ends=" in running.text, "Round 1 of 2, until" in running.text) == (
        200,
        True,
        True,
    )
    assert 'value="pause"' in ole.get(f"/rooms/{seated}").text
    back = ole.post(f"/meetings/{fair.id}/room/clock", {"do": "pause", "seen": "0-on", "from": "screen"})
    assert back.headers["Location"].endswith(f"/rooms/{seated}")


def test_the_screens_address_ends_with_a_new_one_with_the_day_and_with_the_meeting(town, as_, fair, seated):
    assert as_().get(f"/rooms/{seated.upper()}").status_code == 200
    as_(town.ole).post(f"/meetings/{fair.id}/room/screen", {"do": "anew"})
    assert as_().get(f"/rooms/{seated}").status_code == 404
    session.rollback()
    key = session.get(Room, fair.id).key
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", key)
    assert as_().get(f"/rooms/{key}").status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=16), tick=False):
        assert as_().get(f"/rooms/{key}").status_code == 404
    session.get(type(fair), fair.id).state = "cancelled"
    session.commit()
    assert as_().get(f"/rooms/{key}").status_code == 404


def test_the_screen_says_what_is_on_and_what_comes_next(town, as_, fair, seated):
    items = []
    for position, (title, minutes) in enumerate((("Hello", 30), ("Heat pumps", 30), ("Coffee", 15))):
        item = Item(meeting_id=fair.id, position=position, day=0, kind="talk", sequence=0, minutes=minutes)
        item.titles, item.bodies, item.track = {"en": title}, {}, "Hall" if position == 1 else ""
        items.append(item)
    session.add_all(items)
    session.flush()
    settling.derive(session.get(type(fair), fair.id), items, has_travel=False, at=fair.changed_at)
    session.commit()
    with time_machine.travel(fair.starts_at + timedelta(minutes=10), tick=False) as now:
        first = as_().get(f"/rooms/{seated}")
        assert re.search(r"Now ·.*Hello.*Next ·.*Hall.*Heat pumps", first.text, re.DOTALL)
        assert "Coffee" not in first.text
        now.shift(timedelta(minutes=25))
        later = as_().get(f"/rooms/{seated}", headers={"If-None-Match": first.headers["ETag"]})
        assert re.search(r"Now ·.*Heat pumps.*Next ·.*Coffee", later.text, re.DOTALL)


def test_names_on_the_wall_are_told_apart():
    said = [("Anna Jensen", "A", True), ("Anna Lund", "A", True), ("Anna Lund", "B", True), ("Bo", "A", False)]
    comers = [Comer(number, *one, None) for number, one in enumerate([*said, ("", "", True)])]
    with_words = [who for who, _where in screen.names(comers[:4]).values()]
    assert with_words == ["Anna J.", "Anna L.", "Anna", "B."]


def test_the_pages_ask_as_much_of_the_database_for_three_as_for_thirty(town, as_, fair, seated, count_queries):
    ole, wall = as_(town.ole), as_()
    ole.post(f"/meetings/{fair.id}/room/clock", {"do": "tables", "seen": "0-off"})
    addresses = [
        (ole, f"/meetings/{fair.id}/room"),
        (as_(town.bob), f"/meetings/{fair.id}/tables"),
        (wall, f"/rooms/{seated}"),
        (ole, f"/meetings/{fair.id}/printing"),
    ]

    def statements():
        found = []
        for who, address in addresses:
            who.get(address)
            with count_queries() as counter:
                assert who.get(address).status_code == 200
            found.append(len(counter))
        return found

    few = statements()
    people = [Person(name=f"P{number} Q", email=f"p{number}@q.example") for number in range(30)]
    session.add_all(people)
    session.flush()
    session.add_all(
        SignUp(meeting_id=fair.id, person_id=one.id, state="going", turn=10 + number)
        for number, one in enumerate(people)
    )
    session.commit()
    actions.fit_in(events.viewer_of(town.ole), fair.id)
    assert statements() == few
    assert max(few) <= 9
