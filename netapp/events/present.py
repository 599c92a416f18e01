"""Who is in the room: the people whom badges, lists and tables are made for."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from netapp.core import text
from netapp.core.prepared import Prepared
from netapp.events.models import Meeting, SignUp
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
    rows = _EXPECTED.rows({"meeting_id": meeting.id})
    return sorted((Comer(*row) for row in rows), key=lambda one: (text.fold(one.name), one.person_id))


def here(meeting: Meeting) -> Sequence[Comer]:
    """Who is to be seated at tables: all who have a seat."""
    return expected(meeting)


_EXPECTED = Prepared(
    select(Person.id, Person.name, SignUp.company, SignUp.show_name, Person.language)
    .join(SignUp, SignUp.person_id == Person.id)
    .where(SignUp.meeting_id == bindparam("meeting_id"), SignUp.state == "going")
)
