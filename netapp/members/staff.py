"""Who works at a company, as one viewer may know of them: who shows their name, whom one meets, and the contacts.

A contact sees everybody. It is one WHERE: a page that cuts after it has chosen would hide those who come late in the
alphabet.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import acquaintance
from netapp.members.models import Affiliation, Person, Picture

# More are said by their number; a contact, who says who works there, is shown them all.
MOST, MOST_TENDED = 60, 1000


class Worker(NamedTuple):
    """Somebody who works at a company, as one viewer may know of them."""

    person_id: int
    name: str
    email: str | None
    role: str
    shows: bool
    is_met: bool
    digest: str | None


def workers(viewer: Viewer, company_id: int, *, tends: bool) -> tuple[Sequence[Worker], int]:
    """Who works there now and may be shown to the viewer, contacts first; and how many work there besides.

    `tends`: the viewer answers for the company.
    """
    there = and_(Affiliation.company_id == company_id, Affiliation.until.is_(None))
    met = acquaintance.meets(viewer, Affiliation.person_id) if viewer.is_signed_in else false()
    chosen = (
        select(Person.id, Person.name, Person.email, Affiliation.role, Person.show_name, met, Picture.digest)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .outerjoin(Picture, Picture.person_id == Person.id)
        .where(there, true() if tends else _is_shown(viewer, Affiliation, met))
        .order_by(Affiliation.role, Person.name, Person.id)
        .limit(MOST_TENDED if tends else MOST)
    )
    found = [Worker(*row) for row in session.execute(chosen)]
    everybody = session.scalar(select(func.count(Affiliation.id)).where(there)) if viewer.is_signed_in else None
    return found, max(0, (everybody or 0) - len(found))


def _is_shown(viewer: Viewer, place: Any, met: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(place.person_id == viewer.person_id, and_(Person.show_name, or_(met, place.role == "contact")))


class Workmate(NamedTuple):
    """Somebody who works where the viewer works. `tends`: the viewer answers for that company, and so sees the address
    of who has no name.
    """

    person_id: int
    name: str
    email: str | None
    company_id: int
    tends: bool

    @property
    def called(self) -> str:
        return self.name or (self.email if self.tends else "") or _("A colleague")


def workmates(viewer: Viewer, among: Iterable[int] | None = None) -> Sequence[Workmate]:
    """Everybody who works now where the viewer does, oneself too, as far as the company's page shows them; by name.

    `among`: of these people only.
    """
    mine, theirs = aliased(Affiliation), aliased(Affiliation)
    tends = mine.role == "contact"
    shown = _is_shown(viewer, theirs, acquaintance.meets(viewer, Person.id))
    chosen = (
        select(Person.id, Person.name, Person.email, theirs.company_id, tends)
        .join(theirs, theirs.person_id == Person.id)
        .join(mine, mine.company_id == theirs.company_id)
        .where(mine.person_id == viewer.person_id, mine.until.is_(None), theirs.until.is_(None), or_(tends, shown))
        .order_by(Person.name, Person.id, theirs.company_id)
    )
    rows = session.execute(chosen if among is None else chosen.where(Person.id.in_(list(among))))
    return [Workmate(*row[:4], tends=bool(row[4])) for row in rows]
