"""The organiser says yes first: who signs up is asked for, and takes no seat until somebody says yes."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import facts, notices, policy, queries, seats
from netapp.events.approval.models import Invited
from netapp.events.models import Meeting, SignUp, SignUpState
from netapp.events.questions import answers
from netapp.groups import revisions
from netapp.members.models import Person


@action
def approve(viewer: Viewer, meeting_id: int, sign_up_ids: Sequence[int]) -> list[SignUp]:
    """Yes to these, in the order in which they asked: a seat, or a place in the queue where all are taken.

    Who has withdrawn or was answered meanwhile is left as they are; who once got a no can still get a yes.
    """
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    chosen = _chosen(meeting, sign_up_ids, "requested", "refused")
    for sign_up in chosen:
        let_in(meeting, sign_up)
    revisions.touch(meeting.group_id)
    return chosen


@action
def refuse(viewer: Viewer, meeting_id: int, sign_up_ids: Sequence[int], reason: str = "") -> list[SignUp]:
    """No to these; `reason` goes into the letter to each."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    chosen = _chosen(meeting, sign_up_ids, "requested")
    people = _people(chosen)
    for sign_up in chosen:
        sign_up.state, sign_up.changed_at = "refused", clock.now()
        session.flush()
        notices.refused(meeting, sign_up, people[sign_up.person_id], reason)
    revisions.touch(meeting.group_id)
    return chosen


def let_in(meeting: Meeting, sign_up: SignUp) -> None:
    """A seat, or the place in the queue that the time of asking gives. The meeting is locked (S1)."""
    if sign_up.state == "refused" and sign_up.answers:
        sign_up.answers = answers.of_returner(meeting, sign_up.answers)
    sign_up.state = seats.next_state(meeting)  # type: ignore[assignment]
    sign_up.changed_at = clock.now()
    session.flush()
    person = session.get_one(Person, sign_up.person_id)
    if sign_up.state == "going":
        notices.confirmed(meeting, sign_up, person)
        announce(facts.SignedUp(meeting.id, person.id, promoted=False))
    else:
        notices.waiting(meeting, sign_up, person)


def let_all_in(meeting: Meeting) -> None:
    """No yes is needed any more: all who wait for one are let in, in the order in which they asked."""
    asked = select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.state == "requested")
    for sign_up in session.scalars(asked.order_by(SignUp.turn)).all():
        let_in(meeting, sign_up)


def next_state(meeting: Meeting, person_id: int, counted: seats.Count | None = None) -> SignUpState:
    """What a newcomer gets now: as `seats.next_state`, but for who needs a yes first. Who was invited has it."""
    if meeting.needs_yes and session.get(Invited, (meeting.id, person_id)) is None:
        return "requested"
    return seats.next_state(meeting, counted)  # type: ignore[return-value]


def note_invited(meeting: Meeting, person_ids: Iterable[int]) -> None:
    """An organiser has invited these people."""
    known = set(session.scalars(select(Invited.person_id).where(Invited.meeting_id == meeting.id)))
    session.add_all(Invited(meeting_id=meeting.id, person_id=one) for one in person_ids if one not in known)
    session.flush()


def waiting(meeting: Meeting) -> int:
    """How many wait for a yes."""
    asked = select(func.count()).where(SignUp.meeting_id == meeting.id, SignUp.state == "requested")
    return session.scalar(asked) or 0


def _chosen(meeting: Meeting, sign_up_ids: Sequence[int], *states: str) -> list[SignUp]:
    if not sign_up_ids:
        raise Refused(_("Choose at least one person."))
    these = SignUp.meeting_id == meeting.id, SignUp.id.in_(sign_up_ids), SignUp.state.in_(states)
    return list(session.scalars(select(SignUp).where(*these).order_by(SignUp.turn)))


def _people(sign_ups: Sequence[SignUp]) -> dict[int, Person]:
    found = session.scalars(select(Person).where(Person.id.in_([one.person_id for one in sign_ups])))
    return {person.id: person for person in found}
