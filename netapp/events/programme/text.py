"""A programme as people write it down, a line an item, read into items and written back. Pure.

09:30 Welcome – Anna Jensen, Energy Ltd
10:00–10:45 [Room 2] Heat from water – Bo Hansen, Water A/S; Eva Lund
  What is written further in is the item's text.
30 min Coffee
Day 2
09:00 On foot through the town
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from netapp.core import text
from netapp.core.languages import gettext as _
from netapp.events.programme import times
from netapp.events.programme.models import LONGEST_ITEM, MOST_ITEMS, MOST_SPEAKERS, ItemKind
from netapp.events.programme.times import Frame

MOST = 60_000
MOST_TITLE, MOST_BODY, MOST_TRACK, MOST_NAME, MOST_COMPANY = 200, 10_000, 60, 120, 160
_CLOCK = r"(?:kl\.?|klo\.?|klockan|at)?\s*(\d{1,2})(?:[:.h](\d{2})|(\d{2}))?\s*([ap]\.?m\.?)?"
_SAID_SO = re.compile(r"(?:kl|klo|klockan|at)\b", re.IGNORECASE)
_TIMES = re.compile(rf"{_CLOCK}(?:\s*(?:[-–—]|to|til|till)\s*{_CLOCK})?(?=[\s:,;–—-]|$)\s*[:,;–—-]?\s*", re.IGNORECASE)
_LENGTH = re.compile(
    r"[+(]?\s*(\d{1,4})\s*(?:min|minutes?|minutter|minuter|minuuttia)\b\.?\)?\s*[:,–—-]?\s*", re.IGNORECASE
)
_AT_THE_END = re.compile(r"\s*\(\s*(\d{1,4})\s*min\.?\s*\)$", re.IGNORECASE)
_DAY = re.compile(r"#*\s*(?:day|dag|päivä)\s*(\d{1,2})\b[^\d]*$", re.IGNORECASE)
_DATES = (
    (re.compile(r"[^\d]*(\d{4})-(\d{1,2})-(\d{1,2})\s*:?$"), (0, 1, 2)),
    (re.compile(r"[^\d]*(\d{1,2})[./]\s?(\d{1,2})\.?(?:(\d{4}))?\s*:?$"), (2, 1, 0)),
)
_TRACK = re.compile(r"\[([^\]]{1,60})\]\s*")
_NO_TIME = re.compile(r"\d{1,2}[:.]\d{2}\b")
# So much of a bullet as lists bring along.
_BULLET = re.compile(r"^[-*•·]\s+")
# Words at the beginning of a word, whole ones where a longer word means something else.
_KINDS: tuple[tuple[ItemKind, str], ...] = (
    (
        "break",
        r"coffee|tea\b|lunch|break\b|dinner|supper|breakfast|registration|kaffe|frokost|pause|middag|morgenmad|aftensmad"
        r"|madpak|fika|paus|frukost|registrering|kahvi|lounas|tauko|illalli|päivälli|aamiai|ilmoittautum|mingl|networking",
    ),
    (
        "travel",
        r"bus\b|coach\b|train\b|ferry|departure|travel|flight|transfer|afgang|rejse|tog\b|hjemrejse|avresa|avgång|resa\b"
        r"|tåg\b|hemresa|buss\b|lähtö|matka|juna|bussi|kotimatka|paluu",
    ),
    (
        "visit",
        r"visit|tour\b|excursion|besøg|rundvis|ekskursion|besök|rundtur|rundvandring|studiebesök|vierailu|kierros",
    ),
    (
        "discussion",
        r"discussion|debate|panel|workshop|groups\b|questions|round table|diskussion|debat|grupper\b|fem grupper"
        r"|gruppearbejde|spørgsmål|grupparbete|frågor|keskustel|paneeli|työpaja|ryhmätyö|kysymyks",
    ),
)
_GUESSES = [(kind, re.compile(rf"(?:^|\W)(?:{words})", re.IGNORECASE)) for kind, words in _KINDS]


class Written(NamedTuple):
    """An item as it was written; see Item. `speakers`: pairs of a name and a company, which may be empty."""

    day: int
    at: int | None
    minutes: int | None
    track: str
    kind: ItemKind
    title: str
    body: str = ""
    speakers: tuple[tuple[str, str], ...] = ()


class Problem(NamedTuple):
    """What can't be read, and in which line."""

    line: int
    said: str


