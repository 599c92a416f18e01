"""Asking to join: what the organisers want to know, and whose address opens the door by itself (A4)."""

from collections.abc import Sequence

from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.groups import memberships, notices, records, states
from netapp.groups.models import Answers, Group, State

# A question, and what somebody answered.
Said = tuple[str, str]


def ask(group: Group, person_id: int, said: Sequence[Said], *, must_answer: bool = True) -> State:
    """Let the person ask, or come in where their address is known; the organisers hear at once of who waits.

    `must_answer`: Refused when a needed answer is missing, of somebody who now begins to wait.
    """
    event: states.Event = "come by domain" if records.comes_by_domain(group, person_id) else "ask"
    before, membership = memberships.move(group, person_id, event, person_id)
    if membership.state == "requested" != before:
        answered = [[question, answer] for question, answer in said if answer]
        if must_answer:
            _refuse_unanswered(group, {question for question, _answer in answered})
        session.merge(Answers(membership_id=membership.id, said=answered))
        notices.request_waits(group, membership)
    return membership.state


def _refuse_unanswered(group: Group, answered: set[str]) -> None:
    missing = next((one.text for one in group.asks if one.needed and one.text not in answered), None)
    if missing is not None:
        raise Refused(_("The organisers need an answer to this: %(question)s", question=missing))
