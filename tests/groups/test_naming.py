"""What people are called to those who run a group: an address that is written down does not tell whose it is."""

import html
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import queries
from netapp.groups.roster_models import Invitation
from netapp.members import working


@pytest.fixture
def written_down(town, as_):
    """Alice has invited an address that she knows; it is Nina's, whom she meets nowhere."""
    working.set_company(town.nina, "Hidden Works")
    session.commit()
    as_(town.alice).post(f"/groups/{town.builders.id}/invitations", {"addresses": town.nina.email})
    return town


def membership(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id)


def address(group, person, noun=""):
    return f"/groups/{group.id}/members/{membership(group, person).id}{noun}"


def said(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def log(visitor, group, query=""):
    return said(visitor.get(f"/groups/{group.id}/log{query}"))


def log_file(visitor, group):
    answer = visitor.post(f"/groups/{group.id}/log/file")
    return str(CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python())


def test_a_number_in_the_address_of_a_log_names_nobody(town, as_):
    alice = as_(town.alice)
    for number in (town.nina.id, town.olga.id, 99_999):
        text = log(alice, town.builders, f"?person={number}")
        assert "Only what one person did, and what was done about them. Show all" in text
        assert "Ninasen" not in text
        assert "Olgasen" not in text
    alice.post(address(town.builders, town.pia, "/approval"))
    assert "Only what Pia Piasen did, and what" in log(alice, town.builders, f"?person={town.pia.id}")


def test_a_log_calls_who_is_invited_by_the_address(written_down, as_):
    town, alice = written_down, as_(written_down.alice)
    for text in (
        log(alice, town.builders),
        log(alice, town.builders, f"?person={town.nina.id}"),
        log_file(alice, town.builders),
    ):
        assert f"Alice Alicesen invited {town.nina.email}" in text
        assert "Ninasen" not in text
    assert f"Only what {town.nina.email} did" in log(alice, town.builders, f"?person={town.nina.id}")


def test_or_as_a_list_does(written_down, as_):
    town = written_down
    session.merge(Invitation(membership_id=membership(town.builders, town.nina).id, name="N. of the fair"))
    session.commit()
    text = log(as_(town.alice), town.builders)
    assert "Alice Alicesen invited N. of the fair" in text
    assert "Ninasen" not in text


def test_a_log_names_who_takes_the_invitation_up_and_who_is_met_elsewhere(written_down, as_):
    town, alice = written_down, as_(written_down.alice)
    as_(town.nina).post(f"/groups/{town.builders.id}/membership")
    alice.post(f"/groups/{town.inner.id}/invitations", {"addresses": town.carol.email})
    text = log(alice, town.builders)
    assert "Alice Alicesen invited Nina Ninasen" in text
    assert "Alice Alicesen invited Carol Carolsen" in text


@pytest.mark.parametrize("how", ["taken back", "refused"])
def test_an_invitation_that_is_over_names_nobody(written_down, as_, how):
    town, alice = written_down, as_(written_down.alice)
    path = address(town.builders, town.nina)
    assert f"State Invited E-mail {town.nina.email}" in said(alice.get(path))
    if how == "taken back":
        taken_back = alice.get(alice.post(f"{path}/removal").location)
    else:
        as_(town.nina).post(f"/groups/{town.builders.id}/leaving")
        taken_back = alice.get(alice.post(f"{path}/removal").location)
    assert membership(town.builders, town.nina).state == "left"
    assert alice.get(path).status_code == 404
    assert "Ninasen" not in said(taken_back)
    assert "Ninasen" not in said(alice.get(alice.post(f"{path}/removal").location))
    assert "Ninasen" not in log(alice, town.builders)


def gone(town, person, state="left"):
    """Was in for a hundred days, and works elsewhere now, at another address."""
    working.set_company(person, "New Works")
    person.email = "new@address.example"
    found = queries.membership(town.builders.id, person.id)
    found.joined_at, found.changed_at = clock.now() - timedelta(days=100), clock.now() - timedelta(days=5)
    found.state = state
    session.commit()


@pytest.mark.parametrize(("who", "state"), [("dan", "left"), ("rita", "removed")])
def test_who_has_gone_is_named_and_nothing_more(town, as_, who, state):
    person = town.people[who]
    gone(town, person, state)
    text = said(as_(town.ole).get(address(town.builders, person)))
    assert person.name in text
    assert "address.example" not in text
    assert "New Works" not in text


def test_who_is_met_elsewhere_is_shown_with_their_company(town, as_):
    gone(town, town.bob)
    assert "New Works" in said(as_(town.alice).get(address(town.builders, town.bob)))
    assert "New Works" not in said(as_(town.ole).get(address(town.builders, town.bob)))
