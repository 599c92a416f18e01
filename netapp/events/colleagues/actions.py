"""Having a colleague asked by mail whether they come, and one going instead of another without losing the seat (S5)."""

from collections.abc import Sequence

from netapp.core import clock, limits, log
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import arriving, facts, notices, policy, queries, seats, signing_up
from netapp.events.colleagues import bringing
from netapp.events.colleagues import queries as colleagues
from netapp.events.models import Meeting, SignUp
from netapp.events.questions import answers
from netapp.groups import revisions
from netapp.members import staff
from netapp.members.models import Person
from netapp.members.staff import Workmate


def ask(viewer: Viewer, meeting_id: int, person_id: int) -> str:
    """Have a colleague written to, who answers with one button; returns what to call them. Twice is harmless (M2)."""
    limits.spend("ask colleague", str(viewer.person_id), 60, limits.HOUR)
    return _ask(viewer, meeting_id, person_id)


@action
def _ask(viewer: Viewer, meeting_id: int, person_id: int) -> str:
    """Who has answered already or could not come is not written to. The asker is told the same: not everybody lets it
    be seen that they come, or that they are a member.
    """
    meeting = queries.get_meeting(viewer, meeting_id)
    mates = staff.workmates(viewer, [person_id])
    require(policy.may_ask_colleague(viewer, meeting, any(one.tends for one in mates)))
    _refuse_when_begun(meeting)
    if not meeting.sign_up_is_open:
        raise Refused(_("Sign-up is closed."))
    person, called = session.get_one(Person, person_id), _called(mates, person_id)
    if not person.email:
        raise Refused(_("We know no mail address of %(name)s.", name=called))
    if queries.sign_up_of(person_id, meeting_id) is None and bringing.could_come(person, meeting):
        notices.colleague_asked(meeting, person, viewer.person_id)
    return called


@action
def swap(viewer: Viewer, meeting_id: int, leaver_id: int, comer_id: int) -> tuple[str, bool]:
    """One goes instead of a colleague who has a seat; returns what who goes now is called, and whether a letter is on
    its way to them.

    Also after sign-up has closed and where people wait: the seat is the company's (S5). Both get a letter with a
    calendar entry; who goes now can say no in theirs, and then the seat is free as any other (S3). A seat of which the
    viewer may not know is none, and of who can't take one it is not said why (P2).
    """
    meeting = queries.locked_own(viewer, meeting_id)
    mates = staff.workmates(viewer, [leaver_id, comer_id])
    require(policy.may_swap(viewer, meeting, leaver_id, _tends_both(mates, leaver_id, comer_id)))
    _refuse_when_begun(meeting)
    comes = arriving.newcomer(comer_id, meeting_id)
    leaves = queries.sign_up_of(leaver_id, meeting_id)
    own = queries.sign_up_of(comer_id, meeting_id) or SignUp(meeting_id=meeting_id, person_id=comer_id, rounds=0)
    known = colleagues.states(viewer, meeting).get(leaver_id)
    if leaves is None or leaves.state != "going" or known != "going":
        raise Refused(_("There is no seat to give any more."))
    has_said_no = own.state == "declined" and comer_id != viewer.person_id
    called = _called(mates, comer_id)
    # Where organisers say yes first, a colleague's seat is no way round their no.
    if own.state in {"going", "refused"} or has_said_no or not bringing.could_come(comes.person, meeting):
        raise Refused(
            _(
                "%(name)s can’t take this seat. They may have answered already, or the meeting may not be for them.",
                name=called,
            )
        )
    _step_out(meeting, leaves)
    # A smaller group waits then, for which there may be room.
    is_smaller, own.mode = own.state == "waiting" and own.bunch is not None, leaves.mode
    _step_in(meeting, own, comes, leaver_id)
    if is_smaller:
        signing_up.moved_up(meeting, seats.promote(meeting))
    log.write(
        viewer.person_id, "swap", "meeting", meeting.id, group_key(meeting.group_id), person=leaver_id, to=comer_id
    )
    revisions.touch(meeting.group_id)
    return called, bool(comes.person.email)


def _called(mates: Sequence[Workmate], person_id: int) -> str:
    """By the address only where the viewer answers for a company of theirs."""
    return next(one.called for one in sorted(mates, key=lambda one: not one.tends) if one.person_id == person_id)


def _tends_both(mates: Sequence[Workmate], leaver_id: int, comer_id: int) -> bool:
    """Whether the viewer answers for a company where both work; NotVisible when no company of the viewer's has both."""
    leaves = {one.company_id: one.tends for one in mates if one.person_id == leaver_id}
    comes = {one.company_id for one in mates if one.person_id == comer_id}
    both = leaves.keys() & comes
    if not both or leaver_id == comer_id:
        raise NotVisible
    return any(leaves[number] for number in both)


def _step_out(meeting: Meeting, leaves: SignUp) -> None:
    """As who withdraws, but nobody moves up: the seat is not free for a moment."""
    leaves.state, leaves.changed_at = "withdrawn", clock.now()
    leaves.rounds += 1
    leaves.answers = answers.of_leaver(meeting, leaves.answers)
    leaves.came_by, leaves.perhaps, leaves.bunch, leaves.change_turn = "company", False, None, None
    session.flush()
    notices.withdrawn(meeting, leaves, session.get_one(Person, leaves.person_id))
    announce(facts.Withdrew(meeting.id, leaves.person_id))


def _step_in(meeting: Meeting, own: SignUp, comes: arriving.Newcomer, leaver_id: int) -> None:
    # Who has chosen to be hidden here stays so, whoever gives them the seat.
    own.show_name = comes.person.show_name and (own.id is None or own.show_name)
    if own.id is None:
        own.created_at = clock.now()
    elif own.rounds:
        own.rounds += 1
    own.state, own.turn, own.changed_at = "going", seats.next_turn(meeting), clock.now()
    own.company, own.promoted_at, own.as_guest = comes.company or "", None, False
    own.came_by, own.perhaps, own.bunch = "company", False, None
    own.change_turn = None
    seats.write(own)
    notices.stands_in(meeting, own, comes.person, leaver_id)
    announce(facts.SignedUp(meeting.id, own.person_id, promoted=False))


def _refuse_when_begun(meeting: Meeting) -> None:
    if meeting.state == "cancelled":
        raise Refused(_("This meeting is cancelled."))
    if meeting.has_begun:
        raise Refused(_("The meeting has begun; nothing can be changed any more."))
