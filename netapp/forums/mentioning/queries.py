"""Who may be named in a thread: members of its group, and where it is open to the network above those of that, with
the companies at which they work. Nobody else may read it for sure."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, or_, select, union_all

from netapp.core import text
from netapp.core.db import session
from netapp.core.viewer import Viewer, group_key
from netapp.forums.mentioning import marks
from netapp.forums.mentioning.marks import Known
from netapp.forums.models import Post, Thread
from netapp.groups.models import Group, Membership
from netapp.members import companies, profiles
from netapp.members import queries as members
from netapp.members.models import Affiliation, Company, Person

OFFERED = 8


def circles(group: Group, *, for_members: bool) -> list[int]:
    """The groups whose members may all read what is said there."""
    is_wide = not for_members and group.parent_id is not None and group.read_key != group_key(group.id)
    return [group.id, group.parent_id] if is_wide and group.parent_id else [group.id]


def of_thread(thread: Thread) -> list[int]:
    return circles(thread.group, for_members=thread.for_members)


def inside(group_ids: Sequence[int]) -> Select[int]:
    """The people of these circles."""
    return select(Membership.person_id).where(Membership.group_id.in_(group_ids), Membership.state == "active")


def resolve(thread: Thread, body: str) -> list[str]:
    """Whom a post of this thread names: "person:5", "company:3"."""
    said = {name for spot in marks.spots(body) for name, _rest in spot.names}
    if not said:
        return []
    return marks.named(body, _known(of_thread(thread), said))


def offered(group_ids: Sequence[int], typed: str) -> list[Known]:
    """Who begins with this, or has a word that does: people first."""
    folded = text.pattern(text.fold(typed))[1:]
    # Neither engine knows the case of every letter: Å begins a name as often as A does.
    begins = {text.pattern(one)[1:] for one in (typed, typed.lower(), typed.title())}
    likes = [like for one in begins for like in (one, f"% {one}")]
    who = or_(*(name.like(one, escape="/") for one in likes for name in (Person.name, func.lower(Person.name))))
    people = session.execute(_people(group_ids).where(who).order_by(Person.name, Person.id).limit(OFFERED)).all()
    where = or_(Company.folded.like(folded, escape="/"), Company.folded.like("% " + folded, escape="/"))
    firms = session.execute(_companies(group_ids).where(where).order_by(Company.folded, Company.id).limit(OFFERED))
    found = [Known(f"person:{row[0]}", row[1], row[2] or "") for row in people]
    return [*found, *(Known(f"company:{row[0]}", row[1]) for row in firms)][:OFFERED]


def shown(viewer: Viewer, keys: Iterable[str]) -> dict[str, Known]:
    """Those of them whose pages the viewer may see, as they are called today. Guests are led nowhere."""
    numbers: dict[str, set[int]] = {"person": set(), "company": set()}
    for key in keys:
        kind, _colon, number = key.partition(":")
        numbers[kind].add(int(number))
    if viewer.is_guest or not any(numbers.values()):
        return {}
    at = func.coalesce(members.company_name_of(Person.id), "")
    people = select(literal("person:") + cast(Person.id, String), Person.name, at)
    people = people.where(Person.id.in_(numbers["person"] or {0}), profiles.visible(viewer))
    firms = select(literal("company:") + cast(Company.id, String), Company.name, literal(""))
    firms = firms.where(Company.id.in_(numbers["company"] or {0}), companies.visible(viewer))
    return {row[0]: Known(*row) for row in session.execute(union_all(people, firms))}


def people_of(post: Post) -> list[int]:
    return _numbers(post, "person")


def companies_of(post: Post) -> list[int]:
    return _numbers(post, "company")


def _numbers(post: Post, kind: str) -> list[int]:
    split = (one.partition(":") for one in post.mentions or ())
    return [int(number) for said, _colon, number in split if said == kind]


def _known(group_ids: Sequence[int], said: set[str]) -> list[Known]:
    exact, lower = said | {one.title() for one in said}, {one.lower() for one in said}
    people = _people(group_ids).where(or_(Person.name.in_(exact), func.lower(Person.name).in_(lower)))
    firms = _companies(group_ids).where(Company.folded.in_({members.folded(one) for one in said}))
    found = [Known(f"person:{row[0]}", row[1], row[2] or "") for row in session.execute(people)]
    names = {text.fold(one.name) for one in found}
    # A person who is called like a company is who is meant.
    return found + [
        Known(f"company:{row[0]}", row[1]) for row in session.execute(firms) if text.fold(row[1]) not in names
    ]


def _people(group_ids: Sequence[int]) -> Select[Any]:
    chosen: Any = select(Person.id, Person.name, members.company_name_of(Person.id))
    found: Select[Any] = chosen.where(Person.id.in_(inside(group_ids)), Person.erased_at.is_(None), Person.name != "")
    return found


def _companies(group_ids: Sequence[int]) -> Select[Any]:
    works = select(Affiliation.company_id).where(
        Affiliation.until.is_(None), Affiliation.person_id.in_(inside(group_ids))
    )
    chosen: Any = select(Company.id, Company.name)
    found: Select[Any] = chosen.where(Company.id.in_(works))
    return found
