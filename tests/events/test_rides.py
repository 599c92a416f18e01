"""Who rides with whom: never more than there are seats, shown to those who go, and given up with the seat."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from netapp.core import signed
from netapp.core.db import session
from netapp.events import letters as event_letters
from netapp.events.models import SignUp
from netapp.events.programme import settling
from netapp.events.travel.models import Passenger, Ride, Travel
from tests.members.conftest import text_of
from tests.support.visitors import ORIGIN, letters


@pytest.fixture
def trip(town):
    """Bob drives from Køge with one seat; Carol, Mia, Ole and Gus (a guest) go, too."""
    meeting = town.meeting(kind="study_trip", shown_to="going")
    for turn, name in enumerate(("bob", "carol", "mia", "ole", "gus"), start=1):
        row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state="going", turn=turn)
        row.show_name = name != "mia"
        session.add(row)
    session.add(Travel(meeting_id=meeting.id, notes={}, inner={}, rides=True))
    ride = Ride(meeting_id=meeting.id, driver_id=town.bob.id, place="Køge", seats=1, note="By the library")
    ride.leaves_local = meeting.starts_local - timedelta(hours=1)
    session.add(ride)
    settling.derive(meeting, [], has_travel=True, at=meeting.changed_at)
    session.commit()
    return meeting


def act(visitor, trip, deed, **more):
    return visitor.post(f"/meetings/{trip.id}/rides", {"do": deed, **more})


def ride_of(town, trip, name="bob"):
    return session.scalar(select(Ride.id).where(Ride.meeting_id == trip.id, Ride.driver_id == town.people[name].id))


def riders(trip):
    return session.scalars(select(Passenger.person_id).where(Passenger.meeting_id == trip.id)).all()


def test_one_takes_a_seat_and_the_next_finds_the_car_full(town, as_, trip):
    ride = ride_of(town, trip)
    assert act(as_(town.carol), trip, "take", ride=ride).status_code == 303
    assert act(as_(town.carol), trip, "take", ride=ride).status_code == 303
    assert (
        "All seats in this car are taken"
        in as_(town.mia).post(f"/meetings/{trip.id}/rides", {"do": "take", "ride": ride}, follow_redirects=True).text
    )
    assert riders(trip) == [town.carol.id]
    act(as_(town.carol), trip, "leave")
    act(as_(town.mia), trip, "take", ride=ride)
    assert riders(trip) == [town.mia.id]
    # Others are not told the name of who does not let it be seen (P2); who sits beside her is.
    assert "Mia" not in as_(town.carol).get(f"/meetings/{trip.id}/rides").text
    assert "Mia" in as_(town.bob).get(f"/meetings/{trip.id}/rides").text


def test_only_who_goes_sees_who_drives(town, as_, trip):
    path = f"/meetings/{trip.id}/rides"
    assert "Bob Bobsen" in as_(town.carol).get(path).text
    assert "By the library" in as_(town.carol).get(path).text
    assert [as_(person).get(path).status_code for person in (town.pia, town.olga, town.dan)] == [404, 404, 404]
    assert act(as_(town.pia), trip, "take", ride=ride_of(town, trip)).status_code == 404
    assert riders(trip) == []


def test_a_guest_rides_by_the_letters_link(town, as_, trip):
    path = f"/answers/{signed.token(event_letters.ANSWER, trip.id, town.gus.id)}/rides"
    assert "Køge" in as_().get(path).text
    assert as_().post(path, {"do": "take", "ride": ride_of(town, trip)}).status_code == 303
    assert riders(trip) == [town.gus.id]


def test_who_offers_again_changes_the_offer_and_never_below_those_who_ride(town, as_, trip):
    form = {"place": "Roskilde", "day": "0", "leaves": "11:30", "seats": "2", "note": ""}
    assert act(as_(town.ole), trip, "offer", **form).status_code == 303
    for name in ("carol", "mia"):
        act(as_(town.people[name]), trip, "take", ride=ride_of(town, trip, "ole"))
    assert "2 ride with you already" in act(as_(town.ole), trip, "offer", **{**form, "seats": "1"}).text
    assert letters("ride_changed") == []
    act(as_(town.ole), trip, "offer", **{**form, "leaves": "11:00"})
    (letter,) = letters("ride_changed", town.carol)
    assert "11:30" in text_of(letter)
    assert "11:00" in text_of(letter)


def test_a_driver_who_does_not_come_drives_nobody_and_they_are_told(town, as_, trip):
    act(as_(town.carol), trip, "take", ride=ride_of(town, trip))
    assert as_(town.bob).post(f"/meetings/{trip.id}/withdrawal").status_code == 303
    assert (ride_of(town, trip), riders(trip)) == (None, [])
    (letter,) = letters("ride_changed", town.carol)
    assert "The car from Køge" in text_of(letter)
    assert letters("ride_changed", town.bob) == []
    # A passenger who does not come frees the seat and tells nobody.
    act(as_(town.ole), trip, "offer", place="Roskilde", day="0", leaves="11:30", seats="1")
    act(as_(town.carol), trip, "take", ride=ride_of(town, trip, "ole"))
    as_(town.carol).post(f"/meetings/{trip.id}/withdrawal")
    assert riders(trip) == []
    assert len(letters("ride_changed")) == 1


def test_of_many_who_press_at_once_one_gets_the_seat(town, as_, trip):
    ride, visitors = ride_of(town, trip), [as_(town.people[name]) for name in ("carol", "mia", "ole")]
    path, gate = f"/meetings/{trip.id}/rides", Barrier(3)
    session.rollback()

    def press(visitor):
        gate.wait()
        return visitor._alone(visitor.client.post, path, data={"do": "take", "ride": ride}, headers=ORIGIN).status_code

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(press, visitors)) == [303, 303, 303]
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Passenger)) == 1
