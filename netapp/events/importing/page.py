"""What the pages of a calendar file show: each meeting with a tick, then how far it is, then what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import request, url_for

from netapp.core import languages, links, localtime, text
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import page, telling, words
from netapp.events.importing import judging, queries
from netapp.events.importing import words as import_words
from netapp.events.importing.models import CalendarFile, CalendarRow
from netapp.events.models import Meeting
from netapp.groups.models import Group

KINDS = {"new": "good", "changed": "wait", "cancelled": "stop", "here": "", "nothing": "", "refused": "stop"}
RESULT_KINDS = {"made": "good", "changed": "good", "cancelled": "stop", "nothing": "", "refused": "stop"}


class Shown(NamedTuple):
    """A row as the page shows it. `notes` say what is odd; `told`: how many would be written to."""

    row: CalendarRow
    title: str
    when: str
    where: str
    excerpt: str
    label: str
    kind: str
    notes: list[str]
    may_choose: bool
    url: str | None


def uploaded() -> tuple[str, bytes] | None:
    """The name and the bytes of the file that was sent along, if one was."""
    file = request.files.get("file") if request.method == "POST" else None
    return (file.filename or "", file.read()) if file and file.filename else None


def recent(viewer: Viewer, group: Group) -> list[dict[str, Any]]:
    """One's own files of the last weeks, for the page that takes in the next."""
    states = {"draft": _("Waits for your yes"), "running": _("Being imported"), "done": _("Done")}
    return [
        {
            "url": url_for("events.calendar_file", group_id=group.id, file_id=given.id),
            "name": given.source or _("Calendar file"),
            "state": states[given.state],
            "kind": {"draft": "wait", "running": "good"}.get(given.state, ""),
        }
        for given in queries.recent(viewer, group)
    ]


def of_file(group: Group, given: CalendarFile) -> dict[str, Any]:
    """A handful of statements, however long the file is."""
    counted = queries.tally(given)
    after, before = (links.number(request.args.get(name)) for name in ("after", "before"))
    rows, has_before, has_after = queries.rows_of(given, after, before)
    meetings, told = queries.meetings([row.meeting_id for row in rows if row.meeting_id])
    return {
        "given": given,
        "name": given.source or _("Calendar file"),
        "counted": counted,
        "rows": [_shown(row, group, given, meetings, told) for row in rows],
        "tally": [(import_words.LABELS[name], n, KINDS[name]) for name, n in counted.outcomes.items() if n],
        "results": [(import_words.RESULTS[name], n) for name, n in counted.results.items()],
        "left_out": _left_out(given),
        "first": rows[0].id if rows and has_before else None,
        "last": rows[-1].id if rows and has_after else None,
        "written": languages.number,
    }


def _left_out(given: CalendarFile) -> list[str]:
    said = []
    if given.outside:
        sentence = ngettext(
            "%(num)s older or much later one is left out.",
            "%(num)s older or much later ones are left out.",
            given.outside,
        )
        said.append(sentence)
    if given.broken:
        sentence = ngettext(
            "%(num)s entry begins on a day that does not exist, and is left out.",
            "%(num)s entries begin on days that do not exist, and are left out.",
            given.broken,
        )
        said.append(sentence)
    if given.is_cut:
        said.append(_("The file holds more than can be looked through at once; the rest is left out."))
    return said


def _shown(
    row: CalendarRow,
    group: Group,
    given: CalendarFile,
    meetings: Mapping[int, Meeting],
    told: Mapping[int, int],
) -> Shown:
    said = row.said
    starts, ends = datetime.fromisoformat(said["starts"]), datetime.fromisoformat(said["ends"])
    when = telling.when(starts, ends)
    instant = localtime.to_utc(starts, said["zone"], said["folds"][0])
    if not localtime.same_clock(said["zone"], group.zone, instant):
        when = _("%(hours)s %(zone)s", hours=when, zone=telling.zone_name(said["zone"]))
    meeting = meetings.get(row.meeting_id or 0)
    is_done = bool(row.result)
    return Shown(
        row,
        said["title"] or _("Meeting"),
        when,
        ", ".join(filter(None, (said["place"], said["address"], words.online() if said["online_url"] else ""))),
        text.excerpt(said["body"], 140),
        str(import_words.RESULTS[row.result] if is_done else import_words.LABELS[row.outcome]),
        RESULT_KINDS[row.result] if is_done else KINDS[row.outcome],
        _notes(row, told.get(row.meeting_id or 0, 0)),
        given.state == "draft" and judging.may_choose(row.outcome),
        page.url(meeting) if meeting else None,
    )


def _notes(row: CalendarRow, told: int) -> list[str]:
    notes = [str(import_words.REASONS[row.reason])] if row.reason else []
    notes += [str(import_words.ODD[name]) for name in row.said["odd"] if name in import_words.ODD]
    if told and not row.result and row.outcome in {"changed", "cancelled"}:
        notes.append(
            ngettext(
                "%(num)s person has signed up, and is told when it moves.",
                "%(num)s people have signed up, and are told when it moves.",
                told,
            )
        )
    return notes
