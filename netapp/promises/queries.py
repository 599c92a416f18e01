"""Every read of promises. `visible` is the WHERE clause of all that shows one (A1)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import MODERATING, PUBLIC, Viewer, group_key
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.members import companies
from netapp.members.models import Company, Person
from netapp.promises.models import Promise, PromiseAnswer

PAGE = 50
P: Any = Promise.__table__.c
G: Any = Group.__table__.c
_BOUND: tuple[Any, ...] = (
    bindparam("keys", expanding=True),
    bindparam("inside", expanding=True),
    bindparam("person", type_=P.person_id.type),
)
FILTERS = ("open", "late", "kept", "dropped")


class Line(NamedTuple):
    """A promise in a list, with who owns it. `knows`: the viewer may read people's names in its group."""

    id: int
    group_id: int
    meeting_id: int | None
    text: str
    language: str
    due: date
    state: str
    settled_at: datetime | None
    reason: str
    person_id: int | None
    person: str | None
    company_id: int | None
    company: str | None
    zone: str
    knows: bool

    @property
    def is_late(self) -> bool:
        return self.state == "open" and self.due < today(self.zone)


class Share(NamedTuple):
    """How many promises were kept: kept / (kept + dropped + open that are late).

    Open ones whose day is still to come are not counted: nobody knows yet. One that is kept late counts as kept, one
    that was put off counts when its new day has come. Counted are those that the viewer may see.
    """

    kept: int
    dropped: int
    late: int
    open: int

    @property
    def counted(self) -> int:
        return self.kept + self.dropped + self.late

    @property
    def percent(self) -> int | None:
        """None where nothing is to be counted yet."""
        return round(100 * self.kept / self.counted) if self.counted else None


def today(zone: str) -> date:
    return localtime.to_local(clock.now(), zone).date()


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """For statements that join Promise and Group: the group's readers, its members only where it is among them, and
    whose own it is.
    """
    return _visible_to_guests(G.read_key) if viewer.is_guest else _visible(**rights(viewer))


def bound(is_guest: bool = False) -> ColumnElement[bool]:
    """The same for a statement that is built once: `rights` fills it for each viewer; a guest's asks for less."""
    # As an expression: SQLite would take the key's index, and find all that is public first.
    read_key = func.coalesce(G.read_key, "")
    keys, inside, person = _BOUND
    return _visible_to_guests(read_key) if is_guest else _visible(keys, inside, person, read_key)


def rights(viewer: Viewer) -> dict[str, Any]:
    """The viewer's keys, the groups that they are in, and their number; no list is empty."""
    inside = [*viewer.roles, *viewer.entered] or groups.NO_GROUP
    return {"keys": sorted(viewer.keys), "inside": inside, "person": viewer.person_id or 0}


def _visible_to_guests(read_key: Any) -> ColumnElement[bool]:
    return and_(read_key == PUBLIC, P.for_members.is_(False))


def _visible(keys: Any, inside: Any, person: Any, read_key: Any = G.read_key) -> ColumnElement[bool]:
    seen = and_(read_key.in_(keys), or_(P.for_members.is_(False), P.group_id.in_(inside)))
    return or_(seen, P.person_id == person)


def get(viewer: Viewer, promise_id: int) -> Promise:
    """With its group and network; NotVisible when it is not the viewer's to see."""
    chosen = select(Promise).join(Promise.group).where(Promise.id == promise_id, visible(viewer))
    chosen = chosen.options(contains_eager(Promise.group).joinedload(Group.parent))
    found = session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotVisible
    return found


def locked_promise(viewer: Viewer, promise_id: int) -> Promise:
    """The same under its lock: of two who answer at once, the second sees what the first has said."""
    session.execute(select(Promise.id).where(Promise.id == promise_id).with_for_update())
    return get(viewer, promise_id)


def locked_with_answer(viewer: Viewer, promise_id: int, answer_id: int) -> tuple[Promise, PromiseAnswer]:
    """To take an answer back: also for who has given it and handed the promise over, and does not see it any more."""
    session.execute(select(Promise.id).where(Promise.id == promise_id).with_for_update())
    promise, answer = known(promise_id), session.get(PromiseAnswer, answer_id)
    if promise is None or answer is None or answer.promise_id != promise.id:
        raise NotVisible
    return (promise if viewer.is_signed_in and answer.by_id == viewer.person_id else get(viewer, promise_id)), answer


def known(promise_id: int) -> Promise | None:
    """For a letter, and for what follows by itself: with its group and network."""
    chosen = select(Promise).join(Promise.group).where(Promise.id == promise_id)
    chosen = chosen.options(contains_eager(Promise.group).joinedload(Group.parent))
    return session.scalar(chosen.execution_options(populate_existing=True))


def speaks(viewer: Viewer, promise: Promise) -> bool:
    """Whether the viewer owns it, or answers for the company that does."""
    if viewer.person_id is None:
        return False
    if promise.person_id == viewer.person_id:
        return True
    place = companies.place_of(viewer.person_id, promise.company_id) if promise.company_id else None
    return place is not None and place.role == "contact"


def speakers(promise: Promise) -> Sequence[Person]:
    """Who is written to about it: the person, else those of the company's contacts who may read it."""
    if promise.person_id is not None:
        person = session.get(Person, promise.person_id)
        return [person] if person and person.email else []
    if promise.company_id is None:
        return []
    found = [one for one in companies.contacts(promise.company_id) if one.email]
    return [one for one in found if may_be_told(one.id, promise)]


