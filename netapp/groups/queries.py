"""Reads of groups and memberships. `seen_bound` and `readable` are the WHERE clauses of all that has readers (A1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible, require
from netapp.core.prepared import Prepared
from netapp.core.viewer import ORGANISING, PUBLIC, Viewer
from netapp.groups import policy
from netapp.groups.models import OFFICE, Entry, Follower, Group, Membership
from netapp.members.models import Person

# For a list that would be empty. SQLAlchemy writes an empty one as a condition of its own, and NOT IN's where the same
# parameter stands in an IN too: on PostgreSQL that opened everything to everybody, until the canary sang.
NO_GROUP = [0]
# Of those who are invited, so many stand beside the members; all of them on pages of their own.
INVITED, INVITED_ON_A_PAGE = 12, 50
# Written into the statement, so that the index of those who wait can be used.
REQUESTED = literal("requested", literal_execute=True)


def seen_bound(is_guest: bool = False, by_number: bool = False) -> ColumnElement[bool]:
    """The groups that exist for a viewer; who is invited sees what to.

    For a statement that is built once: `sight` fills it for each viewer; a guest's asks for less. `by_number`: groups
    are found by their numbers, and the key is looked at for each; SQLite would find all that are public first.
    """
    if is_guest:
        key = Group.__table__.c.seen_key
        return _seen_by_guests(func.coalesce(key, "") if by_number else key)
    return _seen(bindparam("keys", expanding=True), bindparam("invited", expanding=True), Group.__table__.c)


def sight(viewer: Viewer) -> dict[str, list[Any]]:
    """The viewer's keys, and the groups that they are invited to."""
    invited = [group_id for group_id, state in viewer.pending.items() if state == "invited"]
    return {"keys": sorted(viewer.keys), "invited": invited or NO_GROUP}


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """The groups whose content this viewer reads. For a query that joins Group."""
    return Group.read_key.in_(sorted(viewer.keys))


def get_seen(viewer: Viewer, group_id: int) -> Group:
    return session.scalar(_SEEN, {"group_id": group_id, **sight(viewer)}) or _nothing()


def get_readable(viewer: Viewer, group_id: int) -> Group:
    return session.scalar(_READABLE, {"group_id": group_id, "keys": sorted(viewer.keys)}) or _nothing()


def get_run(viewer: Viewer, group_id: int) -> Group:
    """A group for the pages of those who run it; Forbidden for who only sees it."""
    group = get_seen(viewer, group_id)
    require(policy.may_organise(viewer, group))
    return group


def get_tended(viewer: Viewer, group_id: int) -> Group:
    """A group for the deeds of those who say yes and no in it; Forbidden for who only sees it."""
    group = get_seen(viewer, group_id)
    require(policy.may_moderate(viewer, group))
    return group


def get_owned(viewer: Viewer, group_id: int) -> Group:
    """A group for the pages of its owners; Forbidden for who only sees it."""
    group = get_seen(viewer, group_id)
    require(policy.may_own(viewer, group))
    return group


def get_divisible(viewer: Viewer, network_id: int) -> Group:
    """A network in which the viewer may make sub-groups."""
    network = get_seen(viewer, network_id)
    require(policy.may_create_sub_group(viewer, network))
    return network


def network_of(group: Group) -> Group:
    """The network of a group that the viewer sees; no statement when it was read with it, or is the group itself."""
    network = session.get(Group, group.parent_id) if group.parent_id else group
    return network or _nothing()


def sub_groups(viewer: Viewer, network_id: int) -> Sequence[Group]:
    """The sub-groups of a network that the viewer sees, by name."""
    return session.scalars(_SUB_GROUPS, {"network_id": network_id, **sight(viewer)}).all()


def organised(viewer: Viewer) -> Sequence[Group]:
    """The open groups where the viewer may organise, networks before their sub-groups: for a meeting's form."""
    mine = viewer.groups_of(ORGANISING) + sorted(viewer.entered)
    chosen = _groups().where(
        or_(Group.id.in_(mine), Group.parent_id.in_(mine)), Group.closed_at.is_(None), Group.approved_at.is_not(None)
    )
    order = (func.coalesce(Group.parent_id, Group.id), Group.parent_id.is_not(None), Group.name)
    return [group for group in session.scalars(chosen.order_by(*order)) if policy.may_organise(viewer, group)]


_STANDS = ("active", "requested", "invited")
_RIGHTS = (Membership.group_id, Membership.state, OFFICE, Membership.paused_until)
_ENTERED = select(func.aggregate_strings(cast(Entry.group_id, String), " ")).where(
    Entry.person_id == Person.id, Entry.until > bindparam("now", type_=Entry.until.type)
)


@dataclass(frozen=True)
class Standing:
    """What `signin` builds a viewer from: active roles, pending states, groups entered by the logged step, and until
    when the person writes nothing in which of them.
    """

    roles: Mapping[int, str]
    pending: Mapping[int, str]
    entered: frozenset[int]
    paused: Mapping[int, datetime]


def standing(person_id: int, is_admin: bool = False) -> Standing:
    """A person's rights in groups at this moment, in one query."""
    return standing_in(_STANDING.rows({"person_id": person_id, "now": clock.now()}), is_admin)


