"""An archive in mbox form, packed or not, as its letters: one at a time, whatever its size.

Mailman 2 writes `user at example.org` for addresses, takes files out of letters, and does not mark lines of a letter
that begin with "From "; Mailman 3 writes letters as they came.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import BinaryIO, NamedTuple, cast

from netapp.core import mime
from netapp.core.incoming import Incoming, Part
from netapp.forums.importing import dates, fields, leftovers
from netapp.forums.mailing import subjects, wording

# A letter goes to this length, and an archive when it is unpacked.
MOST_LETTER = 25_000_000
MOST = 4_000_000_000
_LINE = 1 << 16
_GZIP = b"\x1f\x8b"
_FROM = re.compile(
    rb"From (?P<who>\S{1,200}|\S{1,100} at \S{1,100})? {1,3}(?P<when>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? "
    rb"(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2} [A-Z][a-z]{2}) [\d: A-Za-z+-]{8,40})\s*"
)
_FIELD = re.compile(rb"[!-9;-~]{1,60}:")
_ESCAPED = re.compile(rb">+From ")
# Letters without any date at the beginning are dated by the first that has one, if it comes so soon.
_MOST_UNDATED = 200
_EARLIEST = datetime.fromisoformat("1985-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Message:
    """`id`, `parent` ("" for none) and `references` have their brackets. `subject` is bare: `is_answer` says that it
    began with Re: or the like. `address` may be "". `is_dated`: else `at` is guessed by its neighbours. `left_out` as
    in wording.Written."""

    id: str
    parent: str
    references: tuple[str, ...]
    name: str
    address: str
    at: datetime
    is_dated: bool
    subject: str
    is_answer: bool
    text: str = field(repr=False)
    files: tuple[Part, ...] = field(default=(), repr=False)
    left_out: tuple[str, ...] = ()


class Unread(NamedTuple):
    """What could not be read: the letter's number in the archive, from 1, and why."""

    number: int
    why: str


def messages(source: BinaryIO, now: datetime, tag: str = "", domain: str = "") -> Iterator[Message | Unread]:
    """Each letter of an archive that is open for reading; the same one twice is told once.

    `tag` is the list's name as it stands in subjects; every other `[name]` before one is taken for a list's, too.
    `domain` is where our secret addresses are (wording.read). What is dated after `now` is not believed.
    """
    waiting: list[Message] = []
    last: datetime | None = None
    for found in _read(source, now, tag, domain):
        if isinstance(found, Unread):
            yield found
            continue
        if not found.is_dated and last is None and len(waiting) < _MOST_UNDATED:
            waiting.append(found)
            continue
        last = found.at if found.is_dated else (last or _EARLIEST) + timedelta(seconds=1)
        for number, early in enumerate(waiting):
            yield replace(early, at=last - timedelta(seconds=len(waiting) - number))
        waiting = []
        yield replace(found, at=last)
    for number, early in enumerate(waiting):
        yield replace(early, at=_EARLIEST + timedelta(seconds=number))


def letters(source: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The "From " line and the letter of each; EOFError where the archive is cut off, ValueError where it goes on for
    ever."""
    begin, lines, size, total = b"", [b""], 0, 0
    held: bytes | None = None
    is_new = True
    for line, is_whole in _lines(source):
        total += len(line)
        if total > MOST:
            raise ValueError("it is too long")
        if held is not None:
            if _FIELD.match(line) or (line.startswith(b">From ") and not begin):
                if begin:
                    yield begin, b"".join(lines)
                begin, lines, size = held, [], 0
            else:
                lines.append(held)
            held = None
        if is_new and line.startswith(b"From ") and _FROM.fullmatch(line):
            held = line
        elif begin and size < MOST_LETTER:
            lines.append(line[1:] if is_new and line.startswith(b">") and _ESCAPED.match(line) else line)
            size += len(line)
        is_new = is_whole
    if begin:
        yield begin, b"".join(lines)


def _lines(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Lines, in pieces where they are too long; with whether the piece ends one."""
    is_packed = source.read(2) == _GZIP
    source.seek(0)
    unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=source)) if is_packed else source
    while line := unpacked.readline(_LINE):
        yield line, line.endswith(b"\n")


def _read(source: BinaryIO, now: datetime, tag: str, domain: str) -> Iterator[Message | Unread]:
    known: dict[bytes, bytes] = {}
    number = 0
    try:
        for begin, letter in letters(source):
            number += 1
            digest = blake2b(letter.strip(), digest_size=12).digest()
            try:
                message = _message(begin, letter, now, tag, domain)
            except mime.Odd as odd:
                yield Unread(number, str(odd))
                continue
            key = blake2b(message.id.encode("utf-8", "replace"), digest_size=12).digest()
            if known.get(key) == digest:
                continue
            if key in known or not message.id:
                made = blake2b(begin + letter, digest_size=20).digest()
                if made[:12] in known:
                    continue
                key, message = made[:12], replace(message, id=f"<{made.hex()}@archive.invalid>")
            known[key] = digest
            yield message
    except (EOFError, OSError, ValueError, zlib.error) as error:
        yield Unread(number + 1, f"the archive is cut off or broken: {error}")


def _message(begin: bytes, letter: bytes, now: datetime, tag: str, domain: str) -> Message:
    read = mime.read(letter)
    head = fields.Head(read.head)
    found = _FROM.fullmatch(begin)
    who, when = (
        ((one or b"").decode("ascii", "replace") for one in (found["who"], found["when"])) if found else ("", "")
    )
    name, address = fields.sender(head, who)
    subject = head.text("Subject")
    at = dates.guessed(dates.parse(head.text("Date")), dates.parse(when), now, _EARLIEST)
    references = fields.references(head)
    parts = [leftovers.removed(part) for part in read.parts]
    said = wording.read(Incoming(read.id, address, at, False, tuple(part for part, _notes in parts), subject), domain)
    notes = "\n".join(note for _part, notes in parts for note in notes)
    return Message(
        id=fields.identity(head),
        parent=fields.parent(head) or (references[-1] if references else ""),
        references=references,
        name=name,
        address=address,
        at=at or _EARLIEST,
        is_dated=at is not None,
        subject=subjects.bare(subject, tag, takes_tags=True),
        is_answer=subjects.is_answer(subject),
        text="\n\n".join(piece for piece in (said.text, notes) if piece),
        files=said.files,
        left_out=said.left_out,
    )
