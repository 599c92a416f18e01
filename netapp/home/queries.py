"""What the front page and one's own page gather; the front page in a handful of statements, however much is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from netapp.core.db import session
from netapp.core.errors import require
from netapp.core.prepared import Prepared
from netapp.core.viewer import MODERATING, Viewer
from netapp.events import listed, lists, seats
from netapp.events import queries as events
from netapp.events.listed import G, Listed, M
from netapp.events.lists import Filters
from netapp.events.models import LIVE, SignUp
from netapp.groups import queries as groups
from netapp.groups.models import Group, Membership
from netapp.home import policy
from netapp.members import queries as people
from netapp.members.models import Person

S, MS = SignUp.__table__.c, Membership.__table__.c
LATEST = 3
MINE = 4
OWN = 50
# Whoever has not said by then how many came will not be asked again.
RECORD_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Meetings:
    """The meetings of the front page. `goes_on` is the place of the next page."""

    listed: Sequence[Listed]
    goes_on: str | None
    held: Sequence[Listed]
    mine: Sequence[Listed]
    answers: dict[int, str]
    counts: dict[int, seats.Count]


def meetings(viewer: Viewer, filters: Filters, after: str = "") -> Meetings:
    """Three short lists in one statement, with their seats, each cut to its length where an index ends."""
    place = lists.placed(after)
    values = {**listed.values(viewer), **filters.values, **place, "person": viewer.person_id}
    rows = _lists(viewer.is_guest, filters.shape, bool(place)).rows(values)
    found: dict[str, list[Listed]] = {"listed": [], "held": [], "mine": []}
    answers: dict[int, str] = {}
    counts: dict[int, seats.Count] = {}
    for part, answer, taken, waiting, *row in rows:
        found[part].append(one := Listed(*row))
        counts[one.id] = seats.Count(taken, waiting)
        if answer:
            answers[one.id] = answer
    coming = listed.soonest(found["listed"], lists.PAGE + 1)
    return Meetings(
        listed=coming[: lists.PAGE],
        goes_on=lists.beyond(coming[lists.PAGE - 1]) if len(coming) > lists.PAGE else None,
        held=listed.soonest(found["held"], len(found["held"]))[::-1][:LATEST],
        mine=listed.soonest(found["mine"], MINE),
        answers=answers,
        counts=counts,
    )


@cache
def _lists(is_guest: bool, shape: tuple[str, ...], is_placed: bool) -> Prepared:
    place = lists.beginning() if is_placed else []
    parts = [
        ("listed", listed.coming(is_guest, *lists.clauses(shape), *place, most=lists.PAGE + 1)),
        ("held", listed.over(is_guest, LATEST)),
    ]
    if not is_guest:
        parts.append(("mine", _mine().limit(MINE)))
    subqueries = [(name, part.subquery()) for name, part in parts]

    def more(part: Any) -> Any:
        return lists.own_answer(part.c.id, is_guest), seats.of(part.c.id, "going"), seats.of(part.c.id, "waiting")

    each = (select(literal(name).label("part"), *more(part), *part.c) for name, part in subqueries)
    return Prepared(union_all(*each))


def _mine() -> Any:
    """The viewer's own meetings to come, from their answers: in the index of meetings they would be few among many."""
    own = select(S.meeting_id).where(S.person_id == bindparam("person"), S.state.in_(LIVE))
    is_announced = func.coalesce(M.state, "").in_(("published", "cancelled"))
    comes = M.ends_at > bindparam("now", type_=M.ends_at.type)
    chosen = listed.template(is_guest=False).where(M.id.in_(own), is_announced, comes, listed.next_of_series())
    return chosen.order_by(M.starts_at, M.id)


