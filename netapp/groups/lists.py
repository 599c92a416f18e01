"""The list of networks and the list of a group's members, a page at a time.

A page begins after the one whose number stands in its address. That one is looked for with the viewer's eyes: the
place of something hidden in the order of the names would tell its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import contains_eager

from netapp.core import db, text
from netapp.core.db import session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import policy, queries
from netapp.groups.models import Group, Membership
from netapp.mail.models import Returned
from netapp.members import queries as people
from netapp.members.models import Person

T = TypeVar("T")

NETWORKS = 24
MEMBERS = 50
# More than a page could offer as links.
MOST_REGIONS = 60
_GROUP = Group.__table__
_G: Any = _GROUP.c


@dataclass(frozen=True)
class Filters:
    """What the list of networks is narrowed to; `words` is what was typed into the search field."""

    words: str = ""
    region: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        return cls(words=text.one_line(args.get("q", ""))[:100], region=text.one_line(args.get("region", ""))[:80])

    @property
    def args(self) -> dict[str, str]:
        """For an address; only what narrows."""
        return {name: value for name, value in (("q", self.words), ("region", self.region)) if value}

    @property
    def values(self) -> dict[str, str]:
        """What fills a statement; its names are the statement's shape."""
        words = {f"word{n}": text.pattern(word) for n, word in enumerate(text.fold(self.words).split())}
        return {**words, **({"region": self.region} if self.region else {})}


@dataclass(frozen=True)
class Part(Generic[T]):
    """Some rows of a list, and the number of the last one when there are more."""

    rows: Sequence[T]
    goes_on: int | None
    is_first: bool


def networks(viewer: Viewer, filters: Filters | None = None, after: int | None = None) -> Part[Group]:
    """The networks that the viewer sees, by name; the closed ones last."""
    values = {**(filters or Filters()).values, **queries.sight(viewer), "most": NETWORKS + 1}
    place = _place_of(viewer, after)
    shape = tuple(name for name in values if name == "region" or name.startswith("word"))
    chosen = _networks(viewer.is_guest, shape, place.pop("which", ""))
    found = session.scalars(chosen, {**values, **place}).all()
    return _part(found, NETWORKS, is_first=not place)


def regions(viewer: Viewer) -> Sequence[str]:
    """Where there are open networks that the viewer sees."""
    seen = queries.seen_bound(viewer.is_guest)
    chosen = select(_G.region).where(*_which("open"), seen, _G.region != "").distinct()
    rows = db.rows(chosen.order_by(_G.region).limit(MOST_REGIONS), queries.sight(viewer))
    return [row[0] for row in rows]


@dataclass(frozen=True)
class Members(Part[Membership]):
    """With how many there are in all, and how many of them don't show their names to the viewer."""

    total: int
    hidden: int
    returned: int


def members(viewer: Viewer, group: Group, after: int | None = None, *, returned: bool = False) -> Members:
    """Active members with their persons, organisers first, then by name: who runs the group sees all of them, and may
    ask for those to whom letters come back.

    Forbidden for who may not see them.
    """
    require(policy.may_see_members(viewer, group))
    inside = [Membership.group_id == group.id, Membership.state == "active"]
    runs = policy.may_organise(viewer, group)
    unreached = Person.email.in_(select(Returned.address).where(Returned.stopped_at.is_not(None)))
    counted = session.execute(_count(*inside).add_columns(func.count().filter(unreached))).one()
    if returned and runs:
        inside = [*inside, unreached]
    shown = inside if runs else [*inside, people.shown_to(viewer)]
    place = _beyond(after, shown)
    chosen = _ordered(select(Membership.id).join(Membership.person).where(*shown, *place)).limit(MEMBERS + 1)
    rows = _ordered(select(Membership).join(Membership.person).where(Membership.id.in_(chosen)))
    part = _part(session.scalars(rows.options(contains_eager(Membership.person))).all(), MEMBERS, is_first=not place)
    hidden = 0 if runs else session.scalar(_count(*inside, ~people.shown_to(viewer))) or 0
    total, lost = counted[1] if returned and runs else counted[0], counted[1] if runs else 0
    return Members(part.rows, part.goes_on, part.is_first, total=total, hidden=hidden, returned=lost)


def _place_of(viewer: Viewer, after: int | None) -> dict[str, Any]:
    """Where a network stands in the list; nothing for one that is not in the viewer's."""
    if after is None:
        return {}
    chosen = select(_G.name, _G.closed_at).where(_G.id == bindparam("after"), _G.parent_id.is_(None))
    found = db.rows(chosen.where(queries.seen_bound()), {"after": after, **queries.sight(viewer)})
    return {"name": found[0][0], "id": after, "which": "closed" if found[0][1] else "open"} if found else {}


@cache
def _networks(is_guest: bool, shape: tuple[str, ...], begins_in: str) -> Any:
    """So many open ones that everybody sees, found where the index begins the page; of the few that not everybody sees,
    and of the few closed ones, as many; of all these, a page.
    """
    clauses = [_G.region == bindparam(name) if name == "region" else _like(name) for name in shape]
    everybody, seen = queries.seen_bound(is_guest=True), queries.seen_bound()
    # The words of the index, by which PostgreSQL knows its order again.
    legs: list[tuple[str, ColumnElement[bool], tuple[Any, ...]]] = []
    if begins_in != "closed":
        legs.append(("open", everybody, (_G.parent_id, _G.closed_at, _G.seen_key)))
    if legs and not is_guest:
        legs.append(("open", and_(~everybody, seen), ()))
    legs.append(("closed", seen, ()))
    name, number = bindparam("name", type_=_G.name.type), bindparam("id", type_=_G.id.type)
    most, found = bindparam("most", type_=_G.id.type), []
    for which, audience, index in legs:
        place = [_G.name >= name, or_(_G.name > name, _G.id > number)] if which == begins_in else []
        leg = select(_G.id).where(*_which(which), audience, *clauses, *place)
        found.append(leg.order_by(*index, _G.name, _G.id).limit(most).subquery())
    chosen = select(Group).where(Group.id.in_(union_all(*(select(leg.c.id) for leg in found))))
    return chosen.order_by(Group.closed_at.is_not(None), Group.name, Group.id).limit(most)


def _which(state: str) -> tuple[ColumnElement[bool], ...]:
    return _G.parent_id.is_(None), _G.closed_at.is_(None) if state == "open" else _G.closed_at.is_not(None)


def _like(name: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _G.folded.like(bindparam(name), escape="/")
    return found


def _beyond(after: int | None, shown: Sequence[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    last = select(Membership.role, Person.name, Person.id).join(Membership.person)
    found = session.execute(last.where(Membership.id == after, *shown)).one_or_none()
    if found is None:
        return []
    role, name, number = found
    behind = or_(Person.name > name, and_(Person.name == name, Person.id > number))
    return [or_(Membership.role < role, and_(Membership.role == role, behind))]


def _ordered(chosen: Select[Any]) -> Select[Any]:
    return chosen.order_by(Membership.role.desc(), Person.name, Person.id)


def _count(*which: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(Membership).join(Membership.person).where(*which)


def _part(found: Sequence[Any], most: int, *, is_first: bool) -> Part[Any]:
    return Part(found[:most], found[most - 1].id if len(found) > most else None, is_first)
