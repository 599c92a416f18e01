"""What stands on each paper, as plain data for Typst, and the PDF that is made of it (PDF/UA-1)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response

from netapp.core import db, languages, limits, site, text, typesetting
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page, present, telling
from netapp.events.models import Meeting
from netapp.events.present import Comer
from netapp.events.rooms import page as room_page
from netapp.events.rooms import queries as room_queries
from netapp.events.rooms.models import Room
from netapp.members import printable as signs

MOST_BLANK = 50
_HERE = Path(__file__).parent


class Sheet(NamedTuple):
    """How ten badges lie on an A4 sheet, in millimetres; `marks`: it shows where to cut."""

    width: float
    height: float
    left: float
    top: float
    across: float
    down: float
    marks: bool


# To be cut from plain paper, and the pockets and labels of 80 × 50 mm of which ten are sold a sheet (Avery L4785).
SHEETS = {"cards": Sheet(90, 55, 15, 11, 0, 0, True), "labels": Sheet(80, 50, 17.5, 13.5, 15, 5, False)}


class Paper(NamedTuple):
    """`template` and the words that go into it, as JSON; `name` is the file's, without its date."""

    template: str
    content: str
    name: str


def limit(viewer: Viewer) -> None:
    """Setting a paper takes a processor's whole time, so there is not much of it."""
    limits.spend("print", str(viewer.person_id), 60, limits.HOUR)
    limits.spend("print", "everybody", 600, limits.HOUR)


def answer(paper: Paper) -> Response:
    with db.unlocked():
        content = typesetting.pdf(_HERE / paper.template, paper.content)
    headers = {"Content-Disposition": f'inline; filename="{paper.name}.pdf"', "X-Robots-Tag": "noindex"}
    return Response(content, mimetype="application/pdf", headers=headers)


def badges(meeting: Meeting, comers: Sequence[Comer], sheet: str, blank: int) -> Paper:
    """One for each, by name, and `blank` ones for who comes unasked."""
    network = _said((meeting.group.parent or meeting.group).name)
    shape = SHEETS.get(sheet, SHEETS["cards"])
    nobody = {"first": "", "name": "", "company": "", "network": network}
    found = [{**_named(one), "network": network} for one in comers] + [nobody] * _few(blank)
    if not found:
        raise Refused(_("Nobody has a seat yet."))
    return _paper("badges", meeting, {**shape._asdict(), "title": _("Name badges"), "badges": found})


def attendance(meeting: Meeting, comers: Sequence[Comer], *, blank: int, role: bool, funder: str) -> Paper:
    """A list to sign, with the hosts as organisers; numbered rows, `blank` ones last."""
    hosts = [party.name for party in meeting.parties if party.part == "host"]
    network = (meeting.group.parent or meeting.group).name
    facts = [(_("When"), telling.when(meeting.starts_local, meeting.ends_local)), (_("Where"), _where(meeting))]
    facts.append((_("Held by"), ", ".join(hosts) or network))
    heads = ["", _("Name"), _("Company"), *([_("Role")] if role else []), _("Signature")]
    people = [(_name(one), one.company) for one in comers] + [("", "")] * _few(blank)
    rows = [
        [str(place), name, company, *([""] if role else []), ""]
        for place, (name, company) in enumerate(people, start=1)
    ]
    content = {
        "title": _("Attendance list"),
        "heading": _("Attendance list"),
        "facts": [(term, _said(said)) for term, said in facts],
        "heads": heads,
        "columns": [0.4, 2.3, 2.3, *([1.3] if role else []), 2.6],
        "rows": [[_said(cell) for cell in row] for row in rows],
        "funder": _said(funder),
    }
    return _paper("attendance", meeting, content)


def tables(meeting: Meeting, room: Room) -> Paper:
    """Everybody with their tables, by name; and each round with its tables."""
    comers, there = present.expected(meeting), room_queries.places(meeting.id)
    rounds = room_page.rounds(room, there, {one.person_id: one for one in comers})
    people = [
        [*_line(one), *(str(table + 1) if table is not None else "–" for table in there[one.person_id])]
        for one in comers
        if one.person_id in there
    ]
    said = [
        {
            "name": _("Round %(round)s", round=number),
            "tables": [{"name": _said(_numbered(one)), "people": [_line(who) for who in one.people]} for one in tables],
        }
        for number, tables in enumerate(rounds, start=1)
    ]
    heads = [_("Name"), _("Company"), *(_("Round %(round)s", round=number + 1) for number in range(room.rounds))]
    content = {"title": _("Tables"), "heading": _("Where do I sit?"), "heads": heads, "people": people, "rounds": said}
    return _paper("tables", meeting, content)


def _paper(template: str, meeting: Meeting, content: dict[str, Any]) -> Paper:
    """In the reader's language, with what each of them says."""
    common = {
        "lang": languages.current(),
        "site": _said(site.current().name),
        "meeting": _said(page.title(meeting)),
    }
    words = json.dumps({**common, **content}, ensure_ascii=False, sort_keys=True)
    tail = (text.tail(meeting.title) or "-meeting").lstrip("-")
    return Paper(f"{template}.typ", words, f"{template}-{tail}-{meeting.starts_local:%Y-%m-%d}")


def _named(one: Comer) -> dict[str, str]:
    name = _said(_name(one))
    return {"first": name.split()[0] if name else "", "name": name, "company": _said(one.company)}


def _name(one: Comer) -> str:
    return one.name or one.company or _("Guest")


def _line(one: Comer) -> tuple[str, str]:
    return _said(_name(one)), _said(one.company)


def _numbered(table: room_page.Table) -> str:
    return f"{table.number} · {table.name}" if table.name else table.called


def _where(meeting: Meeting) -> str:
    return ", ".join(filter(None, (telling.where(meeting), meeting.address if meeting.place else "")))


def _said(said: str) -> str:
    return signs.printable(said)


def _few(blank: int) -> int:
    return min(max(blank, 0), MOST_BLANK)
