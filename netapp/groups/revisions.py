"""The number that grows with every change that a group's readers could see; kept pages compare it.

It is the last lock that a deed takes: `touch` only notes the group, and the rows are counted up when the transaction
commits. So no deed holds a revision while it waits for a meeting, whatever reactions run in between.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import String, bindparam, cast, event, func, or_, select, update
from sqlalchemy.orm import Session, SessionTransaction

from netapp.core import changes
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC
from netapp.groups.models import Group

_NOTED = "touched groups"
_GROUP: Any = Group.__table__
_COUNTED = Prepared(update(_GROUP).where(_GROUP.c.id == bindparam("number")).values(revision=_GROUP.c.revision + 1))


def touch(group_id: int) -> None:
    """Count a change in the group, when the transaction commits. Its network's number stays: who may read the network
    only shall not learn from it that something moves in a secret group.
    """
    session().info.setdefault(_NOTED, set()).add(group_id)
    changes.note()


def touch_all(group_ids: Iterable[int]) -> None:
    for group_id in group_ids:
        touch(group_id)


def of_network(network_id: int) -> tuple[str, frozenset[str]]:
    """(what stands for the present state of a network and its sub-groups, as far as guests see them, their zones)."""
    # By their numbers: with the plain column, SQLite would look at all groups that are public.
    is_public = func.coalesce(Group.seen_key, "") == PUBLIC
    rows = session.execute(
        select(Group.id, Group.revision, Group.zone)
        .where(or_(Group.id == network_id, Group.parent_id == network_id), is_public)
        .order_by(Group.id)
    ).all()
    return " ".join(f"{row[0]}:{row[1]}" for row in rows), frozenset(row[2] for row in rows)


def of_all() -> str:
    """The same of all groups that guests see, put together by the database."""
    each = select((cast(Group.id, String) + ":" + cast(Group.revision, String)).label("each"))
    each = each.where(Group.seen_key == PUBLIC).order_by(Group.id)
    return session.scalar(select(func.aggregate_strings(each.subquery().c.each, " "))) or ""


@event.listens_for(Session, "before_commit")
def _count(committed: Session) -> None:
    if committed.in_nested_transaction() or not (noted := committed.info.pop(_NOTED, None)):
        return
    committed.flush()
    # One row after the other by rising number, so that two deeds never wait for each other for ever. An update that
    # leaves the key alone passes the shared lock on it that a row pointing to the group (a membership) has just taken.
    for number in sorted(noted):
        _COUNTED.change({"number": number})


@event.listens_for(Session, "after_soft_rollback")
def _forget(undone: Session, _previous: SessionTransaction) -> None:
    if not undone.in_nested_transaction():
        undone.info.pop(_NOTED, None)
