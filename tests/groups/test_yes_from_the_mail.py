"""Organisers say yes or no from the mail, without signing in; the first who answers decides (M6)."""

import pytest

from netapp.core.db import session
from netapp.groups import queries
from tests.support.doors import path_in
from tests.support.visitors import letters


@pytest.fixture
def asked(town, as_):
    """The paths behind the letters to Alice and Ole, who organise the network that Nina asks to join."""
    town.builders.join_rule = "approval"
    session.commit()
    as_(town.nina).post(f"/groups/{town.builders.id}/membership")
    found = [letters("request_waits", to=person)[0] for person in (town.alice, town.ole)]
    return [path_in(letter, "/requests/").partition("?")[0] for letter in found]


def state(town):
    session.expire_all()
    return queries.membership(town.builders.id, town.nina.id).state


@pytest.mark.parametrize(
    ("noun", "becomes", "letter"), [("approval", "active", "welcome"), ("refusal", "removed", "declined")]
)
def test_one_click_and_one_button_answer_once(town, as_, asked, noun, becomes, letter):
    path = asked[0]
    assert f'action="{path}/{noun}"' in as_().get(path).text
    assert state(town) == "requested", "looking changes nothing"
    for _ in range(2):
        assert as_().post(f"{path}/{noun}").status_code == 303
    assert state(town) == becomes
    assert [one.letter for one in letters(to=town.nina)] == [letter]


def test_the_second_organiser_is_told_who_said_yes(town, as_, asked):
    alice, ole = asked
    as_().post(f"{alice}/approval")
    page = as_().get(ole).text
    assert "Alice Alicesen has said yes." in page
    assert f'action="{ole}/approval"' not in page
    assert "has said yes" not in as_().get(alice).text
    assert as_().post(f"{ole}/approval").status_code == 303
    answer = as_().post(f"{ole}/refusal")
    assert answer.status_code == 409
    assert state(town) == "active"
    assert len(letters(to=town.nina)) == 1


def test_the_second_organiser_is_told_who_said_no(town, as_, asked):
    alice, ole = asked
    as_().post(f"{alice}/refusal")
    assert "Alice Alicesen has said no." in as_().get(ole).text
    answer = as_().post(f"{ole}/approval")
    assert answer.status_code == 409
    assert "Alice Alicesen has answered this already." in answer.text
    assert state(town) == "removed"


def test_on_the_members_page_too(town, as_, asked):
    as_().post(f"{asked[0]}/refusal")
    row, ole = queries.membership(town.builders.id, town.nina.id), as_(town.ole)
    members = f"/groups/{town.builders.id}/members"
    answer = ole.post(f"{members}/{row.id}/approval", headers={"Referer": f"http://localhost{members}"})
    assert "Alice Alicesen has answered this already." in ole.get(answer.location).text
