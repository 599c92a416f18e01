"""Joining, asking, leaving: by the buttons on a group's page."""

import pytest

from netapp.core import facts
from netapp.core.db import session
from netapp.groups import queries
from netapp.groups.facts import Joined, Left
from tests.support.visitors import letters


def state(group, person):
    session.expire_all()
    found = queries.membership(group.id, person.id)
    return found.state if found else None


@pytest.fixture
def heard(app):
    """What was announced about joining and leaving."""
    told = []
    for fact in (Joined, Left):
        facts.on(app, fact, told.append)
    yield told
    for fact in (Joined, Left):
        app.extensions["facts"][fact].remove(told.append)


def came_from(group):
    return {"Referer": f"http://localhost/networks/{group.id}"}


def join(visitor, group):
    return visitor.post(f"/groups/{group.id}/membership", headers=came_from(group))


def leave(visitor, group):
    return visitor.post(f"/groups/{group.id}/leaving", headers=came_from(group))


def test_an_open_network_is_joined_by_one_click(town, as_, heard):
    nina = as_(town.nina)
    answer = join(nina, town.builders)
    assert answer.status_code == 303
    assert "Welcome!" in nina.get(answer.location).text
    assert state(town.builders, town.nina) == "active"
    assert heard == [Joined(town.builders.id, town.nina.id)]


def test_joining_twice_is_harmless(town, as_, heard):
    nina = as_(town.nina)
    join(nina, town.builders)
    assert join(nina, town.builders).status_code == 303
    assert state(town.builders, town.nina) == "active"
    assert len(heard) == 1


def test_joining_counts_the_revision_up(town, as_):
    before = town.builders.revision
    join(as_(town.nina), town.builders)
    assert town.builders.revision == before + 1


def test_where_organisers_decide_joining_asks(town, as_):
    answer = join(as_(town.nina), town.others)
    assert answer.status_code == 303
    assert state(town.others, town.nina) == "requested"
    assert [letter.person_id for letter in letters("request_waits")] == [town.olga.id]


def test_asking_twice_writes_one_letter(town, as_):
    nina = as_(town.nina)
    join(nina, town.others)
    join(nina, town.others)
    assert len(letters("request_waits")) == 1


def test_asking_and_taking_back_cannot_flood_the_organisers(town, as_):
    nina = as_(town.nina)
    for _ in range(11):
        answer = join(nina, town.others)
        leave(nina, town.others)
    assert answer.status_code == 429
    assert len(letters("request_waits")) == 10


def test_a_request_opens_nothing(town, as_):
    town.others.read_by = "members"
    from netapp.groups import audience

    audience.set_keys(town.others)
    session.commit()
    nina = as_(town.nina)
    join(nina, town.others)
    assert nina.get(f"/groups/{town.others.id}/members").status_code == 403


def test_by_invitation_only_the_invited_join(town, as_):
    town.builders.join_rule = "invitation"
    session.commit()
    refused = join(as_(town.nina), town.builders)
    assert refused.status_code == 303
    assert state(town.builders, town.nina) in {None, "left"}
    join(as_(town.ivan), town.builders)
    assert state(town.builders, town.ivan) == "active"


def test_an_invitation_and_the_wish_to_join_make_a_member(town, as_):
    town.builders.join_rule = "approval"
    session.commit()
    join(as_(town.ivan), town.builders)
    assert state(town.builders, town.ivan) == "active"


def test_who_was_removed_cannot_come_back_by_themselves(town, as_):
    rita = as_(town.rita)
    answer = join(rita, town.builders)
    assert "by invitation" in rita.get(answer.location).text
    assert state(town.builders, town.rita) == "removed"


def test_who_left_may_join_again(town, as_):
    join(as_(town.dan), town.builders)
    assert state(town.builders, town.dan) == "active"


def test_a_sub_group_is_for_members_of_its_network(town, as_):
    assert join(as_(town.nina), town.energy).status_code == 403
    assert join(as_(town.pia), town.energy).status_code == 403
    join(as_(town.carol), town.energy)
    assert state(town.energy, town.carol) == "active"


def test_what_one_does_not_see_cannot_be_joined(town, as_):
    for person in (town.carol, town.nina, town.olga, town.dan):
        assert join(as_(person), town.secret).status_code == 404
        assert leave(as_(person), town.secret).status_code == 404


def test_a_guest_is_shown_the_door(town, as_):
    assert join(as_(), town.builders).location.startswith("/sign-in")


def test_leaving_a_network_leaves_its_sub_groups_first(town, as_, heard):
    answer = leave(as_(town.bob), town.builders)
    assert answer.status_code == 303
    assert {state(group, town.bob) for group in (town.builders, town.energy, town.secret)} == {"left"}
    assert heard == [
        Left(town.energy.id, town.bob.id),
        Left(town.secret.id, town.bob.id),
        Left(town.builders.id, town.bob.id),
    ]


def test_leaving_twice_is_harmless(town, as_, heard):
    bob = as_(town.bob)
    leave(bob, town.builders)
    assert leave(bob, town.builders).status_code == 403
    assert len(heard) == 3


def test_who_leaves_a_secret_group_is_not_sent_to_a_page_that_is_gone(town, as_):
    bob = as_(town.bob)
    answer = leave(bob, town.secret)
    assert bob.get(answer.location).status_code == 200
    assert bob.get(f"/groups/{town.secret.id}").status_code == 404


def test_a_request_can_be_taken_back(town, as_):
    leave(as_(town.pia), town.builders)
    assert state(town.builders, town.pia) == "left"


def test_an_invitation_can_be_refused_on_the_page(town, as_):
    leave(as_(town.ivan), town.builders)
    assert state(town.builders, town.ivan) == "left"


def test_the_last_owner_cannot_leave(town, as_):
    answer = leave(as_(town.olga), town.others)
    assert "Nobody else is in it" in answer.text
    assert state(town.others, town.olga) == "active"


def test_the_last_owner_of_a_sub_group_that_nobody_above_reads_cannot_leave_the_network(town, as_):
    answer = leave(as_(town.alice), town.builders)
    assert f"Who owns {town.secret.name} from now on?" in answer.text
    assert state(town.builders, town.alice) == "active"
    assert state(town.secret, town.alice) == "active"


def test_one_of_two_organisers_may_leave_and_returns_as_a_member(town, as_):
    ole = as_(town.ole)
    leave(ole, town.builders)
    join(ole, town.builders)
    assert queries.membership(town.builders.id, town.ole.id).role == "member"


def test_nothing_is_joined_in_a_closed_group(town, as_):
    from netapp.core import clock

    town.builders.closed_at = clock.now()
    session.commit()
    nina = as_(town.nina)
    answer = join(nina, town.builders)
    assert "is closed" in nina.get(answer.location).text
    assert state(town.builders, town.nina) is None


def test_the_mail_level_is_the_members_own(town, as_):
    answer = as_(town.carol).post(f"/groups/{town.builders.id}/mail-level", {"mail_level": "digest"})
    assert answer.status_code == 303
    assert queries.membership(town.builders.id, town.carol.id).mail_level == "digest"
    assert as_(town.nina).post(f"/groups/{town.builders.id}/mail-level", {"mail_level": "digest"}).status_code == 403


def test_a_mail_level_that_does_not_exist_changes_nothing(town, as_):
    as_(town.carol).post(f"/groups/{town.builders.id}/mail-level", {"mail_level": "shouting"})
    assert queries.membership(town.builders.id, town.carol.id).mail_level == "everything"
