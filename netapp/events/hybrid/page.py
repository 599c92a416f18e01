"""What pages say of the two ways of taking part."""

from typing import NamedTuple

from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events import seats
from netapp.events.models import Meeting, Mode


class WayOf(NamedTuple):
    """One way of taking part. `state`: how many seats are left, in words. `so_far`: how many have one, in words."""

    mode: Mode
    name: str
    taken: int
    waiting: int
    most: int | None
    state: str
    so_far: str


def ways(meeting: Meeting) -> tuple[WayOf, ...]:
    """Nothing where nobody chooses."""
    return tuple(_way(meeting, mode) for mode in meeting.modes) if meeting.hybrid else ()


def name(mode: Mode) -> str:
    return {"room": _("In the room"), "online": _("Online")}[mode]


def counted(ways: tuple[WayOf, ...]) -> str:
    """12 of 20 in the room, 7 online."""
    return ", ".join(one.so_far for one in ways)


def _way(meeting: Meeting, mode: Mode) -> WayOf:
    (taken, waiting), most = seats.count(meeting, mode), meeting.seats_of(mode)
    left = None if most is None else max(0, most - taken)
    if left is None:
        state = _("There is room for all.")
    elif left and not waiting:
        state = _("%(left)s of %(seats)s left", left=left, seats=most)
    else:
        state = ngettext("Full, %(num)s waiting", "Full, %(num)s waiting", waiting) if waiting else _("Full")
    return WayOf(mode, name(mode), taken, waiting, most, state, _so_far(mode, taken, most))


def _so_far(mode: Mode, taken: int, most: int | None) -> str:
    if mode == "room":
        limited = _("%(taken)s of %(seats)s in the room", taken=taken, seats=most)
        return _("%(taken)s in the room", taken=taken) if most is None else limited
    limited = _("%(taken)s of %(seats)s online", taken=taken, seats=most)
    return _("%(taken)s online", taken=taken) if most is None else limited
