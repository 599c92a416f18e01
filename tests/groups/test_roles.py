"""Owner, organiser, moderator, member: who may name whom, and at least one owner always."""

from pathlib import Path

import pytest
from sqlalchemy import update

import netapp
from netapp.core import clock
from netapp.core.db import session
from netapp.groups import owners, queries, tasks
from netapp.groups.models import Membership
from netapp.members import actions as members
from tests.support.visitors import letters


def of(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id)


def give(visitor, group, person, office):
    path = f"/groups/{group.id}/members/{of(group, person).id}/role"
    return visitor.post(path, {"office": office})


def test_the_work_is_shared_and_given_back(town, as_):
    alice = as_(town.alice)
    for office in ("moderator", "organiser", "owner"):
        give(alice, town.builders, town.carol, office)
        assert of(town.builders, town.carol).office == office
    made = letters(to=town.carol)
    assert [letter.letter for letter in made] == ["moderator_made", "organiser_made", "owner_made"]
    assert "discussion" not in alice.get(f"/groups/{town.builders.id}/members/{of(town.builders, town.carol).id}").text
    give(alice, town.builders, town.alice, "member")
    assert of(town.builders, town.alice).office == "member"
    assert letters(to=town.alice) == []


def test_the_same_role_twice_is_one_letter(town, as_):
    alice = as_(town.alice)
    give(alice, town.builders, town.carol, "moderator")
    give(alice, town.builders, town.carol, "moderator")
    assert len(letters("moderator_made")) == 1


@pytest.mark.parametrize(
    ("who", "whom", "office", "status"),
    [
        ("ole", "carol", "moderator", 303),
        ("ole", "mia", "member", 303),
        ("ole", "carol", "organiser", 403),
        ("ole", "carol", "owner", 403),
        ("ole", "alice", "member", 403),
        ("ole", "ole", "owner", 403),
        ("ole", "ole", "moderator", 303),
        ("mia", "carol", "moderator", 403),
        ("mia", "mia", "organiser", 403),
        ("mia", "ole", "member", 403),
        ("mia", "mia", "member", 303),
        ("carol", "carol", "moderator", 403),
        ("olga", "carol", "moderator", 403),
        ("adam", "carol", "owner", 403),
    ],
)
def test_who_names_whom(town, as_, who, whom, office, status):
    before = of(town.builders, town.people[whom]).office
    assert give(as_(town.people[who]), town.builders, town.people[whom], office).status_code == status
    assert of(town.builders, town.people[whom]).office == (office if status == 303 else before)


def test_a_role_that_does_not_exist_changes_nothing(town, as_):
    give(as_(town.alice), town.builders, town.carol, "king")
    assert of(town.builders, town.carol).office == "member"


def test_an_organiser_removes_members_and_an_owner_organisers(town, as_):
    def remove(who, whom):
        path = f"/groups/{town.builders.id}/members/{of(town.builders, whom).id}/removal"
        return as_(who).post(path).status_code

    assert remove(town.ole, town.alice) == 403
    assert remove(town.ole, town.carol) == 303
    assert remove(town.mia, town.bob) == 403
    assert remove(town.alice, town.ole) == 303
    assert of(town.builders, town.ole).state == "removed"


def test_a_moderator_sees_who_waits_and_says_yes(town, as_):
    mia = as_(town.mia)
    page = mia.get(f"/groups/{town.builders.id}/members").text
    assert "Say yes to Pia Piasen" in page
    assert "Invite people" not in page
    assert f"/groups/{town.builders.id}/members/invited" not in page, "it would be refused"
    assert "Pia Piasen" in mia.get("/me").text
    path = f"/groups/{town.builders.id}/members/{of(town.builders, town.pia).id}/approval"
    assert mia.post(path).status_code == 303
    assert of(town.builders, town.pia).state == "active"


@pytest.mark.parametrize("noun", ["edit", "invitations", "closing", "members/{carol}", "sub-groups/new"])
def test_a_moderator_does_no_more(town, as_, noun):
    root = "networks" if noun.startswith("sub") else "groups"
    path = f"/{root}/{town.builders.id}/{noun}".format(carol=of(town.builders, town.carol).id)
    assert as_(town.mia).get(path).status_code == 403


def test_a_moderator_finds_the_way_to_step_down(town, as_):
    mia, own = as_(town.mia), f"/groups/{town.builders.id}/members/{of(town.builders, town.mia).id}"
    assert f'href="{own}"' in mia.get(f"/groups/{town.builders.id}/members").text
    page = mia.get(own).text
    assert 'value="member"' in page
    assert 'value="organiser"' not in page
    answer = give(mia, town.builders, town.mia, "member")
    assert "is a member like the others now" in mia.get(answer.location).text
    assert f'href="{own}"' not in mia.get(f"/groups/{town.builders.id}/members").text
    assert mia.get(own).status_code == 403


