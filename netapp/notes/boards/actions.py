"""What organisers do with a board, and what a room writes on it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from netapp.core import clock, languages, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import actions as meetings
from netapp.events import queries as meeting_queries
from netapp.events import scheduling
from netapp.events.models import Meeting
from netapp.events.programme import actions as programming
from netapp.events.rooms.models import new_key
from netapp.notes import actions as notes
from netapp.notes import merging, policy, writing
from netapp.notes import queries as note_queries
from netapp.notes.boards import queries
from netapp.notes.boards.models import MOST_CARDS, Board, TablePart, WishCard, WishDot
from netapp.notes.models import LONGEST_BODY

# So many wishes make a programme; each gets so many minutes.
FIRST, MINUTES = 5, 20
AN_HOUR = 60
WEEKS = 4


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a board asks."""

    tables: int
    left: str
    right: str
    takes_wishes: bool
    takes_dots: bool
    dots: int


@action
def arrange(viewer: Viewer, meeting_id: int, wanted: Wanted) -> Board:
    """Say what the room is asked; what stands on the board stays."""
    meeting = meeting_queries.locked_meeting(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    board = queries.board(meeting_id)
    if board is None:
        board = Board(meeting_id=meeting_id, key=new_key(), version=0)
        session.add(board)
    board.tables, board.left, board.right = wanted.tables, wanted.left, wanted.right
    board.takes_wishes, board.takes_dots, board.dots = wanted.takes_wishes, wanted.takes_dots, wanted.dots
    board.version += 1
    session.flush()
    return board


@action
def wish(key: str, visitor: str, text: str) -> WishCard:
    """One card a browser; writing again changes it until dots are given."""
    board, _meeting = queries.locked_of_key(key)
    require(policy.may_wish(board.takes_wishes))
    if not text:
        raise Refused(_("Say it in a line."), "text")
    card = queries.card_of(board.meeting_id, visitor)
    if card is None:
        many = session.scalar(select(func.count()).where(WishCard.meeting_id == board.meeting_id)) or 0
        if many >= MOST_CARDS:
            raise Refused(_("There are too many cards already."), "text")
        card = WishCard(meeting_id=board.meeting_id, visitor=visitor, text=text, made_at=clock.now())
        session.add(card)
    card.text = text
    board.version += 1
    session.flush()
    return card


@action
def dot(key: str, visitor: str, card_id: int) -> None:
    """Give a card one of one's dots, or take it back."""
    board, _meeting = queries.locked_of_key(key)
    require(policy.may_wish(board.takes_dots))
    card, given = queries.get_card(board.meeting_id, card_id), queries.dots_of(board.meeting_id, visitor)
    mine = next((one for one in given if one.card_id == card.id), None)
    if mine is not None:
        session.delete(mine)
    elif len(given) >= board.dots:
        raise Refused(_("You have given all your dots. Take one back first."))
    else:
        session.add(WishDot(card_id=card.id, visitor=visitor))
    board.version += 1
    session.flush()


@action
def write_part(key: str, number: int, was: tuple[str, str], now: tuple[str, str]) -> TablePart:
    """A table's words, written by however many of its phones. `was`: what stood there when they began; where two are
    about the same lines, both stay (X5).
    """
    board, _meeting = queries.locked_of_key(key)
    require(policy.may_wish(1 <= number <= board.tables))
    part = session.get(TablePart, (board.meeting_id, number))
    if part is None:
        part = TablePart(meeting_id=board.meeting_id, number=number, left="", right="")
        session.add(part)
    part.left = merging.merge(was[0], part.left, now[0]).text
    part.right = merging.merge(was[1], part.right, now[1]).text
    board.version += 1
    session.flush()
    return part


@action
def take_off(viewer: Viewer, meeting_id: int, card_id: int) -> None:
    """A card that should not hang there."""
    meeting = meeting_queries.locked_meeting(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    session.delete(queries.get_card(meeting_id, card_id))
    session.flush()


@action
def plan_next(viewer: Viewer, meeting_id: int) -> Meeting:
    """A draft of the next meeting, four weeks on, whose programme are the first wishes. Twice is harmless."""
    meeting = meeting_queries.locked_meeting(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    board, cards = queries.board(meeting_id), queries.cards(meeting_id)
    if board is None or not cards:
        raise Refused(_("Nobody has written a card yet."))
    if board.next_id is not None:
        return meeting_queries.get_meeting(viewer, board.next_id)
    days = timedelta(weeks=max(WEEKS, (clock.now() - meeting.starts_at).days // 7 + WEEKS))
    draft = replace(
        scheduling.of(meeting),
        starts_local=meeting.starts_local + days,
        ends_local=meeting.ends_local + days,
        starts_fold=None,
        ends_fold=None,
        opens_local=None,
        closes_local=None,
        promotes_until_local=None,
    )
    made = meetings.draft_meeting(viewer, meeting.group_id, draft)
    for one in cards[:FIRST]:
        item = programming.Draft(
            day=0, starts=None, minutes=MINUTES, kind="discussion", track="", titles={made.language: one.text}
        )
        programming.save(viewer, made.id, None, item, seen="")
    board.next_id = made.id
    session.flush()
    return made


@action
def gather(viewer: Viewer, meeting_id: int) -> None:
    """Put into the meeting's notes what the tables have written, and the first wishes. Twice is harmless."""
    meeting = meeting_queries.locked_meeting(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    board = queries.board(meeting_id)
    note = notes.begin(viewer, meeting_id)
    for card in queries.cards(meeting_id)[:FIRST]:
        notes.add_part(viewer, meeting_id, notes.Wanted("wish", card.text))
    parts, names = queries.parts(meeting_id), queries.names(meeting_id)
    if board is None or not any(one.left or one.right for one in parts.values()):
        return
    with languages.use(meeting.language):
        heading = _("By table")
        said = "\n\n".join(_told(board, part, called(names, number)) for number, part in sorted(parts.items()))
    there = next((one for one in note_queries.sections(note) if one.heading == heading), None)
    section = there or notes.add_section(viewer, meeting_id, heading)
    sent = writing.Sent(body=said[:LONGEST_BODY], base=section.revision, token=f"board-{board.version}")
    writing.save(viewer, section.id, sent)
    log.write(viewer.person_id, "gather board", "meeting", meeting.id, group_key(meeting.group_id))


def called(names: object, number: int) -> str:
    """A table by its topic, else by its number."""
    known = list(names) if isinstance(names, list | tuple) else []
    return (known[number - 1] if number <= len(known) else "") or _("Table %(number)s", number=number)


def _told(board: Board, part: TablePart, name: str) -> str:
    said = [f"**{name}**"]
    for prompt, body in ((board.left, part.left), (board.right, part.right)):
        lines = [f"- {line.strip().lstrip('-* ')}" for line in body.splitlines() if line.strip()]
        if lines:
            said.append("\n".join([*([f"{prompt}:", ""] if prompt else []), *lines]))
    return "\n\n".join(said)
