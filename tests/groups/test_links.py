"""Links that let in whoever opens them: made, shown, counted, ended."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import queries, tasks
from netapp.groups.models import InvitationLink
from netapp.members import queries as people
from tests.support.doors import due, path_in
from tests.support.visitors import letters
from tests.town import CANARY


def state(group, person):
    session.expire_all()
    found = queries.membership(group.id, person.id)
    return found.state if found else None


def make(visitor, group, **typed):
    return visitor.post(f"/groups/{group.id}/links", {"label": "The fair", "ends": "30", **typed})


def row(group):
    session.expire_all()
    return session.scalars(select(InvitationLink).where(InvitationLink.group_id == group.id)).one()


@pytest.fixture(autouse=True)
def in_english(town):
    town.others.language = "en"
    session.commit()


@pytest.fixture
def door(town, as_):
    """A link into Olga's network, made by her."""
    make(as_(town.olga), town.others)
    return f"/come/{row(town.others).key}"


def test_an_organiser_makes_one_by_naming_it(town, as_):
    olga = as_(town.olga)
    answer = make(olga, town.others, most="30")
    made = row(town.others)
    assert answer.location.endswith(f"/groups/{town.others.id}/links/{made.id}")
    assert (made.label, made.most, made.created_by) == ("The fair", 30, town.olga.id)
    assert abs(made.expires_at - clock.now() - timedelta(days=30)) < timedelta(minutes=1)
    for page in (olga.get(answer.location).text, olga.get(f"/groups/{town.others.id}/links").text):
        assert f"/come/{made.key}" in page
    poster = olga.get(answer.location).text
    assert "<svg" in poster
    assert "Scan to join" in poster


def test_a_link_ends_with_a_chosen_day_where_the_group_is(town, as_):
    day = (clock.now() + timedelta(days=5)).date()
    make(as_(town.olga), town.others, ends="day", last_day=day.isoformat())
    assert row(town.others).expires_at.date() == day