def read(written: str, meeting: Frame) -> tuple[list[Written], list[Problem]]:
    """The items, day by day; what can't be read is left out and told."""
    reader = _Reader(meeting)
    for number, line in enumerate(written.splitlines(), start=1):
        reader.take(number, line)
    if len(reader.items) > MOST_ITEMS:
        reader.problems.append(Problem(1, _("A programme has at most %(most)s items.", most=MOST_ITEMS)))
    reader.items.sort(key=lambda item: item.day)
    return _chained(reader.items, meeting), reader.problems


def write(items: Sequence[Written], meeting: Frame, heading: Callable[[int, date], str]) -> str:
    """So that `read` finds the same; `heading` says a day, beginning with a word and its number."""
    slots, said, day = times.times(items, meeting), [], 0
    for item, slot in zip(items, slots, strict=True):
        if item.day != day:
            day = item.day
            said.append(f"\n{heading(day, times.day_of(meeting, day))}")
        until = f"–{slot.end:%H:%M}" if item.minutes is not None and slot.end else ""
        room = f" [{item.track}]" if item.track else ""
        said.append(f"{slot.start:%H:%M}{until}{room} {_headline(item)}".rstrip())
        said += [f"  {line}".rstrip() for line in item.body.splitlines()]
    return "\n".join(said).strip("\n")


def guess(title: str) -> ItemKind:
    """What an item is by the words in its title, in each language of the site."""
    return next((kind for kind, words in _GUESSES if words.search(title)), "talk")


def people(said: str) -> tuple[tuple[str, str], ...]:
    """`Anna Jensen, Energy Ltd; Bo Hansen`: each with the company where one is said."""
    found = []
    for one in said.replace("\n", ";").split(";"):
        name, _comma, company = text.one_line(one).partition(",")
        if name.strip():
            found.append((name.strip()[:MOST_NAME], company.strip()[:MOST_COMPANY]))
    return tuple(dict.fromkeys(found))[:MOST_SPEAKERS]


def told(speakers: Sequence[tuple[str, str]]) -> str:
    """The same way back."""
    return "; ".join(", ".join(filter(None, one)) for one in speakers)


def _headline(item: Written) -> str:
    """With a bar before the speakers where a dash would be taken for a part of the title."""
    plain = f"{item.title} – {told(item.speakers)}" if item.speakers else item.title
    if _split(plain) == (item.title, item.speakers):
        return plain
    return f"{item.title} | {told(item.speakers)}"


