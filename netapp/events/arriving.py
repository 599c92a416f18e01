"""What a sign-up reads under the meeting's lock, in two statements: 300 people want 30 seats in the same minute.

The objects stand outside of the session, and hold only what is named here.
"""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import queries, seats
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Group
from netapp.members import queries as people
from netapp.members.models import Person

# Tables and not classes: the ORM would make entities, and look for those that a change concerns.
_MEETING, _GROUP, _PERSON, _SIGN_UP = (model.__table__ for model in (Meeting, Group, Person, SignUp))
M, P, S = _MEETING.c, _PERSON.c, _SIGN_UP.c
_OF_MEETING = (
    *(M.id, M.group_id, M.state, M.open_to_guests, M.seats, M.arrivals, M.starts_at, M.opens_at, M.closes_at),
    *(M.needs_yes, M.questions, M.fitting_first, M.promotes_until, M.hybrid, M.online_seats, M.series_id),
)
_OF_PERSON = (P.id, P.name, P.email, P.language, P.show_name, P.erased_at)


class Newcomer(NamedTuple):
    """Who signs up, whether they have a row at this meeting, where they work, and how many have come before them."""

    person: Person
    is_known: bool
    company: str | None
    taken: seats.Count


def locked(viewer: Viewer, meeting_id: int) -> Meeting:
    """As `queries.locked_meeting`, with what a sign-up asks of a meeting and no more.

    On PostgreSQL the group is as it was before the wait for the lock, as the viewer's own rights are.
    """
    found = _LOCKED.rows({"meeting_id": meeting_id, **queries.rights(viewer)})
    if not found:
        raise NotVisible
    *row, language = found[0]
    meeting = Meeting(**{column.key: value for column, value in zip(_OF_MEETING, row, strict=True)})
    set_committed_value(meeting, "group", Group(id=meeting.group_id, language=language))
    return meeting


def newcomer(person_id: int | None, meeting_id: int) -> Newcomer:
    """Who signs up, shared with others who only read the person: an erasure that runs at the same time is over first,
    or comes after. NotVisible for who is erased. The meeting is locked, so nobody else is counted meanwhile (S1).
    """
    found = _NEWCOMER.rows({"person_id": person_id, "meeting_id": meeting_id})
    if not found:
        raise NotVisible
    sign_up_id, company, taken, waiting, *row = found[0]
    person = Person(**{column.key: value for column, value in zip(_OF_PERSON, row, strict=True)})
    if person.erased_at is not None:
        raise NotVisible
    return Newcomer(person, sign_up_id is not None, company, seats.Count(taken, waiting))


_LOCKED = Prepared(
    select(*_OF_MEETING, _GROUP.c.language)
    .join(_GROUP, _GROUP.c.id == M.group_id)
    .where(queries.bound(), M.id == bindparam("meeting_id"))
    .with_for_update(of=_MEETING)
)
_NEWCOMER = Prepared(
    select(
        S.id,
        people.company_name_of(P.id),
        seats.of(bindparam("meeting_id", type_=M.id.type), "going"),
        seats.of(bindparam("meeting_id", type_=M.id.type), "waiting"),
        *_OF_PERSON,
    )
    .select_from(_PERSON)
    .outerjoin(_SIGN_UP, and_(S.person_id == P.id, S.meeting_id == bindparam("meeting_id")))
    .where(P.id == bindparam("person_id"))
    .with_for_update(read=True, of=_PERSON)
)
