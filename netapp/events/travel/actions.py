"""What organisers say about the way to a meeting: to everybody, and to who has a seat."""

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.events import policy, queries
from netapp.events.models import Meeting
from netapp.events.programme import queries as programme_queries
from netapp.events.programme import settling
from netapp.events.programme import times as programme
from netapp.events.programme.actions import Stale
from netapp.events.travel.models import Travel


@action
def write(viewer: Viewer, meeting_id: int, *, notes: str, inner: str, rides: bool, seen: str) -> Meeting:
    """In the meeting's language. Stale when somebody else has saved since (`seen`)."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    there = programme_queries.travel(meeting_id)
    if seen != stamp(there):
        raise Stale
    language = meeting.language
    travel = there or Travel(meeting_id=meeting.id, notes={}, inner={})
    travel.notes, travel.inner = _with(travel.notes, language, notes), _with(travel.inner, language, inner)
    travel.rides, travel.changed_at = rides, clock.now()
    has_travel = bool(travel.notes or travel.inner or rides)
    if has_travel:
        session.add(travel)
    elif there is not None:
        session.delete(there)
    settling.settle(meeting, programme_queries.fresh_items(meeting), has_travel=has_travel)
    return meeting


def stamp(travel: Travel | None) -> str:
    """Names the version that a form shows (X5)."""
    return programme.stamp(*((travel.notes, travel.inner, travel.rides) if travel else ()))


def _with(said: dict[str, str], language: str, now: str) -> dict[str, str]:
    others = {code: text for code, text in said.items() if code != language}
    return {**others, language: now} if now else others
