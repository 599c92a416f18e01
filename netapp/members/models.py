"""People, companies, and who works where."""

import secrets
from datetime import date, datetime
from typing import Literal

from sqlalchemy import JSON, Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base

Kind = Literal["company", "municipality", "region", "business_centre", "university", "cluster", "other"]
KINDS: tuple[Kind, ...] = ("company", "municipality", "region", "business_centre", "university", "cluster", "other")
# By the number of people: under 10, 50, 250, more (Recommendation 2003/361/EC); "" where it is not said.
Size = Literal["", "micro", "small", "medium", "large"]
SIZES: tuple[Size, ...] = ("", "micro", "small", "medium", "large")
About = Literal["competence", "offer", "seek", "challenge", "market"]
ABOUTS: tuple[About, ...] = ("offer", "seek", "competence", "challenge", "market")
# What a person says of themselves, line by line; the words are those of schema.org's makesOffer, seeks, knowsAbout.
PersonAbout = Literal["offer", "seek", "competence"]
PERSON_ABOUTS: tuple[PersonAbout, ...] = ("offer", "seek", "competence")
# Who sees: nobody, who is in a working group (a sub-group) with one, who is in a network with one, everybody.
SeenBy = Literal["nobody", "groups", "networks", "everybody"]
SEEN_BY: tuple[SeenBy, ...] = ("nobody", "groups", "networks", "everybody")
# A contact answers for the company: writes its page, says who works there.
Role = Literal["contact", "employee"]


def new_key() -> str:
    """A random key of 192 bits for an address that must not be guessed (C4)."""
    return secrets.token_urlsafe(24)


class Person(Base):
    """One human. `email` is kept in lower case and is unique; None for who signed in without giving one.

    `email_confirmed_at` is None until somebody has opened a letter that was sent there. `is_guest` is true until the
    first sign-in; `welcomed_at` says when the questions of a first visit were answered or put off. `digest_day` is the
    weekday on which a digest comes, as date.weekday() counts; None is Monday. An erased person keeps the row, so that
    counts stay, but neither name nor address.
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
    digest_day: Mapped[int | None]
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


class Profile(Base):
    """What a person says of themselves. Who has none, and shows their name, is seen by their networks.

    `speaks` holds codes of languages (BCP 47), `links` web addresses. `seen_by` is who sees the page, `email_to` who
    sees the address on it; neither opens anything while the person's `show_name` is off.
    """

    __tablename__ = "profile"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    job_title: Mapped[str] = mapped_column(String(120), default="")
    speaks: Mapped[list[str]] = mapped_column(JSON, default=list)
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    seen_by: Mapped[SeenBy] = mapped_column(String(10), default="networks", index=True)
    email_to: Mapped[SeenBy] = mapped_column(String(10), default="nobody")


class PersonLine(Base):
    """One line of what a person says of themselves: something they can, offer or look for."""

    __tablename__ = "person_line"
    __table_args__ = (Index("ix_person_line_person_id", "person_id", "about", "rank"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    about: Mapped[PersonAbout] = mapped_column(String(12))
    rank: Mapped[int]
    said: Mapped[str] = mapped_column(String(80))


class Company(Base):
    """An organisation of any kind. `folded` is the name as compared, for finding it again however it is typed.

    `about` is Markdown in `language`, `texts` holds it in others ("about.en" → Markdown). `sought` is what a search
    looks in, folded. `latitude` and `longitude` are degrees, WGS 84. The page is everybody's to see while `is_public`
    and confirmed within a year.
    """

    __tablename__ = "company"
    __table_args__ = (
        Index("ix_company_is_public_folded_id", "is_public", "folded", "id", info={"engine": "postgresql"}),
        # The directory looks through it for words, and reads no row that has none; PostgreSQL's would be too wide.
        Index("ix_company_listed", "is_public", "folded", "id", "confirmed_on", "sought", info={"engine": "sqlite"}),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    folded: Mapped[str] = mapped_column(String(160), index=True)
    kind: Mapped[Kind] = mapped_column(String(20), default="company", server_default="company")
    place: Mapped[str] = mapped_column(String(120), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    website: Mapped[str] = mapped_column(String(300), default="")
    register_number: Mapped[str] = mapped_column(String(40), default="", server_default=sql_text("''"))
    size: Mapped[Size] = mapped_column(String(10), default="", server_default=sql_text("''"))
    language: Mapped[str] = mapped_column(String(5), default="en", server_default="en")
    about: Mapped[str] = mapped_column(Text, default="")
    texts: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    sought: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    confirmed_on: Mapped[date | None]
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def tail(self) -> str:
        return text.tail(self.name)

    def about_in(self, language: str) -> tuple[str, str]:
        """(language, Markdown): the asked language when there is one, else the company's own."""
        translated = (self.texts or {}).get(f"about.{language}")
        return (language, translated) if translated else (self.language, self.about)


class CompanySector(Base):
    """What a company does, as a division of NACE Rev. 2.1 ("16"); `section` is the letter that it stands under."""

    __tablename__ = "company_sector"
    __table_args__ = (Index("ix_company_sector_section", "section", "company_id"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), primary_key=True)
    division: Mapped[str] = mapped_column(String(2), primary_key=True)
    section: Mapped[str] = mapped_column(String(1))


class CompanyLine(Base):
    """One line of what a company says of itself: something it can, offers, looks for, struggles with, or a market."""

    __tablename__ = "company_line"
    __table_args__ = (Index("ix_company_line_company_id", "company_id", "about", "rank"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))
    about: Mapped[About] = mapped_column(String(12))
    rank: Mapped[int]
    said: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))


class Affiliation(Base):
    """A person's place in a company, from a day until a day (None: still)."""

    __tablename__ = "affiliation"
    __table_args__ = (UniqueConstraint("person_id", "company_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(String(10), default="employee", server_default="employee")
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")
    company: Mapped[Company] = relationship(lazy="raise")


class Colleague(Base):
    """Somebody who says that they work at a company, and waits until one of its contacts has said so too.

    `is_move`: with the yes they work nowhere else any more.
    """

    __tablename__ = "colleague"
    __table_args__ = (UniqueConstraint("person_id", "company_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_move: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(lazy="raise")
    company: Mapped[Company] = relationship(lazy="raise")


class CompanyMoved(Base):
    """The number of a record that is part of another one now: its old address leads there."""

    __tablename__ = "company_moved"

    old_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)


class CompanyMerge(Base):
    """Somebody says that two records are one company, and contacts of theirs have still to say so, too.

    `company_id` is the higher number of the two. `kept` is what the asker has chosen where both say something: what it
    is about → "company" or "other". Each side has agreed once a contact of it has, or it has none.
    """

    __tablename__ = "company_merge"
    __table_args__ = (UniqueConstraint("company_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kept: Mapped[dict[str, str]]
    company_agrees: Mapped[bool] = mapped_column(default=False)
    other_agrees: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(lazy="raise")
