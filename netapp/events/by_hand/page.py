"""What the organiser's pages for changing the list by hand show: one person on it, or somebody to be added."""

from typing import Any

from sqlalchemy import select

from netapp.core import clock, languages, text
from netapp.core.db import session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.events import page, policy, queries, seats, telling, words
from netapp.events.by_hand import actions
from netapp.events.hybrid import page as hybrid
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.events.questions import forms as question_forms
from netapp.events.questions import models as question_models
from netapp.members.models import Person

# So many members are shown, so many meetings offered.
MOST_FOUND, MOST_OFFERED = 20, 30


def managed(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, found))
    return found


def of_adding(meeting: Meeting, sought: str) -> dict[str, Any]:
    """The form for somebody by their address, and the members who are called so."""
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "sought": sought,
        "found": _members(meeting, text.fold(sought).split()) if sought else [],
        "price": actions.cost(meeting),
        "ways": hybrid.ways(meeting),
    }


def of_one(viewer: Viewer, meeting_id: int, sign_up_id: int, form: Any = None) -> dict[str, Any]:
    """Somebody on the list: where they stand, what they have answered, and what can be done. For who sees the list."""
    meeting = page.managed(viewer, meeting_id)
    sign_up = queries.get_sign_up(meeting, sign_up_id)
    person = session.get_one(Person, sign_up.person_id)
    every = question_models.read(meeting.questions)
    may_edit = policy.may_edit(viewer, meeting)
    if every and may_edit and form is None:
        form = question_forms.of(meeting, every, sign_up.answers, but=person.id, by_organiser=True, posted=False)
    is_live = sign_up.state in LIVE
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "sign_up": sign_up,
        "name": person.name or person.email or "",
        "email": person.email,
        "state": words.sign_up_state(sign_up.state),
        "place": seats.place_in_queue(sign_up) if sign_up.state == "waiting" else None,
        "form": form,
        "manages": policy.may_manage_sign_ups(viewer, meeting),
        "price": actions.cost(meeting, sign_up),
        "others": [(one, _named(one), actions.cost(one)) for one in _others(viewer, meeting)] if is_live else [],
    }


def form_again(viewer: Viewer, meeting_id: int, sign_up_id: int) -> Any:
    """The answers as an organiser has typed them."""
    meeting = page.managed(viewer, meeting_id)
    sign_up, every = queries.get_sign_up(meeting, sign_up_id), question_models.read(meeting.questions)
    return question_forms.of(meeting, every, but=sign_up.person_id, by_organiser=True)


def _others(viewer: Viewer, meeting: Meeting) -> list[Meeting]:
    """Where somebody could be moved: what else the group holds, the soonest first."""
    coming = queries.meetings(viewer).where(
        Meeting.group_id == meeting.group_id,
        Meeting.id != meeting.id,
        Meeting.state == "published",
        Meeting.starts_at > clock.now(),
    )
    return list(session.scalars(coming.order_by(Meeting.starts_at, Meeting.id).limit(MOST_OFFERED)))


def _named(meeting: Meeting) -> str:
    return f"{languages.date_short(meeting.starts_local)}: {page.title(meeting)}"


def _members(meeting: Meeting, sought: list[str]) -> list[Person]:
    """Members of the group who are not on the list."""
    there = select(SignUp.person_id).where(SignUp.meeting_id == meeting.id, SignUp.state.in_(LIVE))
    every = session.scalars(queries.members_of(meeting.group_id).where(Person.id.not_in(there)).order_by(Person.name))
    return [one for one in every if all(word in text.fold(f"{one.name} {one.email}") for word in sought)][:MOST_FOUND]
