"""Every read of who came. The right to read is a link to the door, or the group's organisers'."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.links import number
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import policy, seats
from netapp.events import queries as meetings
from netapp.events.checkin import standing
from netapp.events.checkin.models import Door, Mark
from netapp.events.checkin.standing import Here, Who
from netapp.events.models import Meeting, Mode, SignUp, SignUpState
from netapp.events.reading import GROUP, MEETING, NETWORK, OF_GROUP, OF_MEETING, G, M, N, S, meeting_of, plain
from netapp.members.models import Person


class Guest(NamedTuple):
    """A row of the list: somebody's name and company, and nothing else that would say who they are.

    `is_expected`: they have a seat in the room, or anywhere where nobody chooses.
    """

    id: int
    name: str
    company: str
    state: SignUpState
    is_expected: bool


class WalkIn(NamedTuple):
    """Somebody who came without a sign-up."""

    key: str
    name: str
    company: str


class Marked(NamedTuple):
    """A mark."""

    key: str
    undoes: str
    sign_up_id: int | None
    name: str
    company: str
    way: str
    came_at: datetime


class Leading(NamedTuple):
    """What of a link says whom it leads anywhere."""

    name: str
    made_by: int | None


class Room(NamedTuple):
    """Who was to come to a meeting, and who is there."""

    guests: Sequence[Guest]
    walk_ins: Sequence[WalkIn]
    here: Mapping[Who, Here]

    @property
    def expected(self) -> int:
        """Who has a seat."""
        return sum(one.is_expected for one in self.guests)

    @property
    def promised(self) -> int:
        """Seats given, and those who were let in without one: what must not pass the limit unless somebody says so."""
        going = {one.id for one in self.guests if one.is_expected}
        return len(going | self.here.keys())


def get_door(viewer: Viewer, door_id: int) -> tuple[Door, Meeting]:
    """The link and its meeting, while the link is good; a link that was ended leads nowhere.

    An organiser's own, without a name, is theirs alone, and theirs only while they organise.
    """
    door = session.get(Door, door_id)
    meeting = meetings.known_meeting(door.meeting_id) if door is not None and door.ended_at is None else None
    if door is None or meeting is None or not _leads(viewer, door, meeting):
        raise NotVisible
    return door, meeting


def read_door(viewer: Viewer, door_id: int) -> Meeting:
    """The same for who reads only: the meeting stands outside of the session, without hosts and partners."""
    found = _DOOR.rows({"door_id": door_id})
    meeting = meeting_of((None, *found[0][2:])) if found else None
    if meeting is None or not _leads(viewer, Leading(*found[0][:2]), meeting):
        raise NotVisible
    return meeting


def _leads(viewer: Viewer, door: Door | Leading, meeting: Meeting) -> bool:
    if meeting.state not in {"published", "held"}:
        return False
    return bool(door.name) or (viewer.person_id == door.made_by and policy.may_see_participants(viewer, meeting))


def locked_door(viewer: Viewer, door_id: int) -> tuple[Door, Meeting]:
    """The same with the meeting under its lock."""
    door, _meeting = get_door(viewer, door_id)
    meetings.locked_for_task(door.meeting_id)
    # Once more: the link may have been ended, or the meeting called off, while the lock was waited for.
    session.refresh(door)
    return get_door(viewer, door_id)


def door_of(meeting: Meeting, door_id: int) -> Door:
    """One of this meeting's links, for its organisers."""
    found = session.scalar(select(Door).where(Door.id == door_id, Door.meeting_id == meeting.id))
    if found is None:
        raise NotVisible
    return found


def doors(meeting: Meeting) -> Sequence[Door]:
    """The links that are good, the oldest first."""
    chosen = select(Door).where(Door.meeting_id == meeting.id, Door.ended_at.is_(None))
    return session.scalars(chosen.order_by(Door.id)).all()


def room(meeting: Meeting) -> Room:
    """Everybody, by name: who has a seat, who waits or has said no, who walked in."""
    guests = [
        Guest(id, name, company, state, _in_room(meeting, state, mode))
        for id, name, company, state, mode in _GUESTS.rows({"meeting_id": meeting.id})
    ]
    marks = marked(meeting.id)
    here = standing.here(_at_door(meeting, marks))
    return Room(guests, [WalkIn(one.key, one.name, one.company) for one in marks if one.key in here], here)


def has_seat(meeting: Meeting, sign_up: SignUp) -> bool:
    """Where those at the door let people in."""
    return _in_room(meeting, sign_up.state, sign_up.mode)


def _in_room(meeting: Meeting, state: SignUpState, mode: Mode) -> bool:
    return state == "going" and (not meeting.hybrid or mode == "room")


