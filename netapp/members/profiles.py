"""What people say of themselves, read. `visible` is the WHERE clause of all that shows a person's page (A1)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.members import acquaintance
from netapp.members.models import PERSON_ABOUTS, Person, PersonAbout, PersonLine, Picture, Profile


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """For a statement that reads Person: oneself, and who shows their name, as far as each has chosen.

    Who has chosen nothing is seen by those who meet them in a network.
    """
    shown = and_(Person.show_name, Person.erased_at.is_(None), Person.name != "")
    to_everybody = Person.id.in_(_who_chose("everybody"))
    if viewer.is_guest:
        return and_(shown, to_everybody)
    to_fewer = Person.id.in_(_who_chose("groups", "nobody"))
    in_networks = and_(~to_fewer, acquaintance.meets(viewer, Person.id))
    in_groups = and_(Person.id.in_(_who_chose("groups")), acquaintance.meets_closely(viewer, Person.id))
    return or_(Person.id == viewer.person_id, and_(shown, or_(to_everybody, in_networks, in_groups)))


def get(viewer: Viewer, person_id: int) -> Person:
    """NotVisible when it is not the viewer's to see."""
    person = session.scalar(select(Person).where(Person.id == person_id, visible(viewer)))
    if person is None:
        raise NotVisible
    return person


def seen_among(viewer: Viewer, person_ids: Iterable[int]) -> frozenset[int]:
    """Whose pages of these the viewer sees: to lead there from a list of names. Guests are led nowhere."""
    ids = set(person_ids)
    if viewer.is_guest or not ids:
        return frozenset()
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(ids), visible(viewer))))


class Standing(NamedTuple):
    """How the viewer knows somebody, and the digest of their picture."""

    is_met: bool
    is_close: bool
    digest: str | None


def standing(viewer: Viewer, person_id: int) -> Standing:
    met = acquaintance.meets(viewer, Person.id) if viewer.is_signed_in else false()
    close = acquaintance.meets_closely(viewer, Person.id) if viewer.is_signed_in else false()
    digest = Picture.digest if viewer.is_signed_in else literal(None)
    chosen = select(met, close, digest).outerjoin_from(Person, Picture, Picture.person_id == Person.id)
    found = session.execute(chosen.where(Person.id == person_id)).one()
    return Standing(bool(found[0]), bool(found[1]), found[2])


def of(person_id: int) -> Profile:
    """What somebody says of themselves; an empty one, that nobody has saved, for who has said nothing."""
    found = session.get(Profile, person_id)
    if found is not None:
        return found
    return Profile(person_id=person_id, job_title="", speaks=[], links=[], seen_by="networks", email_to="nobody")


def lines(person_ids: Iterable[int]) -> Mapping[int, Mapping[PersonAbout, Sequence[str]]]:
    """What these people say of themselves, line by line; each has every kind of line."""
    ids = list(person_ids)
    found: dict[int, dict[PersonAbout, list[str]]] = {number: {one: [] for one in PERSON_ABOUTS} for number in ids}
    if ids:
        chosen = select(PersonLine.person_id, PersonLine.about, PersonLine.said).where(PersonLine.person_id.in_(ids))
        for number, about, said in session.execute(chosen.order_by(PersonLine.rank, PersonLine.id)):
            found[number][about].append(said)
    return found


def _who_chose(*seen_by: str) -> Select[int]:
    return select(Profile.person_id).where(Profile.seen_by.in_(seen_by))