def with_standing(chosen: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement that finds one person, with a row for each group that they have rights in: for `standing_in`.

    It has one row also for who has none. What is added are the last columns.
    """
    beside = and_(Membership.person_id == Person.id, Membership.state.in_(_STANDS))
    return chosen.outerjoin(Membership, beside).add_columns(*_RIGHTS, _ENTERED.scalar_subquery().label("entered"))


_STANDING = Prepared(with_standing(select(Person.id).where(Person.id == bindparam("person_id"))))


def standing_in(rows: Sequence[tuple[Any, ...]], is_admin: bool = False) -> Standing:
    """The rights that these rows of a person say; only an administrator's logged steps open anything."""
    said = [row[-5:] for row in rows]
    entered = map(int, (said[0][4] or "").split()) if said and is_admin else ()
    return Standing(
        roles={group_id: role for group_id, state, role, *_rest in said if state == "active"},
        pending={group_id: state for group_id, state, *_rest in said if state in {"requested", "invited"}},
        entered=frozenset(entered),
        paused={group_id: until for group_id, _state, _role, until, _entered in said if until is not None},
    )


def membership(group_id: int, person_id: int | None) -> Membership | None:
    return session.scalar(_MEMBERSHIP, {"group_id": group_id, "person_id": person_id})


def get_membership(viewer: Viewer, group: Group, membership_id: int) -> Membership:
    """Somebody's membership, with the person, for who answers requests in the group."""
    chosen = select(Membership).options(joinedload(Membership.person))
    found = session.scalar(chosen.where(Membership.id == membership_id, Membership.group_id == group.id))
    if found is None or not policy.may_moderate(viewer, group):
        raise NotVisible
    return found


def follower(group_id: int, person_id: int | None) -> Follower | None:
    return session.scalar(_FOLLOWER, {"group_id": group_id, "person_id": person_id})


def waiting(viewer: Viewer, group: Group) -> Sequence[Membership]:
    """Who asked to join, the oldest first, and the last of those who are invited, of whom there may be thousands.

    Nobody for who may not answer them.
    """
    if not policy.may_moderate(viewer, group):
        return []
    asked = session.scalars(_people_of([group.id], ("requested",)).order_by(Membership.changed_at)).all()
    newest = _people_of([group.id], ("invited",)).order_by(Membership.changed_at.desc(), Membership.id.desc())
    return [*asked, *session.scalars(newest.limit(INVITED)).all()]


def invited(viewer: Viewer, group: Group, after: int | None) -> Sequence[Membership]:
    """A page of all who are invited and have not answered, and one more when there is another page."""
    require(policy.may_organise(viewer, group))
    chosen = _people_of([group.id], ("invited",)).where(Membership.id > (after or 0))
    return session.scalars(chosen.order_by(Membership.id).limit(INVITED_ON_A_PAGE + 1)).all()


def member_counts(group_ids: Iterable[int]) -> Mapping[int, int]:
    """How many active members each of these groups has."""
    ids = list(group_ids)
    return {row[0]: row[1] for row in _MEMBER_COUNTS.rows({"groups": ids})} if ids else {}


def seen_keys(group_ids: Sequence[int]) -> dict[int, str]:
    """Who may know of each of these groups, as an audience key: for the letters about them."""
    rows = session.execute(select(Group.id, Group.seen_key).where(Group.id.in_(group_ids)))
    return {row[0]: row[1] for row in rows}


def networks_that_wait(viewer: Viewer) -> Sequence[Group]:
    """Networks that wait for an administrator's yes."""
    require(policy.may_approve_network(viewer))
    chosen = select(Group).where(Group.parent_id.is_(None), Group.approved_at.is_(None), Group.closed_at.is_(None))
    return session.scalars(chosen.order_by(Group.created_at)).all()


def get_waiting_network(viewer: Viewer, group_id: int) -> Group:
    return next((group for group in networks_that_wait(viewer) if group.id == group_id), None) or _nothing()


def shut(viewer: Viewer) -> Sequence[int]:
    """The numbers, and nothing else, of the groups that an administrator does not read."""
    require(policy.may_enter(viewer))
    return session.scalars(select(Group.id).where(~readable(viewer)).order_by(Group.id)).all()


def get_shut(viewer: Viewer, group_id: int) -> Group:
    """A shut group, for the form that enters it; the page shows its number only."""
    require(policy.may_enter(viewer))
    return _one(select(Group).where(Group.id == group_id, ~readable(viewer)))


def _seen_by_guests(seen_key: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = seen_key == PUBLIC
    return clause


def _seen(keys: Any, invited: Any, group: Any = Group) -> ColumnElement[bool]:
    return or_(group.seen_key.in_(keys), group.id.in_(invited))


def _groups() -> Select[Group]:
    return select(Group).options(joinedload(Group.parent))


def _people_of(group_ids: Sequence[int], states: Sequence[str]) -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(Membership.group_id.in_(group_ids), Membership.state.in_(states))
    )


def _one(chosen: Select[Group]) -> Group:
    return session.scalar(chosen) or _nothing()


def _nothing() -> Group:
    raise NotVisible


# What the page of each group asks: built once.
_BOUND: Any = _seen(bindparam("keys", expanding=True), bindparam("invited", expanding=True))
_SEEN = _groups().where(Group.id == bindparam("group_id"), _BOUND)
_READABLE = _groups().where(Group.id == bindparam("group_id"), Group.read_key.in_(bindparam("keys", expanding=True)))
_SUB_GROUPS = (
    _groups()
    .where(Group.parent_id == bindparam("network_id"), _BOUND)
    .order_by(Group.closed_at.is_not(None), Group.name)
)
_MEMBERSHIP = select(Membership).where(
    Membership.group_id == bindparam("group_id"), Membership.person_id == bindparam("person_id")
)
_FOLLOWER = select(Follower).where(
    Follower.group_id == bindparam("group_id"), Follower.person_id == bindparam("person_id")
)
_MEMBER_COUNTS = Prepared(
    select(Membership.group_id, func.count())
    .where(Membership.group_id.in_(bindparam("groups", expanding=True)), Membership.state == "active")
    .group_by(Membership.group_id)
)
