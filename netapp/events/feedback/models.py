"""Feedback on a meeting, and the opinions of which it is made as long as they are kept."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Text, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

MARKS = (1, 2, 3, 4, 5)
COLUMNS = ("ones", "twos", "threes", "fours", "fives")
# With fewer answers than these an organiser could tell who has said what.
FEWEST = 3
LONGEST = 2000
OPEN = timedelta(days=14)
# After so long only the numbers stay.
KEPT = timedelta(days=365)


class Feedback(Base):
    """That `people` were asked how their meeting was; they may answer until `closes_at`.

    `ones` to `fives`: how often each mark was given by those whose opinions are not kept any more (`forgetting`).
    """

    __tablename__ = "feedback"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    closes_at: Mapped[datetime]
    people: Mapped[int] = mapped_column(default=0, server_default="0")
    ones: Mapped[int] = mapped_column(default=0, server_default="0")
    twos: Mapped[int] = mapped_column(default=0, server_default="0")
    threes: Mapped[int] = mapped_column(default=0, server_default="0")
    fours: Mapped[int] = mapped_column(default=0, server_default="0")
    fives: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_open(self) -> bool:
        return clock.now() < self.closes_at


class Opinion(Base):
    """What one of them said: a mark from 1 to 5, and what should be different. Nameless unless `signed`."""

    __tablename__ = "opinion"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("feedback.meeting_id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    mark: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    signed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
