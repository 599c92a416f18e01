"""A group as its own page reads it: plain columns in two statements, and objects that are made of equal rows once.

The objects stand outside of the session: nothing that is done to them is ever written.
"""

import json
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, Integer, String, Text, and_, bindparam, case, cast, func, literal, null, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core import several
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import ORGANISER, Viewer
from netapp.groups import policy, queries
from netapp.groups.models import OFFICE, Follower, Group, Membership
from netapp.members import queries as people
from netapp.members.models import Person, Picture

GROUP, MEMBERSHIP, FOLLOWER = Group.__table__, Membership.__table__, Follower.__table__
G, M, F = GROUP.c, MEMBERSHIP.c, FOLLOWER.c
# A revision grows with what is said elsewhere in the group: nothing that is made of the row would be found again.
_COLUMNS = [column for column in G if column.key != "revision"]
_PLAIN = [cast(column, Text) if isinstance(column.type, JSON) else column for column in _COLUMNS]


class Seen(NamedTuple):
    """A group that the viewer sees, and how many members it has. `row`, `above`: its columns and its network's."""

    row: tuple[Any, ...]
    above: tuple[Any, ...] | None
    members: int

    @property
    def group(self) -> Group:
        """Shared with all who read an equal one."""
        return _group(self.row, self.above)


class Read(NamedTuple):
    """What the page reads of groups. `inside`: the sub-groups by name, the closed ones last. Organisers as they came.

    `state`, `role` and `mail_level` are the viewer's membership's, if they ever had one. `revision` is the group's:
    what guests are shown of it is the same for as long as this is.
    """

    seen: Seen
    revision: int
    inside: tuple[Seen, ...]
    state: str | None
    role: str | None
    mail_level: str | None
    follows: bool
    organisers: tuple["Organiser", ...]


class Organiser(NamedTuple):
    """Somebody whom one can ask about the group."""

    person_id: int
    name: str
    email: str | None
    show_name: bool
    digest: str | None
    company: str | None


def read(viewer: Viewer, group_id: int) -> Read:
    """NotVisible as `queries.get_seen`."""
    asked = {"group_id": group_id, "person_id": viewer.person_id or 0, **queries.sight(viewer)}
    rows = {row[len(_OWN)]: row for row in _read(viewer.is_guest).rows(asked)}
    own = rows.get(group_id)
    if own is None:
        raise NotVisible
    revision, members, state, role, mail_level, follows, organisers = own[: len(_OWN)]
    parent_id = own[len(_OWN) + 1]
    above = rows[parent_id][len(_OWN) :] if parent_id else None
    seen = Seen(own[len(_OWN) :], above, members)
    inside = [
        Seen(row[len(_OWN) :], seen.row, row[1]) for number, row in rows.items() if number not in {group_id, parent_id}
    ]
    inside.sort(key=lambda one: (one.group.is_closed, one.group.name))
    return Read(seen, revision, tuple(inside), state, role, mail_level, bool(follows), _told(organisers))


def readable(viewer: Viewer, group_id: int) -> Group:
    """The group with its network, for who reads what is in it, as `queries.get_readable`."""
    rows = {row[0]: row for row in _ITSELF.rows({"group_id": group_id})}
    own = rows.get(group_id)
    group = _group(own, rows.get(own[1])) if own else None
    if group is None or not policy.may_read(viewer, group):
        raise NotVisible
    return group


_OWN = ("revision", "members", "state", "role", "mail_level", "follows", "organisers")


