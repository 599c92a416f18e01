"""Meetings: read, drafted, changed, published, cancelled, held."""

from flask import request

from netapp.api import policy, reading, shapes, writing
from netapp.api.routes import Made, Routes
from netapp.config import LANGUAGES
from netapp.core.viewer import current
from netapp.events import actions
from netapp.events.models import KINDS

ROUTES = Routes()
_TEXT, _FLAG = {"type": "string"}, {"type": "string", "enum": ["1"]}
_TIME = {"type": "string", "format": "date-time"}
_ASKS = {
    "from": (_TIME, "Not over before; a date will do. Left out: now"),
    "until": (_TIME, "Begins before"),
    "group": ({"type": "integer"}, "A network with its sub-groups, or a sub-group"),
    "kind": ({"type": "string", "enum": list(KINDS)}, "Of this kind"),
    "language": ({"type": "string", "enum": list(LANGUAGES)}, "Held in this language"),
    "region": (_TEXT, "Of networks there"),
    "q": (_TEXT, "With these words"),
    "online": (_FLAG, "Online only"),
    "guests": (_FLAG, "Open to guests only"),
    "mine": (_FLAG, "Those to which the token’s person goes, or waits for"),
    "limit": ({"type": "integer", "minimum": 1, "maximum": reading.MOST, "default": 20}, "As many on a page"),
    "after": (_TEXT, "Where the list goes on: take it from the Link header"),
}
_ONE = "/meetings/<int:meeting_id>"
_DEED = {"scope": policy.ORGANISE, "answers": shapes.Meeting}


@ROUTES.reads("/meetings", "Meetings that you may see, the soonest first", answers=shapes.Meetings, asks=_ASKS)
def meetings() -> Made:
    return reading.meetings(current(), request.args)


@ROUTES.makes("/meetings", "Draft a meeting, which only organisers see", takes=shapes.NewMeeting, **_DEED)
def draft(sent: shapes.NewMeeting) -> Made:
    return reading.made(current(), writing.new(current(), sent), 201)


@ROUTES.reads(_ONE, "One meeting", answers=shapes.Meeting)
def meeting(meeting_id: int) -> Made:
    return reading.meeting(current(), meeting_id)


@ROUTES.changes(_ONE, "Change what is given; the rest stays", takes=shapes.MeetingChange, **_DEED)
def change(meeting_id: int, sent: shapes.MeetingChange) -> Made:
    return reading.made(current(), writing.change(current(), meeting_id, sent))


@ROUTES.drops(_ONE, "Throw a draft away", scope=policy.ORGANISE)
def discard(meeting_id: int) -> None:
    actions.discard(current(), meeting_id)


@ROUTES.puts(
    f"{_ONE}/publication", "Open it to the group’s readers; twice is harmless", takes=shapes.Publication, **_DEED
)
def publish(meeting_id: int, sent: shapes.Publication) -> Made:
    return reading.made(current(), actions.publish(current(), meeting_id, tell=sent.tell))


@ROUTES.puts(f"{_ONE}/cancellation", "Call it off; twice is harmless", takes=shapes.Cancellation, **_DEED)
def cancel(meeting_id: int, sent: shapes.Cancellation) -> Made:
    return reading.made(current(), writing.cancel(current(), meeting_id, sent))


@ROUTES.puts(f"{_ONE}/attendance", "Note how many came", takes=shapes.Attendance, **_DEED)
def record(meeting_id: int, sent: shapes.Attendance) -> Made:
    return reading.made(current(), writing.record(current(), meeting_id, sent))
