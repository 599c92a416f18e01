"""Who came: marks, which are only ever added, and the links by which helpers without an account make them."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock
from netapp.core.db import Base
from netapp.events.models import Meeting, SignUp

Arrival = Literal["list", "code", "walk_in", "join"]
ARRIVALS: tuple[Arrival, ...] = ("list", "code", "walk_in", "join")

# How long before a meeting begins, and after it ends, its doors open and close.
AROUND = timedelta(days=1)
# So many links for one meeting; a helper each at every entrance is less.
MOST_DOORS = 20
# Who joins online is here from so long before the start.
_EARLY = timedelta(minutes=30)


def counts_joining(meeting: Meeting) -> bool:
    """Whether who joins online now is here: until the end; before, they are led on and not counted."""
    return meeting.starts_at - _EARLY <= clock.now() < meeting.ends_at


class Door(Base):
    """A link for who stands at the door, good for one meeting and its day, until an organiser ends it.

    `name` is what the organiser calls it: an entrance, or whoever stands there.
    """

    __tablename__ = "door"
    # A link is known by its number: one given out again on SQLite would let an old link in.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="raise")


class Mark(Base):
    """Somebody is here, or an earlier mark is taken back. Rows are added and never changed, so that what two phones
    have marked without a line joins into one list in whatever order it comes: see standing.py.

    `key` is made where the button was pressed: the same mark sent twice is one row. `undoes` is the key of the mark
    that this one takes back, else "". A mark is about a sign-up, or about somebody without one: then `name` and
    `company` say who, and the mark itself is the person. `came_at`: when they came, as far as a phone can be believed.
    `by_id` and `door_id`: who marked, and by which link.
    """

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("meeting_id", "key"),
        Index(
            "ix_mark_sign_up_id",
            "sign_up_id",
            sqlite_where=sql_text("sign_up_id IS NOT NULL"),
            postgresql_where=sql_text("sign_up_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(36))
    undoes: Mapped[str] = mapped_column(String(36), default="")
    sign_up_id: Mapped[int | None] = mapped_column(ForeignKey("sign_up.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120), default="")
    company: Mapped[str] = mapped_column(String(160), default="")
    way: Mapped[Arrival] = mapped_column(String(8))
    came_at: Mapped[datetime]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    door_id: Mapped[int | None] = mapped_column(ForeignKey("door.id", ondelete="SET NULL"), index=True)

    sign_up: Mapped[SignUp | None] = relationship(lazy="raise")
