"""What the weekly letter tells of discussions: once, to who may read it, and not what they know."""

from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.forums import actions, marking
from netapp.forums.actions import Opening
from netapp.forums.models import Forum, Post
from netapp.groups import records
from netapp.groups.models import Membership
from netapp.home import tasks
from netapp.mail import writing
from netapp.members.models import Affiliation, Company, Person
from tests.forums.saying import company
from tests.home.test_digests import MONDAY, monday, new, wants_digest, written
from tests.support.visitors import letters
from tests.town import CANARY

__all__ = ["monday"]


@pytest.fixture
def say(town, monday):
    """say("bob", "Title" or a thread, "words", days=2): said so many days before Monday."""

    def said(who, what, body="Words.", days=2, group=None, **more):
        viewer = records.as_viewer(town.people[who])
        with time_machine.travel(MONDAY - timedelta(days=days), tick=False):
            if not isinstance(what, str):
                return actions.reply(viewer, what.id, body)
            return actions.start(viewer, (group or town.builders).id, Opening(title=what, body=body, **more))

    return said


def digest(town, name="carol"):
    """The text of their digest as it would leave now; "" when there is nothing to tell."""
    tasks.send_digests()
    found = letters("digest", town.people[name])
    try:
        return written(found[-1]).text if found else ""
    except writing.Missed:
        return ""


def test_it_tells_meetings_first_then_open_questions_then_what_moved_most_then_who_joined(town, say):
    wants_digest(town, "carol")
    say("bob", "One voice", "Alone.", days=3)
    loud = say("bob", "Many voices", "First **words** of it.", days=5)
    for name in ("ole", "mia", "ole"):
        say(name, loud, f"By {name}.", days=1)
    say("ole", "Who has lime?", kind="question")
    new(town, "Straw walls")
    town.bob.show_name = True
    row = session.query(Membership).filter_by(person_id=town.bob.id, group_id=town.builders.id).one()
    row.joined_at = clock.now() - timedelta(days=3)
    session.commit()
    text = digest(town)
    places = [text.index(one) for one in ("Straw walls", "Who has lime?", "Many voices", "One voice", "New in your")]
    assert places == sorted(places)
    assert "First words of it." in text
    assert f"{town.bob.name} and 2 others · 4 new posts · {town.builders.name}" in text


def test_what_is_read_muted_followed_announced_ones_own_or_gone_is_not_told(town, say):
    wants_digest(town, "carol")
    viewer = records.as_viewer(town.carol)
    read, muted, followed = (say("bob", name) for name in ("Read", "Muted", "Followed"))
    marking.has_read(viewer, read.id, read.last_at, None)
    marking.watch(viewer, muted.id, "mute")
    marking.watch(viewer, followed.id, "follow")
    say("ole", "Announced", kind="announcement")
    say("carol", "Own")
    gone = say("bob", "Gone")
    actions.delete_post(records.as_viewer(town.bob), session.query(Post).filter_by(thread_id=gone.id).one().id)
    session.commit()
    assert digest(town) == ""
    say("ole", read, "And more.", days=1)
    text = digest(town)
    assert "Read" in text
    assert "1 new post " in text


def test_who_may_not_read_it_any_more_is_not_told(town, say):
    wants_digest(town, "bob", town.builders, town.secret)
    say("ole", "For all")
    say("alice", f"Hidden {CANARY}", group=town.secret)
    assert CANARY in digest(town, "bob")
    session.query(Membership).filter_by(person_id=town.bob.id, group_id=town.secret.id).update({"state": "left"})
    session.commit()
    text = written(letters("digest", town.bob)[0]).text
    assert "For all" in text
    assert CANARY not in text


def test_each_thing_is_told_once_also_after_an_outage_and_titles_alone_where_the_group_says_so(town, say, monday):
    wants_digest(town, "carol")
    session.add(Forum(group_id=town.builders.id, tags=[], titles_only=True))
    session.commit()
    thread = say("bob", "First", "Nobody’s words", days=1)
    text = digest(town)
    assert "First" in text
    assert "Nobody’s words" not in text
    say("ole", thread, "More", days=-4)
    say("bob", "Later", days=-15)
    monday.move_to(MONDAY + timedelta(days=14))
    assert "First" in digest(town)
    assert "1 new post " in digest(town)
    assert "Later" not in digest(town)
    monday.move_to(MONDAY + timedelta(days=21))
    assert "Later" in digest(town)
    assert "First" not in digest(town)


def came(town, *names, days=3, group=None):
    who = [town.people[name].id for name in names]
    at = clock.now() - timedelta(days=days)
    rows = session.query(Membership).filter(Membership.group_id == (group or town.builders).id)
    rows.filter(Membership.person_id.in_(who)).update({"joined_at": at})
    session.commit()


def test_companies_that_came_are_named_beside_their_people_or_alone_and_never_one_that_was_there(town, say):
    wants_digest(town, "carol")
    say("ole", "So that there is a digest")
    company(town, "Beside ApS", bob="contact")
    alone = company(town, "Alone ApS", mia="employee")
    company(town, "Known ApS", mia="contact", ole="contact")
    company(town, "Own ApS", carol="contact")
    company(town, "Not in it ApS", olga="contact")
    company(town, f"Hidden {CANARY}", mia="contact").is_public = False
    town.bob.show_name = True
    came(town, "bob", "mia", "carol")
    text = digest(town)
    section = text[text.index("New in your networks") :]
    assert [line for line in section.splitlines() if line.endswith("· Builders")] == [
        "Bob Bobsen, Beside ApS · Builders",
        "Alone ApS · Builders",
    ]
    assert CANARY not in text
    came(town, "mia", days=9)
    assert "Alone ApS" not in digest(town), "it was told before"
    came(town, "mia")
    alone.confirmed_on = clock.now().date() - timedelta(days=400)
    session.commit()
    assert "Alone ApS" not in digest(town), "nobody has confirmed its page for a year"


def test_a_thousand_who_came_take_as_many_statements_as_one(town, say, count_queries):
    wants_digest(town, "carol")
    say("ole", "So that there is a digest")
    counts = []
    for many in (1, 1000):
        made = [Person(name=f"Nr {many} {number}", email=f"{many}x{number}@x.example") for number in range(many)]
        firms = [
            Company(name=one.name, folded=one.email, is_public=True, confirmed_on=clock.now().date()) for one in made
        ]
        session.add_all([*made, *firms])
        session.flush()
        at = clock.now() - timedelta(days=3)
        for one, firm in zip(made, firms, strict=True):
            one.show_name = True
            session.add(Membership(group_id=town.builders.id, person_id=one.id, state="active", joined_at=at))
            session.add(Affiliation(person_id=one.id, company_id=firm.id, role="contact", since=at.date()))
        session.commit()
        text = digest(town)
        letter = letters("digest", town.carol)[-1]
        with count_queries() as counted:
            written(letter)
        counts.append(len(counted))
    assert counts[0] == counts[1], counts
    assert "and 993 more" in text


def test_a_letter_takes_as_many_statements_for_one_thread_as_for_many(town, say, count_queries):
    wants_digest(town, "carol")
    counts = []
    for number in range(3):
        for _each in range(1 + number * 2):
            say("bob", f"Thread {_each} {number}")
        tasks.send_digests()
        letter = letters("digest", town.carol)[0]
        session.rollback()
        with count_queries() as counted:
            written(letter)
        counts.append(len(counted))
    assert counts[1] == counts[2], counts
