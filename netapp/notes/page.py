"""What the pages of published notes show, and their panel on a meeting's page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, localtime, pieces, signed, text
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer, current
from netapp.events import answering, present, telling
from netapp.events import page as meetings_page
from netapp.events import policy as events
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.events.series import page as series_page
from netapp.events.series import queries as of_series
from netapp.groups import page as groups_page
from netapp.groups import reading as groups_reading
from netapp.notes import policy, queries, reading, words
from netapp.notes.models import Note
from netapp.promises import queries as promises
from netapp.promises import words as promise_words


class PartLine(NamedTuple):
    """A decision, promise, wish or lesson; of a promise that is followed, whose it is and how it stands today."""

    kind: str
    text: str
    promise_id: int | None = None
    owner: str = ""
    state: str = ""


class Written(NamedTuple):
    """A section; `lead` says who spoke and leads to what one may read."""

    heading: str
    lead: Markup
    body: Markup


class Correction(NamedTuple):
    day: str
    words: str
    changed: tuple[str, ...]


class Shown(NamedTuple):
    """The notes of one meeting as they are read."""

    meeting: Meeting
    title: str
    title_language: str
    url: str
    day: str
    language: str
    told: list[tuple[str, str, list[PartLine]]]
    sections: list[Written]
    corrections: list[Correction]
    came: int | None
    names: list[tuple[str, str]]


def of_published(viewer: Viewer, meeting_id: int) -> dict[str, Any]:
    found = queries.read(viewer, meeting_id)
    if found is None:
        raise NotVisible
    note, meeting = found
    return _page(viewer, meeting, note)


def of_letter(token: str) -> dict[str, Any]:
    """The same for who holds the letter: guests have no other door."""
    meeting_id, person_id = signed.values("notes", token)
    person, meeting = answering.person(person_id), meetings.known_meeting(int(meeting_id))
    viewer, note = meetings.viewer_of(person), queries.of_meeting(int(meeting_id))
    if meeting is None or note is None or not queries.may_read_by_letter(viewer, note, meeting):
        raise NotVisible
    languages.prefer(person.language or meeting.language)
    # Nothing else that its reader sees is told to whoever has got hold of the link.
    return _page(viewer, meeting, note) | meetings_page.of_network(GUEST, meeting) | {"may_write": False}


def _page(viewer: Viewer, meeting: Meeting, note: Note) -> dict[str, Any]:
    languages.prefer(note.language)
    found = shown(viewer, meeting, note)
    is_public = note.audience == "public" and meetings_page.is_public(meeting)
    return {
        "one": found,
        "title": found.title,
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "excerpt": text.excerpt(" ".join(one["body"] for one in (note.shown or {})["sections"])),
        "may_write": policy.may_write(viewer, meeting, queries.helps(viewer, note, meeting)),
        "audience": words.audience(note.audience, meeting),
        "noindex": not is_public,
        **(meetings_page.addresses("notes.notes", meeting_id=meeting.id) if is_public else {}),
        **meetings_page.of_network(viewer, meeting),
    }


def shown(viewer: Viewer, meeting: Meeting, note: Note, *, with_names: bool = True) -> Shown:
    """As it was published; names only for who may see them (P2)."""
    edition: Mapping[str, Any] = note.shown or {"sections": [], "parts": []}
    lines, leads, items = part_lines(viewer, note), queries.leads(viewer, meeting), queries.items_of(note)
    language, title = meeting.title_in(languages.current())
    by_kind = [(kind, said, [one for one in lines if one.kind == kind]) for kind, said in words.kinds().items()]
    return Shown(
        meeting,
        title,
        language,
        url_for("notes.notes", meeting_id=meeting.id),
        languages.date_long(meeting.starts_local.date()),
        note.language,
        [found for found in by_kind if found[2]],
        [
            Written(
                one["heading"], text.markdown(leads.get(items.get(one["key"]) or 0, "")), text.markdown(one["body"])
            )
            for one in edition["sections"]
        ],
        [_correction(meeting, one) for one in reversed(note.corrections or ())],
        meeting.head_count,
        names(viewer, meeting) if with_names else [],
    )


def names(viewer: Viewer, meeting: Meeting) -> list[tuple[str, str]]:
    """(name, company) of who came and lets their name be shown, for who may see names."""
    mine = meetings.sign_up_of(viewer.person_id, meeting.id)
    if not events.may_see_names(viewer, meeting, mine is not None and mine.state == "going"):
        return []
    return [(one.name, one.company) for one in present.here(meeting) if one.shows and one.name]


def part_lines(viewer: Viewer, note: Note) -> list[PartLine]:
    """What stands apart in them; promises as they stand today, as far as the viewer reads them."""
    made = queries.promises_of(note)
    found = promises.named(viewer, [*made.values()])
    parts = (note.shown or {"parts": []})["parts"]
    return [_part(one, found.get(made.get(one["key"], 0))) for one in parts]


def _part(one: Mapping[str, Any], promise: promises.Line | None) -> PartLine:
    if promise is None:
        return PartLine(one["kind"], one["text"])
    return PartLine(one["kind"], one["text"], promise.id, promise_words.owner(promise), promise_words.state(promise)[0])


def _correction(meeting: Meeting, one: Mapping[str, Any]) -> Correction:
    at = localtime.to_local(datetime.fromisoformat(one["at"]), meeting.zone)
    return Correction(languages.date_long(at), one["words"], tuple(words.change(each) for each in one["changed"]))


def panel(meeting: Meeting) -> Markup | None:
    """For the meeting's page, once it has begun: its notes, and where they are written."""
    if not meeting.has_begun or meeting.state not in {"published", "held"}:
        return None
    viewer = current()
    note = reading.of_meeting(viewer, meeting.id)
    writes = viewer.is_signed_in and policy.may_write(viewer, meeting, False)
    if viewer.is_signed_in and not writes:
        writes = policy.may_write(viewer, meeting, queries.helps(viewer, queries.of_meeting(meeting.id), meeting))
    if note is None and not writes:
        return None
    parts = tuple((one["kind"], one["text"]) for one in (note.shown.get("parts", ()) if note else ()))
    said = tuple(one for one in parts if one[0] in {"decision", "promise"})[:4]
    return _panel(
        meeting.id,
        note is not None,
        note.language if note else "",
        said,
        note is not None and note.is_corrected,
        writes,
        policy.may_close(viewer, meeting),
    )


