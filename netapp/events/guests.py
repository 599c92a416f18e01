"""A guest's way in: a wish to come, and the button behind the mail's link."""

from typing import Any

from netapp.core import clock, limits
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.events import arriving, notices, policy, queries, signing_up
from netapp.events.colleagues import bringing
from netapp.events.colleagues.models import NOBODY, Brought
from netapp.events.models import Mode, Request, SignUp
from netapp.events.questions import answers
from netapp.events.questions.answers import Typed
from netapp.members import actions as members


@action
def request(
    viewer: Viewer,
    meeting_id: int,
    *,
    name: str,
    company: str,
    email: str,
    language: str,
    show_name: bool,
    said: Typed | None = None,
    brings: Brought = NOBODY,
    mode: Mode = "room",
) -> Request:
    """A guest's wish to come: nothing is taken before the button behind the mail's link is pressed (S2).

    The answers wait in it; what was typed is looked at now, and judged once more when the button is pressed.
    """
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_sign_up(viewer, meeting) and meeting.open_to_guests)
    signing_up.refuse_when_shut(meeting)
    own: dict[str, Any] = {"company": company, "language": language, "show_name": show_name, "mode": mode}
    wish = Request(meeting_id=meeting.id, name=name, email=email, **own)
    wish.brings = [list(one) for one in brings.named] or None
    if meeting.questions:
        answers.accepted(meeting, None, said or {})
        wish.answers = {key: list(values) for key, values in (said or {}).items() if any(values)} or None
    session.add(wish)
    session.flush()
    notices.confirm_request(wish)
    return wish


@action
def confirm(viewer: Viewer, request_id: int, said: Typed | None = None) -> SignUp:
    """The button behind the mail's link: who holds the link has shown that the address is theirs. Twice is harmless.

    `said`: answers given now, when those in the request could not be used any more.
    """
    wish = queries.get_request(request_id)
    meeting = queries.locked_meeting(viewer, wish.meeting_id)
    require(policy.may_sign_up(viewer, meeting) and meeting.open_to_guests)
    person = members.known_person(wish.email, wish.name, wish.language)
    done = queries.sign_up_of(person.id, meeting.id)
    if wish.used_at is not None and done is not None:
        return done
    wish.used_at = clock.now()
    comes = arriving.newcomer(person.id, meeting.id)
    own = {"company": wish.company, "show_name": wish.show_name, "as_guest": person.is_guest}
    brings = Brought([(name, email) for name, email in wish.brings or ()])
    mates = bringing.welcome(viewer, meeting, brings, person)
    return signing_up.seated(meeting, comes, **own, said=said or wish.answers or {}, mates=mates, mode=wish.mode)


def limit_requests(email: str) -> None:
    """Guests' sign-ups: ten an hour for an address, 600 an hour for a network (a room of 300 behind one router)."""
    limits.spend("sign up", email, 10, limits.HOUR)
    limits.spend("sign up from", limits.network(), 600, limits.HOUR)
