"""At the demo's meetings in a room and online: who comes to which, and who has signed up together."""

from collections.abc import Sequence

from netapp.demo import content
from netapp.demo.place import Place
from netapp.events.models import Meeting, SignUp


def choose(place: Place, written: content.Meeting, meeting: Meeting, rows: Sequence[SignUp]) -> None:
    """`rows` in the order of their turns; who has come together stays so, and is in the room."""
    numbers = {place.people[name].id for name in written.together}
    mates = [row for row in rows if row.person_id in numbers]
    for row in mates:
        row.bunch = mates[0].turn
    if meeting.hybrid:
        _both_ways(meeting, rows, mates)


def _both_ways(meeting: Meeting, rows: Sequence[SignUp], mates: Sequence[SignUp]) -> None:
    """The room is full, of the network's own; guests from afar are online, and one of the network would rather come."""
    going = [row for row in rows if row.state == "going"]
    near = [*mates, *(row for row in going if row not in mates and not row.as_guest)]
    in_room = near[: meeting.seats]
    for row in going:
        row.promoted_at, row.changed_at = None, row.created_at
        row.mode = "room" if row in in_room else "online"
    for row in [row for row in near if row.mode == "online"][-1:]:
        meeting.arrivals += 1
        row.change_turn = meeting.arrivals
