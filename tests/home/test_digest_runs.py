"""The weekly letter's task: when it looks, what it costs, and what happens meanwhile."""

import contextvars
import threading
from datetime import UTC, datetime, timedelta

import pytest

from netapp.core.db import session, transaction
from netapp.groups.models import Membership
from netapp.home import digest, tasks
from netapp.mail import outbox
from netapp.members import actions as members
from netapp.members.models import Person
from tests.home.test_digests import MONDAY, monday, new
from tests.support.visitors import letters

__all__ = ["monday"]


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
    assert len(counted) <= 7


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
