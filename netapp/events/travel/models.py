"""How one gets to a meeting: what its organisers say about the way, and who rides with whom."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

# A coach; a larger number is a slip of the finger.
MOST_SEATS = 60


class Travel(Base):
    """What is said about the way to a meeting, Markdown by language: `notes` to all who read the meeting, `inner` to
    who has a seat. `rides`: participants may offer each other seats.
    """

    __tablename__ = "travel"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    notes: Mapped[dict[str, str]] = mapped_column(default=dict)
    inner: Mapped[dict[str, str]] = mapped_column(default=dict)
    rides: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Ride(Base):
    """Somebody who goes offers others seats, from a place, at a time on the wall clock of the meeting's zone."""

    __tablename__ = "ride"
    __table_args__ = (UniqueConstraint("meeting_id", "driver_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    driver_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(String(120))
    leaves_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    seats: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Passenger(Base):
    """Somebody who goes rides with another: in one car at a time."""

    __tablename__ = "passenger"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    ride_id: Mapped[int] = mapped_column(ForeignKey("ride.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
