"""Who hears of a request and may answer it: whoever runs the group, and where nobody does, whoever runs its network."""

import pytest
from sqlalchemy import delete

from netapp.core.db import session
from netapp.groups import queries
from netapp.groups.models import Entry, Membership
from tests.support.doors import due, path_in, read
from tests.support.visitors import letters

WHY = "What do you build with?"


def state(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id).state


def hearers(letter="request_waits"):
    return {one.person_id for one in letters(letter)}


@pytest.fixture
def asked(town, as_):
    """Nina asks to join a network that asks for the reason."""
    town.builders.join_rule, town.builders.questions = "approval", [{"text": WHY, "needed": True}]
    session.commit()
    as_(town.nina).post(f"/groups/{town.builders.id}/request", {"answer1": "Straw and clay"})


@pytest.fixture
def nobodys(town):
    """A sub-group that the network's members read, where nobody organises or moderates."""
    town.energy.join_rule = "approval"
    session.execute(delete(Membership).where(Membership.group_id == town.energy.id))
    session.commit()
    return town.energy


def test_a_moderator_gets_the_letter_and_answers_by_it(town, as_, asked):
    assert hearers() == {town.alice.id, town.ole.id, town.mia.id}
    (letter,) = letters("request_waits", to=town.mia)
    assert "Straw and clay" in read(letter).text
    assert "because you moderate Builders" in read(letter).text
    path = path_in(letter, "/requests/").partition("?")[0]
    assert "Straw and clay" in as_().get(path).text
    as_().post(f"{path}/approval")
    assert state(town.builders, town.nina) == "active"


def test_a_moderator_reads_the_answers_before_they_decide(town, as_, asked):
    assert "Straw and clay" in as_(town.mia).get(f"/groups/{town.builders.id}/members").text
    assert "Straw and clay" not in as_(town.bob).get(f"/groups/{town.builders.id}/members").text


def test_who_moderates_no_longer_gets_no_letter(town, asked):
    queries.membership(town.builders.id, town.mia.id).office = "member"
    session.commit()
    assert due(letters("request_waits", to=town.mia)[0]) is None


def test_a_sub_group_without_an_organiser_is_answered_for_by_its_network(town, as_, nobodys):
    as_(town.carol).post(f"/groups/{nobodys.id}/membership")
    assert hearers() == {town.alice.id, town.ole.id, town.mia.id}
    (letter,) = letters("request_waits", to=town.ole)
    assert "because you organise Builders" in read(letter).text
    as_().post(f"{path_in(letter, '/requests/').partition('?')[0]}/approval")
    assert state(nobodys, town.carol) == "active"
    assert due(letters("request_waits", to=town.alice)[0]) is None


def test_a_sub_group_with_its_own_people_troubles_nobody_above(town, as_):
    town.energy.join_rule = "approval"
    session.commit()
    as_(town.carol).post(f"/groups/{town.energy.id}/membership")
    assert hearers() == {town.mia.id}


def test_who_runs_the_network_and_asks_is_not_asked_about_themselves(town, as_, nobodys):
    as_(town.ole).post(f"/groups/{nobodys.id}/membership")
    assert hearers() == {town.alice.id, town.mia.id}


def test_the_network_hears_nothing_of_a_sub_group_that_it_does_not_read(town, as_):
    town.secret.join_rule = "approval"
    session.execute(delete(Membership).where(Membership.group_id == town.secret.id))
    town.member(town.secret, "carol", "invited")
    session.commit()
    as_(town.adam).post(f"/groups/{town.secret.id}/entry", {"reason": "Somebody asked for help."})
    assert session.query(Entry).count() == 1
    assert letters("entered") == []


def test_the_network_hears_when_an_administrator_enters_its_sub_group(town, as_, nobodys):
    nobodys.read_by = nobodys.seen_by = "network"
    nobodys.seen_key = nobodys.read_key = town.builders.seen_key = town.builders.read_key = f"g:{town.builders.id}"
    session.commit()
    as_(town.adam).post(f"/groups/{nobodys.id}/entry", {"reason": "Somebody asked for help."})
    assert hearers("entered") == {town.alice.id, town.ole.id}
    assert "Somebody asked for help." in read(letters("entered", to=town.ole)[0]).text
