"""What an organiser's page asks of a group: figures, and the rows that each of them counts.

A figure and its list are made of the same clauses, so that they cannot differ. All of it is about the groups that the
viewer organises; what happens in a sub-group that is shut to them neither adds to a figure nor takes from it (A1).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from netapp.core import clock, db
from netapp.core.db import session
from netapp.core.errors import require
from netapp.core.log import LogRow
from netapp.core.viewer import Viewer, group_key
from netapp.events import listed
from netapp.events.listed import Listed, M
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.groups import policy, queries
from netapp.groups.models import Group, Membership
from netapp.home.queries import RECORD_WITHIN
from netapp.members.models import Affiliation, Company

YEAR = timedelta(days=365)
ON_A_PAGE = 50
WAITING, MEETINGS = 6, 5
_WHOM = LogRow.details["person"].as_integer()

People = Literal["joined", "left", "quiet"]
PEOPLE: tuple[People, ...] = ("joined", "left", "quiet")


class Figures(NamedTuple):
    """`joined`, `left` and `quiet`: within the last twelve months. `invited`: now."""

    members: int
    invited: int
    owners: int
    joined: int
    left: int
    quiet: int
    companies: int


class Met(NamedTuple):
    """A meeting that took place; `head_count` None: nobody has written it down."""

    starts_local: datetime
    head_count: int | None


def groups_of(viewer: Viewer, group: Group) -> list[Group]:
    """The group, and those of its sub-groups that the viewer organises."""
    require(policy.may_organise(viewer, group))
    inside = queries.sub_groups(viewer, group.id) if group.is_network else ()
    return [group, *(one for one in inside if policy.may_organise(viewer, one) and not one.is_closed)]


def figures(group: Group, ids: Sequence[int]) -> Figures:
    """All in one statement."""
    inside = Membership.group_id == group.id
    active = and_(inside, Membership.state == "active")
    counted: dict[str, Any] = {
        "members": _count(active),
        "invited": _count(inside, Membership.state == "invited"),
        "owners": _count(active, Membership.is_owner.is_(True), Membership.role == "organiser"),
        **{kind: _count(*people_clauses(kind, group, ids)) for kind in PEOPLE},
        "companies": select(func.count(Affiliation.company_id.distinct())).where(_works(), _in(group)),
    }
    columns = [counted[name].scalar_subquery().label(name) for name in Figures._fields]
    return Figures(*session.execute(select(*columns)).one())


def people_clauses(kind: People, group: Group, ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """Which memberships of the group are meant."""
    since, inside = clock.now() - YEAR, Membership.group_id == group.id
    if kind == "joined":
        return inside, Membership.state == "active", Membership.joined_at > since
    if kind == "left":
        gone = Membership.state.in_(("left", "removed"))
        return inside, gone, Membership.person_id.in_(select(_WHOM).where(*_departures(group, since)))
    # Who answers at all is not quiet; nor is who has not been here for a year.
    came = exists().where(
        SignUp.person_id == Membership.person_id,
        SignUp.state.in_(LIVE),
        Meeting.id == SignUp.meeting_id,
        Meeting.group_id.in_(ids),
        Meeting.starts_at > since,
    )
    here = func.coalesce(Membership.joined_at, Membership.changed_at) <= since
    return inside, Membership.state == "active", here, ~came


def people(kind: People, group: Group, ids: Sequence[int], before: int | None) -> Sequence[Membership]:
    """A page of them and one more, who came last first; `before` is the membership that the page follows."""
    chosen = select(Membership).join(Membership.person).options(contains_eager(Membership.person))
    chosen = chosen.where(*people_clauses(kind, group, ids))
    if before is not None:
        chosen = chosen.where(Membership.id < before)
    # Not by the number alone: one engine or the other would walk through all networks' memberships for a few in order.
    return session.scalars(chosen.order_by((Membership.id + 0).desc()).limit(ON_A_PAGE + 1)).all()


def left_at(group: Group, person_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each of these people left within the last twelve months."""
    theirs = *_departures(group, clock.now() - YEAR), _WHOM.in_(person_ids)
    chosen = select(_WHOM, func.max(LogRow.at, type_=LogRow.at.type)).where(*theirs).group_by(_WHOM)
    return {row[0]: row[1] for row in session.execute(chosen)}


