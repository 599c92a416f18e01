"""Every read of promises. `visible` is the WHERE clause of all that shows one (A1)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import MODERATING, Viewer, group_key
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.members import companies
from netapp.members.models import Affiliation, Company, Person
from netapp.promises.models import Promise, PromiseAnswer

PAGE = 50
P: Any = Promise.__table__.c
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
    inside = or_(Promise.for_members.is_(False), Promise.group_id.in_([*viewer.roles, *viewer.entered, 0]))
    seen = and_(groups.readable(viewer), inside)
    return or_(seen, Promise.person_id == viewer.person_id) if viewer.is_signed_in else seen


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
    chosen = _rows().where(visible(viewer), *which).order_by(*(order or (Promise.due, Promise.id))).limit(most)
    return [_line(viewer, row) for row in session.execute(chosen)]


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
    chosen = _rows().where(visible(viewer), *which).order_by(*order).offset(after).limit(PAGE + 1)
    return [_line(viewer, row) for row in session.execute(chosen)]


def of_meeting(viewer: Viewer, meeting_id: int) -> list[Line]:
    """What was promised at this meeting, whatever became of it."""
    return lines(viewer, Promise.meeting_id == meeting_id, most=200, order=(Promise.id,))


def named(viewer: Viewer, ids: Collection[int]) -> Mapping[int, Line]:
    """Those of these promises that the viewer may see."""
    return {one.id: one for one in lines(viewer, Promise.id.in_(ids), most=len(ids))} if ids else {}


def mine(viewer: Viewer, most: int) -> list[Line]:
    """The viewer's own open ones, and those of the companies that they answer for."""
    at = select(Affiliation.company_id).where(Affiliation.person_id == viewer.person_id, Affiliation.role == "contact")
    of_company = and_(Promise.person_id.is_(None), Promise.company_id.in_(at.where(Affiliation.until.is_(None))))
    own = or_(Promise.person_id == viewer.person_id, of_company)
    is_open = Promise.state == "open", Group.closed_at.is_(None)
    return lines(viewer, own, *is_open, most=most)


def share(viewer: Viewer, group: Group) -> Share:
    """Of the group's own promises; see Share."""
    return counted(viewer, group.id, group.zone)


def counted(viewer: Viewer, group_id: int, zone: str) -> Share:
    is_late = and_(Promise.state == "open", Promise.due < today(zone))
    each = (Promise.state == "kept", Promise.state == "dropped", is_late, Promise.state == "open")
    chosen = select(*(func.count(Promise.id).filter(one) for one in each)).join(Group, Group.id == Promise.group_id)
    row = session.execute(chosen.where(Promise.group_id == group_id, visible(viewer))).one()
    return Share(row[0], row[1], row[2], row[3])


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


def _rows() -> Select[Any]:
    columns = [getattr(Promise, name) for name in Line._fields[:9]]
    owner = (Promise.person_id, Person.name, Promise.company_id, Company.name, Group.zone, Group.parent_id)
    chosen = select(*columns, *owner).join(Group, Group.id == Promise.group_id)
    chosen = chosen.outerjoin(Person, Person.id == Promise.person_id)
    return chosen.outerjoin(Company, Company.id == Promise.company_id)


def _line(viewer: Viewer, row: Any) -> Line:
    *values, parent_id = row
    group_id = values[1]
    inside = viewer.belongs_to(group_id) or viewer.holds(MODERATING, group_id)
    return Line._make([*values, inside or (parent_id is not None and viewer.holds(MODERATING, parent_id))])