def _split(said: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Title and speakers: these after a bar or a tab, or after the last dash if they look like names."""
    for sign in ("|", "\t"):
        if sign in said:
            title, _sign, rest = said.rpartition(sign)
            return title.strip(), people(rest)
    parts = re.split(r"\s+[–—-]\s+", said)
    if len(parts) > 1 and _are_names(parts[-1]):
        title = said[: len(said) - len(parts[-1])].rstrip().rstrip("–—-").rstrip()
        return title, people(parts[-1])
    return said.strip(), ()


def _are_names(said: str) -> bool:
    """Each one two to five words, the first and the last with a capital; a company may follow."""
    for one in said.split(";"):
        words = one.partition(",")[0].split()
        if not 2 <= len(words) <= 5 or not (words[0][:1].isupper() and words[-1][:1].isupper()):
            return False
    return True


class _Reader:
    """Line by line; times are those of the clock until `_chained` says what follows what."""

    def __init__(self, meeting: Frame) -> None:
        self.meeting = meeting
        self.day, self._blank = 0, 0
        self.items: list[Written] = []
        self.problems: list[Problem] = []

    def take(self, number: int, line: str) -> None:
        if not line.strip():
            self._blank += 1
            return
        blank, self._blank = self._blank, 0
        if line[0].isspace() and self.items and not self._begins(line.strip()):
            return self._text(line.rstrip().removeprefix("  "), blank)
        said = _BULLET.sub("", line.strip(), count=1)
        day = self._heading(said)
        if day is not None:
            if 0 <= day < times.days(self.meeting):
                self.day = day
            else:
                self.problems.append(Problem(number, _("The meeting does not last until that day.")))
            return None
        if self._begins(said) or not self.items:
            return self._item(number, said)
        if _NO_TIME.match(said):
            self.problems.append(Problem(number, _("There is no such time.")))
            return None
        return self._text(said, blank)

    def _begins(self, said: str) -> bool:
        """A time or a length is at its beginning, or a length at its end."""
        return bool(_clock(_TIMES.match(said)) or _LENGTH.match(said) or _AT_THE_END.search(said))

    def _heading(self, said: str) -> int | None:
        if found := _DAY.match(said):
            return int(found[1]) - 1
        first = self.meeting.starts_local.date()
        for pattern, (year, month, day) in _DATES:
            if found := pattern.match(said):
                parts = found.groups()
                try:
                    return (date(int(parts[year] or first.year), int(parts[month]), int(parts[day])) - first).days
                except ValueError:
                    return None
        return None

    def _text(self, line: str, blank: int) -> None:
        last = self.items[-1]
        between = "\n" * (blank + 1) if last.body else ""
        self.items[-1] = last._replace(body=(last.body + between + line)[:MOST_BODY])

    def _item(self, number: int, said: str) -> None:
        at = minutes = None
        found = _TIMES.match(said)
        if clock := _clock(found):
            assert found is not None
            at, end = clock
            minutes = None if end is None else (end - at) % (24 * 60) or None
            said = said[found.end() :]
        elif length := _LENGTH.match(said):
            minutes, said = int(length[1]), said[length.end() :]
        if length := _AT_THE_END.search(said):
            minutes, said = minutes or int(length[1]), said[: length.start()]
        track = ""
        if room := _TRACK.match(said):
            track, said = room[1].strip(), said[room.end() :]
        title, speakers = _split(_BULLET.sub("", said.strip(), count=1))
        title = text.one_line(title)
        if problem := _wrong(title, minutes):
            self.problems.append(Problem(number, problem))
            return
        self.items.append(Written(self.day, at, minutes, track, guess(title), title, "", speakers))


def _wrong(title: str, minutes: int | None) -> str:
    if not title:
        return _("What happens then is missing.")
    if len(title) > MOST_TITLE:
        return _("The title is longer than %(most)s characters.", most=MOST_TITLE)
    if minutes is not None and not 1 <= minutes <= LONGEST_ITEM:
        return _("An item takes between a minute and a day.")
    return ""


def _clock(found: re.Match[str] | None) -> tuple[int, int | None] | None:
    """Beginning and end in minutes after midnight; None where no time is said. A lone number is none."""
    if found is None or not (any(found.group(2, 3, 4, 6, 7)) or _SAID_SO.match(found[0])):
        return None
    first = _minutes(found[1], found[2] or found[3], found[4] or found[8])
    last = _minutes(found[5], found[6] or found[7], found[8]) if found[5] else None
    return None if first is None or (found[5] and last is None) else (first, last)


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None


def _chained(items: list[Written], meeting: Frame) -> list[Written]:
    """What begins when the one before ends says no time of its own, so that it moves along; and who says no length
    ends when the next one begins.
    """
    clocks = [item.at for item in items]
    for place, item in enumerate(items):
        if item.at is not None:
            at = times.day_of(meeting, item.day)
            moment = datetime.combine(at, time()) + timedelta(minutes=item.at)
            minutes = (moment - times.base(meeting, item.day)) // timedelta(minutes=1)
            items[place] = item._replace(at=minutes)
    found: list[Written] = []
    for place, item in enumerate(items):
        if item.minutes is None and clocks[place] is not None:
            slot = times.times([*found, *items[place:]], meeting)[place]
            following = items[place + 1 :]
            is_followed = any(
                one.day == item.day and (not item.track or one.track in {"", item.track}) for one in following
            )
            length = (slot.end - slot.start) // timedelta(minutes=1) if slot.end and is_followed else None
            item = item._replace(minutes=length if length and length <= LONGEST_ITEM else None)
        before = [*found, item._replace(at=None)]
        follows = times.times([*before, *items[place + 1 :]], meeting)[place].start
        stands = times.times([*found, item, *items[place + 1 :]], meeting)[place].start
        found.append(item._replace(at=None) if follows == stands else item)
    return found
