"""Rate limits, counted in the database so that all processes share them.

A window is fixed: `per` seconds since the epoch. Limits go by e-mail and session first; the
one by network address is wide, since a room of 300 sits behind one router.
"""

from functools import cache
from hashlib import blake2b
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from flask import current_app, request
from sqlalchemy import Connection, String, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base, changed, db, session, transaction
from netapp.core.errors import TooMany
from netapp.core.prepared import Prepared

HOUR = 3600
DAY = 86400


class Hit(Base):
    """How often a key was used in a window. The key is hashed: no addresses are kept here."""

    __tablename__ = "hit"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    per: Mapped[int]
    n: Mapped[int]


def spend(deed: str, who: str, limit: int, per: int) -> None:
    """Count one use of `deed` by `who`; TooMany when it is more than `limit` in `per` seconds.

    The count is a deed of its own, before the one that it counts: that may be refused and undone, and has been tried
    all the same.
    """
    values, seconds = _hit(deed, who, per)
    with transaction():
        ((counted,),) = _prepared(db.engine.dialect.name).rows(values)
    if counted > limit:
        raise TooMany(seconds)


class Left(NamedTuple):
    """How often a deed may still be done (below nothing: once too often) in a window that ends in so many seconds."""

    times: int
    seconds: int


def spent_beside(connection: Connection, deed: str, who: str, limit: int, per: int) -> Left:
    """The same for a request that may only read, on a connection of its own; whether it was too often is told."""
    values, seconds = _hit(deed, who, per)
    counted = connection.execute(_counted(connection.dialect.name), values).scalar_one()
    return Left(limit - counted, seconds)


def _hit(deed: str, who: str, per: int) -> tuple[dict[str, Any], int]:
    """The row that counts, and the seconds until its window ends."""
    window, rest = divmod(int(clock.now().timestamp()), per)
    key = blake2b(f"{deed}:{per}:{who}".encode(), key=str(current_app.secret_key).encode()[:64], digest_size=24)
    return {"key": key.hexdigest(), "window": window, "per": per, "n": 1}, per - rest


@cache
def _counted(engine: str) -> Any:
    """Built once, for every deed that is counted."""
    table: Any = Hit.__table__
    row = (postgresql if engine == "postgresql" else sqlite).insert(table)
    once_more = row.on_conflict_do_update(index_elements=["key", "window"], set_={"n": table.c.n + 1})
    return once_more.returning(table.c.n)


@cache
def _prepared(engine: str) -> Prepared:
    return Prepared(_counted(engine))


def network() -> str:
    """The visitor's network: the IPv4 address, or the /64 that an IPv6 household or office shares."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    # By the number and not by its text: 2001:db8::1 and 2001:db8::2 are written with fewer colons than their /64 has.
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def forget_old() -> int:
    """Delete windows that are over; returns how many."""
    now = int(clock.now().timestamp())
    with transaction():
        return changed(delete(Hit).where((Hit.window + 1) * Hit.per < now))


def count() -> int:
    return session.scalar(db.select(func.count()).select_from(Hit)) or 0