def may_be_told(person_id: int, promise: Promise) -> bool:
    """Whether a company's contact may read it."""
    held = Viewer(person_id=person_id, roles=groups.standing(person_id).roles)
    is_inside = not promise.for_members or held.belongs_to(promise.group_id)
    return promise.group.read_key in held.keys and is_inside


def answers(promise: Promise) -> Sequence[tuple[PromiseAnswer, str]]:
    """What was answered and by whom, the first first; "" for nobody and for who was erased."""
    rows = select(PromiseAnswer, func.coalesce(Person.name, "")).outerjoin(Person, Person.id == PromiseAnswer.by_id)
    found = session.execute(rows.where(PromiseAnswer.promise_id == promise.id).order_by(PromiseAnswer.id))
    return [(row[0], row[1]) for row in found]


def last_answer(promise_id: int) -> PromiseAnswer | None:
    """The one that stands: the newest that was not taken back."""
    stands = PromiseAnswer.promise_id == promise_id, PromiseAnswer.undone_at.is_(None)
    return session.scalar(select(PromiseAnswer).where(*stands).order_by(PromiseAnswer.id.desc()).limit(1))


def lines(viewer: Viewer, *which: ColumnElement[bool], most: int, order: Sequence[Any] = ()) -> list[Line]:
    """Those that the viewer may see, in one statement; the first due first."""
    chosen = rows().where(visible(viewer), *which).order_by(*(order or (Promise.due, Promise.id))).limit(most)
    return [line(viewer, row) for row in session.execute(chosen)]


def of_group(
    viewer: Viewer, group: Group, state: str = "open", whose: tuple[str, int] | None = None, after: int = 0
) -> list[Line]:
    """A page of the group's promises, and one more where there is another page. `state` is one of FILTERS; `whose`:
    ("person", 3) or ("company", 5).
    """
    which = [Promise.group_id == group.id, Promise.state == ("open" if state == "late" else state)]
    if state == "late":
        which.append(Promise.due < today(group.zone))
    if whose is not None:
        which.append((Promise.person_id if whose[0] == "person" else Promise.company_id) == whose[1])
    newest = (Promise.settled_at.desc(), Promise.id.desc())
    order = (Promise.due, Promise.id) if state in {"open", "late"} else newest
    chosen = rows().where(visible(viewer), *which).order_by(*order).offset(after).limit(PAGE + 1)
    return [line(viewer, row) for row in session.execute(chosen)]


def named(viewer: Viewer, ids: Collection[int]) -> Mapping[int, Line]:
    """Those of these promises that the viewer may see."""
    return {one.id: one for one in lines(viewer, Promise.id.in_(ids), most=len(ids))} if ids else {}


def share(viewer: Viewer, group: Group) -> Share:
    """Of the group's own promises; see Share."""
    chosen = counts(today(group.zone)).where(P.group_id == group.id, visible(viewer))
    return Share(*session.execute(chosen).one())


def counts(day: Any) -> Select[Any]:
    """Of the promises that are chosen: kept, dropped, late on this day, open."""
    each = (P.state == "kept", P.state == "dropped", and_(P.state == "open", P.due < day), P.state == "open")
    counted: Any = select(*(func.count(P.id).filter(one) for one in each))
    joined: Select[Any] = counted.join(Group.__table__, G.id == P.group_id)
    return joined


def owners(viewer: Viewer, group: Group) -> list[tuple[str, int, str]]:
    """Whose promises there are in the group, to narrow the list: ("person" or "company", number, name), by name."""
    mine = Promise.group_id == group.id, visible(viewer)
    base = select(Person.id, Person.name).join(Promise, Promise.person_id == Person.id)
    people = base.join(Group, Group.id == Promise.group_id).where(*mine, Person.name != "").distinct()
    at = select(Company.id, Company.name).join(Promise, Promise.company_id == Company.id)
    firms = at.join(Group, Group.id == Promise.group_id).where(*mine).distinct()
    found = [("company", row[0], row[1]) for row in session.execute(firms)]
    found += [("person", row[0], row[1]) for row in session.execute(people)]
    return sorted(found, key=lambda one: one[2].casefold())


def read_keys(ids: Sequence[int]) -> dict[int, str]:
    """Who may read of each of these, as an audience key: for the letters about them."""
    rows = select(Promise.id, Promise.group_id, Promise.for_members, Group.read_key).join(Promise.group)
    found = session.execute(rows.where(Promise.id.in_(ids)))
    return {row[0]: group_key(row[1]) if row[2] else row[3] for row in found}


def needed(since: datetime) -> Select[Any]:
    """Guests whose promise is open, or was settled after `since`."""
    still = or_(Promise.state == "open", Promise.settled_at > since)
    return select(Promise.person_id).where(Promise.person_id.is_not(None), still)


def rows() -> Select[Any]:
    """What `line` is made of."""
    names, firms = Person.__table__.c, Company.__table__.c
    joined = Promise.__table__.join(Group.__table__, G.id == P.group_id)
    joined = joined.outerjoin(Person.__table__, names.id == P.person_id)
    joined = joined.outerjoin(Company.__table__, firms.id == P.company_id)
    columns = [getattr(P, name) for name in Line._fields[:9]]
    owner = (P.person_id, names.name, P.company_id, firms.name, G.zone, G.parent_id)
    chosen: Select[Any] = select(*columns, *owner).select_from(joined)
    return chosen


def line(viewer: Viewer, row: Any) -> Line:
    *values, parent_id = row
    group_id = values[1]
    inside = viewer.belongs_to(group_id) or viewer.holds(MODERATING, group_id)
    return Line._make([*values, inside or (parent_id is not None and viewer.holds(MODERATING, parent_id))])
