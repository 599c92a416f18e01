"""Writing a programme: all of it as a text, an item at a time, moving, what one may read; and copying it.

Nobody is written to for it. Each deed holds the meeting's lock, and makes anew what the meeting itself says of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from netapp.core import log
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import policy, queries
from netapp.events.models import Meeting
from netapp.events.programme import queries as programme_queries
from netapp.events.programme import settling, speakers, text, times
from netapp.events.programme.models import MOST_ITEMS, Handout, Item, ItemKind, new_key
from netapp.events.programme.text import Written
from netapp.files import shelf
from netapp.groups import policy as groups


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the form of one item says. `starts` None: it follows the one before."""

    day: int
    starts: time | None
    minutes: int | None
    kind: ItemKind
    track: str
    titles: dict[str, str]
    bodies: dict[str, str] = field(default_factory=dict)
    speakers: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


class Stale(Exception):
    """Somebody else has saved since the form was opened (X5)."""


@action
def write_all(viewer: Viewer, meeting_id: int, written: str, *, seen: str) -> Meeting:
    """The whole programme as a text. An item that is still there keeps what no text says: files, links, languages.

    Refused with the lines that can't be read; Stale when somebody else has saved since (`seen`).
    """
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    there = programme_queries.items(meeting)
    if seen != settling.stamp(there):
        raise Stale
    found, problems = text.read(written, meeting)
    if problems:
        raise Refused(problems_said(problems), "written")
    old = matched(there, found, meeting)
    kept = [item for item in old if item is not None]
    _drop([item for item in there if item not in kept])
    items = []
    for position, (line, item) in enumerate(zip(found, old, strict=True)):
        items.append(_write_line(viewer, meeting, item or _new(meeting), line, position))
    log.write(viewer.person_id, "programme", "meeting", meeting.id, group_key(meeting.group_id))
    settling.settle(meeting, items)
    return meeting


@action
def save(viewer: Viewer, meeting_id: int, item_id: int | None, draft: Draft, *, seen: str) -> Item:
    """One item, new when `item_id` is None. Stale when somebody else has saved it since (`seen`)."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    there = list(programme_queries.items(meeting))
    item = programme_queries.get_item(meeting, item_id) if item_id else _new(meeting)
    if item_id and seen != settling.stamp([item]):
        raise Stale
    if not item_id and len(there) >= MOST_ITEMS:
        raise Refused(_("A programme has at most %(most)s items.", most=MOST_ITEMS))
    is_placed = bool(item_id) and (item.day, item.at) == (draft.day, _at(meeting, draft))
    item.day, item.at, item.minutes, item.kind, item.track = (
        draft.day,
        _at(meeting, draft),
        draft.minutes,
        draft.kind,
        draft.track,
    )
    item.titles, item.bodies = draft.titles, draft.bodies
    speakers.write(viewer, item, draft.speakers)
    _write_links(item, draft.links)
    settling.settle(meeting, there if is_placed else _placed(there, item, meeting))
    return item


@action
def move(viewer: Viewer, meeting_id: int, item_id: int, where: str) -> Item:
    """One up or down, before another item (its number), or to the end of a day ("end-0"); times follow.

    The time at which a day begins stays with whatever comes first.
    """
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    items = list(programme_queries.items(meeting))
    item = programme_queries.get_item(meeting, item_id)
    heads = _heads(items)
    begins = {day: head.at for day, head in heads.items()}
    _shift(items, item, where, times.days(meeting))
    if item.at is not None:
        item.at = None
    for day, head in _heads(items).items():
        was = heads.get(day)
        if was is not None and was is not head:
            head.at = begins[day] if head.at is None else head.at
            if was.day == day and was is not item:
                was.at = None
        elif was is item is head:
            item.at = begins[day]
    settling.settle(meeting, items)
    return item


@action
def remove(viewer: Viewer, meeting_id: int, item_id: int) -> Meeting:
    """With all that belongs to it. What comes next begins in its stead."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    items = list(programme_queries.items(meeting))
    item = programme_queries.get_item(meeting, item_id)
    heads = _heads(items)
    items.remove(item)
    _drop([item])
    head = _heads(items).get(item.day)
    if heads[item.day] is item and head is not None and head.at is None:
        head.at = item.at
    log.write(viewer.person_id, "programme", "meeting", meeting.id, group_key(meeting.group_id))
    settling.settle(meeting, items)
    return meeting


@action
def copy(viewer: Viewer, earlier_id: int, meeting: Meeting) -> None:
    """The programme of an earlier meeting for a new one, as far as its days last: without those who spoke and what they
    left to read. Joins the deed that makes the new one.
    """
    earlier = queries.get_meeting(viewer, earlier_id)
    require(groups.may_organise(viewer, earlier.group) and policy.may_plan(viewer, meeting))
    items = []
    for item in programme_queries.items(earlier):
        if item.day < times.days(meeting):
            same = {name: getattr(item, name) for name in ("day", "at", "minutes", "kind", "track", "titles", "bodies")}
            titles = (
                item.titles
                if meeting.language in item.titles
                else {**item.titles, meeting.language: item.titles[earlier.language]}
            )
            items.append(_new(meeting, **{**same, "titles": titles}))
    if items:
        settling.settle(meeting, items)


