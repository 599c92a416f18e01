"""Who is told of a group's meetings (M7)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, select

from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.groups.models import Follower, Group, Membership
from netapp.members.models import Person


def to_tell(group: Group, level: str = "everything", only: int | None = None) -> Sequence[Person]:
    """Active members and followers of a group at this mail level, with an address (M7); `only` asks for one of them.

    Followers are told only what everybody may read.
    """
    chosen = select(Person).where(_is_told(group, level)).order_by(Person.id)
    return session.scalars(chosen if only is None else chosen.where(Person.id == only)).all()


def number_to_tell(group: Group, but: Select[int] | None = None) -> int:
    """How many `to_tell` would find; `but` are people who are told otherwise."""
    counted = select(func.count(Person.id)).where(_is_told(group, "everything"))
    return session.scalar(counted if but is None else counted.where(Person.id.not_in(but))) or 0


def addressees(group: Group) -> Select[int, str | None, str, str]:
    """Those of `to_tell` as `outbox.To` has them, for a statement that writes to all of them and loads nobody.

    Who is being erased is waited for, and has no address any more when it goes on: none is left behind in a letter.
    """
    language = func.coalesce(func.nullif(Person.language, ""), group.language)
    chosen = select(Person.id, Person.email, Person.name, language).where(_is_told(group, "everything"))
    return chosen.order_by(Person.id).with_for_update(read=True, key_share=True, of=Person)


def _is_told(group: Group, level: str) -> ColumnElement[bool]:
    members = select(Membership.person_id).where(
        Membership.group_id == group.id, Membership.state == "active", Membership.mail_level == level
    )
    followers = select(Follower.person_id).where(Follower.group_id == group.id, Follower.mail_level == level)
    people = members.union(followers) if group.read_key == PUBLIC else members
    return and_(Person.id.in_(people), Person.email.isnot(None))
