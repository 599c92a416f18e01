"""Sessions, links, providers' accounts, and what waits for a confirmation by mail."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

Purpose = Literal["sign-in", "join-account", "address", "undo-address"]


class Session(Base):
    """A signed-in device. The cookie holds a random token, the row only its hash; `ended_at` shuts it at once (I3)."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    door: Mapped[str] = mapped_column(String(20), default="mail")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Link(Base):
    """A link sent by mail that opens something once: signing in, confirming an address or taking it back, joining a
    provider's account.

    `purpose` says which; `data` holds what the purpose needs, and the random part of the link. `next` is where to go
    after, kept here and not in the address (I3).
    """

    __tablename__ = "link"
    # A letter is known by its link's number: one given out again on SQLite would pass for sent already (M2).
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    next: Mapped[str] = mapped_column(String(500), default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    @property
    def is_late(self) -> bool:
        return clock.now() >= self.expires_at

    @property
    def is_open(self) -> bool:
        """Not used and not late: it would let somebody in now."""
        return self.used_at is None and not self.is_late


class Identity(Base):
    """A provider's account that belongs to a person: (issuer, subject) and nothing else identifies it (I2).

    `picture_url` is where the provider keeps a picture, until its owner has said whether we may copy it.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]
    picture_url: Mapped[str | None] = mapped_column(String(1000))


class Attempt(Base):
    """A visit to a provider that has begun: `next` and the purpose wait here under the hash of the state (I3)."""

    __tablename__ = "attempt"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    next: Mapped[str] = mapped_column(String(500), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
