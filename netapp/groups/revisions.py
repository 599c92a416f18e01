"""The number that grows with every change that a group's readers could see; feeds and kept pages compare it."""

from sqlalchemy import ColumnElement, select, update

from netapp.core.db import session
from netapp.groups.models import Group


def touch(group_id: int) -> None:
    """Count a change in the group and in its network. The last lock that a deed takes."""
    parent = select(Group.parent_id).where(Group.id == group_id).scalar_subquery()
    _count((Group.id == group_id) | (Group.id == parent))


def touch_all(network_id: int) -> None:
    """Count a change in a network and in all its sub-groups."""
    _count((Group.id == network_id) | (Group.parent_id == network_id))


def _count(chosen: ColumnElement[bool]) -> None:
    session.flush()
    # Locked by rising number, a network before its sub-groups, so that two deeds can't wait for each other; NO KEY,
    # since a row that points to the group (a membership just written) has already shared a lock on its key.
    ids = session.scalars(select(Group.id).where(chosen).order_by(Group.id).with_for_update(key_share=True)).all()
    counted = update(Group).where(Group.id.in_(ids)).values(revision=Group.revision + 1)
    session.execute(counted, execution_options={"synchronize_session": False})
