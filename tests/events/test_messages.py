"""Letters to the people on a meeting's list: to whom, once each, tried out first, and what became of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.events import queries, signing_up
from netapp.events.messages import actions, tasks
from netapp.events.messages import queries as messages
from netapp.events.messages.actions import Written
from netapp.events.messages.models import Message
from netapp.events.models import SignUp
from netapp.mail import stopping, writing
from tests.events.test_questions import FOOD, PAID, come
from tests.support.visitors import letters, written

PRACTICAL = Written(states=["going"], subject="Bring boots", body="It **will** rain.\n\n- boots\n- coat")


def viewer(person):
    return queries.viewer_of(person)


def sent(town, meeting, what=PRACTICAL):
    message = actions.write(viewer(town.ole), meeting.id, what)
    return actions.send(viewer(town.ole), meeting.id, message.id)


@pytest.fixture
def meeting(town):
    """Bob eats everything, Carol is vegetarian, Mia waits and Gus has said no."""
    made = town.meeting(seats=2, questions=[FOOD.row(), PAID.row()])
    for name, food in (("bob", "all"), ("carol", "veg"), ("mia", "veg")):
        come(town.people[name], made, food=food)
    signing_up.decline(viewer(town.gus), made.id)
    return made


def test_an_organiser_writes_tries_out_and_sends_and_each_gets_one(town, as_, meeting):
    ole = as_(town.ole)
    form = {"states": ["going", "waiting"], "subject": "Bring boots", "body": PRACTICAL.body}
    there = ole.post(f"/meetings/{meeting.id}/letters/new", form).location
    page = ole.get(there).text
    assert "Send it to 3 people" in page
    assert "<strong>will</strong>" in page
    ole.post(f"{there}/trial")
    (trial,) = letters("message_test")
    assert (trial.person_id, written(trial).subject) == (town.ole.id, "To try out: Bring boots")
    for _ in range(2):
        assert ole.post(f"{there}/sending").status_code == 303
    assert sorted(row.person_id for row in letters("message")) == sorted(
        town.people[name].id for name in ("bob", "carol", "mia")
    )
    letter = written(letters("message", town.bob)[0])
    assert (letter.subject, letter.sender) == ("Bring boots", "Builders")
    assert "<strong>will</strong>" in letter.html
    assert "**will**" in letter.text
    assert letter.stop == f"meeting:{meeting.id}"
    page = ole.get(there).text
    assert "bob@bobs.example" in page
    assert "Send it to" not in page
    assert "3 on its way" in ole.get(f"/meetings/{meeting.id}/letters").text
    assert ole.post(f"{there}/edit", form | {"subject": "Other"}).status_code == 200
    session.expire_all()
    assert session.scalars(select(Message.subject)).all() == ["Bring boots"]


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ({"states": ["going"]}, ["bob", "carol"]),
        ({"states": ["declined"]}, ["gus"]),
        ({"states": ["going", "waiting"], "said": "food:veg"}, ["carol", "mia"]),
        ({"states": ["going"], "said": "paid:no"}, ["bob"]),
        ({"states": ["going"], "said": "paid:yes"}, []),
        ({"states": ["waiting", "declined"], "said": "missing"}, ["gus", "mia"]),
        ({"states": ["going"], "companies": ["Carols"]}, ["carol"]),
    ],
)
def test_it_goes_to_those_who_were_chosen(town, meeting, to, names):
    for row in session.scalars(select(SignUp)):
        who = session.get_one(type(town.bob), row.person_id)
        row.company = f"{who.name.split()[0]}s"
        if who.id == town.bob.id:
            row.answers = {**row.answers, "paid": False}
        if who.id == town.mia.id and "missing" in to.values():
            row.answers = None
    session.commit()
    message = actions.write(viewer(town.ole), meeting.id, Written(subject="Hello", body="…", **to))
    found = messages.readers(meeting, message)
    assert sorted(person.name.split()[0].lower() for person in found.people) == names


def test_who_stopped_letters_or_has_no_address_is_counted_and_not_written_to(town, meeting):
    stopping.stop(stopping.link("carol@carols.example", f"meeting:{meeting.id}").rsplit("/", 1)[1])
    town.bob.email = None
    session.commit()
    message = actions.write(viewer(town.ole), meeting.id, PRACTICAL)
    assert messages.readers(meeting, message) == ([], 1, 1)
    with pytest.raises(Refused, match="Nobody would get"):
        actions.send(viewer(town.ole), meeting.id, message.id)


def test_who_has_withdrawn_before_it_leaves_gets_none(town, meeting):
    sent(town, meeting)
    signing_up.withdraw(viewer(town.bob), meeting.id)
    with pytest.raises(writing.Missed):
        written(letters("message", town.bob)[0])


def test_what_goes_on_reaches_who_comes_later_once_until_it_is_stopped_or_begins(town, meeting, monkeypatch):
    message = sent(town, meeting, Written(**vars(PRACTICAL) | {"goes_on": True}))
    signing_up.withdraw(viewer(town.bob), meeting.id)
    for _ in range(2):
        tasks.go_on()
        assert len(letters("message")) == 3
    assert letters("message", town.mia)
    begun, now = meeting.starts_at, clock.now
    signing_up.withdraw(viewer(town.carol), meeting.id)
    come(town.alice, meeting, food="all")
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=1))
    assert tasks.go_on() == 0
    monkeypatch.setattr(clock, "now", now)
    actions.discard(viewer(town.ole), meeting.id, message.id)
    assert tasks.go_on() == 0
    assert not letters("message", town.alice)


def test_one_to_some_of_them_does_not_go_on(town, meeting):
    some = Written(**vars(PRACTICAL) | {"goes_on": True, "companies": ["Bobs"]})
    with pytest.raises(Refused) as refused:
        actions.write(viewer(town.ole), meeting.id, some)
    assert refused.value.field == "goes_on"


def test_only_who_organises_writes_and_reads(town, as_, meeting):
    message = actions.write(viewer(town.ole), meeting.id, PRACTICAL)
    for deed in (actions.send, actions.try_out, actions.discard):
        with pytest.raises(Forbidden):
            deed(viewer(town.bob), meeting.id, message.id)
    with pytest.raises(Forbidden):
        actions.write(viewer(town.mia), meeting.id, PRACTICAL)
    assert as_(town.bob).get(f"/meetings/{meeting.id}/letters/{message.id}").status_code == 403
    other = town.meeting(town.secret)
    with pytest.raises(NotVisible):
        actions.send(viewer(town.ole), other.id, message.id)
    with pytest.raises(NotVisible):
        actions.send(viewer(town.alice), other.id, message.id)


def test_a_list_of_many_takes_as_many_statements_as_one(town, as_, meeting, count_queries):
    ole = as_(town.ole)
    counts = []
    for many in (1, 6):
        for _ in range(many):
            sent(town, meeting)
        ole.get(f"/meetings/{meeting.id}/letters")
        with count_queries() as counted:
            assert ole.get(f"/meetings/{meeting.id}/letters").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12, counted.statements
