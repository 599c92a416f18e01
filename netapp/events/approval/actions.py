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
from netapp.events.models import Meeting, Mode, SignUp, SignUpState
from netapp.events.questions import answers
from netapp.events.series import queries as of_series
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
    for party in seats.parties(chosen):
        let_in(meeting, party)
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
        announce(facts.Answered(meeting.id, sign_up.person_id, yes=False))
    revisions.touch(meeting.group_id)
    return chosen


def let_in(meeting: Meeting, party: Sequence[SignUp]) -> None:
    """Seats for all who come together, or the place in the queue that the time of asking gives. The meeting is locked
    (S1).
    """
    state = seats.next_state(meeting, size=len(party), mode=party[0].mode)
    for sign_up in party:
        if sign_up.state == "refused" and sign_up.answers:
            sign_up.answers = answers.of_returner(meeting, sign_up.answers)
        sign_up.state, sign_up.changed_at = state, clock.now()  # type: ignore[assignment]
    session.flush()
    # One letter tells them of all dates.
    for_all = of_series.asking(meeting)
    for sign_up in party:
        person = session.get_one(Person, sign_up.person_id)
        if person.id not in for_all:
            (notices.confirmed if state == "going" else notices.waiting)(meeting, sign_up, person)
        if state == "going":
            announce(facts.SignedUp(meeting.id, person.id, promoted=False))
        announce(facts.Answered(meeting.id, person.id, yes=True))


def let_all_in(meeting: Meeting) -> None:
    """No yes is needed any more: all who wait for one are let in, in the order in which they asked."""
    asked = select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.state == "requested")
    for party in seats.parties(session.scalars(asked.order_by(SignUp.turn)).all()):
        let_in(meeting, party)


def next_state(
    meeting: Meeting, coming: Sequence[int], counted: seats.Count | None = None, mode: Mode = "room"
) -> SignUpState:
    """What newcomers who come together get now: as `seats.next_state`, but for who needs a yes first; one of them is
    enough. Who was invited has it, and who has it for the whole series.
    """
    if meeting.needs_yes and not all(_has_yes(meeting, one) for one in coming):
        return "requested"
    return seats.next_state(meeting, None if meeting.hybrid else counted, len(coming), mode)  # type: ignore[return-value]


def _has_yes(meeting: Meeting, person_id: int) -> bool:
    if session.get(Invited, (meeting.id, person_id)) is not None:
        return True
    return meeting.series_id is not None and of_series.has_yes(person_id, meeting.series_id)


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
    these = SignUp.meeting_id == meeting.id, SignUp.state.in_(states)
    named = select(SignUp).where(*these, SignUp.id.in_(sign_up_ids))
    found = {one.id: one for one in session.scalars(named)}
    bunches = {one.bunch for one in found.values() if one.bunch is not None}
    if bunches:
        # Who asks together is answered together.
        found |= {one.id: one for one in session.scalars(select(SignUp).where(*these, SignUp.bunch.in_(bunches)))}
    return sorted(found.values(), key=lambda one: one.turn)


def _people(sign_ups: Sequence[SignUp]) -> dict[int, Person]:
    found = session.scalars(select(Person).where(Person.id.in_([one.person_id for one in sign_ups])))
    return {person.id: person for person in found}
