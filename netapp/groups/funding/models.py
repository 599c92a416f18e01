"""A network's funding, and its funders."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core.db import Base

MOST = 8
LONGEST = 400


class Funding(Base):
    """What stands under what a network publishes: `statements` by language, "Co-funded by the European Union"."""

    __tablename__ = "funding"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True)
    statements: Mapped[dict[str, str]] = mapped_column(default=dict)


class Funder(Base):
    """Somebody who pays, with their emblem (None: the name alone); by `rank`."""

    __tablename__ = "funder"
    __table_args__ = (Index("ix_funder_group_id_rank", "group_id", "rank"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"), index=True)
