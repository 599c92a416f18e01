"""Reminders: how long before a meeting, at which hour of its own clock, and what became of each."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core.db import Base

# So many a meeting, so many days before, so long a text.
MOST = 3
MOST_DAYS = 60
LONGEST = 500


class Wish(NamedTuple):
    """One reminder as an organiser sets it. `hour` None: at the time of day at which the meeting begins."""

    days: int
    hour: int | None
    texts: dict[str, str]


# What a meeting does whose organiser has said nothing (models.Meeting.own_reminders).
USUAL = (Wish(1, None, {}),)


class Reminder(Base):
    """`days` before the meeting, when its own clock shows `hour` (None: the time of day at which it begins).

    `texts`: the organiser's own words by language. `due_at` is derived from the meeting's local time (T1), None while
    it is no published one. `done_at`: when it went out, to `people`; where that is None, it was missed.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        # Only what is still to come is looked for.
        Index(
            "ix_reminder_due_at",
            "due_at",
            sqlite_where=sql_text("done_at IS NULL"),
            postgresql_where=sql_text("done_at IS NULL"),
        ),
        # A letter is known by its reminder's number: one given out again on SQLite would pass for sent already (M2).
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    days: Mapped[int]
    hour: Mapped[int | None]
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    people: Mapped[int | None]

    @property
    def wish(self) -> Wish:
        return Wish(self.days, self.hour, self.texts)

    @property
    def is_missed(self) -> bool:
        return self.done_at is not None and self.people is None


def read(stored: list[Any] | None) -> tuple[Wish, ...] | None:
    """A series' setting; None where its organiser has said nothing."""
    return None if stored is None else tuple(Wish(*one) for one in stored)


def are_right(stored: Any) -> bool:
    """Whether a setting in an archive is one that a form of ours would have made."""
    return stored is None or (
        isinstance(stored, list) and len(stored) <= MOST and all(_is_right(one) for one in stored)
    )


def _is_right(one: Any) -> bool:
    if not isinstance(one, list) or len(one) != len(Wish._fields):
        return False
    days, hour, texts = one
    hours = hour is None or (type(hour) is int and 0 <= hour < 24)
    said = isinstance(texts, dict) and all(type(text) is str and len(text) <= LONGEST for text in texts.values())
    return hours and said and type(days) is int and 0 <= days <= MOST_DAYS
