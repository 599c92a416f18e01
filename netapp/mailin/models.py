"""Which letters have been seen to, so that one that comes twice does nothing twice."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base


class Received(Base):
    """One letter to one of its recipients, known by a digest of the two: who wrote it stands nowhere here.

    `outcome` is a word: what its door did with it, "dropped" for what a program wrote, "returned" for what was
    answered. Kept for 30 days: mail servers try for five.
    """

    __tablename__ = "received"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(40), unique=True)
    door: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
