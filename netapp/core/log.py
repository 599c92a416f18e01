"""The log: who did what to whom, readable by those who answer for it. Rows go after 24 months."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock, db
from netapp.core.db import Base, session, transaction

KEPT = timedelta(days=731)


class LogRow(Base):
    """One deed. `key` is the audience key of those who may read it; `details` holds numbers and short words only."""

    __tablename__ = "log_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(24), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def write(person_id: int | None, deed: str, kind: str, thing_id: int | None, key: str, **details: Any) -> None:
    """Add a row to the transaction of the deed."""
    session.add(
        LogRow(at=clock.now(), person_id=person_id, deed=deed, kind=kind, thing_id=thing_id, key=key, details=details)
    )


def write_each(
    person_id: int | None, deed: str, kind: str, thing_id: int, key: str, details: Sequence[dict[str, Any]]
) -> None:
    """Add many rows of one deed, that differ in their details, in one statement."""
    shared = {"at": clock.now(), "person_id": person_id, "deed": deed, "kind": kind, "thing_id": thing_id, "key": key}
    table: Any = LogRow.__table__
    db.write(table.insert(), [shared | {"details": each} for each in details])


def forget_old() -> int:
    """Delete rows older than 24 months; returns how many."""
    with transaction():
        return session.execute(delete(LogRow).where(LogRow.at < clock.now() - KEPT)).rowcount  # type: ignore[attr-defined, no-any-return]