def matched(there: Sequence[Item], found: Sequence[Written], meeting: Meeting) -> list[Item | None]:
    """Which item each line is: that of its title, else that of its time; None for a new one."""
    left, old = list(there), list[Item | None]([None] * len(found))
    slots = dict(zip((item.key for item in there), times.times(there, meeting), strict=True))
    moments = times.times(found, meeting)

    def match(is_same: Callable[[Item, int], bool]) -> None:
        for place in range(len(found)):
            one = next((item for item in left if old[place] is None and is_same(item, place)), None)
            if one is not None:
                old[place] = one
                left.remove(one)

    def title(item: Item, place: int) -> bool:
        return item.titles[meeting.language] == found[place].title

    match(lambda item, place: title(item, place) and slots[item.key].start == moments[place].start)
    match(title)
    match(lambda item, place: (slots[item.key].start, item.track) == (moments[place].start, found[place].track))
    return old


def problems_said(problems: Sequence[text.Problem]) -> str:
    return " ".join(_("Line %(number)s: %(problem)s", number=one.line, problem=one.said) for one in problems[:10])


def _new(meeting: Meeting, **values: Any) -> Item:
    first = {"position": 0, "day": 0, "kind": "talk", "track": "", "bodies": {}, "sequence": 0, "key": new_key()}
    item = Item(meeting_id=meeting.id, speakers=[], handouts=[], **{**first, "titles": {}, **values})
    session.add(item)
    return item


def _write_line(viewer: Viewer, meeting: Meeting, item: Item, line: Written, position: int) -> Item:
    """Titles in other languages stay as long as the title does."""
    language = meeting.language
    if item.titles.get(language) != line.title:
        item.titles, item.kind = {language: line.title}, line.kind
    if item.bodies.get(language, "") != line.body:
        others = {code: body for code, body in item.bodies.items() if code != language}
        item.bodies = {**others, language: line.body} if line.body else others
    item.day, item.at, item.minutes, item.track, item.position = line.day, line.at, line.minutes, line.track, position
    speakers.write(viewer, item, line.speakers)
    return item


def _write_links(item: Item, links: Sequence[tuple[str, str]]) -> None:
    """Files stay, before the links."""
    files = [handout for handout in item.handouts if handout.file_id is not None]
    known = {(one.title, one.url): one for one in item.handouts if one.file_id is None}
    item.handouts = [*files, *(known.get(one) or Handout(title=one[0], url=one[1]) for one in dict.fromkeys(links))]
    for position, handout in enumerate(item.handouts):
        handout.position = position


def _at(meeting: Meeting, draft: Draft) -> int | None:
    if draft.starts is None:
        return None
    moment = datetime.combine(times.day_of(meeting, draft.day), draft.starts)
    return (moment - times.base(meeting, draft.day)) // timedelta(minutes=1)


def _placed(there: Sequence[Item], item: Item, meeting: Meeting) -> list[Item]:
    """Where its time says, among those of its day; at the day's end when it says none."""
    others = [one for one in there if one is not item]
    if item.at is None:
        return [*others, item]
    start = times.base(meeting, item.day) + timedelta(minutes=item.at)
    slots = times.times(others, meeting)
    place = next(
        (place for place, slot in enumerate(slots) if others[place].day == item.day and slot.start > start), len(others)
    )
    return [*others[:place], item, *others[place:]]


def _heads(items: Sequence[Item]) -> dict[int, Item]:
    """The first item of each day."""
    found: dict[int, Item] = {}
    for item in items:
        found.setdefault(item.day, item)
    return found


def _shift(items: list[Item], item: Item, where: str, days: int) -> None:
    """In the list and to its day; NotVisible for a place that is not there."""
    place = items.index(item)
    if where == "up" and place and items[place - 1].day == item.day:
        items[place - 1], items[place] = item, items[place - 1]
    elif where == "up":
        item.day = max(0, item.day - 1)
    elif where == "down" and place + 1 < len(items) and items[place + 1].day == item.day:
        items[place + 1], items[place] = item, items[place + 1]
    elif where == "down":
        item.day = min(max(days - 1, item.day), item.day + 1)
    elif where.startswith("end-") and where[4:] in map(str, range(days)):
        items.remove(item)
        item.day = int(where[4:])
        items.append(item)
        items.sort(key=lambda one: one.day)
    else:
        before = next((one for one in items if str(one.id) == where), None)
        if before is None:
            raise NotVisible
        if before is not item:
            items.remove(item)
            item.day = before.day
            items.insert(items.index(before), item)


def _drop(items: Sequence[Item]) -> None:
    for item in items:
        files = [handout.file_id for handout in item.handouts]
        session.delete(item)
        session.flush()
        for file_id in files:
            shelf.drop(file_id)