@dataclass(frozen=True)
class Own:
    """One's own page. `waiting`: for a seat; `requested`: for a yes; `requests`: those of others, for an organiser."""

    going: Sequence[Listed]
    waiting: Sequence[Listed]
    requested: Sequence[Listed]
    requests: Sequence[Membership]
    drafts: Sequence[Listed]
    unrecorded: Sequence[Listed]
    counts: dict[int, seats.Count]


def own(viewer: Viewer) -> Own:
    """Meetings that one goes to or waits for; for an organiser also what waits for a yes, a date or a head count."""
    values = listed.values(viewer)
    runs = values["organised"] != groups.NO_GROUP
    values |= {"person": viewer.person_id, "not_before": values["now"] - RECORD_WITHIN}
    found: dict[str, list[Listed]] = {"going": [], "waiting": [], "requested": [], "draft": [], "unrecorded": []}
    counts: dict[int, seats.Count] = {}
    for part, taken, waiting, *row in _own(runs).rows(values):
        found[part].append(one := Listed._make(row))
        counts[one.id] = seats.Count(taken, waiting)
    return Own(
        counts=counts,
        going=listed.soonest(found["going"], OWN),
        waiting=listed.soonest(found["waiting"], OWN),
        requested=listed.soonest(found["requested"], OWN),
        requests=_to_decide(viewer),
        drafts=listed.soonest(found["draft"], OWN),
        unrecorded=listed.soonest(found["unrecorded"], OWN),
    )


@cache
def _own(runs: bool) -> Prepared:
    now, ends = bindparam("now", type_=M.ends_at.type), M.ends_at
    coming = (
        listed.template(is_guest=False).join(SignUp.__table__, S.meeting_id == M.id).add_columns(S.state.label("part"))
    )
    mine = coming.where(S.person_id == bindparam("person"), S.state.in_(LIVE), ends > now)
    mine = mine.where(listed.next_of_series(S.person_id, S.state))
    parts = [mine.where(M.state.in_(("published", "cancelled"))).order_by(M.starts_at, M.id).limit(OWN).subquery()]
    if runs:
        organised = listed.template(is_guest=False).where(events.organised_bound(), G.closed_at.is_(None))
        not_before = bindparam("not_before", type_=M.ends_at.type)
        unrecorded = and_(M.state == "published", ends <= now, ends > not_before)
        for part, which in (("draft", listed.first_draft()), ("unrecorded", unrecorded)):
            chosen = organised.where(which).order_by(M.starts_at, M.id).limit(OWN)
            parts.append(chosen.add_columns(literal(part).label("part")).subquery())
    names = [column.name for column in listed.COLUMNS]

    def each(part: Any) -> Any:
        counted = seats.of(part.c.id, "going"), seats.of(part.c.id, "waiting")
        return select(part.c.part, *counted, *(part.c[name] for name in names))

    return Prepared(union_all(*map(each, parts)))


def locked_administrators() -> Sequence[Person]:
    """Those who can sign in, held until the transaction ends, so that two can't remove each other."""
    chosen = select(Person).where(Person.is_admin, Person.email.is_not(None))
    return session.scalars(chosen.order_by(Person.id).with_for_update()).all()


def administrators(viewer: Viewer) -> Sequence[Person]:
    """For the page of the site; Forbidden for the others."""
    require(policy.may_run_site(viewer))
    return people.administrators()


def _to_decide(viewer: Viewer) -> Sequence[Membership]:
    """Who wants to join a group where the viewer says yes and no, the oldest wish first."""
    answers = [*viewer.groups_of(MODERATING), *viewer.entered]
    return session.scalars(_wishes(), {**events.rights(viewer), "organised": answers}).all() if answers else []


@cache
def _wishes() -> Any:
    chosen = (
        select(Membership)
        .join(Membership.group)
        .options(contains_eager(Membership.group).joinedload(Group.parent), joinedload(Membership.person))
        .where(Membership.state == groups.REQUESTED, Group.closed_at.is_(None), events.organised_bound(Group))
    )
    return chosen.order_by(Membership.changed_at).limit(OWN)
