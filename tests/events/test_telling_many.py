"""A published meeting's letters to many: rows made by the database, in as many statements for ten as for hundreds."""

import threading
from contextlib import contextmanager

from sqlalchemy import event, select

from netapp.core.db import session, transaction
from netapp.events import actions, audience, notices, queries
from netapp.groups.models import Follower
from netapp.mail import outbox
from netapp.mail.models import Letter
from netapp.members import actions as members
from netapp.members.models import Person
from tests.support.visitors import letters


def followers(group_id, number, **values):
    """New followers of this group, who want everything."""
    already = session.query(Person).count()
    people = [Person(name=f"F{n}", email=f"f{n}@f.example", **values) for n in range(already, already + number)]
    session.add_all(people)
    session.flush()
    session.add_all(Follower(group_id=group_id, person_id=person.id) for person in people)
    session.commit()
    return people


@contextmanager
def loaded():
    """The people whom the ORM makes objects of."""
    found = []

    def note(person, _context):
        found.append(person)

    event.listen(Person, "load", note)
    try:
        yield found
    finally:
        event.remove(Person, "load", note)


def test_many_followers_take_no_more_statements_than_few_and_none_of_them_is_loaded(town, count_queries):
    taken, group_id, viewer = [], town.builders.id, queries.viewer_of(town.ole)
    drafts = [town.meeting(state="draft").id for _ in range(2)]
    for number, meeting_id in zip((10, 290), drafts, strict=True):
        followers(group_id, number)
        session.remove()
        with count_queries() as counted, loaded() as people:
            actions.publish(viewer, meeting_id, tell=True)
        taken.append(len(counted))
        assert people == []
        assert counted.transactions == 1
    # One of them looks whether it is a date of a series, which is locked first; one for notes, which are found by what
    # the meeting is called.
    assert taken[0] == taken[1] <= 13, counted.statements
    assert len(letters("announced")) == 5 + 10 + 5 + 300


def test_the_rows_are_those_that_one_by_one_would_be(town):
    followers(town.builders.id, 3)
    people = followers(town.builders.id, 1, language="da") + followers(town.builders.id, 1, language="")
    people[0].name = "Ængström | " + "x" * 109
    town.builders.language = "sv"
    both = Follower(group_id=town.builders.id, person_id=town.carol.id)  # A member who follows, too.
    session.add(both)
    session.commit()
    meeting_id = town.meeting().id
    with transaction():
        notices.announced(queries.known_meeting(meeting_id))
    rows = [columns(letter) for letter in letters("announced")]
    assert len({row["person_id"] for row in rows}) == len(rows) == 10
    with transaction():
        session.query(Letter).delete()
        meeting = queries.known_meeting(meeting_id)
        told = [notices.to(person, meeting) for person in audience.to_tell(meeting.group)]
        outbox.post_many("announced", notices.thing(meeting), told, meeting=meeting.id)
    one_by_one = [columns(letter) for letter in letters("announced")]
    assert rows == one_by_one
    assert {row["language"] for row in rows} == {"da", "en", "sv"}


def columns(letter):
    names = set(Letter.__table__.columns.keys()) - {"id", "created_at", "due_at"}
    assert letter.created_at == letter.due_at
    return {name: getattr(letter, name) for name in names}


def test_who_was_told_already_is_told_nothing_new(town):
    meeting_id = town.meeting().id
    with transaction():
        meeting = queries.known_meeting(meeting_id)
        outbox.post("announced", notices.thing(meeting), notices.to(town.bob, meeting), meeting=meeting.id)
    followers(town.builders.id, 2)
    for _ in range(2):
        with transaction():
            notices.announced(queries.known_meeting(meeting_id))
    assert [letter.person_id for letter in letters("announced")].count(town.bob.id) == 1
    assert len(letters("announced")) == 7


def test_who_joined_in_the_same_deed_is_told(town):
    meeting_id = town.meeting().id
    with transaction():
        session.add(Follower(group_id=town.builders.id, person_id=town.gus.id))
        notices.announced(queries.known_meeting(meeting_id))
    assert letters("announced", town.gus)


def test_who_is_forgotten_while_all_are_told_leaves_no_address_behind(app, town):
    """On PostgreSQL the row must be locked: what the statement saw of it when it began still had an address."""
    meeting_id, ole, bob_id = town.meeting(state="draft").id, queries.viewer_of(town.ole), town.bob.id
    session.rollback()
    done = []

    def publish():
        with app.app_context():
            done.append(actions.publish(ole, meeting_id, tell=True).state)

    publishing = threading.Thread(target=publish)
    with transaction():
        members.forget(session.get_one(Person, bob_id))
        publishing.start()
        publishing.join(1.5)  # Long enough to be done, if nothing held it back.
        held_back = not done
    publishing.join(30)
    assert held_back
    assert done == ["published"]
    assert bob_id not in {letter.person_id for letter in letters("announced")}
    assert "bob@bobs.example" not in set(session.scalars(select(Letter.address)))
    assert len(letters("announced")) == 4
