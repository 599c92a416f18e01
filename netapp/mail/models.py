"""Letters in the outbox, what people have asked not to get, and when the worker's tasks are due."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

LetterState = Literal["queued", "sent", "kept", "missed", "failed"]


class Letter(Base):
    """One letter to one address.

    `key` is unique: letter, thing, person, occurrence (M2). `due_at` is also the lease: a worker that takes a letter
    pushes it forward, so that another takes it over when the first has died. `data` holds numbers, never finished text.
    `source` is the finished message of a letter that was kept on a site without SMTP; never of one that opens a door.
    States: queued; sent; kept (no SMTP); missed (no longer due when its time came); failed (five times, stays visible).
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_state_due_at", "state", "due_at"),
        Index("ix_letter_thing_letter", "thing", "letter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    letter: Mapped[str] = mapped_column(String(40))
    thing: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    address: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(5))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[LetterState] = mapped_column(String(10), default="queued")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str] = mapped_column(String(500), default="")


class Stop(Base):
    """An address that wants no more letters about `scope` ("group:3", "meeting:7"), by the link in a letter (M5)."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("address", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    scope: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(default=clock.now)


class Returned(Base):
    """An address at which letters came back. Since `stopped_at` it gets none but answers to its owner's own deeds.

    `status` is the last failure's (RFC 3463), `times` counts days with failures that may pass, a month long.
    """

    __tablename__ = "returned"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    status: Mapped[str] = mapped_column(String(12), default="")
    said: Mapped[str] = mapped_column(String(200), default="")
    times: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    stopped_at: Mapped[datetime | None]


class Tick(Base):
    """When a timed task is due next. `due_at` is also the lease of the worker that does it."""

    __tablename__ = "tick"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_at: Mapped[datetime]
