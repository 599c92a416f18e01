"""A calendar file as components with properties (RFC 5545 3.1), however carelessly it was written.

Nothing is refused that can be understood: any line ends, blank lines, lower case, no end at all. What can't be is left
out. The time that it takes grows with the size of the file and with nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_EVENTS = 20_000
_DEEPEST = 8
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


class Unreadable(Exception):
    """A file that can't be taken; `reason` is a word of import_words.UNREADABLE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Property(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a TEXT (3.3.11)."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Property]:
        return (one for one in self.properties if one.name == name)

    def get(self, name: str) -> Property | None:
        return next(self.all(name), None)

    def text(self, name: str) -> str:
        found = self.get(name)
        return found.text.strip() if found else ""


def calendars(data: bytes) -> list[Component]:
    """The VCALENDARs of a file; what stands outside of one is taken for one of its own."""
    text = _decoded(data)
    if not re.search(r"^BEGIN:V(CALENDAR|EVENT)\s*$", text, re.IGNORECASE | re.MULTILINE):
        raise Unreadable("kind")
    outside = Component("VCALENDAR")
    stack, found, events = [outside], [outside], 0
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        word = line[:6].upper()
        if word == "BEGIN:":
            made = Component(line[6:].strip().upper())
            events += made.name == "VEVENT"
            if events > MOST_EVENTS:
                raise Unreadable("many")
            _begin(stack, found, made)
        elif word.startswith("END:"):
            _end(stack, line[4:].strip().upper())
        elif (read := _property(line)) is not None:
            stack[-1].properties.append(read)
    return [one for one in found if one.parts]


def _begin(stack: list[Component], found: list[Component], made: Component) -> None:
    """Where an end was forgotten, the next calendar or event ends what came before."""
    if made.name == "VCALENDAR":
        found.append(made)
        stack[:] = [found[0], made]
    elif made.name in {"VEVENT", "VTIMEZONE"}:
        del stack[2 if stack[1:2] and stack[1].name == "VCALENDAR" else 1 :]
        stack[-1].parts.append(made)
        stack.append(made)
    else:
        # What lies deeper than anything that we read is kept nowhere.
        if len(stack) < _DEEPEST:
            stack[-1].parts.append(made)
        stack.append(made)
        if len(stack) > 1000:
            raise Unreadable("broken")


def _end(stack: list[Component], name: str) -> None:
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].name == name:
            del stack[place:]
            return


def _property(line: str) -> Property | None:
    name = _NAME.match(line)
    if not name:
        return None
    at, parameters = name.end(), {}
    while at < len(line) and line[at] == ";" and (found := _PARAMETER.match(line, at)):
        parameters[found[1].upper()] = _unquoted(found[2])
        at = found.end()
    colon = line.find(":", at)
    if colon >= 0:
        return Property(name[0].upper(), parameters, line[colon + 1 :])
    # Exchange has put the closing quote of a zone behind the time: TZID="W. Europe Standard Time:20270609T090000".
    zone, _colon, value = parameters.get("TZID", "").rpartition(":")
    return Property(name[0].upper(), {**parameters, "TZID": zone}, value) if zone else None


def _unquoted(value: str) -> str:
    """Without quotes, and with what RFC 6868 writes by carets."""
    value = value.replace('"', "").strip()
    return re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], value) if "^" in value else value


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # One broken letter in a UTF-8 file is no reason to take all of it for Windows' own encoding.
            text = data.decode("utf-8", "replace")
            if text.count("\ufffd") * 10 > sum(ord(c) > 127 for c in text):
                text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
