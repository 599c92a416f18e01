"""The letter that asks how it was."""

from typing import Any

from netapp.core import links, signed
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.events import queries as meetings
from netapp.events import reading, telling
from netapp.events.feedback import queries, words
from netapp.events.models import Meeting

OPINION = "feedback"


def url(meeting_id: int, person_id: int, mark: int | None = None) -> str:
    """The page with one button that the letter leads to (M6); `mark`: the one that is chosen there at first."""
    token = signed.token(OPINION, meeting_id, person_id)
    return links.absolute("events.opinion", token=token, **({"mark": mark} if mark else {}))


def _feedback(order: Order) -> Written | None:
    """Not to who has answered already, or when it is closed (M3)."""
    found = reading.of_sign_up(order.person_id, order.data["meeting"])
    if found is None or found[0].state not in ("published", "held"):
        return None
    meeting, _sign_up, person = found
    feedback = queries.get(meeting.id)
    if feedback is None or not feedback.is_open or queries.opinion(meeting.id, person.id):
        return None
    if not queries.has_come(meetings.viewer_of(person), meeting.id):
        return None
    return Written(
        context=_context(meeting, person.id, order.language),
        reason=_("You get this letter because you came to this meeting, and its organisers would like to know."),
        stop=telling.scope(meeting),
        sender=telling.sender(meeting),
    )


def _context(meeting: Meeting, person_id: int, language: str) -> dict[str, Any]:
    marks = [(said, url(meeting.id, person_id, mark)) for mark, said in words.marks().items()]
    return telling.about(meeting, language) | {"marks": marks}


LETTERS = (Letter("feedback", _feedback),)
