"""The pages on which a programme is written: its items as rows with buttons, as a text, and one item's form."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Response

from netapp.core import languages, text
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import drafting, page, telling
from netapp.events.calendars import entries as calendar
from netapp.events.feeds import calendars as feeds
from netapp.events.models import Meeting
from netapp.events.programme import actions, queries, settling, speakers, times
from netapp.events.programme import page as programme_page
from netapp.events.programme import text as programme_text
from netapp.events.programme.forms import ItemForm, TextForm
from netapp.events.programme.forms import typed as typed_item
from netapp.events.programme.models import Item
from netapp.events.programme.text import Written


class Planned(NamedTuple):
    """An item as its organiser sees it, with what is odd about it."""

    item: Item
    hours: str
    title: str
    kind: str
    icon: str
    said_by: str
    warning: str
    is_first: bool
    is_last: bool


class Line(NamedTuple):
    """An item as it would become. `is_new`: none that is there now is this one."""

    day: str
    hours: str
    track: str
    title: str
    kind: str
    said_by: str
    warning: str
    is_new: bool


def of(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """The page with all items."""
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "back": page.url(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "days": _days(meeting, queries.items(meeting)),
        **page.of_network(viewer, meeting),
    }


def of_item(meeting: Meeting, item: Item | None) -> dict[str, Any]:
    """The page with one item's form; None: a new one."""
    follows = ""
    if item is not None and item.at is None:
        items = queries.items(meeting)
        slots = times.times(items, meeting)
        follows = languages.clock_time(
            next(slot.start for one, slot in zip(items, slots, strict=True) if one.id == item.id)
        )
    return {
        "meeting": meeting,
        "meeting_title": page.title(meeting),
        "item": item,
        "follows": follows,
        "files": [one for one in item.handouts if one.file_id is not None] if item else [],
        "known": [one for one in item.speakers if one.person_id] if item else [],
    }


def item_form(meeting: Meeting, item_id: int, *, posted: bool = True) -> ItemForm:
    return ItemForm(meeting, posted=posted, **typed_item(queries.get_item(meeting, item_id), meeting))


def day_asked(meeting: Meeting, day: int | None) -> int:
    return day if day is not None and day < times.days(meeting) else 0


def text_form(meeting: Meeting) -> TextForm:
    return TextForm(None, **typed(meeting))


def typed(meeting: Meeting) -> dict[str, Any]:
    """The programme as a text, and which version that is."""
    items = queries.items(meeting)
    written = programme_text.write([_written(item, meeting) for item in items], meeting, _heading)
    return {"written": written, "seen": settling.stamp(items)}


def preview(meeting: Meeting, form: TextForm) -> dict[str, Any] | None:
    """What the text would become, and what it would take away; None when it can't be read, which the form says."""
    found, problems = programme_text.read(form.written.data or "", meeting)
    if problems:
        form.written.errors = [*form.written.errors, actions.problems_said(problems)]
        return None
    there = queries.items(meeting)
    old = actions.matched(there, found, meeting)
    slots, odd = times.times(found, meeting), times.warnings(found, meeting)
    several_days = times.days(meeting) > 1
    lines = [
        Line(
            languages.date_short(slot.start) if several_days else "",
            programme_page.clocks(slot),
            item.track,
            item.title,
            programme_page.kind_word(before.kind if before and _same(before, item, meeting) else item.kind),
            programme_text.told(item.speakers),
            warning,
            before is None,
        )
        for item, slot, warning, before in zip(found, slots, odd, old, strict=True)
    ]
    gone = [item for item in there if item not in old]
    return {"lines": lines, "gone": _gone(gone, meeting), "several_days": several_days}


def calendar_of_items(meeting: Meeting) -> Response:
    """A calendar file with an entry an item, in the meeting's language."""
    items = queries.items(meeting)
    whole = drafting.entry(meeting)
    pieces = []
    for item, slot in zip(items, times.times(items, meeting), strict=True):
        entry = calendar.Entry(
            **{
                **vars(whole),
                "uid": f"{item.key}-{meeting.uid}",
                "sequence": meeting.sequence + item.sequence,
                "start": slot.start,
                "end": slot.until,
                "start_fold": 0,
                "end_fold": 0,
                "title": item.titles[meeting.language],
                "description": text.plain(item.bodies.get(meeting.language, "")),
                "place": ", ".join(filter(None, (item.track, whole.place))),
            }
        )
        pieces.append(calendar.vevent(entry))
    content = calendar.download("".join(pieces), meeting.zone)
    return feeds.file_answer(content, meeting, private=not page.is_public(meeting))


def _days(meeting: Meeting, items: Sequence[Item]) -> list[tuple[int, date, list[Planned]]]:
    slots, odd = times.times(items, meeting), times.warnings(items, meeting)
    last = max([times.days(meeting) - 1, *(item.day for item in items)])
    found: list[tuple[int, date, list[Planned]]] = [(day, times.day_of(meeting, day), []) for day in range(last + 1)]
    for place, (item, slot, warning) in enumerate(zip(items, slots, odd, strict=True)):
        planned = Planned(
            item,
            programme_page.clocks(slot),
            item.titles[meeting.language],
            programme_page.kind_word(item.kind),
            programme_page.ICONS[item.kind],
            programme_text.told(speakers.typed(item)),
            warning,
            place == 0 and item.day == 0,
            place == len(items) - 1 and item.day == last,
        )
        found[item.day][2].append(planned)
    return found


def _heading(day: int, when: date) -> str:
    """A word that programme_text knows, in each language of the site."""
    said = _("Day %(number)s", number=day + 1)
    return f"{said}, {languages.weekday(when.weekday())}"


def _written(item: Item, meeting: Meeting) -> Written:
    main = meeting.language
    return Written(
        item.day,
        item.at,
        item.minutes,
        item.track,
        item.kind,
        item.titles[main],
        item.bodies.get(main, ""),
        speakers.typed(item),
    )


def _same(item: Item, written: Written, meeting: Meeting) -> bool:
    return item.titles[meeting.language] == written.title


def _gone(gone: Sequence[Item], meeting: Meeting) -> str:
    """What would be lost, by name."""
    if not gone:
        return ""
    names = ", ".join(item.titles[meeting.language] for item in gone[:5])
    files = sum(len(item.handouts) for item in gone)
    said = ngettext("%(num)s item goes: %(names)s.", "%(num)s items go: %(names)s.", len(gone), names=names)
    lost = ngettext("With it %(num)s file or link.", "With them %(num)s files and links.", files) if files else ""
    return f"{said} {lost}".strip()
