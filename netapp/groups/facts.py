"""What happened in groups, for floors above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Joined:
    """A person has become an active member."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class Left:
    """An active member has left or was removed; announced for each sub-group too (S7)."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class GroupClosed:
    """Read-only from the end of this transaction on; announced for each sub-group too, before their rows are locked."""

    group_id: int