def _at_door(meeting: Meeting, marks: Sequence[Marked]) -> Sequence[Marked]:
    """Without those who have joined online, where that is another way of taking part."""
    return [one for one in marks if one.way != "join"] if meeting.hybrid else marks


def marked(meeting_id: int) -> Sequence[Marked]:
    """All marks of a meeting, as they came in."""
    return [Marked._make(row) for row in _MARKS.rows({"meeting_id": meeting_id})]


def came(meeting_id: int) -> Mapping[int, datetime]:
    """Since when each sign-up's person is, or was, here."""
    found = standing.here(marked(meeting_id))
    return {who: one.since for who, one in found.items() if isinstance(who, int)}


def at_door(meeting: Meeting) -> frozenset[int]:
    """Whose sign-ups were marked there: who has only joined online is in no room."""
    marks = [one for one in marked(meeting.id) if one.way != "join"]
    return frozenset(who for who in standing.here(marks) if isinstance(who, int))


def is_marked() -> ColumnElement[bool]:
    """Which sign-ups are those of people who were here."""
    return exists().where(Mark.sign_up_id == SignUp.id, *_stands()).correlate(SignUp)


def has_door_marks() -> ColumnElement[bool]:
    """Which sign-ups are for a meeting at whose door somebody was marked."""
    return exists().where(Mark.meeting_id == SignUp.meeting_id, Mark.way != "join", *_stands()).correlate(SignUp)


def _stands() -> tuple[ColumnElement[bool], ...]:
    """As standing.py says it: a mark that takes none back, and that none takes back."""
    back = aliased(Mark)
    undone = exists().where(back.meeting_id == Mark.meeting_id, back.undoes == Mark.key)
    return Mark.undoes == "", ~undone


def head_count(meeting_id: int) -> int:
    """How many are, or were, here."""
    return len(standing.here(marked(meeting_id)))


def is_full(meeting: Meeting) -> bool:
    """Whether one more would be beyond the limit (S1)."""
    if meeting.seats is None:
        return False
    taken, _waiting = seats.count(meeting, "room")
    here = standing.here(_at_door(meeting, marked(meeting.id)))
    rows = select(SignUp.state, SignUp.mode).where(SignUp.id.in_([who for who in here if isinstance(who, int)]))
    seated = sum(_in_room(meeting, state, mode) for state, mode in session.execute(rows))
    return taken + len(here) - seated >= meeting.seats


def known_keys(meeting_id: int, keys: Sequence[str]) -> frozenset[str]:
    """Which of these marks have come in already."""
    return frozenset(session.scalars(select(Mark.key).where(Mark.meeting_id == meeting_id, Mark.key.in_(keys))))


def is_member(meeting: Meeting, email: str) -> bool:
    """Of the meeting's group."""
    found = meetings.members_of(meeting.group_id).where(Person.email == email.lower()).with_only_columns(Person.id)
    return session.scalar(found) is not None


def of_meeting(meeting: Meeting, sign_up_id: int | None) -> SignUp | None:
    if sign_up_id is None:
        return None
    return session.scalar(select(SignUp).where(SignUp.id == sign_up_id, SignUp.meeting_id == meeting.id))


def ticket(sign_up_id: int) -> tuple[SignUp, Person]:
    """Whose code it is."""
    found = session.execute(
        select(SignUp, Person).join(Person, Person.id == SignUp.person_id).where(SignUp.id == sign_up_id)
    ).one_or_none()
    if found is None or found[1].erased_at is not None:
        raise NotVisible
    return found[0], found[1]


def who(value: str | None) -> Who | None:
    """Somebody on the list, as a button names them: a sign-up's number, or a walk-in's key."""
    return number(value) or (value or None)


_D, _M = Door.__table__.c, Mark.__table__.c
_DOOR = Prepared(
    select(
        _D.name,
        _D.made_by,
        *map(plain, OF_MEETING),
        *map(plain, OF_GROUP),
        *(plain(N[column.key]) for column in OF_GROUP),
    )
    .select_from(
        Door.__table__.join(MEETING, M.id == _D.meeting_id)
        .join(GROUP, G.id == M.group_id)
        .outerjoin(NETWORK, N.id == G.parent_id)
    )
    .where(_D.id == bindparam("door_id", type_=_D.id.type), _D.ended_at.is_(None))
)
_GUESTS = Prepared(
    select(S.id, Person.name, S.company, S.state, S.mode)
    .select_from(SignUp.__table__.join(Person.__table__, Person.id == S.person_id))
    .where(S.meeting_id == bindparam("meeting_id", type_=S.meeting_id.type))
    .order_by(func.lower(Person.name), S.id)
)
_MARKS = Prepared(
    select(*(_M[name] for name in Marked._fields))
    .where(_M.meeting_id == bindparam("meeting_id", type_=_M.meeting_id.type))
    .order_by(_M.id)
)
