"""A poll as its thread's page reads it, in one statement; and what a deed needs of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, String, bindparam, case, cast, exists, func, null, select

from netapp.core import several
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums.models import Thread
from netapp.forums.voting.models import ThreadChoice, ThreadPoll, Vote
from netapp.members.models import Person

Q: Any = ThreadPoll.__table__.c
C: Any = ThreadChoice.__table__.c
V: Any = Vote.__table__.c
_PERSON: Any = Person.__table__
# More names than these make no list that anybody reads.
NAMED = 30


class Line(NamedTuple):
    """A choice, with what stands of its poll in each row. `names`: of who has chosen it, where the poll says so."""

    several: bool
    shows_names: bool
    shows_always: bool
    closes_at: datetime | None
    people: int
    id: int
    text: str
    votes: int
    is_mine: bool
    names: tuple[str, ...]


def lines(viewer: Viewer, thread_id: int) -> Sequence[Line]:
    """The choices of a thread's poll, which the viewer reads; none where it has no poll. Guests see no names."""
    asked = {"thread_id": thread_id, "person_id": viewer.person_id or 0}
    return [_line(row) for row in _lines(viewer.is_guest).rows(asked)]


def poll(thread_id: int) -> ThreadPoll | None:
    return session.get(ThreadPoll, thread_id)


def choices(thread_id: int) -> Sequence[ThreadChoice]:
    """In their order."""
    chosen = select(ThreadChoice).where(ThreadChoice.thread_id == thread_id)
    return session.scalars(chosen.order_by(ThreadChoice.position)).all()


def own(person_id: int | None, thread_id: int) -> set[int]:
    """What somebody has chosen."""
    mine = Vote.thread_id == thread_id, Vote.person_id == person_id
    return set(session.scalars(select(Vote.choice_id).where(*mine)))


def closing(now: datetime, groups: Any = None) -> Any:
    """When the next poll in a thread closes, of all or of these groups; a column for who gathers such moments."""
    chosen = select(func.min(Q.closes_at)).where(Q.closes_at > now)
    if groups is not None:
        joined = ThreadPoll.__table__.join(Thread.__table__, Thread.__table__.c.id == Q.thread_id)
        chosen = chosen.select_from(joined).where(Thread.__table__.c.group_id.in_(groups))
    return chosen.scalar_subquery()


@cache
def _lines(is_guest: bool) -> Prepared:
    person = bindparam("person_id", type_=V.person_id.type)
    mine: Any = exists().where(V.choice_id == C.id, V.person_id == person)
    chosen = select(several.in_one(_PERSON.c.name)).select_from(Vote.__table__.join(_PERSON))
    names: ColumnElement[Any] = chosen.where(V.choice_id == C.id).correlate(ThreadChoice.__table__).scalar_subquery()
    named = cast(null(), String) if is_guest else case((Q.shows_names, names), else_=None)
    columns = (Q.several, Q.shows_names, Q.shows_always, Q.closes_at, Q.people, C.id, C.text, C.votes)
    joined = ThreadPoll.__table__.join(ThreadChoice.__table__, C.thread_id == Q.thread_id)
    found = select(*columns, cast(mine, Integer), named).select_from(joined)
    return Prepared(found.where(Q.thread_id == bindparam("thread_id", type_=Q.thread_id.type)).order_by(C.position))


def _line(row: tuple[Any, ...]) -> Line:
    *columns, is_mine, names = row
    said = sorted(one[0] for one in several.rows(names))
    made = Line._make((*columns, bool(is_mine), tuple(said[:NAMED])))
    return made._replace(
        several=bool(made.several), shows_names=bool(made.shows_names), shows_always=bool(made.shows_always)
    )
