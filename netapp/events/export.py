"""The organiser's list as a file: XLSX by default, or CSV (X2)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Response

from netapp.core import localtime, sheets, text
from netapp.core.languages import gettext as _
from netapp.events import words
from netapp.events.checkin import coming
from netapp.events.colleagues import page as colleagues
from netapp.events.hybrid import page as hybrid
from netapp.events.models import Meeting
from netapp.events.questions.tally import Tally


class Table(NamedTuple):
    """The rows, heads first, and the file's name."""

    rows: list[list[str]]
    name: str


def table(meeting: Meeting, people: Iterable[Any]) -> Table:
    """Times are the meeting's local ones."""
    people = list(people)
    asked = Tally(meeting, people)
    along = colleagues.together(people)
    came = coming.of(meeting)
    rows = [[*_heads(), *([_("Takes part")] if meeting.hybrid else []), *([_("Came")] if came.number else [])]]
    rows[0] += asked.heads
    for sign_up, person in people:
        mode = [hybrid.name(sign_up.mode)] if meeting.hybrid else []
        here = [came.since.get(sign_up.id, "")] if came.number else []
        own = [*_row(meeting, sign_up, person), along.get(sign_up.id, ""), *mode, *here]
        rows.append([*own, *asked.cells(sign_up.answers)])
    rows += [_walked_in(rows[0], one) for one in came.walk_ins]
    name = (text.tail(meeting.title) or "-meeting").lstrip("-")
    return Table(rows, f"{name}-{meeting.starts_local:%Y-%m-%d}")


def _walked_in(heads: list[str], one: coming.WalkIn) -> list[str]:
    known = {_("Name"): one.name, _("Company"): one.company, _("State"): _("Walked in"), _("Came"): one.since}
    return [known.get(head, "") for head in heads]


def answer(table: Table, kind: str) -> Response:
    """The file as a download."""
    return sheets.answer(*table, kind)


def _heads() -> list[str]:
    yes_or_no = [_("As a guest"), _("Name shown"), _("Perhaps")]
    first = [_("Name"), _("Company"), _("E-mail"), _("State"), _("Signed up")]
    return [*first, *yes_or_no, _("Answered by"), _("Comes with")]


def _row(meeting: Meeting, sign_up: Any, person: Any) -> list[str]:
    when = localtime.to_local(sign_up.created_at, meeting.zone)
    yes, no = _("yes"), _("no")
    return [
        person.name,
        sign_up.company,
        person.email or "",
        words.sign_up_state(sign_up.state),
        f"{when:%Y-%m-%d %H:%M}",
        yes if sign_up.as_guest else no,
        yes if sign_up.show_name else no,
        yes if sign_up.perhaps else no,
        words.way(sign_up.came_by),
    ]
