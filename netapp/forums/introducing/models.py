"""What somebody has done with the offer to introduce themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base


class Introduction(Base):
    """Its row keeps the offer from being made again. `thread_id`: what came of it; None: it was put away.

    A thread that is taken back takes the row along, and the offer stands again.
    """

    __tablename__ = "introduction"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True, index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