@pytest.mark.parametrize(("noun", "status"), [("closing", 403), ("archive", 403), ("reopening", 403)])
def test_what_only_owners_do(town, as_, noun, status):
    assert as_(town.ole).post(f"/groups/{town.builders.id}/{noun}").status_code == status


def test_an_organiser_edits_the_texts_and_not_the_switches(town, as_):
    ole, path = as_(town.ole), f"/groups/{town.builders.id}/edit"
    page = ole.get(path).text
    assert "Who sees that it exists" not in page
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    typed = {"name": "Builders", "language": "en", "zone": "Europe/Copenhagen", "lead": "New", "seen": seen}
    ole.post(path, {**typed, "seen_by": "members", "read_by": "members", "join_rule": "invitation"})
    session.expire_all()
    assert (town.builders.lead, town.builders.seen_by) == ("New", "everyone")


def test_the_last_owner_stays_one(town, as_):
    alice = as_(town.alice)
    answer = give(alice, town.builders, town.alice, "organiser")
    assert "without an owner" in alice.get(answer.location).text
    assert of(town.builders, town.alice).office == "owner"


def test_only_an_active_member_gets_a_role(town, as_):
    give(as_(town.alice), town.builders, town.pia, "organiser")
    assert (of(town.builders, town.pia).office, of(town.builders, town.pia).state) == ("member", "requested")


def test_a_member_who_left_and_comes_back_is_a_member(town, as_):
    give(as_(town.alice), town.builders, town.carol, "owner")
    carol = as_(town.carol)
    carol.post(f"/groups/{town.builders.id}/leaving")
    carol.post(f"/groups/{town.builders.id}/membership")
    assert of(town.builders, town.carol).office == "member"


def test_whoever_leaves_as_the_only_owner_says_who_takes_over(town, as_):
    alice, path = as_(town.alice), f"/groups/{town.builders.id}/leaving"
    page = alice.get(path).text
    # Builders, and Secret, which nobody above can run; of Inner nobody but her is in it.
    assert "Who owns Builders from now on?" in page
    assert "Who owns Secret" in page
    assert "Who owns Inner" not in page
    assert "Choose who takes over." in alice.post(path).text
    assert of(town.builders, town.alice).state == "active"
    heirs = {
        f"heir_{town.builders.id}": of(town.builders, town.carol).id,
        f"heir_{town.secret.id}": of(town.secret, town.bob).id,
    }
    assert alice.post(path, heirs).status_code == 303
    assert of(town.builders, town.alice).state == "left"
    assert (of(town.builders, town.carol).office, of(town.secret, town.bob).office) == ("owner", "owner")
    assert [letter.letter for letter in letters(to=town.carol)] == ["owner_made"]


def test_an_heir_from_elsewhere_is_no_heir(town, as_):
    alice, path = as_(town.alice), f"/groups/{town.builders.id}/leaving"
    stray = {f"heir_{g.id}": of(town.others, town.olga).id for g in (town.builders, town.secret)}
    assert alice.post(path, stray).status_code == 200
    assert of(town.builders, town.alice).state == "active"


def test_when_the_last_owner_is_erased_the_longest_serving_organiser_follows(town):
    session.execute(
        update(Membership)
        .where(Membership.person_id == town.mia.id, Membership.group_id == town.builders.id)
        .values(role="organiser", joined_at=clock.now())
    )
    session.commit()
    members.forget(town.alice)
    session.commit()
    # Mia is known to have joined, Ole not since when.
    assert of(town.builders, town.mia).office == "owner"
    assert [letter.letter for letter in letters(to=town.mia)] == ["owner_made"]


def test_when_nobody_is_left_who_organises_the_administrators_hear_of_it(town):
    members.forget(town.olga)
    session.commit()
    assert [letter.data["group_id"] for letter in letters("ownerless", to=town.adam)] == [town.others.id]


def test_a_sub_group_that_the_networks_owners_read_needs_none_of_its_own(town, as_):
    as_(town.mia).post(f"/groups/{town.builders.id}/leaving")
    assert of(town.energy, town.mia).state == "left"
    assert as_(town.alice).get(f"/groups/{town.energy.id}/closing").status_code == 200


def test_a_network_that_lost_its_owner_under_the_version_before_gets_one(town):
    session.execute(update(Membership).values(is_owner=False))
    session.commit()
    tasks.keep_owned()
    assert of(town.builders, town.alice).office == "owner"
    assert of(town.secret, town.alice).office == "owner"
    assert of(town.energy, town.mia).office == "organiser"
    assert owners.without() == []
    tasks.keep_owned()
    assert len(letters("owner_made", to=town.alice)) == 2


def test_what_a_role_lets_one_do_is_asked_in_one_place():
    """Who compares the viewer's roles by themselves forgets the owners, or the next role that there will be."""
    for path in Path(netapp.__file__).parent.rglob("*.py"):
        if path.name != "viewer.py":
            assert "roles.items()" not in path.read_text(encoding="utf-8"), path
