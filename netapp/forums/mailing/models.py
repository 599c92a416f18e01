"""Which of somebody's addresses for new threads is good."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base


class OpeningAddress(Base):
    """How often somebody has had a new address for threads in a group; the last one is good, those before lead nowhere.

    Who has no row has their first one.
    """

    __tablename__ = "opening_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True, index=True)
    number: Mapped[int]
    renewed_at: Mapped[datetime] = mapped_column(default=clock.now)
