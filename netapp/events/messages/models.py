"""Messages: what an organiser has written to people on a meeting's list, and to whom."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base
from netapp.events.models import SignUpState

# The states to whose holders one can write, in the order of the form.
STATES: tuple[SignUpState, ...] = ("going", "waiting", "requested", "withdrawn", "declined")
# `said`: whoever lacks an answer that is needed.
MISSING = "missing"
LONGEST = 10_000


class Message(Base):
    """A letter to many. Until it is sent it is a draft that only organisers see; afterwards it never changes.

    To whom: `states` of sign-ups; of them those who work for one of `companies`, when there are some, and who gave the
    answer `said`: "" for any, a question's key with a choice's ("q12:q34", "q12:yes", "q12:no"), or MISSING.
    `goes_on`: also to each who joins them later, until the meeting begins. `language` is that of the text.
    """

    __tablename__ = "message"
    # A letter is known by its message's number: one given out again on SQLite would pass for sent already (M2).
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    states: Mapped[list[str]] = mapped_column(JSON)
    companies: Mapped[list[str]] = mapped_column(JSON)
    said: Mapped[str] = mapped_column(String(40), default="", server_default=sql_text("''"))
    goes_on: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    tests: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None