@pytest.mark.parametrize(
    "typed",
    [
        {"label": ""},
        {"ends": "day"},
        {"ends": "day", "last_day": "2001-01-01"},
        {"ends": "day", "last_day": "2190-01-01"},
        {"ends": "8"},
        {"most": "0"},
        {"most": "many"},
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(town, as_, typed):
    answer = make(as_(town.olga), town.others, **typed)
    assert answer.status_code == 200
    assert 'class="error"' in answer.text
    assert session.scalar(select(func.count()).select_from(InvitationLink)) == 0


def test_a_member_makes_none_and_an_outsider_finds_no_page(town, as_):
    for group, person, status in ((town.builders, town.bob, 403), (town.secret, town.carol, 404)):
        assert make(as_(person), group).status_code == status
        assert as_(person).get(f"/groups/{group.id}/links").status_code == status
    assert make(as_(), town.builders).location.startswith("/sign-in")


def test_who_is_signed_in_is_in_after_one_click(town, as_, door):
    nina = as_(town.nina)
    assert state(town.others, town.nina) is None
    assert 'name="email"' not in nina.get(door).text
    assert nina.post(door).status_code == 303
    assert nina.post(door).status_code == 303
    assert state(town.others, town.nina) == "active"
    assert row(town.others).came == 1
    assert letters() == []


def test_who_is_not_types_name_and_address_and_presses_one_button(town, as_, door):
    page = as_().get(door).text
    assert "Others" in page
    assert as_().post(door, {"name": "Una Unason", "email": "una@new.example"}).status_code == 200
    assert people.person_by_email("una@new.example") is None
    path = path_in(letters("join_confirm")[0], "/joinings/")
    assert as_().get(path).status_code == 200
    assert row(town.others).came == 0
    for _ in range(2):
        assert as_().post(path).status_code == 303
    assert state(town.others, people.person_by_email("una@new.example")) == "active"
    assert row(town.others).came == 1
    assert "You are a member of Others" in as_().get(path).text
    assert len(letters()) == 1


def test_the_letters_button_brings_back_nobody_who_has_left_since(town, as_, door):
    as_().post(door, {"name": "Una Unason", "email": "una@new.example"})
    path = path_in(letters("join_confirm")[0], "/joinings/")
    as_().post(path)
    una = people.person_by_email("una@new.example")
    as_(una).post(f"/groups/{town.others.id}/leaving")
    assert as_().post(path).status_code == 303
    assert state(town.others, una) == "left"
    assert row(town.others).came == 1
    assert "answered already" in as_().get(path).text


def test_it_opens_a_secret_group_and_shows_no_more_than_its_name_and_sentence(town, as_):
    town.secret.lead = "We talk quietly."
    town.meeting(town.secret, title="Hidden talk")
    make(as_(town.alice), town.secret)
    door = f"/come/{row(town.secret).key}"
    page = as_().get(door).text
    assert CANARY in page
    assert "We talk quietly." in page
    assert "Hidden talk" not in page
    assert "Alice" not in page
    carol = as_(town.carol)
    assert carol.get(f"/groups/{town.secret.id}").status_code == 404
    carol.post(door)
    assert state(town.secret, town.carol) == "active"


def test_it_does_not_bring_back_who_was_removed(town, as_, door):
    town.member(town.others, "rita", "removed")
    session.commit()
    rita = as_(town.rita)
    assert "does not bring you back" in rita.get(door).text
    rita.post(door)
    assert state(town.others, town.rita) == "removed"
    as_().post(door, {"name": "Rita", "email": town.rita.email})
    assert as_().post(path_in(letters("join_confirm")[0], "/joinings/")).status_code == 409
    assert state(town.others, town.rita) == "removed"
    assert row(town.others).came == 0


def test_into_a_sub_group_it_takes_members_of_the_network_only(town, as_):
    make(as_(town.mia), town.energy)
    door = f"/come/{row(town.energy).key}"
    assert "Only members of the network" in as_(town.nina).get(door).text
    as_(town.nina).post(door)
    assert state(town.energy, town.nina) is None
    assert "Only members of the network" in as_().get(door).text
    as_().post(door, {"name": "Una", "email": "una@new.example"})
    path = path_in(letters("join_confirm")[0], "/joinings/")
    page = as_().get(path).text
    assert "Only members of the network" in page
    assert f'action="{path}"' not in page
    assert f'href="/networks/{town.builders.id}-' in page.partition("Only members of the network")[2]
    assert as_().post(path).status_code == 409
    as_(town.carol).post(door)
    assert state(town.energy, town.carol) == "active"


def test_one_that_was_ended_lets_nobody_in_and_names_nobody(town, as_, door):
    as_().post(door, {"name": "Una", "email": "una@new.example"})
    (letter,) = letters("join_confirm")
    path, olga = path_in(letter, "/joinings/"), as_(town.olga)
    ending = f"/groups/{town.others.id}/links/{row(town.others).id}/ending"
    assert as_(town.nina).post(ending).status_code == 403
    for _ in range(2):
        assert olga.post(ending).status_code == 303
    for person in (None, town.nina):
        page = as_(person).get(door).text
        assert "This link has ended" in page
        assert "Others" not in page
    as_(town.nina).post(door)
    assert state(town.others, town.nina) is None
    assert as_().post(door, {"name": "Una", "email": "una@new.example"}).status_code == 200
    assert len(letters("join_confirm")) == 1
    assert due(letter) is None
    assert "Others" not in as_().get(path).text
    answer = as_().post(path)
    assert answer.status_code == 409
    assert "Others" not in answer.text
    assert people.person_by_email("una@new.example") is None


def test_one_that_is_late_or_full_lets_nobody_in(town, as_, door):
    for change in ({"expires_at": clock.now()}, {"expires_at": clock.now() + timedelta(1), "most": 3, "came": 3}):
        for name, value in change.items():
            setattr(row(town.others), name, value)
            session.commit()
        assert "This link has ended" in as_().get(door).text
        as_(town.nina).post(door)
        assert state(town.others, town.nina) is None


def test_a_member_who_opens_an_old_one_is_still_a_member(town, as_, door):
    row(town.others).most = 1
    session.commit()
    nina = as_(town.nina)
    nina.post(door)
    assert "You are a member of Others" in nina.get(door).text
    nina.post(door)
    assert row(town.others).came == 1


def test_a_key_that_never_was_is_not_found(town, as_, door):
    for key in ("x", "x" * 500, door.removeprefix("/come/")[:-1]):
        assert as_().get(f"/come/{key}").status_code == 404
        assert as_(town.nina).post(f"/come/{key}").status_code == 404


def test_one_of_a_closed_group_lets_nobody_in(town, as_, door):
    town.others.closed_at = clock.now()
    session.commit()
    assert "This link has ended" in as_().get(door).text
    as_(town.nina).post(door)
    assert state(town.others, town.nina) is None


def test_another_groups_link_is_not_ended_from_here(town, as_, door):
    path = f"/groups/{town.builders.id}/links/{row(town.others).id}"
    assert as_(town.alice).get(path).status_code == 404
    assert as_(town.alice).post(f"{path}/ending").status_code == 404


def test_twenty_links_are_enough(town, as_):
    olga = as_(town.olga)
    for _ in range(20):
        make(olga, town.others)
    assert "End one of them first" in make(olga, town.others).text


def test_knocking_at_a_link_is_limited_by_address(town, as_, door):
    for _ in range(6):
        answer = as_().post(door, {"name": "Una", "email": "una@new.example"})
    assert answer.status_code == 429
    assert len(letters("join_confirm")) == 1


def test_links_are_listed_by_a_fixed_handful_of_statements(town, as_, count_queries):
    olga, path = as_(town.olga), f"/groups/{town.others.id}/links"
    make(olga, town.others)
    with count_queries() as one:
        olga.get(path)
    for _ in range(9):
        make(olga, town.others)
    with count_queries() as many:
        olga.get(path)
    assert len(many.statements) == len(one.statements)


def test_old_links_are_forgotten(town, as_, door):
    row(town.others).expires_at = clock.now() - timedelta(days=91)
    session.commit()
    tasks.forget_at_the_doors()
    assert as_().get(door).status_code == 404