@pieces.remembered
def _panel(
    meeting_id: int,
    is_published: bool,
    language: str,
    said: tuple[tuple[str, str], ...],
    is_corrected: bool,
    writes: bool,
    closes: bool,
) -> Markup:
    return pieces.part(
        "notes/_panel.html",
        meeting_id=meeting_id,
        is_published=is_published,
        language=language,
        said=said,
        kinds={kind: words.one(kind) for kind in words.ICONS},
        icons=words.ICONS,
        is_corrected=is_corrected,
        writes=writes,
        closes=closes,
    )


def of_year(viewer: Viewer, group_id: int, year: int) -> dict[str, Any]:
    """All notes of a group's year, oldest first, to be printed."""
    group = groups_reading.readable(viewer, group_id)
    languages.prefer(group.language)
    found = queries.of_group(viewer, group, year)
    title = _("Notes of %(group)s, %(year)s", group=group.name, year=str(year))
    back = url_for("home.past", year=year, network=group.id)
    return {**groups_page.frame(viewer, group), **_compiled(viewer, found, title), "back": back}


def year_url(viewer: Viewer, group_id: int | None, year: int) -> str | None:
    """Where the notes of a year stand together; None where there are none."""
    if group_id is None or not queries.are_any(viewer, group_id, year):
        return None
    return url_for("notes.of_year", group_id=group_id, year=year)


def of_dates(viewer: Viewer, series_id: int) -> dict[str, Any]:
    """The same of the dates of a series."""
    series = of_series.get_series(viewer, series_id)
    found = queries.of_series(viewer, series_id)
    title = _("Notes of %(group)s", group=series.title_in(languages.current())[1])
    about = meetings_page.of_network_of(viewer, series.group)
    return {**about, **_compiled(viewer, found, title), "back": series_page.url(series)}


def _compiled(viewer: Viewer, found: Sequence[Any], title: str) -> dict[str, Any]:
    if not found:
        raise NotVisible
    notes = [shown(viewer, meeting, note, with_names=False) for note, meeting in found]
    return {"notes": notes, "title": title, "noindex": True}
