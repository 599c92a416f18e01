"""Seats that get free at many dates at once: all in one go, and one letter a person (S3, M4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.facts import announce
from netapp.events import facts, notices, seats, signing_up
from netapp.events.models import Meeting, SignUp
from netapp.events.series import notices as of_series
from netapp.events.series.models import Series
from netapp.members.models import Person


class Moved(NamedTuple):
    """Who has a seat now, and where."""

    meeting: Meeting
    sign_up: SignUp


def promote(dates: Iterable[Meeting]) -> list[Moved]:
    """As `seats.promote`, for many meetings in as many statements as for one. They are locked.

    The few at which some wait together, or whose seats are of two modes, are seen to one by one, and their people told.
    """
    promoted = {one.id: one for one in dates if one.promotes}
    apart = select(SignUp.meeting_id).where(SignUp.meeting_id.in_(promoted), SignUp.state == "waiting")
    together = set(session.scalars(apart.where(SignUp.bunch.is_not(None)).distinct()))
    for number, one in promoted.items():
        if one.hybrid or number in together:
            signing_up.moved_up(one, seats.promote(one))
    open_ones = {number: one for number, one in promoted.items() if not one.hybrid and number not in together}
    counted = seats.counted(open_ones)
    free = {
        number: count.waiting if (limit := open_ones[number].seats) is None else limit - count.taken
        for number, count in counted.items()
        if count.waiting
    }
    some = [number for number, left in free.items() if left > 0]
    if not some:
        return []
    queue = select(SignUp).where(SignUp.meeting_id.in_(some), SignUp.state == "waiting").order_by(SignUp.turn)
    moved = []
    for sign_up in session.scalars(queue.execution_options(populate_existing=True)):
        if free[sign_up.meeting_id] > 0:
            free[sign_up.meeting_id] -= 1
            seats.seat(sign_up)
            moved.append(Moved(open_ones[sign_up.meeting_id], sign_up))
    session.flush()
    return moved


def tell(series: Series, moved: Sequence[Moved]) -> None:
    """Those who have a seat now: the usual letter for one date, one of its own for several."""
    by_person = defaultdict[int, list[Moved]](list)
    for one in moved:
        by_person[one.sign_up.person_id].append(one)
        announce(facts.SignedUp(one.meeting.id, one.sign_up.person_id, promoted=True))
    people = session.scalars(select(Person).where(Person.id.in_([*by_person]))) if by_person else ()
    for person in people:
        theirs = by_person[person.id]
        if len(theirs) == 1:
            notices.promoted_one(theirs[0].meeting, theirs[0].sign_up, person)
        else:
            turn = "-".join(str(one.sign_up.id) for one in theirs[:3]) + f"-{len(theirs)}-{theirs[0].sign_up.rounds}"
            of_series.promoted(series, person, [one.meeting for one in theirs], turn)
