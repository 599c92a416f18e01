"""The letter that a message is, and the one to its writer who tries it out."""

from typing import Any

from netapp.core import text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.events import letters, policy, queries, reading, telling
from netapp.events.messages import queries as messages
from netapp.events.messages.models import Message
from netapp.events.models import Meeting, SignUp
from netapp.members.models import Person


def as_read(meeting: Meeting, message: Message, language: str, sign_up: SignUp | None = None) -> dict[str, Any]:
    """What its templates say; also for the preview on the page."""
    return telling.about(meeting, language, sign_up=sign_up) | {
        "own_subject": message.subject,
        "body": text.markdown(message.body),
        "plain": message.body,
        "said_in": message.language,
    }


def _message(order: Order) -> Written | None:
    """Not to who is none of its readers any more: they have withdrawn, or have a seat now (M3)."""
    message = messages.known(order.data["message"])
    found = reading.of_sign_up(order.person_id, message.meeting_id) if message else None
    if message is None or found is None or found[1].state not in message.states:
        return None
    meeting, sign_up, person = found
    context = as_read(meeting, message, order.language, sign_up)
    return Written(
        context={**context, "url": letters.answer_url(meeting, person.id)},
        reason=_("You get this letter because you have answered to this meeting, and its organisers write to you."),
        stop=f"meeting:{meeting.id}",
        sender=telling.sender(meeting),
    )


def _test(order: Order) -> Written | None:
    message = messages.known(order.data["message"])
    person = session.get(Person, order.person_id) if order.person_id else None
    if message is None or person is None:
        return None
    viewer = queries.viewer_of(person)
    try:
        meeting = queries.get_meeting(viewer, message.meeting_id)
    except NotVisible:
        return None
    if not policy.may_write_to_participants(viewer, meeting):
        return None
    context = as_read(meeting, message, order.language)
    return Written(
        context={**context, "url": context["page"]},
        reason=_("You get this letter because you asked to see it before others do."),
        sender=telling.sender(meeting),
    )


LETTERS = (Letter("message", _message), Letter("message_test", _test))
