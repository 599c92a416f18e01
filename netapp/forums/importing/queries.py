"""Reads of old lists: for the moderators of their group, and nobody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.forums.importing import policy
from netapp.forums.importing.models import OldLetter, OldList
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.members.models import Person

SHOWN, NAMED = 8, 12


class Become(NamedTuple):
    """What a list's letters would become, or have; `made`: how many of them have."""

    threads: int
    posts: int
    made: int
    since: datetime | None
    until: datetime | None


class Sample(NamedTuple):
    """One of its longest threads."""

    title: str
    posts: int
    since: datetime
    until: datetime


def get_group(viewer: Viewer, group_id: int) -> Group:
    """A group for the pages of old lists; NotVisible for who may not give one."""
    group = groups.get_readable(viewer, group_id)
    if not policy.may_import(viewer, group):
        raise NotVisible
    return group


def get(viewer: Viewer, group: Group, list_id: int) -> OldList:
    if not policy.may_import(viewer, group):
        raise NotVisible
    found = session.scalar(select(OldList).where(OldList.id == list_id, OldList.group_id == group.id))
    if found is None:
        raise NotVisible
    return found


def recent(viewer: Viewer, group: Group) -> Sequence[OldList]:
    if not policy.may_import(viewer, group):
        return []
    return session.scalars(
        select(OldList).where(OldList.group_id == group.id).order_by(OldList.id.desc()).limit(SHOWN)
    ).all()


def become(given: OldList) -> Become:
    row = session.execute(
        select(
            func.count(func.distinct(OldLetter.thread)),
            func.count(),
            func.count().filter(OldLetter.is_made),
            func.min(OldLetter.at),
            func.max(OldLetter.at),
        ).where(OldLetter.list_id == given.id)
    ).one()
    return Become(*row)


def samples(given: OldList) -> list[Sample]:
    """The longest threads, as they would stand."""
    number = func.count()
    chosen = select(func.max(OldLetter.title), number, func.min(OldLetter.at), func.max(OldLetter.at))
    rows = session.execute(
        chosen.where(OldLetter.list_id == given.id)
        .group_by(OldLetter.thread)
        .order_by(number.desc(), OldLetter.thread)
        .limit(SHOWN)
    )
    return [Sample(*row) for row in rows]


def known(given: OldList) -> list[tuple[str, int]]:
    """Members who wrote, by how much: (name, letters)."""
    chosen = select(Person.name, func.count()).join(OldLetter, OldLetter.author_id == Person.id)
    rows = session.execute(
        chosen.where(OldLetter.list_id == given.id).group_by(Person.id, Person.name).order_by(func.count().desc())
    )
    return [(row[0], row[1]) for row in rows]


def unknown(given: OldList) -> list[tuple[str, int]]:
    """Others, by the names on their letters."""
    chosen = select(OldLetter.author_name, func.count())
    rows = session.execute(
        chosen.where(OldLetter.list_id == given.id, OldLetter.author_id.is_(None))
        .group_by(OldLetter.author_name)
        .order_by(func.count().desc(), OldLetter.author_name)
    )
    return [(row[0], row[1]) for row in rows]
