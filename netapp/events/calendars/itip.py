"""The answers that calendar programs send back (RFC 5546 3.2.3), read as tolerantly as those programs write them.

Only what an answer needs is looked at, line by line: what else stands in it, and how wrong, does not matter.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from netapp.core import localtime
from netapp.core.incoming import Part
from netapp.mail import message

LONGEST = 200_000
LONGEST_LINE = 4_000
MOST_EVENTS = 20
MOST_ATTENDEES = 20
_WANTED = re.compile(r"(?i)(BEGIN|END|METHOD|UID|SEQUENCE|DTSTAMP|RECURRENCE-ID|ATTENDEE)[;:]")
_FOLD = re.compile(r"\r?\n[ \t]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Attendee(NamedTuple):
    """Who answers, and what: `partstat` is "ACCEPTED", "DECLINED", "TENTATIVE" and others, in capitals."""

    address: str
    partstat: str
    delegates: bool


@dataclass(frozen=True)
class Answer:
    """What is said of one event, or of one date of a series: `occurs` is that date as the series had it.

    It is an instant where a zone is told, else local; a date alone for whole days. `stamp`: when the answer was given.
    """

    uid: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
    occurs: date | datetime | None = None
    attendees: tuple[Attendee, ...] = ()

    def of(self, address: str) -> Attendee | None:
        return next((one for one in self.attendees if one.address == address), None)


class Reply(NamedTuple):
    """A calendar object: its method in capitals, "" when none is told anywhere, and its events."""

    method: str
    answers: tuple[Answer, ...]


class _Line(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str


def is_calendar(part: Part) -> bool:
    """Some programs only hang a file on, and some servers call that anything."""
    return part.kind in {"text/calendar", "application/ics"} or part.name.lower().endswith(".ics")


def find(parts: Iterable[Part]) -> Reply | None:
    """The first calendar object among a letter's parts that says something; an answer before anything else."""
    read = [found for part in parts if is_calendar(part) and (found := _read(part)).answers]
    return next((one for one in read if one.method == "REPLY"), read[0] if read else None)


def _read(part: Part) -> Reply:
    """Its METHOD counts, and what the part's head says only where the object itself says nothing."""
    method, answers = "", list[Answer]()
    inside: list[str] = []
    event: list[_Line] = []
    for line in _lines(part):
        if line.name == "BEGIN":
            inside.append(line.value.upper())
            event = [] if inside[-1] == "VEVENT" else event
        elif line.name == "END":
            if inside and inside.pop() == "VEVENT" and len(answers) < MOST_EVENTS:
                answers.append(_answer(event))
        elif inside[-1:] == ["VEVENT"]:
            event.append(line)
        elif line.name == "METHOD":
            method = method or line.value.strip().upper()
    return Reply(method or part.method, tuple(answers))


def _lines(part: Part) -> Iterator[_Line]:
    for line in _FOLD.sub("", _text(part)).splitlines():
        if len(line) > LONGEST_LINE or not _WANTED.match(line):
            continue
        if ";" not in line:
            name, _colon, value = line.partition(":")
            yield _Line(name.upper(), {}, value.strip())
            continue
        try:
            name, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
        except (ValueError, AssertionError):
            continue
        named = {key.upper(): given if isinstance(given, str) else "" for key, given in parameters.items()}
        yield _Line(name.upper(), named, value.strip())


def _text(part: Part) -> str:
    """What the head says of the charset is often wrong; what is looked at is ASCII anyway."""
    content = part.content[:LONGEST]
    if content.startswith(_UTF_16):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _answer(lines: list[_Line]) -> Answer:
    said = {line.name: line for line in reversed(lines)}
    nothing = _Line("", {}, "")
    stamp = _moment(said.get("DTSTAMP", nothing))
    sequence = said.get("SEQUENCE", nothing).value
    attendees = [_attendee(line) for line in lines if line.name == "ATTENDEE"]
    return Answer(
        uid=said.get("UID", nothing).value,
        sequence=int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else None,
        stamp=stamp if isinstance(stamp, datetime) and stamp.tzinfo else None,
        occurs=_moment(said.get("RECURRENCE-ID", nothing)),
        attendees=tuple(attendees[:MOST_ATTENDEES]),
    )


def _attendee(line: _Line) -> Attendee:
    address = re.sub(r"(?i)^mailto:", "", unquote(line.value)).strip("<> ").lower()
    partstat = line.parameters.get("PARTSTAT", "").upper()
    delegates = partstat == "DELEGATED" or any(line.parameters.get(name) for name in ("DELEGATED-TO", "DELEGATED-FROM"))
    return Attendee(message.ascii_address(address), partstat, delegates)


def _moment(line: _Line) -> date | datetime | None:
    """20261203T170000Z, 20261203T170000 in a TZID (also as Windows names it) or in none, or 20261203."""
    found = re.fullmatch(r"([0-9]{8})(?:T([0-9]{6})(Z?))?", line.value)
    try:
        if not found:
            return None
        if not found[2]:
            return datetime.strptime(found[1], "%Y%m%d").date()
        local = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    if found[3]:
        return local.replace(tzinfo=UTC)
    named = line.parameters.get("TZID", "")
    zone = WINDOWS_TO_OLSON.get(named, named)
    return local.replace(tzinfo=ZoneInfo(zone)) if localtime.is_zone(zone) else local
