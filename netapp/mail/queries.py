"""Reading the outbox: the administrators' page, what /healthz asks, and what somebody has stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import defer

from netapp.core import clock, letters, site
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.mail import policy
from netapp.mail.models import Letter, LetterState

PAGE = 50
STATES: tuple[LetterState, ...] = get_args(LetterState)


@dataclass(frozen=True)
class Health:
    """How the outbox does. `oldest_seconds`: how long the oldest letter that is due has waited; 0 when none is."""

    due: int
    failed: int
    oldest_seconds: int


def health() -> Health:
    """What is due and not sent, and what has failed; a worker that is gone shows in the age. One statement."""
    now = clock.now()
    is_due = (Letter.state == "queued") & (Letter.due_at <= now)
    due, oldest, failed = session.execute(
        select(
            func.count().filter(is_due),
            func.min(Letter.due_at).filter(is_due),
            func.count().filter(Letter.state == "failed"),
        ).where(Letter.state.in_(("queued", "failed")))
    ).one()
    return Health(due=due, failed=failed, oldest_seconds=int((now - oldest).total_seconds()) if oldest else 0)


def letters_seen(viewer: Viewer, state: str | None, before: int | None) -> tuple[Sequence[Letter], bool]:
    """The newest letters of this state (of all, when it is none), older than `before`; and whether there are more."""
    _look(viewer)
    found = select(Letter).options(defer(Letter.source)).order_by(Letter.id.desc()).limit(PAGE + 1)
    if state in STATES:
        found = found.where(Letter.state == state)
    if before is not None:
        found = found.where(Letter.id < before)
    rows = session.scalars(found).all()
    return rows[:PAGE], len(rows) > PAGE


def counts(viewer: Viewer) -> dict[str, int]:
    """How many letters there are in each state."""
    _look(viewer)
    rows = session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all()
    return {**dict.fromkeys(STATES, 0), **dict(rows)}


def get_letter(viewer: Viewer, letter_id: int) -> Letter:
    _look(viewer)
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotVisible
    return letter


def source(viewer: Viewer, letter: Letter) -> str | None:
    """The finished message, when there is one and this viewer may read it."""
    _look(viewer)
    may_read = policy.may_read_body(opens_door(letter.letter), site.is_open_demo())
    return letter.source if may_read and not shut(viewer, [letter]) else None


def shut(viewer: Viewer, rows: Sequence[Letter]) -> frozenset[int]:
    """The numbers of those letters that are about what the viewer may not read: their words stay unsaid (A1)."""
    if site.is_open_demo():
        return frozenset()
    readers = letters.readers_of(row.thing for row in rows)
    return frozenset(row.id for row in rows if readers[row.thing] not in viewer.keys)


def opens_door(name: str) -> bool:
    """Whether this kind of letter lets somebody in; one that nobody declares any more is taken for such."""
    known = current_app.extensions["letters"].get(name)
    return known is None or bool(known.opens_door)


def _look(viewer: Viewer) -> None:
    if not policy.may_read_outbox(viewer, site.is_open_demo()):
        raise NotVisible


def returned(thing: str, addresses: Iterable[str]) -> frozenset[str]:
    """Those of these addresses, in lower case, at which a letter about the thing could not be delivered."""
    failed = select(Letter.address).where(Letter.thing == thing, Letter.state == "failed")
    return frozenset(session.scalars(failed.where(Letter.address.in_(list(addresses)))))


def ordered_since(letter: str, things: Iterable[str], since: datetime) -> int:
    """How many letters of this kind about these things were ordered since then."""
    mine = Letter.letter == letter, Letter.thing.in_(list(things)), Letter.created_at > since
    return session.scalar(select(func.count()).select_from(Letter).where(*mine)) or 0
