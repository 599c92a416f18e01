"""Who from one's company goes where: on the company's page, for who works there."""

import pytest

from netapp.core.db import session, transaction
from netapp.events.colleagues import queries as colleagues
from netapp.events.models import SignUp
from netapp.groups import records
from netapp.members import companies, working
from tests.town import CANARY


@pytest.fixture
def bobbins(town):
    """Bob and Carol work there; both go to the kick-off, and Bob alone to a meeting of the secret group."""
    with transaction():
        company = working.set_company(town.bob, "Bobbins")
        working.begin(town.carol, company, "employee")
    company.is_public, company.confirmed_on = True, companies.today()
    sign_up(town.meeting(title="Kick-off"), bob="going", carol="going", town=town)
    sign_up(town.meeting(town.secret, title=f"Hush {CANARY}"), bob="going", town=town)
    sign_up(town.meeting(days=-3, title="Over"), bob="going", town=town)
    return company


def sign_up(meeting, town, **states):
    for turn, (name, state) in enumerate(states.items()):
        row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state=state, turn=turn, show_name=True)
        session.add(row)
    session.commit()


def told(person, company):
    viewer = records.as_viewer(person)
    return [(one.meeting.title_in("en")[1], one.names, one.waiting) for one in colleagues.going(viewer, company.id)]


def test_colleagues_see_who_goes_as_far_as_they_see_the_meeting(town, bobbins):
    kick_off = ("Kick-off", ["Bob Bobsen", "Carol Carolsen"], [])
    assert told(town.carol, bobbins) == [kick_off]
    assert told(town.bob, bobbins) == [kick_off, (f"Hush {CANARY}", ["Bob Bobsen"], [])]


def test_who_chose_not_to_be_shown_is_shown_to_oneself_only(town, bobbins):
    session.query(SignUp).filter_by(person_id=town.bob.id).update({"show_name": False})
    session.commit()
    assert told(town.carol, bobbins) == [("Kick-off", ["Carol Carolsen"], [])]
    assert told(town.bob, bobbins)[0] == ("Kick-off", ["Bob Bobsen", "Carol Carolsen"], [])


def test_who_does_not_work_there_any_more_is_not_among_them(town, bobbins):
    working.leave(records.as_viewer(town.bob), bobbins)
    assert told(town.carol, bobbins) == [("Kick-off", ["Carol Carolsen"], [])]


def test_nobody_else_is_shown_the_panel(town, bobbins, as_):
    path = f"/companies/{bobbins.id}"
    town.bob.show_name = True
    session.commit()
    assert "Who from us goes" in as_(town.carol).get(path).text
    for other in (None, town.alice, town.nina, town.adam):
        assert "Who from us goes" not in as_(other).get(path).text


@pytest.mark.parametrize(("shown_to", "is_told"), [("everyone", True), ("going", False), ("organisers", False)])
def test_names_are_seen_as_the_meetings_organisers_let_them(town, bobbins, shown_to, is_told):
    meeting = town.meeting(title="Narrow", days=5, shown_to=shown_to)
    sign_up(meeting, bob="going", town=town)
    assert ("Narrow", ["Bob Bobsen"], []) in told(town.bob, bobbins)
    assert (("Narrow", ["Bob Bobsen"], []) in told(town.carol, bobbins)) == is_told


def test_who_waits_is_told_to_nobody_else(town, bobbins):
    sign_up(town.meeting(title="Narrow", days=5, shown_to="everyone"), bob="waiting", town=town)
    assert ("Narrow", [], ["Bob Bobsen"]) in told(town.bob, bobbins)
    assert "Narrow" not in [title for title, _names, _waiting in told(town.carol, bobbins)]


def test_where_nobody_goes_the_way_to_the_meetings_is_shown(town, bobbins, as_):
    session.query(SignUp).delete()
    session.commit()
    assert "Nobody from us has signed up" in as_(town.carol).get(f"/companies/{bobbins.id}").text
