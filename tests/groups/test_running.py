"""Making, editing and closing networks and sub-groups."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock, facts
from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.core.site import Site
from netapp.core.viewer import PUBLIC, group_key
from netapp.groups import forms, queries, records, running
from netapp.groups.facts import GroupClosed
from netapp.groups.models import Group
from tests.support.visitors import letters

PUBLIC_FORM = {
    "name": "New builders",
    "lead": "We meet.",
    "about": "**Bold**",
    "region": "Skåne",
    "language": "sv",
    "zone": "Europe/Stockholm",
    "website": "builders.example",
    "seen_by": "everyone",
    "join_rule": "open",
    "read_by": "everyone",
}


def fresh(group):
    session.expire_all()
    return records.group(group.id)


def filled(group, **changes):
    """What the edit form holds, with these fields changed."""
    return {**forms.shown(group), "seen": running.fingerprint(group), **changes}


@pytest.fixture
def heard(app):
    told = []
    facts.on(app, GroupClosed, told.append)
    yield told
    app.extensions["facts"][GroupClosed].remove(told.append)


@pytest.fixture
def by_members(town):
    session.add(Site(id=1, networks_by_members=True))
    session.commit()


def made(name):
    session.expire_all()
    return session.scalar(select(Group).where(Group.name == name))


def test_an_administrator_starts_a_network_at_once(town, as_):
    adam = as_(town.adam)
    answer = adam.post("/networks/new", PUBLIC_FORM)
    group = made("New builders")
    assert answer.status_code == 303
    assert adam.get(answer.location).status_code == 200
    assert (group.is_approved, group.seen_key, group.website) == (True, PUBLIC, "https://builders.example")
    membership = queries.membership(group.id, town.adam.id)
    assert (membership.state, membership.role) == ("active", "organiser")


def test_members_start_networks_only_where_the_site_lets_them(town, as_):
    assert as_(town.nina).get("/networks/new").status_code == 403
    assert as_(town.nina).post("/networks/new", PUBLIC_FORM).status_code == 403
    assert made("New builders") is None


def test_a_members_network_is_its_own_until_an_administrator_says_yes(town, as_, by_members):
    nina, adam = as_(town.nina), as_(town.adam)
    nina.post("/networks/new", PUBLIC_FORM)
    group = made("New builders")
    page = f"/networks/{group.id}"
    assert group.seen_key == group.read_key == group_key(group.id)
    assert [letter.person_id for letter in letters("network_wish")] == [town.adam.id]
    assert nina.get(page).status_code == 200
    assert as_().get(page).status_code == 404
    assert as_(town.olga).post(f"/groups/{group.id}/membership").status_code == 404
    assert nina.post(f"/groups/{group.id}/invitations", {"addresses": "u@new.example"}).status_code == 200
    assert letters("invitation") == []
    assert "New builders" in adam.get("/site").text
    adam.post(f"/networks/{group.id}/approval")
    assert fresh(group).seen_key == PUBLIC
    assert as_().get(page).status_code == 200
    assert [letter.person_id for letter in letters("network_answered")] == [town.nina.id]


def test_an_administrators_no_closes_the_wish(town, as_, by_members):
    as_(town.nina).post("/networks/new", PUBLIC_FORM)
    group = made("New builders")
    as_(town.adam).post(f"/networks/{group.id}/refusal")
    assert fresh(group).is_closed
    assert [letter.person_id for letter in letters("network_answered")] == [town.nina.id]
    assert as_().get(f"/networks/{group.id}").status_code == 404


def test_only_administrators_answer_a_wish(town, as_, by_members):
    as_(town.nina).post("/networks/new", PUBLIC_FORM)
    group = made("New builders")
    for person in (town.nina, town.alice):
        assert as_(person).post(f"/networks/{group.id}/approval").status_code == 403
    assert not fresh(group).is_approved


def test_a_preset_sets_the_switches_and_saves_nothing(town, as_):
    page = as_(town.adam).post("/networks/new", {**PUBLIC_FORM, "preset": "secret"}).text
    assert made("New builders") is None
    assert 'value="New builders"' in page
    assert page.count('<option selected value="members">') == 2
    assert '<option selected value="invitation">' in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "What is it called?"),
        ("name", "x" * 10_000, "10000 characters"),
        ("website", "no address", "not a whole web address"),
        ("zone", "Mars/Olympus", "Not a valid choice"),
        ("seen_by", "nobody", "Not a valid choice"),
        ("join_rule", "", "Not a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(town, as_, field, value, sentence):
    answer = as_(town.adam).post("/networks/new", {**PUBLIC_FORM, field: value})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert made("New builders") is None


def test_organisers_make_sub_groups_and_members_do_not(town, as_):
    values = {**PUBLIC_FORM, "name": "Timber", "seen_by": "network", "read_by": "members"}
    path = f"/networks/{town.builders.id}/sub-groups/new"
    for person, status in ((town.nina, 403), (town.mia, 403), (town.olga, 403)):
        assert as_(person).post(path, values).status_code == status
    assert as_(town.ole).post(path, values).status_code == 303
    timber = made("Timber")
    assert timber.parent_id == town.builders.id
    assert timber.seen_key == group_key(town.builders.id)
    assert timber.read_key == group_key(timber.id)


def test_opening_the_form_and_saving_it_changes_nothing(town, as_):
    town.builders.texts = {"lead.da": "Vi mødes.", "about.fi": "Tapaamme."}
    session.commit()
    before = running.fingerprint(fresh(town.builders))
    as_(town.alice).post(f"/groups/{town.builders.id}/edit", filled(fresh(town.builders)))
    assert running.fingerprint(fresh(town.builders)) == before


def test_narrowing_a_network_narrows_its_sub_groups(town, as_):
    as_(town.alice).post(
        f"/groups/{town.builders.id}/edit", filled(town.builders, seen_by="members", read_by="members")
    )
    for group in (town.builders, town.energy):
        assert fresh(group).seen_key == fresh(group).read_key == group_key(town.builders.id)
    assert fresh(town.energy).seen_by == "everyone"
    assert as_().get(f"/groups/{town.energy.id}").status_code == 404


def test_changing_who_sees_never_changes_how_one_joins(town, as_):
    as_(town.alice).post(f"/groups/{town.builders.id}/edit", filled(town.builders, seen_by="members"))
    group = fresh(town.builders)
    assert (group.seen_by, group.join_rule, group.read_by) == ("members", "open", "everyone")


def test_two_who_edit_at_once_are_shown_both_versions(town, as_):
    alice, ole = filled(town.builders, about="Alice's text"), filled(town.builders, about="Ole's text")
    as_(town.alice).post(f"/groups/{town.builders.id}/edit", alice)
    visitor = as_(town.ole)
    answer = visitor.post(f"/groups/{town.builders.id}/edit", ole)
    assert answer.status_code == 200
    assert "Alice&#39;s text" in answer.text or "Alice's text" in answer.text
    assert "Ole&#39;s text" in answer.text or "Ole's text" in answer.text
    assert fresh(town.builders).about == "Alice's text"
    seen = running.fingerprint(fresh(town.builders))
    assert visitor.post(f"/groups/{town.builders.id}/edit", {**ole, "seen": seen}).status_code == 303
    assert fresh(town.builders).about == "Ole's text"


@pytest.mark.parametrize("noun", ["edit", "closing", "reopening", "archive", "invitations"])
@pytest.mark.parametrize(
    ("who", "group", "status"),
    [
        ("mia", "builders", 403),
        ("nina", "builders", 403),
        ("adam", "builders", 403),
        ("olga", "builders", 403),
        ("carol", "secret", 404),
        ("ole", "secret", 404),
        ("dan", "secret", 404),
        ("bob", "secret", 403),
    ],
)
def test_a_group_is_run_by_its_organisers(town, as_, noun, who, group, status):
    group = town.groups[group]
    answer = as_(town.people[who]).post(f"/groups/{group.id}/{noun}", filled(group, addresses="u@new.example"))
    assert answer.status_code == status
    assert not fresh(group).is_closed


def test_closing_a_network_closes_its_sub_groups_and_opening_opens_them(town, as_, heard):
    earlier = clock.now() - timedelta(days=9)
    town.inner.closed_at = earlier
    session.commit()
    alice = as_(town.alice)
    alice.post(f"/groups/{town.builders.id}/closing")
    assert fresh(town.builders).is_closed
    assert fresh(town.energy).is_closed
    assert fresh(town.secret).is_closed
    assert heard == [GroupClosed(group.id) for group in (town.builders, town.energy, town.secret)]
    alice.post(f"/groups/{town.builders.id}/reopening")
    assert not fresh(town.builders).is_closed
    assert not fresh(town.secret).is_closed
    assert fresh(town.inner).closed_at == earlier


def test_a_closed_group_is_read_and_not_changed(town, as_):
    alice = as_(town.alice)
    alice.post(f"/groups/{town.builders.id}/closing")
    assert "Closed" in as_().get(f"/networks/{town.builders.id}").text
    answer = alice.post(f"/groups/{town.builders.id}/edit", filled(town.builders, name="Renamed"))
    assert "is closed" in answer.text
    answer = alice.post(f"/groups/{town.builders.id}/invitations", {"addresses": "u@new.example"})
    assert "is closed" in answer.text
    assert fresh(town.builders).name == "Builders"
    assert letters("invitation") == []


def test_closing_twice_is_harmless(town, as_, heard):
    alice = as_(town.alice)
    alice.post(f"/groups/{town.builders.id}/closing")
    closed_at = fresh(town.builders).closed_at
    alice.post(f"/groups/{town.builders.id}/closing")
    assert fresh(town.builders).closed_at == closed_at


def test_a_sub_group_of_a_closed_network_stays_closed(town, as_):
    as_(town.alice).post(f"/groups/{town.builders.id}/closing")
    as_(town.mia).post(f"/groups/{town.energy.id}/reopening")
    assert fresh(town.energy).is_closed


def test_changes_are_logged(town, as_):
    alice = as_(town.alice)
    alice.post(f"/groups/{town.builders.id}/edit", filled(town.builders, join_rule="approval"))
    alice.post(f"/groups/{town.builders.id}/archive")
    alice.post(f"/groups/{town.builders.id}/closing")
    rows = session.scalars(select(LogRow).where(LogRow.thing_id == town.builders.id).order_by(LogRow.id)).all()
    assert [(row.deed, row.person_id) for row in rows] == [
        (deed, town.alice.id) for deed in ("switches", "archive", "close")
    ]
