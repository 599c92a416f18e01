"""The list of people whom a member may see, a page at a time, read as rows.

A page begins after the one whose number stands in its address. That one is looked for with the viewer's eyes: the
place of somebody hidden in the order of the names would tell their name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, cast, exists, or_, select

from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.members import profiles
from netapp.members.models import PERSON_ABOUTS, Person, PersonAbout, PersonLine, Picture, Profile

PAGE = 24
# Which languages narrow the list: those that the site speaks, and the others that many in the north understand.
OFFERED = ("da", "sv", "fi", "en", "no", "de")


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to: who says something of this kind, who speaks this language."""

    about: PersonAbout | None = None
    speaks: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        return cls(
            about=next((one for one in PERSON_ABOUTS if one == args.get("about")), None),
            speaks=next((code for code in OFFERED if code == args.get("speaks")), ""),
        )

    @property
    def args(self) -> dict[str, str]:
        """For an address; only what narrows."""
        return {name: value for name, value in (("about", self.about), ("speaks", self.speaks)) if value}

    def but(self, **changes: Any) -> "Filters":
        return replace(self, **changes)


class Row(NamedTuple):
    id: int
    name: str
    job_title: str | None
    digest: str | None


@dataclass(frozen=True)
class Part:
    """Some people, and the number of the last one when there are more."""

    rows: Sequence[Row]
    goes_on: int | None
    is_first: bool


def part(viewer: Viewer, filters: Filters, after: int | None = None) -> Part:
    """Those whom the viewer sees, by name; oneself only with a name."""
    seen = [profiles.visible(viewer), Person.name != "", *_clauses(filters)]
    place = _beyond(after, seen)
    chosen = (
        select(Person.id, Person.name, Profile.job_title, Picture.digest)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .outerjoin(Picture, Picture.person_id == Person.id)
        .where(*seen, *place)
        .order_by(Person.name, Person.id)
        .limit(PAGE + 1)
    )
    found = [Row._make(row) for row in session.execute(chosen)]
    return Part(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None, is_first=not place)


def _clauses(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.about:
        found.append(exists().where(PersonLine.person_id == Person.id, PersonLine.about == filters.about))
    if filters.speaks:
        speaking = cast(Profile.speaks, Text).contains(f'"{filters.speaks}"')
        found.append(Person.id.in_(select(Profile.person_id).where(speaking)))
    return found


def _beyond(after: int | None, seen: Sequence[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    found = session.execute(select(Person.name).where(Person.id == after, *seen)).one_or_none()
    if found is None:
        return []
    return [or_(Person.name > found[0], and_(Person.name == found[0], Person.id > after))]
