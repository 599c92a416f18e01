"""Every read of boards: by the meeting for organisers, by the key for the room."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.events.rooms import queries as rooms
from netapp.notes.boards.models import Board, TablePart, WishCard, WishDot

# So long a room may go on writing.
AFTER = timedelta(days=30)


class Card(NamedTuple):
    id: int
    text: str
    dots: int
    is_mine: bool
    has_mine: bool


def board(meeting_id: int) -> Board | None:
    return session.get(Board, meeting_id, populate_existing=True)


def of_key(key: str) -> tuple[Board, Meeting]:
    """Whoever holds the key is in the room; NotVisible some weeks after it, and where nothing takes place."""
    found = session.scalar(select(Board).where(Board.key == key))
    meeting = meetings.known_meeting(found.meeting_id) if found is not None else None
    if found is None or meeting is None or meeting.state not in {"published", "held"}:
        raise NotVisible
    if meeting.ends_at + AFTER < clock.now():
        raise NotVisible
    return found, meeting


def locked_of_key(key: str) -> tuple[Board, Meeting]:
    """The same under the board's lock: dots are counted, and tables' words merged, one after the other."""
    session.execute(select(Board.meeting_id).where(Board.key == key).with_for_update())
    found, meeting = of_key(key)
    session.refresh(found)
    return found, meeting


def parts(meeting_id: int) -> dict[int, TablePart]:
    """By the table's number."""
    found = session.scalars(select(TablePart).where(TablePart.meeting_id == meeting_id))
    return {one.number: one for one in found}


def names(meeting_id: int) -> Sequence[str]:
    """What the room's tables are called, in their order."""
    room = rooms.room(meeting_id)
    return room.names if room is not None else ()


def cards(meeting_id: int, visitor: str = "") -> list[Card]:
    """Those with the most dots first, then the oldest."""
    many = select(WishDot.card_id, func.count().label("many")).group_by(WishDot.card_id).subquery()
    mine = select(WishDot.card_id).where(WishDot.visitor == visitor, WishDot.card_id == WishCard.id).exists()
    dots = func.coalesce(many.c.many, 0)
    rows = select(WishCard.id, WishCard.text, dots, WishCard.visitor, mine)
    rows = rows.outerjoin(many, many.c.card_id == WishCard.id).where(WishCard.meeting_id == meeting_id)
    found = session.execute(rows.order_by(dots.desc(), WishCard.id))
    return [Card(row[0], row[1], row[2], row[3] == visitor, bool(row[4])) for row in found]


def card_of(meeting_id: int, visitor: str) -> WishCard | None:
    mine = WishCard.meeting_id == meeting_id, WishCard.visitor == visitor
    return session.scalar(select(WishCard).where(*mine))


def get_card(meeting_id: int, card_id: int) -> WishCard:
    found = session.scalar(select(WishCard).where(WishCard.meeting_id == meeting_id, WishCard.id == card_id))
    if found is None:
        raise NotVisible
    return found


def dots_of(meeting_id: int, visitor: str) -> Sequence[WishDot]:
    given = select(WishDot).join(WishCard, WishCard.id == WishDot.card_id)
    return session.scalars(given.where(WishCard.meeting_id == meeting_id, WishDot.visitor == visitor)).all()