def companies(group: Group, after: int | None) -> Sequence[tuple[int, str, str, int]]:
    """(number, name, place, how many of the members work there), by name; a page and one more."""
    folded, number = Company.__table__.c.folded, Company.__table__.c.id
    chosen = (
        select(Company.id, Company.name, Company.place, func.count(Affiliation.person_id.distinct()))
        .join(Affiliation, Affiliation.company_id == Company.id)
        .where(_works(), _in(group))
        .group_by(Company.id, Company.name, Company.place, Company.folded)
        .order_by(folded, number)
    )
    place = None
    if after is not None:
        # With the list's own eyes: the place of something hidden in the order of the names would tell its name.
        seen = select(folded).join(Affiliation, Affiliation.company_id == number).where(_works(), _in(group))
        place = session.execute(seen.where(number == after).limit(1)).scalar()
    if place is not None:
        chosen = chosen.where(or_(folded > place, and_(folded == place, number > after)))
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(chosen.limit(ON_A_PAGE + 1))]


def waiting(ids: Sequence[int]) -> Sequence[Membership]:
    """Who asks to join one of these groups, the oldest wish first."""
    chosen = (
        select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.group).joinedload(Group.parent))
        .where(Membership.group_id.in_(ids), Membership.state == queries.REQUESTED)
    )
    return session.scalars(chosen.order_by(Membership.changed_at, Membership.id).limit(WAITING)).all()


def asked_to_come(viewer: Viewer, ids: Sequence[int]) -> list[tuple[Listed, int]]:
    """Meetings to come where people wait for an organiser's yes, the soonest first, and how many."""
    of_it = SignUp.__table__.c
    many = select(func.count()).where(of_it.meeting_id == M.id, of_it.state == "requested").scalar_subquery()
    chosen = listed.chosen(M.group_id.in_(ids), M.state == "published", M.starts_at > clock.now(), many > 0)
    chosen = chosen.add_columns(many.label("many")).order_by(M.starts_at, M.id).limit(MEETINGS)
    return [(Listed._make(row[:-1]), row[-1]) for row in db.rows(chosen, listed.values(viewer))]


def waiting_in(ids: Sequence[int]) -> Mapping[int, int]:
    """How many ask to join each of these groups."""
    which = Membership.group_id.in_(ids), Membership.state == queries.REQUESTED
    chosen = select(Membership.group_id, func.count()).where(*which).group_by(Membership.group_id)
    return {row[0]: row[1] for row in session.execute(chosen)}


def meetings(viewer: Viewer, ids: Sequence[int]) -> Mapping[str, Sequence[Listed]]:
    """What is on next, what is a draft, and where nobody has written down how many came."""
    now = clock.now()
    over = and_(M.state == "published", M.ends_at <= now, M.ends_at > now - RECORD_WITHIN)
    parts = {"coming": and_(M.state == "published", M.ends_at > now), "draft": listed.first_draft(), "unrecorded": over}
    values = listed.values(viewer)
    return {name: listed.read(_few(which, ids), **values) for name, which in parts.items()}


def held(ids: Sequence[int], since: datetime) -> list[Met]:
    """What took place since then, wherever in these groups."""
    over = or_(M.state == "held", and_(M.state == "published", M.ends_at <= clock.now()))
    chosen = select(M.starts_local, M.head_count).where(M.group_id.in_(ids), over, M.starts_at > since)
    return [Met(*row) for row in db.rows(chosen)]


def _few(which: ColumnElement[bool], ids: Sequence[int]) -> Select[Any]:
    return listed.chosen(M.group_id.in_(ids), which).order_by(M.starts_at, M.id).limit(MEETINGS)


def _count(*which: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(Membership).where(*which)


def _departures(group: Group, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Members who went, in the log: their memberships say when they last changed, as by a no to an invitation."""
    deeds = LogRow.kind == "group", LogRow.deed.in_(("leave", "remove"))
    was_in = LogRow.details["before"].as_string() == "active"
    return LogRow.key == group_key(group.id), LogRow.at > since, *deeds, was_in


def _works() -> ColumnElement[bool]:
    return Affiliation.until.is_(None)


def _in(group: Group) -> ColumnElement[bool]:
    active = select(Membership.person_id).where(Membership.group_id == group.id, Membership.state == "active")
    return Affiliation.person_id.in_(active)
