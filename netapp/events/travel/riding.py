"""Who rides with whom: offering seats, taking one, giving it back. Each deed holds the meeting's lock before it counts.

Who gives up the seat at the meeting gives up the ride; a driver's passengers are told by letter.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import notices, policy, queries
from netapp.events.facts import Withdrew
from netapp.events.models import Meeting
from netapp.events.programme import queries as programme_queries
from netapp.events.travel import queries as ride_queries
from netapp.events.travel.models import MOST_SEATS, Passenger, Ride
from netapp.mail import outbox


@action
def offer(viewer: Viewer, meeting_id: int, *, place: str, leaves_local: datetime, seats: int, note: str) -> Ride:
    """Seats in the viewer's car. Who offers again changes the offer; who rides along is told of another place or time.

    Refused for fewer seats than are taken.
    """
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_ride(viewer, meeting, *_standing(viewer, meeting)))
    if not 1 <= seats <= MOST_SEATS:
        raise Refused(_("Give a number from 1 to %(most)s.", most=MOST_SEATS), "seats")
    if leaves_local >= meeting.ends_local:
        raise Refused(_("The meeting is over by then."), "leaves")
    ride = ride_queries.offered_by(viewer.person_id, meeting_id)
    if ride is None:
        own = ride_queries.seat_of(viewer.person_id, meeting_id)
        if own is not None:
            session.delete(own)
        ride = Ride(meeting_id=meeting.id, driver_id=viewer.person_id, created_at=clock.now())
        session.add(ride)
    elif seats < (taken := ride_queries.taken(ride)):
        raise Refused(_("%(taken)s ride with you already.", taken=taken), "seats")
    elif (ride.place, ride.leaves_local) != (place, leaves_local):
        _tell(meeting, ride, is_over=False)
    ride.place, ride.leaves_local, ride.seats, ride.note = place, leaves_local, seats, note
    session.flush()
    return ride


@action
def take(viewer: Viewer, meeting_id: int, ride_id: int) -> Passenger:
    """A seat in somebody's car, instead of one in another car; twice is harmless. Never more than are offered."""
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_ride(viewer, meeting, *_standing(viewer, meeting)))
    ride = ride_queries.get_ride(meeting, ride_id)
    if ride_queries.offered_by(viewer.person_id, meeting_id) is not None:
        raise Refused(_("You drive yourself. Take your offer back first."))
    own = ride_queries.seat_of(viewer.person_id, meeting_id)
    if own is not None and own.ride_id == ride.id:
        return own
    if ride_queries.taken(ride) >= ride.seats:
        raise Refused(_("All seats in this car are taken."))
    own = own or Passenger(meeting_id=meeting.id, person_id=viewer.person_id, created_at=clock.now())
    own.ride_id = ride.id
    session.add(own)
    session.flush()
    return own


@action
def leave(viewer: Viewer, meeting_id: int) -> None:
    """Give back the seat, or take back the offer, of which who rides along is told. Twice is harmless."""
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_answer(viewer, meeting))
    _give_up(meeting, viewer.person_id)


def given_up(fact: Withdrew) -> None:
    """Who does not come drives nobody and rides with nobody. The meeting is locked."""
    meeting = queries.known_meeting(fact.meeting_id)
    if meeting is not None:
        _give_up(meeting, fact.person_id)


def forget(person_id: int) -> None:
    """What is left of them at meetings that are over, where nobody waits for a car."""
    session.execute(delete(Passenger).where(Passenger.person_id == person_id))
    session.execute(delete(Ride).where(Ride.driver_id == person_id))


def readable(viewer: Viewer, meeting_id: int) -> Meeting:
    """The meeting, for who may see who rides with whom; NotVisible for all others, and where no rides are offered."""
    sign_up = queries.sign_up_of(viewer.person_id, meeting_id)
    is_going = sign_up is not None and sign_up.state == "going"
    meeting = queries.known_meeting(meeting_id) if is_going else queries.get_meeting(viewer, meeting_id)
    travel = programme_queries.travel(meeting_id)
    if meeting is None or travel is None or not travel.rides:
        raise NotVisible
    if not policy.may_see_inside(viewer, meeting, is_going):
        raise NotVisible
    return meeting


def _standing(viewer: Viewer, meeting: Meeting) -> tuple[bool, bool]:
    """Whether they have a seat at the meeting, and whether rides are offered there."""
    sign_up = queries.sign_up_of(viewer.person_id, meeting.id)
    travel = programme_queries.travel(meeting.id)
    return sign_up is not None and sign_up.state == "going", travel is not None and travel.rides


def _give_up(meeting: Meeting, person_id: int | None) -> None:
    own = ride_queries.seat_of(person_id, meeting.id)
    if own is not None:
        session.delete(own)
    ride = ride_queries.offered_by(person_id, meeting.id)
    if ride is not None:
        _tell(meeting, ride, is_over=True)
        session.delete(ride)
    session.flush()


def _tell(meeting: Meeting, ride: Ride, *, is_over: bool) -> None:
    """Who rides along, that the ride is another one now, or none; not when the meeting is."""
    if meeting.has_begun or meeting.state != "published":
        return
    people = [person for person in ride_queries.riders(ride) if person.email]
    told: dict[str, Any] = {"meeting": meeting.id, "ride": None if is_over else ride.id}
    told |= {"place": ride.place, "leaves": ride.leaves_local.isoformat()}
    recipients = [notices.to(person, meeting) for person in people]
    occurrence = f"{ride.id}:{clock.now().isoformat()}"
    outbox.post_many("ride_changed", notices.thing(meeting), recipients, occurrence=occurrence, **told)
