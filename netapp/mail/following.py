"""What became of letters that another room has ordered about a thing of its own."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.mail.models import Letter, LetterState


class Became(NamedTuple):
    """One letter: its reader as they were written to, its state, and when it came to that."""

    name: str
    address: str
    state: LetterState
    done_at: datetime | None


def counted(letter: str, things: Sequence[str]) -> dict[str, dict[str, int]]:
    """By thing, how many of these letters are in which state; in one statement."""
    chosen = select(Letter.thing, Letter.state, func.count()).where(Letter.thing.in_(things), Letter.letter == letter)
    found = defaultdict[str, dict[str, int]](dict)
    for thing, state, many in session.execute(chosen.group_by(Letter.thing, Letter.state)) if things else ():
        found[thing][state] = many
    return found


def each(letter: str, thing: str) -> list[Became]:
    """Every such letter, by its reader's name. Those that were sent long ago are forgotten."""
    chosen = select(Letter.name, Letter.address, Letter.state, Letter.done_at)
    rows = session.execute(
        chosen.where(Letter.thing == thing, Letter.letter == letter).order_by(Letter.name, Letter.id)
    )
    return [Became(*row) for row in rows]
