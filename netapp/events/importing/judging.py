"""What will become of the entries of a calendar file: new here, here already, changed since, or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.events.importing.models import CalendarOrigin, Outcome
from netapp.events.models import Meeting
from netapp.groups.models import Group

CHOOSABLE: frozenset[Outcome] = frozenset({"new", "changed", "cancelled"})
# UID, RECURRENCE-ID, what it says (importing.said), its digest.
Said = tuple[str, str, Mapping[str, Any], str]


class Judged(NamedTuple):
    """`meeting_id`: of the meeting that was made of this entry before."""

    outcome: Outcome
    reason: str = ""
    chosen: bool = False
    meeting_id: int | None = None


def judge(group: Group, entries: Sequence[Said]) -> list[Judged]:
    """For all of them in a few statements."""
    known = _known(group, [entry[0] for entry in entries])
    return [_judged(known.get((uid, recurrence)), said, digest) for uid, recurrence, said, digest in entries]


def may_choose(outcome: Outcome) -> bool:
    return outcome in CHOOSABLE


def _known(group: Group, uids: Sequence[str]) -> dict[tuple[str, str], Row[CalendarOrigin, Meeting]]:
    found = {}
    some = sorted(set(uids))
    for place in range(0, len(some), 500):
        chosen = select(CalendarOrigin, Meeting).join(Meeting, Meeting.id == CalendarOrigin.meeting_id)
        mine = CalendarOrigin.group_id == group.id, CalendarOrigin.uid.in_(some[place : place + 500])
        for row in session.execute(chosen.where(*mine)):
            found[row[0].uid, row[0].recurrence] = row
    return found


def _judged(known: Row[CalendarOrigin, Meeting] | None, said: Mapping[str, Any], digest: str) -> Judged:
    if known is None:
        return _of_stranger(said)
    origin, meeting = known
    is_settled = meeting.state in {"cancelled", "held"} or (meeting.state == "published" and meeting.is_over)
    if origin.digest == digest or is_settled:
        return Judged("here", meeting_id=meeting.id)
    if said["cancelled"]:
        return Judged("cancelled", "", True, meeting.id)
    if "long" in said["odd"]:
        return Judged("refused", "long", False, meeting.id)
    is_edited = meeting.changed_at != origin.written_at
    return Judged("changed", "edited" if is_edited else "", not is_edited, meeting.id)


def _of_stranger(said: Mapping[str, Any]) -> Judged:
    if said["cancelled"]:
        return Judged("nothing", "cancelled")
    if "long" in said["odd"]:
        return Judged("refused", "long")
    ends = localtime.to_utc(datetime.fromisoformat(said["ends"]), said["zone"], said["folds"][1])
    return Judged("new", "past") if ends <= clock.now() else Judged("new", "", True)
