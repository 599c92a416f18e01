"""People and companies, read. Who may see whom is settled by the thing that they are seen in: a meeting, a group."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, or_, select

from netapp.core import text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.members.models import Affiliation, Company, Person, Picture


def me(viewer: Viewer) -> Person:
    """The viewer's own row; NotVisible for a guest."""
    person = session.get(Person, viewer.person_id) if viewer.person_id else None
    if person is None:
        raise NotVisible
    return person


def person_by_email(email: str) -> Person | None:
    """The person of an address, however it is typed."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def shown_to(viewer: Viewer) -> ColumnElement[bool]:
    """`policy.may_see_name` as a clause, for a list of members: by each one's own choice."""
    return or_(Person.show_name, Person.id == viewer.person_id)


def people(ids: Iterable[int]) -> Mapping[int, Person]:
    wanted = set(ids)
    if not wanted:
        return {}
    return {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(wanted)))}


def administrators() -> Sequence[Person]:
    """The site's administrators who can be written to."""
    return session.scalars(select(Person).where(Person.is_admin, Person.email.is_not(None)).order_by(Person.id)).all()


def company_named(name: str) -> Company | None:
    """The company of that name, whatever its case, accents and spaces."""
    return session.scalar(select(Company).where(Company.folded == folded(name)).order_by(Company.id).limit(1))


def company_of(person_id: int) -> Company | None:
    """Where the person works now."""
    return companies_of([person_id]).get(person_id)


def company_name() -> ScalarSelect[str]:
    """The same company's name, as a column of a statement that reads Person; NULL for who works nowhere."""
    return company_name_of(Person.id)


def company_name_of(person_id: Any) -> ScalarSelect[str]:
    """The same for a statement that has the person's number otherwise."""
    return _of_company(Company.name, person_id)


def company_is_public_of(person_id: Any) -> ScalarSelect[bool]:
    """Whether that company's page is everybody's to see."""
    return _of_company(Company.is_public, person_id)


def _of_company(column: Any, person_id: Any) -> ScalarSelect[Any]:
    return (
        select(column)
        .join(Affiliation, Affiliation.company_id == Company.id)
        .where(Affiliation.person_id == person_id, Affiliation.until.is_(None))
        .order_by(Affiliation.since.desc(), Affiliation.id.desc())
        .limit(1)
        .correlate_except(Company, Affiliation)
        .scalar_subquery()
    )


def companies_of(person_ids: Iterable[int]) -> Mapping[int, Company]:
    """Where each of these people works now; who works nowhere is missing. The latest beginning wins."""
    ids = list(set(person_ids))
    return {row[0]: row[1] for row in session.execute(_COMPANIES, {"people": ids})} if ids else {}


_PEOPLE: Any = bindparam("people", expanding=True)
_COMPANIES = (
    select(Affiliation.person_id, Company)
    .join(Company, Company.id == Affiliation.company_id)
    .where(Affiliation.person_id.in_(_PEOPLE), Affiliation.until.is_(None))
    .order_by(Affiliation.since, Affiliation.id)
)


def picture_digests(person_ids: Iterable[int]) -> Mapping[int, str]:
    """Which of these people have a picture, and what `pictures.address` needs to show it."""
    ids = list(set(person_ids))
    return {row[0]: row[1] for row in _DIGESTS.rows({"people": ids})} if ids else {}


_DIGESTS = Prepared(select(Picture.person_id, Picture.digest).where(Picture.person_id.in_(_PEOPLE)))


def folded(name: str) -> str:
    """A company's name as it is compared."""
    return " ".join(text.fold(name).split())[:160]
