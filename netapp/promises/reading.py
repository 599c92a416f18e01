"""What other rooms' pages read of promises with each request: plain columns, in words that stand ready."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, and_, bindparam, func, or_, select

from netapp.core import clock
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events.models import Meeting
from netapp.groups.models import Group
from netapp.members.models import Affiliation
from netapp.promises import queries
from netapp.promises.models import Promise
from netapp.promises.queries import Line, Share

P: Any = Promise.__table__.c
G: Any = Group.__table__.c
A: Any = Affiliation.__table__.c
_THIS: Any = Meeting.__table__.alias()
_OTHER: Any = Meeting.__table__.alias()
AT_MEETING, OPEN = 12, 4
# What was kept before is no news at a meeting whose group has not met for long.
SINCE = timedelta(days=180)


def made_at(viewer: Viewer, meeting_id: int) -> list[Line]:
    """What was promised at this meeting, whatever became of it."""
    return _lines(viewer, _made_at(viewer.is_guest), {"meeting_id": meeting_id})


def before(viewer: Viewer, meeting_id: int, group_id: int) -> list[Line]:
    """What the group's next meeting begins with: what is open, and what was kept since the last one. One more than
    AT_MEETING where there are more.
    """
    asked = {"meeting_id": meeting_id, "group_id": group_id, "since": clock.now() - SINCE}
    return _lines(viewer, _before(viewer.is_guest), asked)


def standing(viewer: Viewer, group_id: int, zone: str) -> tuple[Share, tuple[Line, ...]]:
    """How many there are, and the first due of those that are open: two statements, one where there is nothing."""
    asked = {**queries.rights(viewer), "group_id": group_id, "today": queries.today(zone)}
    share = Share(*_counted(viewer.is_guest).rows(asked)[0])
    return share, tuple(_lines(viewer, _open(viewer.is_guest), {"group_id": group_id})) if share.open else ()


def mine(viewer: Viewer, most: int = 20) -> list[Line]:
    """The viewer's own open ones, and those of the companies that they answer for; the first due first."""
    return _lines(viewer, _mine(most), {})


def _lines(viewer: Viewer, statement: Prepared, asked: dict[str, Any]) -> list[Line]:
    return [queries.line(viewer, row) for row in statement.rows({**queries.rights(viewer), **asked})]


def _group() -> Any:
    return P.group_id == bindparam("group_id", type_=P.group_id.type)


@cache
def _made_at(is_guest: bool) -> Prepared:
    there = P.meeting_id == bindparam("meeting_id", type_=P.meeting_id.type)
    return Prepared(queries.rows().where(queries.bound(is_guest), there).order_by(P.id).limit(200))


@cache
def _before(is_guest: bool) -> Prepared:
    kept = and_(P.state == "kept", P.settled_at >= func.coalesce(_last_met(), bindparam("since", type_=P.made_at.type)))
    chosen = queries.rows().where(queries.bound(is_guest), _group(), or_(P.state == "open", kept))
    return Prepared(chosen.order_by(P.state.desc(), P.due, P.id).limit(AT_MEETING + 1))


def _last_met() -> Any:
    """When the group's meeting before this one was over."""
    took_place = _OTHER.c.state.in_(("published", "held"))
    earlier = select(func.max(_OTHER.c.ends_at)).join(_THIS, _THIS.c.group_id == _OTHER.c.group_id)
    this = _THIS.c.id == bindparam("meeting_id", type_=P.meeting_id.type)
    return earlier.where(this, _OTHER.c.starts_at < _THIS.c.starts_at, took_place).scalar_subquery()


@cache
def _open(is_guest: bool) -> Prepared:
    chosen = queries.rows().where(queries.bound(is_guest), _group(), P.state == "open")
    return Prepared(chosen.order_by(P.due, P.id).limit(OPEN))


@cache
def _counted(is_guest: bool) -> Prepared:
    return Prepared(queries.counts(bindparam("today", type_=Date())).where(queries.bound(is_guest), _group()))


@cache
def _mine(most: int) -> Prepared:
    person = bindparam("person", type_=P.person_id.type)
    at = select(A.company_id).where(A.person_id == person, A.role == "contact", A.until.is_(None))
    own = or_(P.person_id == person, and_(P.person_id.is_(None), P.company_id.in_(at)))
    chosen = queries.rows().where(queries.bound(), own, P.state == "open", G.closed_at.is_(None))
    return Prepared(chosen.order_by(P.due, P.id).limit(most))
