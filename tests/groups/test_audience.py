"""Who sees and who reads, over every combination of switches (A3)."""

from itertools import product

import pytest

from netapp.core import clock
from netapp.core.viewer import PUBLIC, Viewer, group_key
from netapp.groups import audience, policy
from netapp.groups.models import JOIN_RULES, PRESETS, SCOPES, Group

NETWORK, SUB = 1, 2
WIDTH = {group_key(SUB): 0, group_key(NETWORK): 1, PUBLIC: 2}
SWITCHES = list(product(SCOPES, SCOPES))


def network(seen_by, read_by, approved=True, join_rule="open"):
    group = Group(id=NETWORK, seen_by=seen_by, read_by=read_by, join_rule=join_rule)
    group.approved_at = clock.now() if approved else None
    audience.set_keys(group)
    return group


def sub_group(parent, seen_by, read_by, join_rule="open"):
    group = Group(id=SUB, parent_id=NETWORK, seen_by=seen_by, read_by=read_by, join_rule=join_rule)
    group.approved_at = clock.now()
    audience.set_keys(group, parent)
    return group


@pytest.mark.parametrize(("seen_by", "read_by"), SWITCHES)
@pytest.mark.parametrize("approved", [True, False])
def test_a_network_is_as_wide_as_its_switches_and_no_wider(seen_by, read_by, approved):
    group = network(seen_by, read_by, approved)
    everyone = approved and seen_by == "everyone"
    assert group.seen_key == (PUBLIC if everyone else group_key(NETWORK))
    assert group.read_key == (PUBLIC if everyone and read_by == "everyone" else group_key(NETWORK))


@pytest.mark.parametrize(("above", "own"), list(product(SWITCHES, SWITCHES)))
@pytest.mark.parametrize("approved", [True, False])
def test_a_sub_group_is_never_wider_than_its_network_and_reading_never_wider_than_seeing(above, own, approved):
    parent = network(*above, approved)
    group = sub_group(parent, *own)
    wanted = {"members": 0, "network": 1, "everyone": 2}
    seen, read = WIDTH[group.seen_key], WIDTH[group.read_key]
    assert read <= seen
    assert seen <= WIDTH[parent.seen_key]
    assert read <= WIDTH[parent.read_key]
    assert seen == min(wanted[own[0]], WIDTH[parent.seen_key])
    assert read == min(wanted[own[1]], seen, WIDTH[parent.read_key])


@pytest.mark.parametrize(("above", "own"), list(product(SWITCHES, SWITCHES)))
def test_whoever_may_act_may_see(above, own):
    parent = network(*above)
    group = sub_group(parent, *own)
    group.parent = parent
    roles = [{}, {NETWORK: "member"}, {NETWORK: "organiser"}, {NETWORK: "member", SUB: "member"}]
    roles.append({NETWORK: "member", SUB: "organiser"})
    for held in roles:
        viewer = Viewer(person_id=7, roles=held)
        rights = [policy.may_join, policy.may_organise, policy.may_follow, policy.may_see_members, policy.may_read]
        for right in rights:
            assert not right(viewer, group) or policy.may_see(viewer, group), right.__name__


@pytest.mark.parametrize("rule", JOIN_RULES)
@pytest.mark.parametrize(("seen_by", "read_by"), SWITCHES)
def test_the_join_rule_changes_nothing_about_seeing_and_reading(seen_by, read_by, rule):
    group = network(seen_by, read_by, join_rule=rule)
    assert (group.seen_key, group.read_key) == (
        network(seen_by, read_by).seen_key,
        network(seen_by, read_by).read_key,
    )
    assert group.join_rule == rule


@pytest.mark.parametrize(("name", "seen", "read"), [("public", 2, 2), ("network", 1, 1), ("secret", 0, 0)])
def test_the_presets_are_what_they_are_called(name, seen, read):
    seen_by, join_rule, read_by = PRESETS[name]
    group = sub_group(network("everyone", "everyone"), seen_by, read_by, join_rule)
    assert (WIDTH[group.seen_key], WIDTH[group.read_key]) == (seen, read)
    assert group.preset() == name
    assert group.is_secret == (name == "secret")
