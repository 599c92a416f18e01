"""People, companies, and who works where."""

import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base


def new_key() -> str:
    """A random key of 192 bits for an address that must not be guessed (C4)."""
    return secrets.token_urlsafe(24)


class Person(Base):
    """One human. `email` is kept in lower case and is unique; None for who signed in without giving one.

    `email_confirmed_at` is None until somebody has opened a letter that was sent there. `is_guest` is true until the
    first sign-in; `welcomed_at` says when the questions of a first visit were answered or put off. An erased person
    keeps the row, so that counts stay, but neither name nor address.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(5))
    zone: Mapped[str | None] = mapped_column(String(60))
    is_admin: Mapped[bool] = mapped_column(default=False)
    show_name: Mapped[bool] = mapped_column(default=False)
    calendar_key: Mapped[str] = mapped_column(String(40), unique=True, default=new_key)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    signed_in_at: Mapped[datetime | None]
    welcomed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def is_guest(self) -> bool:
        return self.signed_in_at is None

    @property
    def initials(self) -> str:
        return text.initials(self.name)


class Picture(Base):
    """A person's picture, re-encoded to a small square WebP without metadata (X3)."""

    __tablename__ = "picture"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(16))


class Company(Base):
    """An organisation. `folded` is the name as compared, for finding it again however it is typed."""

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    folded: Mapped[str] = mapped_column(String(160), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Affiliation(Base):
    """A person's place in a company, from a day until a day (None: still)."""

    __tablename__ = "affiliation"
    __table_args__ = (UniqueConstraint("person_id", "company_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")
    company: Mapped[Company] = relationship(lazy="raise")
