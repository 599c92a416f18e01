"""The weekly letter: to whom, when, about what, and how it stops."""

import contextvars
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from netapp.core import clock, signed
from netapp.core.db import session, transaction
from netapp.core.letters import Order
from netapp.events import signing_up
from netapp.events.queries import viewer_of
from netapp.groups.models import Follower, Membership
from netapp.home import digest, tasks
from netapp.mail import outbox, stopping, writing
from netapp.members import actions as members
from netapp.members.models import Person
from tests.support.visitors import letters
from tests.town import CANARY

# A Monday, nine o'clock in Copenhagen.
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


def wants_digest(town, name, *groups):
    for group in groups or (town.builders,):
        row = session.query(Membership).filter_by(person_id=town.people[name].id, group_id=group.id).one()
        row.mail_level = "digest"
    session.commit()


def new(town, title="New", ago=timedelta(days=2), group=None, **values):
    meeting = town.meeting(group, title=title, **values)
    meeting.published_at = clock.now() - ago
    session.commit()
    return meeting


def written(letter):
    order = Order(letter.person_id, letter.address, letter.name, letter.language, letter.data)
    return writing.write("digest", order)


def test_it_tells_of_what_is_new_and_where_one_goes(town):
    wants_digest(town, "carol")
    new(town, "Straw walls", place="Køge")
    own = new(town, "Long known", ago=timedelta(days=40))
    signing_up.sign_up(viewer_of(town.carol), own.id)
    session.commit()
    assert tasks.send_digests() == 1
    letter = written(letters("digest", town.carol)[0])
    assert letter.subject == "1 new meeting in your networks"
    for version in (letter.text, letter.html):
        assert version.index("Straw walls") < version.index("Long known")
        assert "Køge" in version
        assert "Copenhagen time" in version
        assert "one digest a week" in version


def test_without_news_there_is_no_letter(town):
    wants_digest(town, "carol")
    new(town, ago=timedelta(days=8))
    new(town, group=town.others)
    assert tasks.send_digests() == 0


def test_running_twice_sends_one_letter(town):
    wants_digest(town, "carol")
    new(town)
    tasks.send_digests()
    tasks.send_digests()
    assert len(letters("digest")) == 1


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (MONDAY - timedelta(hours=1, minutes=1), 0),
        # What was published at the last moment may be on its way into the database: it must not fall between two weeks.
        (MONDAY - timedelta(minutes=59, seconds=1), 0),
        (MONDAY - timedelta(minutes=59), 1),
        (MONDAY + timedelta(days=1), 1),
        (MONDAY + timedelta(days=3), 0),
        (MONDAY + timedelta(days=6), 0),
    ],
)
def test_it_leaves_on_monday_at_eight_on_the_readers_clock(town, monday, moment, number):
    wants_digest(town, "carol")
    new(town)
    monday.move_to(moment)
    assert tasks.send_digests() == number


def test_the_readers_own_zone_counts_before_the_networks(town, monday):
    town.carol.zone = "Europe/Helsinki"
    wants_digest(town, "carol")
    new(town)
    monday.move_to(MONDAY - timedelta(hours=1, minutes=59))
    assert tasks.send_digests() == 1


def test_the_next_week_tells_only_of_what_came_since(town, monday):
    wants_digest(town, "carol")
    new(town, "First week")
    tasks.send_digests()
    monday.move_to(MONDAY + timedelta(days=7))
    assert tasks.send_digests() == 0
    new(town, "Second week", ago=timedelta(days=1))
    assert tasks.send_digests() == 1
    second = written(letters("digest", town.carol)[1]).text
    assert "Second week" in second
    assert "First week" not in second


def test_an_outage_of_a_week_loses_nothing(town, monday):
    wants_digest(town, "carol")
    new(town, "First")
    tasks.send_digests()
    monday.move_to(MONDAY + timedelta(days=14))
    new(town, "In the week without a worker", ago=timedelta(days=10))
    assert tasks.send_digests() == 1
    assert "In the week without a worker" in written(letters("digest", town.carol)[1]).text


def test_who_wants_everything_or_nothing_gets_none(town):
    new(town)
    wants_digest(town, "carol")
    session.query(Membership).filter_by(person_id=town.carol.id).update({"mail_level": "nothing"})
    session.commit()
    assert tasks.send_digests() == 0


@pytest.mark.parametrize("name", ["pia", "ivan", "dan", "rita"])
def test_only_active_members_get_one(town, name):
    wants_digest(town, name)
    new(town)
    assert tasks.send_digests() == 0


