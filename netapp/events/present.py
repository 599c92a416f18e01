"""Who is in the room: the people whom badges, lists and tables are made for."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from netapp.core import text
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.events.checkin import queries as checkin
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Group
from netapp.mail import outbox
from netapp.members.models import Person


class Comer(NamedTuple):
    """Somebody with a seat. `shows`: whether they let their name be seen at this meeting (P2)."""

    person_id: int
    name: str
    company: str
    shows: bool
    language: str | None


def expected(meeting: Meeting) -> Sequence[Comer]:
    """All who have a seat, by name."""
    return _by_name(Comer(*row) for row in _EXPECTED.rows({"meeting_id": meeting.id}))


def here(meeting: Meeting) -> Sequence[Comer]:
    """Who is to be seated at tables: who was marked at the door, and until somebody is, all who have a seat."""
    there = checkin.at_door(meeting)
    if not there:
        return expected(meeting)
    rows = session.execute(_COMERS.where(SignUp.id.in_(there)))
    return _by_name(Comer(*row) for row in rows)


class Guest(NamedTuple):
    """Somebody who was there, as an addressee."""

    meeting_id: int
    to: outbox.To


def came_to(meetings: Sequence[int]) -> list[Guest]:
    """Who was there, as far as anybody knows, and has an address; in one statement."""
    if not meetings:
        return []
    rows = session.execute(
        select(SignUp.meeting_id, Person.id, Person.email, Person.name, Person.language, Group.language)
        .join(Person, Person.id == SignUp.person_id)
        .join(Meeting, Meeting.id == SignUp.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .where(SignUp.meeting_id.in_(meetings), came(), Person.email.is_not(None))
        .order_by(SignUp.meeting_id, SignUp.turn)
    )
    return [Guest(one, outbox.To(who, email or "", name, own or its)) for one, who, email, name, own, its in rows]


def came() -> ColumnElement[bool]:
    """Which sign-ups are those of people who were there: who was marked, or joined online. Where nobody stood at the
    door, all who had a seat and have not withdrawn; of those who are online, too, since the link is in their letter.
    """
    has_seat = SignUp.state == "going"
    is_online = (
        exists().where(Meeting.id == SignUp.meeting_id, Meeting.hybrid, SignUp.mode == "online").correlate(SignUp)
    )
    return or_(checkin.is_marked(), and_(has_seat, or_(is_online, ~checkin.has_door_marks())))


def _by_name(comers: Iterable[Comer]) -> Sequence[Comer]:
    return sorted(comers, key=lambda one: (text.fold(one.name), one.person_id))


_COMERS = select(Person.id, Person.name, SignUp.company, SignUp.show_name, Person.language).join(
    SignUp, SignUp.person_id == Person.id
)
_EXPECTED = Prepared(_COMERS.where(SignUp.meeting_id == bindparam("meeting_id"), SignUp.state == "going"))
