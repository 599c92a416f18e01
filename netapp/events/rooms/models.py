"""What is arranged in the room of a meeting: tables and rounds, who sits where, and the clock that counts down."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

MOST_TABLES, MOST_ROUNDS, MOST_MINUTES, MOST_NAME = 100, 8, 240, 60


def new_key() -> str:
    """Part of the address of the screen; a new one ends the old."""
    return secrets.token_hex(8)


class Room(Base):
    """A meeting's break-outs, its clock, and the key of its screen. Without rounds there is only the screen.

    `names` are the tables' topics, in their order, "" where a number is enough; there are as many as tables. `turn` is
    the round that is on or comes next, from 0; after the last one it is `rounds`. While the clock runs, `ends_at` is
    when it will be over; while it stands, `left` is what is left in seconds, None for all of it. `version` grows with
    each change that a screen could show.
    """

    __tablename__ = "room"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), default=new_key)
    rounds: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    minutes: Mapped[int] = mapped_column(default=15, server_default=sql_text("15"))
    names: Mapped[list[str]] = mapped_column(JSON, default=list)
    turn: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    ends_at: Mapped[datetime | None]
    left: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))

    @property
    def tables(self) -> int:
        return len(self.names)

    @property
    def is_over(self) -> bool:
        """All rounds have been."""
        return self.turn >= self.rounds

    @property
    def is_running(self) -> bool:
        return self.ends_at is not None

    @property
    def has_begun(self) -> bool:
        return self.turn > 0 or self.is_running or self.left is not None

    @property
    def seconds(self) -> int:
        """What is left of the round now; 0 when its time is up."""
        if self.ends_at is not None:
            return max(0, -((clock.now() - self.ends_at) // timedelta(seconds=1)))
        return self.minutes * 60 if self.left is None else self.left

    @property
    def mark(self) -> str:
        """Names where the clock stands: a button pressed on a page that shows another moves nothing."""
        return f"{self.turn}-{'on' if self.is_running else 'off'}"


class Place(Base):
    """At which table somebody sits in each round, from 0; None where they were not there yet."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    tables: Mapped[list[Any]] = mapped_column(JSON)
