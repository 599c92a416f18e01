"""Signing up, saying no, withdrawing, moving up: all that changes who comes.

Each deed takes the meeting's lock first, then counts (S1). A person has one row per meeting for
ever (S2); coming back means a new turn at the end of the queue.
"""

from collections.abc import Sequence
from typing import Any

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import arriving, facts, notices, policy, queries, seats
from netapp.events.approval import actions as approving
from netapp.events.arriving import Newcomer
from netapp.events.colleagues import bringing
from netapp.events.colleagues.models import NOBODY, Brought
from netapp.events.models import LIVE, Meeting, Mode, SignUp, SignUpState, Way
from netapp.events.questions import answers
from netapp.events.questions.answers import Typed
from netapp.groups import revisions
from netapp.members import queries as people
from netapp.members.models import Person


@action
def sign_up(
    viewer: Viewer,
    meeting_id: int,
    *,
    show_name: bool | None = None,
    said: Typed | None = None,
    by: Way = "page",
    brings: Brought = NOBODY,
    mode: Mode = "room",
) -> SignUp:
    """A seat, a place in the queue or among those who wait for a yes, for the viewer; twice is harmless (S2).

    Colleagues whom the viewer `brings` get seats with them, or wait with them; of who has come before, by themselves.

    `show_name` None leaves it as the person has it in general (P2). `said`: what was typed to the meeting's questions;
    Refused at the first one that can't be used.
    """
    meeting = arriving.locked(viewer, meeting_id)
    require(policy.may_sign_up(viewer, meeting) and viewer.is_signed_in)
    comes = arriving.newcomer(viewer.person_id, meeting.id)
    shown = comes.person.show_name if show_name is None else show_name
    own = {"company": comes.company or "", "show_name": shown, "as_guest": False}
    mates = bringing.welcome(viewer, meeting, brings, comes.person)
    return seated(meeting, comes, **own, said=said or {}, by=by, mates=mates, mode=mode)


@action
def decline(viewer: Viewer, meeting_id: int, *, by: Way = "page") -> SignUp:
    """Say no: who had a seat or waited gives it up, and no more letters come but about moves."""
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_answer(viewer, meeting))
    return _step_back(meeting, people.me(viewer), "declined", by)


@action
def withdraw(viewer: Viewer, meeting_id: int, *, by: Way = "page", with_all: bool = False) -> SignUp:
    """Give up the seat or the place in the queue; who waits moves up in the same transaction (S3).

    `with_all`: for the colleagues too whom the viewer has signed up with themselves; all seats are free at one moment.
    """
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_answer(viewer, meeting))
    for other in bringing.brought_by(viewer, meeting) if with_all else ():
        _leave(meeting, other, session.get_one(Person, other.person_id), "withdrawn", "company", is_told=True)
    return _step_back(meeting, people.me(viewer), "withdrawn", by)