def test_followers_get_what_everybody_may_read(town):
    session.add(Follower(group_id=town.builders.id, person_id=town.gus.id, mail_level="digest"))
    session.add(Follower(group_id=town.inner.id, person_id=town.gus.id, mail_level="digest"))
    session.commit()
    new(town, "For all")
    new(town, "For the network", group=town.inner)
    assert tasks.send_digests() == 1
    text = written(letters("digest", town.gus)[0]).text
    assert "For all" in text
    assert "For the network" not in text


def test_what_one_may_not_read_any_more_is_left_out(town):
    wants_digest(town, "bob", town.builders, town.secret)
    new(town, "For all")
    new(town, f"Hidden {CANARY}", group=town.secret)
    tasks.send_digests()
    assert CANARY in written(letters("digest", town.bob)[0]).text
    session.query(Membership).filter_by(person_id=town.bob.id, group_id=town.secret.id).update({"state": "left"})
    session.commit()
    assert CANARY not in written(letters("digest", town.bob)[0]).text


def test_what_is_cancelled_answered_or_begun_is_no_news(town, monday):
    wants_digest(town, "carol")
    cancelled, answered = new(town, "Called off"), new(town, "Answered")
    new(town, "Still on", days=20)
    tasks.send_digests()
    cancelled.state = "cancelled"
    signing_up.sign_up(viewer_of(town.carol), answered.id)
    session.commit()
    text = written(letters("digest", town.carol)[0]).text.partition("coming to")[0]
    assert "Still on" in text
    assert "Called off" not in text
    assert "Answered" not in text
    monday.move_to(MONDAY + timedelta(days=25))
    with pytest.raises(writing.Missed):
        written(letters("digest", town.carol)[0])


def test_it_is_written_in_the_readers_language_and_says_how_to_stop(town):
    town.carol.language = "sv"
    wants_digest(town, "carol")
    new(town)
    tasks.send_digests()
    letter = letters("digest", town.carol)[0]
    assert letter.language == "sv"
    assert written(letter).stop_url


def test_the_link_at_its_foot_stops_it_and_takes_that_back(town, as_):
    wants_digest(town, "carol")
    new(town)
    tasks.send_digests()
    letter = letters("digest", town.carol)[0]
    path = re.sub(r"^http://[^/]+", "", written(letter).stop_url)
    assert "weekly digest" in as_().get(path).text
    assert as_().post(path).status_code == 303
    with pytest.raises(writing.Missed):
        written(letter)
    token = signed.token(stopping.PURPOSE, "carol@carols.example", f"digest:{town.carol.id}")
    assert as_().post(f"/letters/stop/{token}/undo").status_code == 303
    assert written(letter)


def test_who_asks_for_digests_again_after_a_stop_gets_them(town):
    wants_digest(town, "carol")
    stopping.stop(signed.token(stopping.PURPOSE, "carol@carols.example", f"digest:{town.carol.id}"))
    wants_digest(town, "carol")
    new(town)
    tasks.send_digests()
    assert written(letters("digest", town.carol)[0])


def test_a_link_of_somebody_else_stops_nothing_of_mine(town):
    wants_digest(town, "carol")
    stopping.stop(signed.token(stopping.PURPOSE, "bob@bobs.example", f"digest:{town.carol.id}"))
    new(town)
    assert tasks.send_digests() == 1


def readers(town, number):
    """New members of Builders who want digests."""
    people = [Person(name=f"Reader {n}", email=f"reader{n}@readers.example", language="en") for n in range(number)]
    session.add_all(people)
    session.flush()
    for person in people:
        session.add(Membership(group_id=town.builders.id, person_id=person.id, state="active", mail_level="digest"))
    session.commit()
    return people


def test_many_readers_take_few_statements(town, count_queries):
    new(town)
    readers(town, 60)
    with count_queries() as counted:
        assert tasks.send_digests() == 60
    assert len(counted) <= 6


@pytest.mark.parametrize(
    ("hours", "zone", "number"),
    [
        (-13.9, "Pacific/Kiritimati", 1),
        (-14.1, "Pacific/Kiritimati", 0),
        (58.9, "Pacific/Pago_Pago", 1),
        (59.1, "Pacific/Pago_Pago", 0),
    ],
)
def test_the_ends_of_the_world_have_their_mondays(town, monday, hours, zone, number):
    for person in readers(town, 1):
        person.zone = zone
    new(town, ago=timedelta(days=3))
    monday.move_to(datetime(2026, 11, 23, 8, 0, tzinfo=UTC) + timedelta(hours=hours))
    assert tasks.send_digests() == number


