"""What the pages of a board show: the organiser's, the room's, a table's, and the screen's."""

import secrets
from typing import Any

from flask import session as cookie
from wtforms import BooleanField, IntegerField, validators

from netapp.core import languages, limits, links, qr
from netapp.core.errors import NotVisible, require
from netapp.core.forms import Form, Line, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.viewer import Viewer
from netapp.events import page as meetings_page
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.events.programme import times
from netapp.notes import policy
from netapp.notes.boards import actions, queries
from netapp.notes.boards.models import LONGEST_CARD, LONGEST_PART, LONGEST_PROMPT, MOST_DOTS, MOST_TABLES, Board


class BoardForm(Form):
    """What the room is asked."""

    takes_wishes = BooleanField(_l("Everybody writes a wish for the next meeting"))
    takes_dots = BooleanField(_l("The room votes with dots"))
    dots = IntegerField(_l("Dots each"), validators=[validators.Optional(), validators.NumberRange(1, MOST_DOTS)])
    tables = IntegerField(_l("Tables"), validators=[validators.Optional(), validators.NumberRange(0, MOST_TABLES)])
    left = Line(_l("Each table is asked"), most=LONGEST_PROMPT)
    right = Line(_l("and"), most=LONGEST_PROMPT)

    @property
    def wanted(self) -> actions.Wanted:
        return actions.Wanted(
            tables=self.tables.data or 0,
            left=self.left.data or "",
            right=self.right.data or "",
            takes_wishes=self.takes_wishes.data,
            takes_dots=self.takes_dots.data,
            dots=self.dots.data or 3,
        )


class CardForm(Form):
    text = Line(_l("I wish that next time …"), most=LONGEST_CARD, needed=_l("Say it in a line."))


class PartForm(Form):
    """`was_…`: what stood there when the page was made."""

    left = Words("", most=LONGEST_PART)
    right = Words("", most=LONGEST_PART)
    was_left = Words("", most=2 * LONGEST_PART)
    was_right = Words("", most=2 * LONGEST_PART)

    @property
    def both(self) -> tuple[tuple[str, str], tuple[str, str]]:
        was = self.was_left.data or "", self.was_right.data or ""
        return was, (self.left.data or "", self.right.data or "")


def visitor() -> str:
    """Names this browser in its session cookie, for who writes; a room of hundreds sits behind one router."""
    found: str = cookie.get("board") or secrets.token_hex(12)
    cookie["board"] = found
    limits.spend("board", found, 300, limits.HOUR)
    limits.spend("board from", limits.network(), 6000, limits.HOUR)
    return found


def known_visitor() -> str:
    return str(cookie.get("board", ""))


def managed(viewer: Viewer, meeting_id: int) -> Meeting:
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    return meeting


def form_of(meeting: Meeting) -> BoardForm:
    board = queries.board(meeting.id)
    if board is not None:
        return BoardForm(obj=board)
    tables = len(queries.names(meeting.id))
    with languages.use(meeting.language):
        left, right = _("What is gained?"), _("What is in the way?")
    return BoardForm(takes_wishes=True, takes_dots=True, dots=3, tables=tables, left=left, right=right)


def of_organiser(viewer: Viewer, meeting_id: int) -> dict[str, Any]:
    meeting = managed(viewer, meeting_id)
    board = queries.board(meeting_id)
    address = links.absolute("notes.board", token=board.key) if board else ""
    return {
        "meeting": meeting,
        "title": meetings_page.title(meeting),
        "back": meetings_page.url(meeting),
        "board": board,
        "address": address,
        "code": qr.drawn(address) if board else "",
        "cards": queries.cards(meeting_id) if board else [],
        "tables": _tables(board, with_codes=True) if board else [],
        "wall": links.absolute("notes.wall", token=board.key) if board else "",
        **meetings_page.of_network(viewer, meeting),
    }


def of_room(key: str) -> dict[str, Any]:
    board, meeting = queries.of_key(key)
    languages.prefer(meeting.language)
    cards = queries.cards(board.meeting_id, known_visitor())
    mine = next((one.text for one in cards if one.is_mine), "")
    return {
        "board": board,
        "title": meetings_page.title(meeting),
        "cards": cards,
        "left": board.dots - sum(one.has_mine for one in cards),
        "mine": mine,
        "tables": _tables(board),
        **_frame(meeting),
    }


def card_form(key: str) -> CardForm:
    board, meeting = queries.of_key(key)
    languages.prefer(meeting.language)
    mine = queries.card_of(board.meeting_id, known_visitor())
    return CardForm(text=mine.text if mine else "")


def of_table(key: str, number: int, form: PartForm | None = None) -> dict[str, Any]:
    board, meeting = queries.of_key(key)
    languages.prefer(meeting.language)
    if not 1 <= number <= board.tables:
        raise NotVisible
    part = queries.parts(board.meeting_id).get(number)
    now = {"left": part.left if part else "", "right": part.right if part else ""}
    name = actions.called(queries.names(board.meeting_id), number)
    shown = form or PartForm(posted=False, **now, was_left=now["left"], was_right=now["right"])
    shown.left.label.text, shown.right.label.text = board.left or _("One side"), board.right or _("The other side")
    return {"board": board, "title": meetings_page.title(meeting), "name": name, "form": shown, **_frame(meeting)}


def of_wall(key: str) -> dict[str, Any]:
    board, meeting = queries.of_key(key)
    languages.prefer(meeting.language)
    tables = _tables(board)
    return {
        "board": board,
        "meeting": meeting,
        "network": meeting.group.parent or meeting.group,
        "title": meetings_page.title(meeting),
        "pages": [tables[first : first + 4] for first in range(0, len(tables), 4)],
        "cards": queries.cards(board.meeting_id)[:12],
        "mark": times.stamp(board.version, languages.current()),
    }


def _tables(board: Board, *, with_codes: bool = False) -> list[dict[str, Any]]:
    parts, names = queries.parts(board.meeting_id), queries.names(board.meeting_id)
    found = []
    for number in range(1, board.tables + 1):
        part, url = parts.get(number), links.absolute("notes.table", token=board.key, number=number)
        lines = [
            [line for line in said.splitlines() if line.strip()]
            for said in ((part.left, part.right) if part else ("", ""))
        ]
        found.append(
            {
                "number": number,
                "name": actions.called(names, number),
                "url": url,
                "left": lines[0],
                "right": lines[1],
                "code": qr.drawn(url) if with_codes else "",
            }
        )
    return found


def _frame(meeting: Meeting) -> dict[str, Any]:
    network = meeting.group.parent or meeting.group
    return {"room_name": network.name}
