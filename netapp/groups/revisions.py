"""The number that grows with every change that a group's readers could see; feeds and kept pages compare it.

It is the last lock that a deed takes: `touch` only notes the group, and the rows are counted up when the transaction
commits. So no deed holds a revision while it waits for a meeting, whatever reactions run in between.
"""

from sqlalchemy import event, or_, select, update
from sqlalchemy.orm import Session, SessionTransaction

from netapp.core.db import session
from netapp.groups.models import Group

_NOTED = "touched groups"


def touch(group_id: int) -> None:
    """Count a change in the group and in its network, when the transaction commits."""
    session().info.setdefault(_NOTED, set()).add(group_id)


@event.listens_for(Session, "before_commit")
def _count(committed: Session) -> None:
    if committed.in_nested_transaction() or not (noted := committed.info.pop(_NOTED, None)):
        return
    parents = select(Group.parent_id).where(Group.id.in_(noted), Group.parent_id.is_not(None))
    chosen = select(Group.id).where(or_(Group.id.in_(noted), Group.id.in_(parents))).order_by(Group.id)
    # By rising number, a network before its sub-groups; NO KEY, since a row that points to the group (a membership just
    # written) has already shared a lock on its key, and two such deeds would wait for each other for ever.
    ids = committed.scalars(chosen.with_for_update(key_share=True)).all()
    counted = update(Group).where(Group.id.in_(ids)).values(revision=Group.revision + 1)
    committed.execute(counted, execution_options={"synchronize_session": False})


@event.listens_for(Session, "after_soft_rollback")
def _forget(undone: Session, _previous: SessionTransaction) -> None:
    if not undone.in_nested_transaction():
        undone.info.pop(_NOTED, None)
