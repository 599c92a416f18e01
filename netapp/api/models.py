"""Tokens: what lets a program act for a person."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base


class Token(Base):
    """A person's key for one program. It is shown once; the row holds only its hash, and its last letters.

    `scopes` are words with spaces between, as RFC 6749 writes them. `revoked_at` shuts it at once.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ends_in: Mapped[str] = mapped_column(String(8))
    scopes: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @property
    def is_late(self) -> bool:
        return clock.now() >= self.expires_at
