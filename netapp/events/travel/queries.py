"""Every read of who rides with whom. Only who goes, and organisers, are shown any of it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.events.models import Meeting, SignUp
from netapp.events.travel.models import Passenger, Ride
from netapp.members.models import Person


class Rider(NamedTuple):
    """Somebody in a car. `shows`: whether they let their name be seen at this meeting (P2)."""

    person_id: int
    name: str
    shows: bool


class Car(NamedTuple):
    """A ride, its driver, and who rides along."""

    ride: Ride
    driver: Rider
    riders: list[Rider]

    @property
    def free(self) -> int:
        return max(0, self.ride.seats - len(self.riders))

    def holds(self, person_id: int | None) -> bool:
        return person_id in {self.driver.person_id, *(one.person_id for one in self.riders)}


def cars(meeting: Meeting) -> list[Car]:
    """All of them, the earliest first."""
    driver = (
        select(Ride, Person.name, SignUp.show_name)
        .join(Person, Person.id == Ride.driver_id)
        .outerjoin(SignUp, (SignUp.meeting_id == Ride.meeting_id) & (SignUp.person_id == Ride.driver_id))
        .where(Ride.meeting_id == meeting.id)
    )
    rider = (
        select(Passenger.ride_id, Person.id, Person.name, SignUp.show_name)
        .join(Person, Person.id == Passenger.person_id)
        .outerjoin(SignUp, (SignUp.meeting_id == Passenger.meeting_id) & (SignUp.person_id == Passenger.person_id))
        .where(Passenger.meeting_id == meeting.id)
    )
    riders: dict[int, list[Rider]] = {}
    for ride_id, number, name, shows in session.execute(rider.order_by(Passenger.id)):
        riders.setdefault(ride_id, []).append(Rider(number, name, bool(shows)))
    rows = session.execute(driver.order_by(Ride.leaves_local, Ride.id))
    return [Car(ride, Rider(ride.driver_id, name, bool(shows)), riders.get(ride.id, [])) for ride, name, shows in rows]


def get_ride(meeting: Meeting, ride_id: int) -> Ride:
    found = session.scalar(select(Ride).where(Ride.id == ride_id, Ride.meeting_id == meeting.id))
    if found is None:
        raise NotVisible
    return found


def offered_by(person_id: int | None, meeting_id: int) -> Ride | None:
    return session.scalar(select(Ride).where(Ride.meeting_id == meeting_id, Ride.driver_id == person_id))


def seat_of(person_id: int | None, meeting_id: int) -> Passenger | None:
    return session.scalar(select(Passenger).where(Passenger.meeting_id == meeting_id, Passenger.person_id == person_id))


def of_seat(person_id: int, meeting_id: int) -> Ride | None:
    """The ride in which this person has a seat."""
    chosen = select(Ride).join(Passenger, Passenger.ride_id == Ride.id)
    return session.scalar(chosen.where(Passenger.meeting_id == meeting_id, Passenger.person_id == person_id))


def taken(ride: Ride) -> int:
    """How many ride along; count under the meeting's lock."""
    return session.scalar(select(func.count()).where(Passenger.ride_id == ride.id)) or 0


def riders(ride: Ride) -> Sequence[Person]:
    chosen = select(Person).join(Passenger, Passenger.person_id == Person.id).where(Passenger.ride_id == ride.id)
    return session.scalars(chosen.order_by(Passenger.id)).all()
