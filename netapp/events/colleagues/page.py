"""What pages say of those who come together."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events.colleagues.models import Brought
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.members.models import Person


def said(meeting_id: int, brings: Brought) -> str:
    """What became of the colleagues whom somebody has just named. Of who does not come it is not said why (P2)."""
    wanted = or_(Person.email.in_([email for _name, email in brings.named]), Person.id.in_(brings.mates))
    came = select(func.count()).select_from(SignUp).join(Person, Person.id == SignUp.person_id)
    came = came.where(SignUp.meeting_id == meeting_id, SignUp.came_by == "company", SignUp.state.in_(LIVE), wanted)
    along = session.scalar(came) or 0
    told = ngettext(
        "%(num)s colleague comes with you, and has got a letter.",
        "%(num)s colleagues come with you, and each has got a letter.",
        along,
    )
    if not along:
        return _("Nobody comes with you: they may have answered already, or the meeting may not be for them.")
    left_out = _("Who is missing may have answered already, or the meeting may not be for them.")
    return told if along == len(brings) else f"{told} {left_out}"


def names_with(sign_up: SignUp | None) -> list[str]:
    """Whom this one has signed up, as far as they have not withdrawn; nobody for all others."""
    if sign_up is None or sign_up.bunch is None or sign_up.bunch != sign_up.turn:
        return []
    same = SignUp.meeting_id == sign_up.meeting_id, SignUp.bunch == sign_up.bunch, SignUp.id != sign_up.id
    rows = select(Person.name, Person.email).join(SignUp, SignUp.person_id == Person.id).where(*same)
    return [name or email or "" for name, email in session.execute(rows.order_by(SignUp.turn))]


def together(people: Sequence[Any]) -> Mapping[int, str]:
    """For the organiser's list of (sign-up, person): the names of the others who come along, by sign-up."""
    parties: dict[int, list[tuple[int, str]]] = {}
    for sign_up, person in people:
        if sign_up.bunch is not None:
            parties.setdefault(sign_up.bunch, []).append((sign_up.id, person.name or person.email or ""))
    return {
        number: ", ".join(name for other, name in party if other != number)
        for party in parties.values()
        for number, _name in party
        if len(party) > 1
    }


def why_waiting(meeting: Meeting, free: int, sizes: Sequence[int]) -> str | None:
    """Why nobody gets the free seats (S4), where that is for the size of a group."""
    if not sizes or sizes[0] <= free:
        return None
    if meeting.fitting_first:
        return ngettext(
            "%(num)s seat is free, and each group that waits is larger.",
            "%(num)s seats are free, and each group that waits is larger.",
            free,
        )
    return ngettext(
        "%(num)s seat is free, but a group of %(size)s is first in the queue: all wait until there is room for it.",
        "%(num)s seats are free, but a group of %(size)s is first in the queue: all wait until there is room for it.",
        free,
        size=sizes[0],
    )
