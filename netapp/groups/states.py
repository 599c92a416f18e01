"""The one state machine of membership (A4): through whichever door, the next state stands in this table. Pure.

Nobody becomes active but by an open door, an organiser's yes, an invitation that an organiser wrote, a link that an
organiser handed out, or a confirmed address at a mail domain that organisers have listed. Who was removed, or told no,
comes back by an invitation of their own only. A person without a row is in the state `left`.
"""

from typing import Literal

from netapp.groups.models import JoinRule, State

Event = Literal[
    "ask", "come by link", "come by domain", "invite", "accept", "refuse", "approve", "decline", "leave", "remove"
]

_ASKING: dict[JoinRule, dict[State, State]] = {
    "open": {"left": "active", "requested": "active", "invited": "active", "active": "active"},
    "approval": {"left": "requested", "requested": "requested", "invited": "active", "active": "active"},
    "invitation": {"requested": "requested", "invited": "active", "active": "active"},
}

_AT_ONCE: dict[State, State] = {"left": "active", "requested": "active", "invited": "active", "active": "active"}

_EVENTS: dict[Event, dict[State, State]] = {
    "come by link": _AT_ONCE,
    "come by domain": _AT_ONCE,
    "invite": {
        "left": "invited",
        "removed": "invited",
        "invited": "invited",
        "requested": "active",
        "active": "active",
    },
    "accept": {"invited": "active", "active": "active"},
    "refuse": {"invited": "left", "left": "left"},
    "approve": {"requested": "active", "active": "active"},
    "decline": {"requested": "removed", "removed": "removed"},
    "leave": {"active": "left", "requested": "left", "invited": "left", "left": "left", "removed": "removed"},
    "remove": {"active": "removed", "requested": "removed", "invited": "left", "left": "left", "removed": "removed"},
}


def after(state: State, event: Event, rule: JoinRule) -> State | None:
    """The state that follows; the same one when the event was done before; None when it can't be done in this state."""
    return (_ASKING[rule] if event == "ask" else _EVENTS[event]).get(state)