def test_it_comes_on_the_day_that_the_reader_chose(town, as_, monday):
    new(town, ago=timedelta(hours=1))
    first, second = readers(town, 2)
    answer = as_(first).post("/settings", {"name": "A", "language": "en", "zone": "", "digest_day": "3"})
    assert answer.status_code == 303
    assert tasks.send_digests() == 1
    monday.move_to(MONDAY + timedelta(days=3))
    assert tasks.send_digests() == 1
    assert {letter.person_id: letter.created_at for letter in letters("digest")} == {
        first.id: MONDAY + timedelta(days=3),
        second.id: MONDAY,
    }


def test_when_it_is_nobodys_day_only_that_is_looked_for(town, monday, count_queries):
    readers(town, 1)
    new(town)
    session.rollback()
    monday.move_to(MONDAY + timedelta(days=3))
    with count_queries() as counted:
        assert tasks.send_digests() == 0
    assert len(counted) == 2


def meanwhile(monkeypatch, happens):
    """Let this happen once after the task has looked for readers, before it writes anything."""
    looks = digest.due

    def look():
        monkeypatch.setattr(digest, "due", looks)
        found = looks()
        session.rollback()
        contextvars.Context().run(happens)  # With nothing that says that we are reading.
        return found

    monkeypatch.setattr(digest, "due", look)


def test_others_write_while_it_looks_for_readers(app, town, monkeypatch):
    new(town)
    readers(town, 3)
    looks, written_by_others = digest._published, []

    def write():
        with app.app_context(), transaction():
            outbox.post("digest", "digest:0", outbox.To(None, "other@other.example", "", "en"))
        written_by_others.append("a letter")

    other = threading.Thread(target=write)

    def look():
        found = looks()
        other.start()
        other.join(3)
        assert written_by_others  # Nothing held it back.
        return found

    monkeypatch.setattr(digest, "_published", look)
    try:
        assert tasks.send_digests() == 3
    finally:
        other.join(30)


def test_it_writes_in_small_steps_and_who_takes_over_from_the_killed_orders_the_rest(town, monkeypatch):
    new(town)
    people = {person.id for person in readers(town, 5)}
    monkeypatch.setattr(tasks, "STEP", 2)
    orders, calls = digest.order, []

    def dies(some):
        calls.append(some)
        ordered = orders(some)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return ordered

    monkeypatch.setattr(digest, "order", dies)
    with pytest.raises(KeyboardInterrupt):
        tasks.send_digests()
    assert len(letters("digest")) == 2
    assert tasks.send_digests() == 3
    assert sorted(letter.person_id for letter in letters("digest")) == sorted(people)
    assert len({str(letter.data) for letter in letters("digest")}) == 1
    assert tasks.send_digests() == 0


def test_two_workers_at_the_same_time_send_one_letter_each(app, town, monkeypatch):
    new(town)
    people = readers(town, 3)

    def other_worker():
        with app.app_context():
            assert tasks.send_digests() == 3

    meanwhile(monkeypatch, other_worker)
    tasks.send_digests()
    assert [letter.person_id for letter in letters("digest")] == [person.id for person in people]


def test_who_is_forgotten_meanwhile_leaves_no_address_and_who_has_moved_gets_it_there(app, town, monkeypatch):
    new(town)
    gone, moved, stays = (person.id for person in readers(town, 3))

    def happens():
        with app.app_context(), transaction():
            members.forget(session.get_one(Person, gone))
            session.get_one(Person, moved).email = "new@readers.example"

    meanwhile(monkeypatch, happens)
    assert tasks.send_digests() == 2
    found = [(letter.person_id, letter.address) for letter in letters("digest")]
    assert found == [(moved, "new@readers.example"), (stays, "reader2@readers.example")]


def test_who_is_being_forgotten_is_waited_for(app, town):
    """On PostgreSQL only a lock on the row does so."""
    new(town)
    gone = readers(town, 1)[0].id
    session.rollback()
    done = []

    def work():
        with app.app_context():
            done.append(tasks.send_digests())

    other = threading.Thread(target=work)
    with transaction():
        members.forget(session.get_one(Person, gone))
        other.start()
        other.join(1.5)  # Long enough to be done, if nothing held it back.
        held_back = not done
    other.join(30)
    assert held_back
    assert done == [0]
    assert letters("digest") == []
