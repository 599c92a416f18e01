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
class AudienceChanged:
    """The keys by which the group is seen and read are others now."""

    group_id: int


@dataclass(frozen=True)
class GroupClosed:
    """Read-only from now on; announced for each sub-group too."""

    group_id: int


@dataclass(frozen=True)
class GroupReopened:
    group_id: int
