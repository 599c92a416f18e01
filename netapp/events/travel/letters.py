"""The letter to who rides with somebody: the ride is another one now, or none."""

from datetime import datetime

from netapp.core import links, signed
from netapp.core.languages import clock_time, date_short
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.events import letters, reading, telling
from netapp.events.travel import queries


def _ride_changed(order: Order) -> Written | None:
    """To who still goes; of another place or time only while they ride along and it is another one still."""
    found = reading.of_sign_up(order.person_id, order.data["meeting"])
    if found is None or found[1].state != "going" or found[0].state != "published" or found[0].has_begun:
        return None
    meeting, sign_up, person = found
    was = order.data["place"], datetime.fromisoformat(order.data["leaves"])
    ride = queries.of_seat(person.id, meeting.id)
    is_over = order.data["ride"] is None
    if not is_over and (ride is None or ride.id != order.data["ride"] or (ride.place, ride.leaves_local) == was):
        return None
    if is_over and ride is not None:
        return None
    context = telling.about(meeting, order.language, sign_up=sign_up)
    token = signed.token(letters.ANSWER, meeting.id, person.id)
    context["url"] = links.absolute("events.rides_by_letter", token=token)
    context["was"] = _called(*was)
    context["now"] = _called(ride.place, ride.leaves_local) if ride is not None else None
    return Written(
        context=context,
        reason=_("You get this letter because you took a seat in a car to this meeting."),
        stop=telling.scope(meeting),
        even_if_stopped=True,
        sender=(meeting.group.parent or meeting.group).name,
    )


def _called(place: str, leaves: datetime) -> str:
    return _("%(place)s, %(day)s at %(time)s", place=place, day=date_short(leaves), time=clock_time(leaves))


LETTERS = (Letter("ride_changed", _ride_changed),)
