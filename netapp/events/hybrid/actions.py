"""Changing one's mind about how to take part: the seat moves, in one transaction."""

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import facts, notices, policy, queries, seats, signing_up
from netapp.events.models import LIVE, Meeting, Mode, SignUp
from netapp.groups import revisions
from netapp.members import queries as people


@action
def change_way(viewer: Viewer, meeting_id: int, mode: Mode) -> SignUp:
    """Take part in this way from now on. Twice is harmless.

    Who has a seat keeps it until one in the other way is theirs, and takes the wish back by asking for their own way
    again. Who waits is in the other queue at once, at its end, alone. Also when sign-up has closed: no seat more is
    taken than there was.
    """
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_answer(viewer, meeting))
    sign_up = queries.sign_up_of(viewer.person_id, meeting_id)
    if sign_up is None or sign_up.state not in LIVE:
        raise NotVisible
    if meeting.state == "cancelled":
        raise Refused(_("This meeting is cancelled."))
    if meeting.has_begun:
        raise Refused(_("The meeting has begun; nothing can be changed any more."))
    if not meeting.hybrid:
        raise Refused(_("There is one way of taking part in this meeting."))
    if sign_up.mode == mode:
        sign_up.change_turn = None
    elif sign_up.state == "going":
        _seat_over(meeting, sign_up, mode)
    else:
        _queue_over(viewer, meeting, sign_up, mode)
    signing_up.moved_up(meeting, seats.promote(meeting))
    revisions.touch(meeting.group_id)
    return sign_up


def _seat_over(meeting: Meeting, sign_up: SignUp, mode: Mode) -> None:
    if sign_up.change_turn is not None:
        return
    if seats.next_state(meeting, mode=mode) == "going":
        seats.change_over(sign_up)
        session.flush()
        notices.way_changed(meeting, [sign_up])
    else:
        sign_up.change_turn = seats.next_turn(meeting)
        session.flush()


def _queue_over(viewer: Viewer, meeting: Meeting, sign_up: SignUp, mode: Mode) -> None:
    """Who waits for a yes keeps their turn: the organisers have them in the same order."""
    if sign_up.state == "waiting":
        sign_up.state = seats.next_state(meeting, mode=mode)  # type: ignore[assignment]
        sign_up.turn = seats.next_turn(meeting)
    sign_up.mode, sign_up.bunch, sign_up.changed_at = mode, None, clock.now()
    session.flush()
    if sign_up.state == "going":
        notices.confirmed(meeting, sign_up, people.me(viewer))
        announce(facts.SignedUp(meeting.id, sign_up.person_id, promoted=False))
