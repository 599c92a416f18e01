"""The one state machine of membership (A4)."""

from itertools import product
from typing import get_args

import pytest

from netapp.groups import states
from netapp.groups.models import JOIN_RULES, State

STATES = get_args(State)
EVENTS = get_args(states.Event)
# By a link that an organiser handed out, by a confirmed address at a domain that an organiser listed.
AT_ONCE = {"come by link", "come by domain"}
NOT_REMOVED = {"left", "requested", "invited"}
ALL = list(product(STATES, EVENTS, JOIN_RULES))


def test_nobody_becomes_active_but_by_an_open_door_an_invitation_or_a_yes():
    ways = {
        (state, event, rule)
        for state, event, rule in ALL
        if state != "active" and states.after(state, event, rule) == "active"
    }
    assert ways == {
        ("left", "ask", "open"),
        ("requested", "ask", "open"),
        *(("invited", "ask", rule) for rule in JOIN_RULES),
        *(("requested", "invite", rule) for rule in JOIN_RULES),
        *(("invited", "accept", rule) for rule in JOIN_RULES),
        *(("requested", "approve", rule) for rule in JOIN_RULES),
        *((state, event, rule) for state, event, rule in ALL if event in AT_ONCE and state in NOT_REMOVED),
    }


@pytest.mark.parametrize("rule", JOIN_RULES)
def test_who_was_removed_comes_back_by_invitation_only(rule):
    ways = {event for event in EVENTS if states.after("removed", event, rule) not in {None, "removed"}}
    assert ways == {"invite"}


@pytest.mark.parametrize(("state", "event", "rule"), ALL)
def test_twice_is_harmless(state, event, rule):
    once = states.after(state, event, rule)
    assert once is None or states.after(once, event, rule) == once


@pytest.mark.parametrize("rule", JOIN_RULES)
def test_a_late_answer_to_a_request_changes_nothing(rule):
    assert states.after("active", "decline", rule) is None
    assert states.after("removed", "approve", rule) is None
    assert states.after("left", "approve", rule) is None


def test_by_invitation_only_means_that_asking_does_not_help():
    assert states.after("left", "ask", "invitation") is None
