"""Where a thread may go, and who would read it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from netapp.core import text
from netapp.core.db import locked, session
from netapp.core.viewer import MODERATING, PUBLIC, Viewer, group_key
from netapp.forums import queries
from netapp.forums.models import Thread
from netapp.forums.moving import policy
from netapp.groups.models import Group, Membership

# So many of the latest threads are offered to merge with; others are found by a word of their title.
OFFERED = 20


@dataclass(frozen=True)
class Change:
    """What becomes of a thread's audience: how many people lose sight of it, gain it, and will read it in all.

    Where everybody reads, nobody is counted.
    """

    loses: int
    gains: int
    readers: int
    was_public: bool
    is_public: bool

    @property
    def mark(self) -> str:
        """What a moderator was shown, to be compared with what is."""
        return f"{self.loses}-{self.gains}-{self.readers}-{self.was_public:d}{self.is_public:d}"


def key(group: Group, *, for_members: bool) -> str:
    """Who reads a thread, as an audience key."""
    return group_key(group.id) if for_members else group.read_key or ""


def change(before: str, after: str) -> Change:
    """From one audience key to another."""
    was_public, is_public = before == PUBLIC, after == PUBLIC
    return Change(
        loses=0 if was_public or is_public else _count(before, after),
        gains=0 if was_public or is_public else _count(after, before),
        readers=0 if is_public else _count(after, None),
        was_public=was_public,
        is_public=is_public,
    )


def moderated(viewer: Viewer) -> Sequence[Group]:
    """The open groups that the viewer moderates, networks before their sub-groups."""
    mine = _mine(viewer)
    order = (func.coalesce(Group.parent_id, Group.id), Group.parent_id.is_not(None), Group.name)
    chosen = select(Group).options(joinedload(Group.parent)).order_by(*order)
    chosen = chosen.where(or_(Group.id.in_(mine), Group.parent_id.in_(mine)))
    return [group for group in session.scalars(chosen) if policy.may_take_in(viewer, group)]


def latest(viewer: Viewer, thread: Thread, word: str = "") -> Sequence[Thread]:
    """What the thread may be merged into: threads of groups that the viewer moderates, the latest first."""
    groups = [group.id for group in moderated(viewer)]
    chosen = select(Thread).join(Thread.group).options(contains_eager(Thread.group))
    chosen = chosen.where(queries.visible(viewer), Thread.group_id.in_(groups), Thread.id != thread.id)
    if word:
        chosen = chosen.where(Thread.title.ilike(text.pattern(word), escape="/"))
    return session.scalars(chosen.order_by(Thread.last_at.desc(), Thread.id.desc()).limit(OFFERED)).all()


def get_both_locked(viewer: Viewer, thread_id: int, into_id: int) -> tuple[Thread, Thread]:
    """Two threads, each with its lock, taken by rising number whichever goes into which.

    Twice the second one, where the first has gone there already.
    """
    held = {number: locked(Thread, number) for number in sorted({thread_id, into_id})}
    into = queries.get(viewer, into_id)
    return (into if held[thread_id].merged_into_id == into_id else queries.get(viewer, thread_id)), into


def _count(key: str, but: str | None) -> int:
    """How many people hold the key, of those who do not hold the other one."""
    chosen = select(func.count()).select_from(Membership).where(*_holds(key))
    if but is not None:
        chosen = chosen.where(Membership.person_id.not_in(select(Membership.person_id).where(*_holds(but))))
    return session.scalar(chosen) or 0


def _holds(key: str) -> tuple[Any, Any]:
    return Membership.group_id == int(key.partition(":")[2] or 0), Membership.state == "active"


def _mine(viewer: Viewer) -> list[int]:
    return viewer.groups_of(MODERATING) + sorted(viewer.entered)
