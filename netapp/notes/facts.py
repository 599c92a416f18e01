"""What others may hear about notes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NotesPublished:
    """For the first time, or corrected."""

    note_id: int
    meeting_id: int
    group_id: int
    is_corrected: bool
