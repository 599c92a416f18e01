"""Webhooks and what they are sent."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock
from netapp.core.db import Base
from netapp.groups.models import Group

State = Literal["queued", "sent", "failed"]
Why = Literal["", "failing", "gone", "rights"]
# What can be told; the first word of each is what it is about.
EVENTS = (
    *("meeting.published", "meeting.changed", "meeting.cancelled", "meeting.held"),
    *("sign_up.came", "sign_up.withdrew"),
)
TEST = "test"


class Webhook(Base):
    """Where a group's events go. `nonce` is what the secret is made of, together with the site's own key (signing.py).

    `ended_at` and `why`: no more is sent, since the address failed for days, asked for no more, or its maker organises
    no longer.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[str] = mapped_column(String(200))
    nonce: Mapped[str] = mapped_column(String(43))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    why: Mapped[Why] = mapped_column(String(10), default="", server_default=sql_text("''"))

    group: Mapped[Group] = relationship(lazy="raise")

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


class Delivery(Base):
    """One message: written in the deed's transaction (M1), sent by a worker, tried again with growing pauses.

    `message_id` is the same however often it is sent: who gets it twice can tell. `status` is the last answer's.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_webhook_id", "webhook_id", "id"),
        Index(
            "ix_webhook_delivery_due_at",
            "due_at",
            sqlite_where=sql_text("state = 'queued'"),
            postgresql_where=sql_text("state = 'queued'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    event: Mapped[str] = mapped_column(String(30))
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[State] = mapped_column(String(6), default="queued")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None]
