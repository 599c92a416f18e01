"""Letters that come back: to an address of its own for each letter, so that nobody has to guess which one it was.

An address that does not work gets no more letters, until its owner says that it does, or has another one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock, incoming, signed
from netapp.core.db import action, db, session
from netapp.core.errors import NotVisible, require
from netapp.core.incoming import Door, Incoming
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.mail import policy, reports
from netapp.mail.models import Letter, Returned
from netapp.mail.reports import Failure

DOOR = "bounce"
# Failures that may pass, on so many days within a month: the address does not work.
MOST_TIMES = 3
WITHIN = timedelta(days=30)
KEPT = timedelta(days=400)


def sender(letter_id: int) -> str | None:
    """Where this letter comes back to; None on a site that receives no mail."""
    return incoming.address(DOOR, signed.key(DOOR, letter_id))


def known(key: str) -> None:
    if len(signed.numbers(DOOR, key)) != 1:
        raise NotVisible


def take(letter: Incoming, key: str) -> str:
    """Note what a mail server says of a letter of ours. Joins the deed."""
    failure = reports.failure(letter.parts)
    (number,) = signed.numbers(DOOR, key)
    row = session.get(Letter, number)
    if failure is None or row is None:
        return "nothing"
    if failure.for_good and row.state == "sent":
        row.state, row.error = "failed", f"{failure.status} {failure.said}"[:500]
    note(row.address, failure)
    return "returned"


def give_back(_letter: Incoming, _key: str, _why: str) -> None:
    """Mail servers are never answered."""


DOORS = (Door(DOOR, known=known, take=take, give_back=give_back, takes_reports=True),)


def note(address: str, failure: Failure) -> None:
    """Count it; stop the letters to this address when it is one too many. Joins the deed."""
    now = clock.now()
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new = dialect.insert(Returned).values(address=address, status="", said="", times=0, first_at=now, last_at=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["address"]))
    row = session.get_one(Returned, address, with_for_update=True, populate_existing=True)
    if row.last_at < now - WITHIN and row.stopped_at is None:
        row.times, row.first_at = 0, now
    if row.times == 0 or row.last_at.date() != now.date():
        row.times += 1
    row.status, row.said, row.last_at = failure.status[:12], failure.said[:200], now
    if row.stopped_at is None and (failure.for_good or row.times >= MOST_TIMES):
        row.stopped_at = now


def refused(address: str, reason: str) -> None:
    """The same where the next server has said so at once. Joins the deed.

    That one may be our own, which refuses whatever is not set up well: only what it says of the mailbox is believed.
    """
    found = reports.judged("", reason)
    note(address, found._replace(for_good=found.for_good and found.status.startswith(("5.1.", "5.2."))))


def among(addresses: Iterable[str]) -> frozenset[str]:
    """Those of these addresses that get no letters because they come back."""
    asked = [one.lower() for one in addresses if one]
    if not asked:
        return frozenset()
    stopped = Returned.address.in_(asked), Returned.stopped_at.is_not(None)
    return frozenset(session.scalars(select(Returned.address).where(*stopped)))


class Stopped(NamedTuple):
    """An address that gets no letters, since when and why, as models.Returned has it."""

    address: str
    stopped_at: datetime
    status: str


def of(viewer: Viewer) -> Stopped | None:
    """What is said of the viewer's own address, when it gets no letters."""
    found = _of().rows({"address": viewer.email.lower()}) if viewer.email else ()
    return Stopped(*found[0]) if found else None


@cache
def _of() -> Prepared:
    table: Any = Returned.__table__
    row = table.c
    chosen = select(row.address, row.stopped_at, row.status).where(row.stopped_at.is_not(None))
    return Prepared(chosen.where(row.address == bindparam("address", type_=row.address.type)))


@action
def try_again(viewer: Viewer) -> None:
    """Letters go to the viewer's address again; if they come back, they stop again."""
    require(policy.may_try_again(viewer))
    session.execute(delete(Returned).where(Returned.address == (viewer.email or "").lower()))


def forget_old() -> None:
    """What nobody has written to for a year may work again. Joins the transaction."""
    session.execute(delete(Returned).where(Returned.last_at < clock.now() - KEPT))
