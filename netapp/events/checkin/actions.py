"""Marking who is here, handing out links to the door, joining online.

A mark changes no sign-up and no seat: it says what is. Who is marked without a seat is let in only where whoever stands
at the door says so (`agreed`), and so is anybody beyond the limit (S1).
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from netapp.core import clock, limits, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import arriving, facts, policy, queries, signing_up
from netapp.events.checkin import queries as checkin
from netapp.events.checkin import standing
from netapp.events.checkin.models import AROUND, MOST_DOORS, Arrival, Door, Mark, counts_joining
from netapp.events.models import Meeting, SignUp
from netapp.groups import revisions
from netapp.members import actions as members

# Longer than any meeting's day: what a phone says beyond it is a broken clock.
_LONGEST_WAIT = timedelta(hours=36)


class Said(NamedTuple):
    """One mark as a helper's phone tells it.

    Of a sign-up, of somebody who walked in (`name`), or of the mark that it takes back (`undoes`). `ago`: how many
    seconds it waited on the phone, by that phone's clock alone.
    """

    key: str
    sign_up_id: int | None = None
    undoes: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    way: Arrival = "list"
    agreed: bool = False
    ago: int = 0


def new_key() -> str:
    return str(uuid4())


@action
def open_door(viewer: Viewer, meeting_id: int, name: str = "") -> Door:
    """A link to the list for whoever stands at the door; without a name one's own, the same when asked for again."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_open_doors(viewer, meeting))
    known = checkin.doors(meeting)
    own = next((one for one in known if not name and not one.name and one.made_by == viewer.person_id), None)
    if own is not None:
        return own
    if len(known) >= MOST_DOORS:
        raise Refused(_("There are %(most)s links already. End one that nobody needs.", most=MOST_DOORS))
    door = Door(meeting_id=meeting.id, name=name, made_by=viewer.person_id)
    session.add(door)
    session.flush()
    log.write(viewer.person_id, "open list", "meeting", meeting.id, group_key(meeting.group_id))
    return door


@action
def end_door(viewer: Viewer, meeting_id: int, door_id: int) -> Door:
    """Whoever holds the link sees and marks nothing any more. Twice is harmless."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, meeting))
    door = checkin.door_of(meeting, door_id)
    if door.ended_at is None:
        door.ended_at = clock.now()
        log.write(viewer.person_id, "close list", "meeting", meeting.id, group_key(meeting.group_id))
    return door


def mark(viewer: Viewer, door_id: int, said: Sequence[Said]) -> dict[str, str]:
    """Join these marks into the list; returns, by key, why one needs another word. A mark that is there stays as it is.

    The link is the right: `viewer` says only who is at it.
    """
    limits.spend("mark", str(door_id), 3000, limits.HOUR)
    return _mark(viewer, door_id, said)


@action
def _mark(viewer: Viewer, door_id: int, said: Sequence[Said]) -> dict[str, str]:
    door, meeting = checkin.locked_door(viewer, door_id)
    require(policy.may_check_in(viewer, meeting, holds_link=True))
    known = set(checkin.known_keys(meeting.id, [one.key for one in said]))
    left: dict[str, str] = {}
    for one in said:
        if one.key in known:
            continue
        why = _put(meeting, one, by_id=viewer.person_id, door_id=door.id)
        if why:
            left[one.key] = why
        else:
            known.add(one.key)
    return left


@action
def take_back(viewer: Viewer, door_id: int, who: standing.Who) -> None:
    """All marks of somebody that are known by now: the button of a page that keeps no list of its own."""
    door, meeting = checkin.locked_door(viewer, door_id)
    require(policy.may_check_in(viewer, meeting, holds_link=True))
    found = standing.here(checkin.marked(meeting.id)).get(who)
    for key in found.keys if found else ():
        _put(meeting, Said(new_key(), undoes=key), by_id=viewer.person_id, door_id=door.id)


@action
def join(viewer: Viewer, meeting_id: int) -> str:
    """Counts as being here from half an hour before the start until the end; returns where the meeting is online."""
    meeting = queries.locked_own(viewer, meeting_id)
    own = queries.sign_up_of(viewer.person_id, meeting_id)
    require(policy.may_join(viewer, meeting, own is not None and own.gets_link(meeting)))
    assert own is not None, "who has a seat has a row"
    if counts_joining(meeting) and own.id not in checkin.came(meeting.id):
        _put(meeting, Said(new_key(), sign_up_id=own.id, way="join", agreed=True), by_id=viewer.person_id, door_id=None)
    return meeting.online_url


def _put(meeting: Meeting, said: Said, *, by_id: int | None, door_id: int | None) -> str:
    """Write the mark down; returns what must be said first, or "". The meeting is locked."""
    own: dict[str, Any] = {"sign_up_id": said.sign_up_id}
    sign_up = checkin.of_meeting(meeting, said.sign_up_id)
    if said.undoes:
        own = {"undoes": said.undoes}
    elif said.name:
        if not said.agreed and checkin.is_full(meeting):
            return _("All %(seats)s seats are taken.", seats=meeting.seats)
        known = _signed_up(meeting, said) if said.email else None
        own = {"sign_up_id": known.id} if known else {"name": said.name, "company": said.company}
    elif sign_up is None:
        return _("They are not on this list any more.")
    elif not said.agreed and not checkin.has_seat(meeting, sign_up):
        return _("They have no seat. Say so if you let them in.")
    now = clock.now()
    came_at = max(now - min(timedelta(seconds=said.ago), _LONGEST_WAIT), min(now, meeting.starts_at - AROUND))
    row = Mark(meeting_id=meeting.id, key=said.key, way=said.way, came_at=came_at, made_at=now, **own)
    row.by_id, row.door_id = by_id, door_id
    session.add(row)
    session.flush()
    return ""


def _signed_up(meeting: Meeting, said: Said) -> SignUp | None:
    """The sign-up of who walked in and gave an address: a seat, counted like any other. None for a stranger at a
    meeting for members: they are here, and read nothing.
    """
    if not meeting.open_to_guests and not checkin.is_member(meeting, said.email):
        return None
    person = members.addressed_person(said.email, said.name, meeting.language)
    before = queries.sign_up_of(person.id, meeting.id)
    if before is not None and before.state == "going":
        return before
    comes = arriving.newcomer(person.id, meeting.id)
    own: dict[str, Any] = {"company": said.company, "show_name": False, "as_guest": person.is_guest}
    sign_up = signing_up.enter(meeting, comes, "going", **own, by="hand")
    announce(facts.SignedUp(meeting.id, person.id, promoted=False))
    revisions.touch(meeting.group_id)
    return sign_up
