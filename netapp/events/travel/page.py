"""The pages about the way to a meeting: what its organisers write, and who rides with whom."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from netapp.core import languages, text
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page, policy, queries, telling
from netapp.events.models import Meeting
from netapp.events.programme import queries as programme_queries
from netapp.events.programme.forms import RideForm, TravelForm
from netapp.events.travel import actions, riding
from netapp.events.travel import queries as ride_queries
from netapp.events.travel.queries import Car, Rider
from netapp.groups import policy as groups


class Shown(NamedTuple):
    """A car as one viewer sees it. `driver` is "" and `names` holds nobody who does not let their name be seen (P2)."""

    id: int
    when: str
    place: str
    note: str
    seats: int
    free: int
    driver: str
    names: list[str]
    is_mine: bool
    holds_me: bool


def notes_form(meeting: Meeting, *, posted: bool = True) -> TravelForm:
    travel = programme_queries.travel(meeting.id)
    values: dict[str, Any] = {"seen": actions.stamp(travel)}
    if travel is not None:
        values |= {name: getattr(travel, name).get(meeting.language, "") for name in ("notes", "inner")}
        values["rides"] = "yes" if travel.rides else "no"
    elif meeting.kind in {"study_trip", "site_visit"}:
        values["rides"] = "yes"
    return TravelForm(posted=posted, **values)


def of_notes(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    return {"meeting": meeting, "title": page.title(meeting), "back": page.url(meeting)}


def ride_form(viewer: Viewer, meeting: Meeting, *, posted: bool = True) -> RideForm:
    """Filled with what the viewer offers; at first an hour before the meeting begins."""
    ride = ride_queries.offered_by(viewer.person_id, meeting.id)
    leaves = ride.leaves_local if ride else meeting.starts_local - timedelta(hours=1)
    values: dict[str, Any] = {"day": (leaves.date() - meeting.starts_local.date()).days, "leaves": leaves.time()}
    if ride is not None:
        values |= {"place": ride.place, "seats": ride.seats, "note": ride.note}
    return RideForm(meeting, posted=posted, **values)


def leaves(meeting: Meeting, form: RideForm) -> datetime:
    day = meeting.starts_local.date() + timedelta(days=form.day.data)
    assert form.leaves.data is not None, "the form has been validated"
    return datetime.combine(day, form.leaves.data)


def act(viewer: Viewer, meeting_id: int, deed: str, ride_id: int | None) -> None:
    """What the buttons of the page ask for; anything else is Refused."""
    if deed == "take" and ride_id is not None:
        riding.take(viewer, meeting_id, ride_id)
    elif deed == "leave":
        riding.leave(viewer, meeting_id)
    else:
        raise Refused(_("Choose one of the buttons."))


def of_rides(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """All cars, as the viewer may see who is in them."""
    cars = ride_queries.cars(meeting)
    sees_names = policy.may_see_names(viewer, meeting, True)
    travel = programme_queries.travel(meeting.id)
    note = travel.inner.get(languages.current()) or travel.inner.get(meeting.language) if travel else ""
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "back": page.url(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "zone": telling.zone_name(meeting.zone),
        "inner": text.markdown(note or ""),
        "cars": [_shown(viewer, meeting, car, sees_names) for car in cars],
        "drives": any(car.driver.person_id == viewer.person_id for car in cars),
        "rides": any(car.holds(viewer.person_id) for car in cars),
        "may_act": meeting.state == "published" and not meeting.has_begun,
        "goes": _goes(viewer, meeting),
    }


def _goes(viewer: Viewer, meeting: Meeting) -> bool:
    """An organiser who does not come looks on."""
    sign_up = queries.sign_up_of(viewer.person_id, meeting.id)
    return sign_up is not None and sign_up.state == "going"


def _shown(viewer: Viewer, meeting: Meeting, car: Car, sees_names: bool) -> Shown:
    """Who sits in the same car knows who else does; organisers know all."""
    is_inside = car.holds(viewer.person_id) or groups.may_organise(viewer, meeting.group)

    def called(one: Rider) -> str:
        return one.name if is_inside or (sees_names and one.shows) or one.person_id == viewer.person_id else ""

    ride = car.ride
    day = (
        languages.date_short(ride.leaves_local) + " " if ride.leaves_local.date() != meeting.starts_local.date() else ""
    )
    return Shown(
        ride.id,
        day + languages.clock_time(ride.leaves_local),
        ride.place,
        ride.note,
        ride.seats,
        car.free,
        called(car.driver),
        [name for name in map(called, car.riders) if name],
        car.driver.person_id == viewer.person_id,
        car.holds(viewer.person_id),
    )
