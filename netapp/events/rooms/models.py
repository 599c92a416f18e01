"""What is arranged in the room of a meeting: tables and rounds, who sits where, and the clock that counts down."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

MOST_TABLES, MOST_ROUNDS, MOST_MINUTES, MOST_NAME = 100, 8, 240, 60


# None that is taken for another when it is typed: the room's own machine may have no letters with links.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_key() -> str:
    """The end of the screen's address, "k4m9-x2hw-7pqr": nobody guesses 59 bits, and a new one ends the old."""
    return "-".join("".join(secrets.choice(_SIGNS) for _sign in range(4)) for _part in range(3))


class Room(Base):
    """A meeting's break-outs, its clock, and the key of its screen. Without rounds there is only the screen.

    `names` are the tables' topics, in their order, "" where a number is enough; there are as many as tables. `turn` is
    the round that is on or comes next, from 0; after the last one it is `rounds`. While the clock runs, `ends_at` is
    when it will be over; while it stands, `left` is what is left in seconds, None for all of it. `shows_tables`: the
    screen does, and not the programme. `version` grows with each change that a screen could show.
    """

    __tablename__ = "room"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), default=new_key, unique=True)
    rounds: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    minutes: Mapped[int] = mapped_column(default=15, server_default=sql_text("15"))
    names: Mapped[list[str]] = mapped_column(JSON, default=list)
    turn: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    ends_at: Mapped[datetime | None]
    left: Mapped[int | None]
    shows_tables: Mapped[bool] = mapped_column(default=False, server_default=false())
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
