"""The letter to whose answer by calendar does not count: why, and where an answer does."""

from netapp.core import links
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Part, Written
from netapp.core.viewer import GUEST
from netapp.events import answering, letters, queries, reading, telling
from netapp.events.calendars import in_letters
from netapp.events.models import Meeting
from netapp.members.models import Person


def _not_counted(order: Order) -> Written | None:
    """What the meeting is called stands in it for who may see it; a stranger is led to the page and told no more."""
    meeting_id = order.data["meeting"]
    meeting = _seen(order.person_id, meeting_id)
    contact = ", ".join(filter(None, (meeting.contact_name, meeting.contact_email))) if meeting else ""
    is_own = meeting is not None and order.person_id is not None
    return Written(
        context={
            "why": order.data["why"],
            "rows": [
                (_("Meeting"), meeting.title_in(order.language)[1] if meeting else ""),
                (_("Contact"), contact),
            ],
            "url": letters.answer_url(meeting, order.person_id or 0) if meeting and is_own else _page(meeting_id),
        },
        reason=_("You get this letter because an answer came to us from your address."),
        calendar=_taken_back(order) if is_own else None,
        sender=telling.sender(meeting) if meeting else "",
        answers=order.data["answers"],
    )


LETTERS = (Letter("not_counted", _not_counted),)


def _seen(person_id: int | None, meeting_id: int) -> Meeting | None:
    person = session.get(Person, person_id) if person_id else None
    try:
        return answering.meeting_for(person, meeting_id) if person else queries.get_published(GUEST, meeting_id)
    except NotVisible:
        return None


def _taken_back(order: Order) -> Part | None:
    """Who has no seat, and whose calendar says yes all the same, is shown the truth."""
    found = reading.of_sign_up(order.person_id, order.data["meeting"])
    if found is None or found[1].state == "going" or not found[1].rounds:
        return None
    meeting, sign_up, person = found
    return in_letters.part(meeting, sign_up, person, "CANCEL", order.language)


def _page(meeting_id: int) -> str:
    return links.absolute("events.meeting", meeting_id=meeting_id)
