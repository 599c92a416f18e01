"""Rights, one by one: pure, on things made by hand."""

import pytest

from netapp.core import clock
from netapp.core.viewer import GUEST, PUBLIC, Viewer, group_key
from netapp.groups import policy
from netapp.groups.models import Group, Membership

NETWORK = Group(id=1, seen_key=PUBLIC, read_key=PUBLIC, join_rule="open", approved_at=clock.now())
ENERGY = Group(id=2, parent_id=1, seen_key=PUBLIC, read_key=PUBLIC, join_rule="open", approved_at=clock.now())
SECRET = Group(id=3, parent_id=1, seen_key=group_key(3), read_key=group_key(3), approved_at=clock.now())

OWNER = Viewer(person_id=7, email="o@o.example", roles={1: "owner"})
MODERATOR = Viewer(person_id=8, email="mo@mo.example", roles={1: "moderator"})
ORGANISER = Viewer(person_id=1, email="a@a.example", roles={1: "organiser"})
SUB_ORGANISER = Viewer(person_id=2, email="m@m.example", roles={1: "member", 2: "organiser"})
MEMBER = Viewer(person_id=3, email="c@c.example", roles={1: "member"})
STRANGER = Viewer(person_id=4, email="n@n.example")
ADMIN = Viewer(person_id=5, email="ad@ad.example", is_admin=True)
ENTERED = Viewer(person_id=5, email="ad@ad.example", is_admin=True, entered=frozenset({3}))
INVITED = Viewer(person_id=6, pending={3: "invited"})
REQUESTED = Viewer(person_id=6, pending={3: "requested"})


@pytest.mark.parametrize(
    ("viewer", "group", "expected"),
    [
        (OWNER, NETWORK, True),
        (OWNER, ENERGY, True),
        (OWNER, SECRET, False),
        (MODERATOR, NETWORK, False),
        (ORGANISER, NETWORK, True),
        (ORGANISER, ENERGY, True),
        (ORGANISER, SECRET, False),
        (SUB_ORGANISER, ENERGY, True),
        (SUB_ORGANISER, NETWORK, False),
        (MEMBER, NETWORK, False),
        (STRANGER, NETWORK, False),
        (ADMIN, NETWORK, False),
        (ADMIN, SECRET, False),
        (ENTERED, SECRET, True),
        (ENTERED, NETWORK, False),
        (GUEST, NETWORK, False),
    ],
)
def test_who_organises(viewer, group, expected):
    assert policy.may_organise(viewer, group) is expected
    assert policy.may_edit(viewer, group) is expected
    assert policy.may_invite(viewer, group) is expected


@pytest.mark.parametrize(
    ("viewer", "group", "expected"),
    [
        (OWNER, NETWORK, True),
        (OWNER, ENERGY, True),
        (OWNER, SECRET, False),
        (ORGANISER, NETWORK, False),
        (MODERATOR, NETWORK, False),
        (ADMIN, NETWORK, False),
        (ENTERED, SECRET, True),
        (GUEST, NETWORK, False),
    ],
)
def test_who_owns(viewer, group, expected):
    for may in (policy.may_own, policy.may_switch, policy.may_close, policy.may_take_archive, policy.may_read_log):
        assert may(viewer, group) is expected


def test_who_moderates_says_yes_and_no_also_in_the_sub_groups_that_they_read():
    asked = Membership(group_id=2, person_id=9, state="requested", role="member")
    assert policy.may_decide(MODERATOR, asked, ENERGY)
    assert policy.may_see_members(MODERATOR, ENERGY)
    assert not policy.may_moderate(MODERATOR, SECRET)
    assert not policy.may_remove(MODERATOR, asked, ENERGY)


def test_who_is_invited_sees_what_to_and_who_asked_does_not():
    assert policy.may_see(INVITED, SECRET)
    assert not policy.may_read(INVITED, SECRET)
    assert not policy.may_see(REQUESTED, SECRET)


def test_a_sub_group_is_joined_from_inside_its_network_only():
    assert policy.may_join(STRANGER, NETWORK)
    assert not policy.may_join(STRANGER, ENERGY)
    assert policy.may_join(MEMBER, ENERGY)
    assert not policy.may_join(GUEST, NETWORK)


def test_nobody_decides_about_themselves():
    own = Membership(group_id=1, person_id=1, state="requested")
    other = Membership(group_id=1, person_id=9, state="requested")
    elsewhere = Membership(group_id=2, person_id=9, state="requested")
    assert not policy.may_decide(ORGANISER, own, NETWORK)
    assert policy.may_decide(ORGANISER, other, NETWORK)
    assert not policy.may_decide(ORGANISER, elsewhere, NETWORK)
    assert not policy.may_decide(MEMBER, other, NETWORK)


def test_sub_groups_are_made_by_the_networks_organisers():
    assert policy.may_create_sub_group(ORGANISER, NETWORK)
    assert not policy.may_create_sub_group(SUB_ORGANISER, NETWORK)
    assert not policy.may_create_sub_group(SUB_ORGANISER, ENERGY)


@pytest.mark.parametrize(
    ("viewer", "by_members", "expected"),
    [(ADMIN, False, True), (STRANGER, False, False), (STRANGER, True, True), (GUEST, True, False)],
)
def test_who_may_start_a_network_is_a_setting_of_the_site(viewer, by_members, expected):
    assert policy.may_create_network(viewer, by_members) is expected


def test_only_administrators_enter_shut_groups():
    assert policy.may_enter(ADMIN)
    assert not policy.may_enter(ORGANISER)


def test_only_what_everybody_reads_can_be_followed():
    assert policy.may_follow(GUEST, NETWORK)
    assert not policy.may_follow(MEMBER, SECRET)
    assert not policy.may_follow_at_once(GUEST, NETWORK)
