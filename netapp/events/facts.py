"""What others may hear about meetings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingPublished:
    meeting_id: int
    group_id: int


@dataclass(frozen=True)
class MeetingChanged:
    """Anything a reader could see has changed."""

    meeting_id: int
    group_id: int


@dataclass(frozen=True)
class MeetingCancelled:
    meeting_id: int
    group_id: int


@dataclass(frozen=True)
class MeetingHeld:
    """It has taken place with this many people."""

    meeting_id: int
    group_id: int
    head_count: int


@dataclass(frozen=True)
class SignedUp:
    """Somebody has a seat now; `promoted` when it came from the waiting list."""

    meeting_id: int
    person_id: int
    promoted: bool


@dataclass(frozen=True)
class Answered:
    """An organiser has said yes or no to somebody who asked to come."""

    meeting_id: int
    person_id: int
    yes: bool


@dataclass(frozen=True)
class Withdrew:
    meeting_id: int
    person_id: int
