"""Organisers invite, answer requests, remove members and share the work."""

import pytest
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.groups import queries, roster_tasks
from netapp.members import queries as people
from tests.support.visitors import letters


def of(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id)


def came_from(group):
    return {"Referer": f"http://localhost/groups/{group.id}/members"}


def invite(visitor, group, *addresses):
    return visitor.post(f"/groups/{group.id}/invitations", {"addresses": "\n".join(addresses)})


def decide(visitor, group, person, noun, data=None):
    path = f"/groups/{group.id}/members/{of(group, person).id}/{noun}"
    return visitor.post(path, data, headers=came_from(group))


def test_many_are_invited_at_once_however_they_are_pasted(town, as_):
    answer = invite(as_(town.alice), town.builders, "Una <una@new.example>; tom@new.example, TOM@new.example")
    assert answer.status_code == 303
    assert sorted(letter.address for letter in letters("invitation")) == ["tom@new.example", "una@new.example"]
    una = people.person_by_email("una@new.example")
    assert of(town.builders, una).state == "invited"
    assert una.email_confirmed_at is None


def test_inviting_twice_writes_one_letter(town, as_):
    alice = as_(town.alice)
    invite(alice, town.builders, "una@new.example")
    invite(alice, town.builders, "una@new.example")
    assert len(letters("invitation")) == 1


def test_a_day_later_an_invitation_may_be_sent_again(town, as_):
    alice = as_(town.alice)
    invite(alice, town.builders, "una@new.example")
    from datetime import timedelta

    of(town.builders, people.person_by_email("una@new.example")).changed_at = clock.now() - timedelta(days=2)
    session.commit()
    invite(alice, town.builders, "una@new.example")
    assert len(letters("invitation")) == 2


def test_a_request_and_an_invitation_for_the_same_person_make_a_member(town, as_):
    invite(as_(town.alice), town.builders, town.pia.email)
    assert of(town.builders, town.pia).state == "active"
    assert [letter.letter for letter in letters(to=town.pia)] == ["welcome"]


def test_a_removed_person_can_be_invited(town, as_):
    invite(as_(town.alice), town.builders, town.rita.email)
    assert of(town.builders, town.rita).state == "invited"


def test_only_members_of_the_network_are_invited_into_a_sub_group(town, as_):
    mia = as_(town.mia)
    answer = invite(mia, town.energy, town.carol.email, town.nina.email)
    assert of(town.energy, town.carol) is None  # Nothing yet: first it is said that one of them can't be.
    assert "Not in the network yet" in mia.get(answer.location).text
    mia.post(f"{answer.location}/sending")
    roster_tasks.invite()
    assert of(town.energy, town.carol).state == "invited"
    assert of(town.energy, town.nina) is None


def test_a_bad_address_is_named_and_nothing_is_sent(town, as_):
    alice = as_(town.alice)
    answer = invite(alice, town.builders, "una@new.example", "no@body@home")
    page = alice.get(answer.location).text
    assert "no@body@home" in page
    assert "una@new.example" in page
    assert letters("invitation") == []


@pytest.mark.parametrize("who", ["mia", "carol", "pia", "nina", "olga", "adam"])
def test_who_does_not_organise_cannot_invite(town, as_, who):
    assert invite(as_(town.people[who]), town.builders, "una@new.example").status_code == 403
    assert letters("invitation") == []


@pytest.mark.parametrize("who", ["carol", "ole", "dan", "olga", "adam", "nina"])
def test_what_one_does_not_see_one_cannot_run(town, as_, who):
    visitor = as_(town.people[who])
    assert invite(visitor, town.secret, "una@new.example").status_code == 404
    assert decide(visitor, town.secret, town.bob, "removal").status_code == 404
    assert visitor.post(f"/groups/{town.secret.id}/archive").status_code == 404


def test_a_yes_makes_a_member_and_tells_them(town, as_):
    decide(as_(town.ole), town.builders, town.pia, "approval")
    membership = of(town.builders, town.pia)
    assert (membership.state, membership.decided_by) == ("active", town.ole.id)
    assert [letter.letter for letter in letters(to=town.pia)] == ["welcome"]


def test_a_yes_twice_is_harmless(town, as_):
    decide(as_(town.ole), town.builders, town.pia, "approval")
    decide(as_(town.alice), town.builders, town.pia, "approval")
    assert len(letters("welcome")) == 1
    assert of(town.builders, town.pia).decided_by == town.ole.id


def test_a_no_is_told_and_a_late_yes_does_not_change_it(town, as_):
    decide(as_(town.ole), town.builders, town.pia, "refusal")
    decide(as_(town.alice), town.builders, town.pia, "approval")
    assert of(town.builders, town.pia).state == "removed"
    assert [letter.letter for letter in letters(to=town.pia)] == ["declined"]


def test_a_late_no_does_not_throw_out_a_member(town, as_):
    decide(as_(town.ole), town.builders, town.carol, "refusal")
    assert of(town.builders, town.carol).state == "active"


@pytest.mark.parametrize("noun", ["approval", "refusal", "removal"])
@pytest.mark.parametrize("who", ["carol", "nina", "olga", "adam", "pia"])
def test_a_member_without_the_right_is_refused(town, as_, who, noun):
    before = of(town.builders, town.bob).state
    assert decide(as_(town.people[who]), town.builders, town.bob, noun).status_code == 403
    assert of(town.builders, town.bob).state == before
    assert of(town.builders, town.bob).role == "member"


def test_another_groups_membership_is_not_found_by_its_number(town, as_):
    stray = of(town.others, town.olga)
    answer = as_(town.alice).post(f"/groups/{town.builders.id}/members/{stray.id}/removal")
    assert answer.status_code == 404
    assert of(town.others, town.olga).state == "active"


def test_who_is_removed_is_out_of_the_sub_groups_too(town, as_):
    decide(as_(town.ole), town.builders, town.bob, "removal")
    assert of(town.builders, town.bob).state == "removed"
    assert of(town.energy, town.bob).state == "left"
    assert of(town.secret, town.bob).state == "left"


def test_removing_never_tells_of_a_secret_sub_group(town, as_):
    ole = as_(town.ole)
    of(town.builders, town.ole).is_owner = True
    session.commit()
    answer = decide(ole, town.builders, town.alice, "removal")
    assert "Secret" not in ole.get(answer.location).text
    assert of(town.builders, town.alice).state == "removed"


def test_an_invitation_can_be_taken_back(town, as_):
    decide(as_(town.alice), town.builders, town.ivan, "removal")
    assert of(town.builders, town.ivan).state == "left"


def test_every_change_of_rights_is_logged(town, as_):
    alice = as_(town.alice)
    decide(alice, town.builders, town.pia, "approval")
    decide(alice, town.builders, town.carol, "role", {"office": "organiser"})
    decide(alice, town.builders, town.bob, "removal")
    rows = session.scalars(select(LogRow).order_by(LogRow.id)).all()
    assert [(row.deed, row.person_id, row.details["person"]) for row in rows if row.thing_id == town.builders.id] == [
        ("approve", town.alice.id, town.pia.id),
        ("role", town.alice.id, town.carol.id),
        ("remove", town.alice.id, town.bob.id),
    ]
