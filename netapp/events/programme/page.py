"""A programme as pages show it: day by day, and side by side what runs at the same time."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import clock, languages, localtime, text
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import policy, queries, words
from netapp.events.models import Meeting
from netapp.events.programme import queries as programme_queries
from netapp.events.programme import times
from netapp.events.programme.actions import Stale
from netapp.events.programme.models import ItemKind
from netapp.events.programme.queries import Rows
from netapp.events.programme.times import Slot
from netapp.events.scheduling import Draft
from netapp.files.models import mark
from netapp.members import addresses

# As the drawings are called.
ICONS: Mapping[ItemKind, str] = {
    "talk": "mic",
    "discussion": "messages-square",
    "break": "coffee",
    "travel": "bus",
    "visit": "map-pin",
}


class Spoken(NamedTuple):
    """Who speaks; addresses where the viewer is led somewhere."""

    name: str
    company: str
    url: str | None
    company_url: str | None


class Read(NamedTuple):
    """Something to read; `facts` says what a file is and how large."""

    title: str
    url: str
    facts: str


class Shown(NamedTuple):
    """An item as a page shows it. `hours`: (beginning, end or none), each as (for machines, for people)."""

    id: int
    day: int
    track: str
    kind: ItemKind
    slot: Slot
    title: str
    title_language: str
    body: Markup
    body_language: str
    speakers: tuple[Spoken, ...]
    handouts: tuple[Read, ...]
    is_on: bool


class Row(NamedTuple):
    """What stands beside each other: (track, its items) for each; one without a name for what all do together."""

    columns: list[tuple[str, list[Shown]]]


class _Raw(NamedTuple):
    """A row of the statement as the arithmetic wants it."""

    day: int
    at: int | None
    minutes: int | None
    track: str
    cells: tuple[str, ...]


def is_on(meeting: Meeting) -> tuple[int, ...]:
    """The places of what is going on now, while the meeting is."""
    if not meeting.programme or meeting.state != "published" or not meeting.has_begun or meeting.is_over:
        return ()
    return times.running(times.lines(meeting), meeting, localtime.to_local(clock.now(), meeting.zone))


def shown(meeting: Meeting, rows: Rows, on: Sequence[int] = ()) -> list[Shown]:
    """In the reader's language. `on`: the places of what is going on."""
    raw = [_Raw(int(one[3]), _number(one[4]), _number(one[5]), one[7], tuple(one)) for one in times.parts(rows.items)]
    speakers, handouts = _by_item(rows.speakers), _by_item(rows.handouts)
    slots = times.times(raw, meeting)
    found = []
    for place, (one, slot) in enumerate(zip(raw, slots, strict=True)):
        number = one.cells[1]
        titles, bodies = json.loads(one.cells[8]), json.loads(one.cells[9])
        title_language, body_language = _spoken(titles, meeting), _spoken(bodies, meeting)
        found.append(
            Shown(
                id=int(number),
                day=one.day,
                track=one.track,
                kind=one.cells[6],  # type: ignore[arg-type]
                slot=slot,
                title=titles[title_language],
                title_language=title_language,
                body=text.markdown(bodies.get(body_language, "")),
                body_language=body_language,
                speakers=tuple(map(_speaker, speakers.get(number, ()))),
                handouts=tuple(_handout(meeting, cells) for cells in handouts.get(number, ())),
                is_on=place in on,
            )
        )
    return found


def days(items: Sequence[Shown], meeting: Meeting) -> list[tuple[date, list[Row]]]:
    """Day by day, in the order in which it happens."""
    return [(times.day_of(meeting, day), _rows(list(group))) for day, group in groupby(items, key=lambda one: one.day)]


def way(meeting: Meeting, rows: Rows) -> dict[str, tuple[str, Markup] | None]:
    """What is said about the way, as pairs of a language and a text: to everybody, and to who goes."""
    return {name: _note(meeting, said) for name, said in (("notes", rows.notes), ("inner", rows.inner))}


def moves(meeting: Meeting, draft: Draft) -> list[str]:
    """What a change of the meeting's time does to its programme, in sentences."""
    lines = times.lines(meeting)
    if not lines or (meeting.starts_local, meeting.ends_local) == (draft.starts_local, draft.ends_local):
        return []
    before, after, said = times.times(lines, meeting), times.times(lines, draft), []
    if before[0].start != after[0].start:
        values = {"day": languages.date_short(after[0].start), "time": languages.clock_time(after[0].start)}
        said.append(_("The programme moves along: it begins on %(day)s at %(time)s.", **values))
    late = sum(slot.start >= draft.ends_local for slot in after)
    if late:
        said.append(
            ngettext(
                "%(num)s item of the programme is then after the meeting’s end.",
                "%(num)s items of the programme are then after the meeting’s end.",
                late,
            )
        )
    return said


def plannable(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, found))
    return found


def tried(form: Any, deed: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do it: what it returns, or Stale, or None and an error in the form."""
    try:
        return deed(*args, **kwargs)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except Stale as stale:
        return stale


def clocks(slot: Slot) -> str:
    """09:30–10:00, or the beginning alone."""
    start = languages.clock_time(slot.start)
    return f"{start}–{languages.clock_time(slot.end)}" if slot.end else start


def kind_word(kind: ItemKind) -> str:
    return words.item_kind(kind)


def _rows(items: list[Shown]) -> list[Row]:
    """What is in tracks stands beside each other until something comes that is in none."""
    found: list[Row] = []
    for is_parallel, group in groupby(items, key=lambda one: bool(one.track)):
        several = list(group)
        if not is_parallel:
            found += [Row([("", [one])]) for one in several]
            continue
        tracks: dict[str, list[Shown]] = {}
        for one in several:
            tracks.setdefault(one.track, []).append(one)
        found.append(Row(list(tracks.items())))
    return found


def _by_item(said: str | None) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for cells in times.parts(said):
        found.setdefault(cells[1], []).append(cells[2:])
    return found


def _speaker(cells: list[str]) -> Spoken:
    name, company, person_id, company_id = cells
    return Spoken(
        name,
        company,
        addresses.of_person(int(person_id), name) if person_id else None,
        addresses.of(int(company_id), company) if company_id else None,
    )


def _handout(meeting: Meeting, cells: list[str]) -> Read:
    number, title, url, digest, name, size = cells
    if not digest:
        return Read(title, url, "")
    address = url_for("events.handout", meeting_id=meeting.id, handout_id=int(number), mark=mark(digest))
    megabytes = f"{max(int(size), 50_000) / 1_000_000:.1f}"
    ending = name.rpartition(".")[2].upper()
    return Read(title, address, _("%(kind)s, %(size)s MB", kind=ending, size=megabytes))


def _note(meeting: Meeting, said: str | None) -> tuple[str, Markup] | None:
    notes = json.loads(said) if said else {}
    language = _spoken(notes, meeting)
    return (language, text.markdown(notes[language])) if notes.get(language) else None


def _spoken(said: Mapping[str, str], meeting: Meeting) -> str:
    """The reader's language where something is said in it, else the meeting's."""
    current = languages.current()
    return current if said.get(current) else meeting.language


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def instant(meeting: Meeting, local: datetime) -> str:
    """For machines, with its offset."""
    return localtime.to_utc(local, meeting.zone).isoformat(timespec="minutes")


def read(viewer: Viewer, meeting: Meeting) -> Rows:
    """For who writes it."""
    return programme_queries.of_page(viewer, meeting, inside=True)