@action
def take_off(viewer: Viewer, meeting_id: int, sign_up_id: int) -> SignUp:
    """An organiser takes somebody off the list."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    sign_up = queries.get_sign_up(meeting, sign_up_id)
    log.write(
        viewer.person_id, "take off", "meeting", meeting.id, group_key(meeting.group_id), person=sign_up.person_id
    )
    person = session.get_one(Person, sign_up.person_id)
    return _step_back(meeting, person, "withdrawn", "hand")


def take(meeting: Meeting, person: Person, *, company: str, show_name: bool, as_guest: bool) -> SignUp:
    """Give this person a seat or a place in the queue. The meeting is locked.

    Nothing is asked of them now: the letter says which answers are missing.
    """
    comes = arriving.newcomer(person.id, meeting.id)
    return seated(meeting, comes, company=company, show_name=show_name, as_guest=as_guest, by="page")


def give_up(meeting: Meeting, sign_up: SignUp, person: Person, state: str = "withdrawn", by: Way = "") -> None:
    """Free the seat or the place, tell the one who left, let the next move up. The meeting is locked."""
    _leave(meeting, sign_up, person, state, by)
    moved_up(meeting, seats.promote(meeting))


def _leave(meeting: Meeting, sign_up: SignUp, person: Person, state: str, by: Way, *, is_told: bool = False) -> None:
    had_seat = sign_up.state == "going"
    sign_up.state, sign_up.changed_at = state, clock.now()  # type: ignore[assignment]
    if sign_up.answers:
        sign_up.answers = answers.of_leaver(meeting, sign_up.answers)
    sign_up.came_by, sign_up.perhaps, sign_up.bunch, sign_up.change_turn = by, False, None, None
    if had_seat:
        sign_up.rounds += 1
    session.flush()
    if had_seat or is_told:
        notices.withdrawn(meeting, sign_up, person)
    if had_seat:
        announce(facts.Withdrew(meeting.id, person.id))


def enter(
    meeting: Meeting,
    comes: Newcomer,
    state: SignUpState,
    *,
    company: str,
    show_name: bool,
    as_guest: bool,
    said: Typed | None = None,
    by: Way = "page",
    bunch: int | None = None,
    mode: Mode = "room",
) -> SignUp:
    """The row of who comes, with a new turn, in this state; nobody is told. The meeting is locked, and they are not
    among those who have asked to come.
    """
    sign_up, now = queries.sign_up_of(comes.person.id, meeting.id) if comes.is_known else None, clock.now()
    accepted = answers.accepted(meeting, sign_up, said) if meeting.questions and said is not None else None
    if sign_up is None:
        sign_up = SignUp(meeting_id=meeting.id, person_id=comes.person.id, rounds=0, created_at=now)
    elif sign_up.rounds:
        sign_up.rounds += 1
    sign_up.state, sign_up.turn, sign_up.changed_at = state, seats.next_turn(meeting), now
    sign_up.company, sign_up.show_name, sign_up.as_guest, sign_up.promoted_at = company, show_name, as_guest, None
    sign_up.answers = accepted or (sign_up.answers and answers.of_returner(meeting, sign_up.answers))
    sign_up.came_by, sign_up.perhaps, sign_up.bunch = by, False, bunch
    sign_up.mode, sign_up.change_turn = mode if meeting.hybrid else "room", None
    seats.write(sign_up)
    return sign_up


def seated(
    meeting: Meeting,
    comes: Newcomer,
    *,
    said: Typed | None = None,
    mates: Sequence[Newcomer] = (),
    mode: Mode = "room",
    **own: Any,
) -> SignUp:
    """`own`: company, show_name and as_guest; `said` None asks nothing of them now. `mates` come along."""
    person = comes.person
    before = queries.sign_up_of(person.id, meeting.id) if comes.is_known else None
    has_come = before is not None and before.state in LIVE
    mode = before.mode if before is not None and has_come else mode
    if before is not None and has_come and not mates:
        return before
    refuse_when_shut(meeting)
    if before is not None and before.state == "refused":
        raise Refused(_("The organisers have said no this time. Write to them if you think that they are mistaken."))
    coming = [one.person.id for one in (*(() if has_come else (comes,)), *mates)]
    state = approving.next_state(meeting, coming, comes.taken, mode)
    bunch = meeting.arrivals + 1 if len(coming) > 1 else None
    if before is None or not has_come:
        before = enter(meeting, comes, state, **own, said=said, bunch=bunch, mode=mode)
        _tell(meeting, before, person)
    brought = [_bring(meeting, mate, state, before, person, bunch) for mate in mates]
    if has_come and state == "requested":
        notices.yes_needed(meeting, brought[0], mates[0].person)
    revisions.touch(meeting.group_id)
    return before


def _tell(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    """Who has come by themselves."""
    state = sign_up.state
    if state == "going":
        notices.confirmed(meeting, sign_up, person)
        announce(facts.SignedUp(meeting.id, person.id, promoted=False))
    elif state == "waiting":
        notices.waiting(meeting, sign_up, person)
    else:
        notices.asked(meeting, sign_up, person)


def _bring(
    meeting: Meeting, mate: Newcomer, state: SignUpState, bringer: SignUp, person: Person, bunch: int | None
) -> SignUp:
    """One who comes along, with what the letter asks of them; the questions wait behind its button."""
    known: dict[str, Any] = {
        "show_name": mate.person.show_name and not mate.person.is_guest,
        "as_guest": mate.person.is_guest,
    }
    theirs = enter(
        meeting,
        mate,
        state,
        company=mate.company or bringer.company,
        **known,
        by="company",
        bunch=bunch,
        mode=bringer.mode,
    )
    notices.brought(meeting, theirs, mate.person, person.id)
    if state == "going":
        announce(facts.SignedUp(meeting.id, mate.person.id, promoted=False))
    return theirs


def _step_back(meeting: Meeting, person: Person, state: str, by: Way) -> SignUp:
    sign_up = queries.sign_up_of(person.id, meeting.id)
    if sign_up is None:
        if state != "declined":
            raise NotVisible
        meeting.arrivals += 1
        sign_up = SignUp(
            meeting_id=meeting.id, person_id=person.id, state="declined", turn=meeting.arrivals, came_by=by
        )
        session.add(sign_up)
        session.flush()
    elif sign_up.state in LIVE:
        if meeting.has_begun:
            raise Refused(_("The meeting has begun; nothing can be changed any more."))
        give_up(meeting, sign_up, person, state, by)
    elif sign_up.state != "refused":
        sign_up.state, sign_up.came_by = state, by  # type: ignore[assignment]
    revisions.touch(meeting.group_id)
    return sign_up


def moved_up(meeting: Meeting, moved: seats.Moved) -> None:
    """Tell those who have a seat now, or another one."""
    notices.promoted(meeting, moved.seated)
    notices.way_changed(meeting, moved.changed)
    for sign_up in moved.seated:
        announce(facts.SignedUp(meeting.id, sign_up.person_id, promoted=True))


def refuse_when_shut(meeting: Meeting) -> None:
    if meeting.state == "cancelled":
        raise Refused(_("This meeting is cancelled."))
    if meeting.has_begun:
        raise Refused(_("This meeting has begun; sign-up is over."))
    if meeting.opens_at and meeting.opens_at > clock.now():
        raise Refused(_("Sign-up is not open yet."))
    if not meeting.sign_up_is_open:
        raise Refused(_("Sign-up is closed."))