@cache
def _read(is_guest: bool) -> Prepared:
    """The group, its network, and its sub-groups as far as they are seen. Whoever sees a sub-group sees its network."""
    others = MEMBERSHIP.alias()
    members = select(func.count()).where(others.c.group_id == G.id, others.c.state == "active")
    asked, person_id = bindparam("group_id", type_=G.id.type), bindparam("person_id", type_=M.person_id.type)
    itself = GROUP.alias()
    parent_id = select(itself.c.parent_id).where(itself.c.id == asked).scalar_subquery()
    own: list[Any] = [cast(null(), String)] * 3 + [literal(0)]
    joined: Any = GROUP
    if not is_guest:
        joined = joined.outerjoin(MEMBERSHIP, and_(M.group_id == G.id, M.person_id == person_id))
        joined = joined.outerjoin(FOLLOWER, and_(F.group_id == G.id, F.person_id == person_id))
        own = [M.state, M.role, M.mail_level, cast(F.id.is_not(None), Integer)]
    seen = queries.seen_bound(is_guest, by_number=True)
    return Prepared(
        select(
            G.revision,
            members.correlate(GROUP).scalar_subquery(),
            *own,
            case((G.id == asked, _organisers())),
            *_PLAIN,
        )
        .select_from(joined)
        .where(or_(and_(G.id == asked, seen), and_(G.parent_id == asked, seen), G.id == parent_id))
    )


def _itself() -> Prepared:
    asked, child = bindparam("group_id", type_=G.id.type), GROUP.alias()
    parent_id = select(child.c.parent_id).where(child.c.id == asked).scalar_subquery()
    return Prepared(select(*_PLAIN).where(or_(G.id == asked, G.id == parent_id)))


_ITSELF = _itself()


@lru_cache(maxsize=512)
def _group(row: tuple[Any, ...], above: tuple[Any, ...] | None) -> Group:
    group = Group(**{column.key: _value(column, value) for column, value in zip(_COLUMNS, row, strict=True)})
    set_committed_value(group, "parent", _group(above, None) if above else None)
    return group


def _value(column: Any, value: Any) -> Any:
    return json.loads(value) if value is not None and isinstance(column.type, JSON) else value


def _organisers() -> Any:
    """Of the group of a row, as one text, in the order in which they came."""
    person, picture, others = Person.__table__.alias(), Picture.__table__.alias(), MEMBERSHIP.alias()
    who = (person.c.id, person.c.name, person.c.email, person.c.show_name, picture.c.digest)
    each = several.in_one(others.c.joined_at, others.c.id, *who, people.company_name_of(person.c.id))
    return (
        select(each)
        .select_from(others)
        .join(person, person.c.id == others.c.person_id)
        .outerjoin(picture, picture.c.person_id == person.c.id)
        .where(others.c.group_id == G.id, others.c.state == "active", others.c.role == ORGANISER)
        .correlate(GROUP)
        .scalar_subquery()
    )


@lru_cache(maxsize=512)
def _told(said: str | None) -> tuple[Organiser, ...]:
    rows = sorted(several.rows(said), key=_order)
    return tuple(
        Organiser(int(person_id), name, email or None, shows in {"1", "true"}, digest or None, company or None)
        for _joined, _id, person_id, name, email, shows, digest, company in rows
    )


def _order(said: list[str]) -> tuple[bool, str, int]:
    """By the moment of joining, who has none after the others; then by number."""
    return not said[0], said[0], int(said[1])


class Mine(NamedTuple):
    """A group that the viewer belongs to, waits for or is invited to."""

    state: str
    office: str
    mail_level: str
    group_id: int
    name: str
    network: str | None
    is_closed: bool


def mine(viewer: Viewer) -> tuple[Mine, ...]:
    """Networks, each with its sub-groups after it."""
    return tuple(Mine._make(row) for row in _MINE.rows({"person_id": viewer.person_id}))


_NETWORK = GROUP.alias()
_MINE = Prepared(
    select(M.state, OFFICE, M.mail_level, G.id, G.name, _NETWORK.c.name, G.closed_at.is_not(None))
    .select_from(MEMBERSHIP)
    .join(GROUP, G.id == M.group_id)
    .outerjoin(_NETWORK, _NETWORK.c.id == G.parent_id)
    .where(M.person_id == bindparam("person_id"), M.state.in_(("active", "requested", "invited")))
    .order_by(func.coalesce(G.parent_id, G.id), G.id)
)
