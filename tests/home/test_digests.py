"""The weekly letter: to whom, when, about what, and how it stops."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.events import signing_up
from netapp.events.polls.models import Ballot, Poll
from netapp.events.queries import viewer_of
from netapp.groups.models import Follower, Membership
from netapp.home import tasks
from netapp.mail import stopping, writing
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


def test_a_date_poll_that_waits_for_an_answer_is_news(town):
    """By a link that needs no sign-in; who has answered is told nothing."""
    wants_digest(town, "carol", town.builders)
    wants_digest(town, "bob", town.builders)
    for group in (town.builders, town.secret):
        town.poll(group, title=f"When {group.name}?", created_at=clock.now() - timedelta(days=2))
    tasks.send_digests()
    letter = written(letters("digest", town.carol)[0])
    assert "When Builders?" in letter.subject
    assert "/poll-answers/" in letter.text
    assert CANARY not in letter.text + letter.html
    poll = session.query(Poll).filter_by(group_id=town.builders.id).one()
    session.add(Ballot(poll_id=poll.id, person_id=town.bob.id))
    session.commit()
    with pytest.raises(writing.Missed):
        written(letters("digest", town.bob)[0])


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
