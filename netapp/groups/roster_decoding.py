"""From the bytes of an uploaded list to rows of cells: what it is, is told by its content, never by its name (X3)."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

Rows = list[list[str]]

# An honest list of 5,000 people unpacks to a few megabytes.
MOST_UNPACKED = 80_000_000
MOST_ROWS = 6_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
# Letters that names in our countries have; with the wrong encoding others stand in their places.
_OURS = frozenset("æøåäöüéèáíóúðþõšžÆØÅÄÖÜÉÈÁÍÓÚÐÞÕŠŽß’–")
_DELIMITERS = ";\t,|"
# Before what a spreadsheet would run, exports put an apostrophe; here it is taken off again (X2).
_RUNS = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """A list that can't be taken; `reason` is a word of roster_words.UNREADABLE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rows_of(data: bytes) -> Rows | str:
    """The rows of a spreadsheet, or the text of any other file."""
    if data.startswith((_ZIP, _OLE)):
        return sheet(data)
    if data.startswith(_OTHERS):
        raise Unreadable("kind")
    return decoded(data)


def sheet(data: bytes) -> Rows:
    """The rows of a workbook (xlsx, ods, xls), read by a process of its own."""
    if data.startswith(_ZIP):
        _refuse_bombs(data)
    reader = [sys.executable, "-I", str(Path(__file__).with_name("roster_sheet.py")), str(MOST_ROWS)]
    try:
        done = subprocess.run(reader, input=data, capture_output=True, timeout=60, check=True)
        found: Rows = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise Unreadable("broken") from error
    return [[unprotected(cell) for cell in row] for row in found]


def decoded(data: bytes) -> str:
    """The text of a file that says nothing of its encoding: as Excel on Windows and on a Mac writes it, or UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _tidy(data.decode("utf-8-sig", "replace"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _tidy(data.decode("utf-16", "replace"))
    start = data[:4000]
    if start.count(b"\0") > len(start) // 4:
        odd = start[1::2].count(b"\0") > start[0::2].count(b"\0")
        return _tidy(data.decode("utf-16-le" if odd else "utf-16-be", "replace"))
    if b"\0" in data:
        raise Unreadable("kind")
    try:
        return _tidy(data.decode("utf-8"))
    except UnicodeDecodeError:
        guesses = [data.decode(name, "replace") for name in ("cp1252", "mac_roman", "cp850")]
        return _tidy(max(guesses, key=_likeness))


def split(text: str) -> Rows:
    """The cells of a text with delimiters, whichever they are; one cell a line where there are none."""
    lines = text.split("\n")
    if lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter, lines = lines[0].strip()[4], ["", *lines[1:]]
    else:
        delimiter = _delimiter(lines)
    try:
        read = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
        # A row is where its line is, though a cell in quotes may go over several.
        rows: Rows = []
        for row in read:
            rows += [[] for _line in range(read.line_num - 1 - len(rows))]
            rows.append([unprotected(cell.strip()) for cell in row])
    except csv.Error as error:
        raise Unreadable("broken") from error
    return rows


def unprotected(cell: str) -> str:
    """A cell without the apostrophe that protects it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell


def _refuse_bombs(data: bytes) -> None:
    """Unpack all of it, a piece at a time: what a zip says of its own size is held against what really comes."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("bomb")
            for part in packed.infolist():
                with packed.open(part) as stream:
                    while piece := stream.read(1 << 16):
                        total += len(piece)
                        if total > MOST_UNPACKED:
                            raise Unreadable("bomb")
    # What else zlib, the passwords and odd headers may say: no list that we could read.
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise Unreadable("broken") from error


def _tidy(text: str) -> str:
    """With \\n only, and without what is not seen: marks of direction, soft hyphens, spaces that do not break."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\0", "")
    return "".join(mark for mark in text if mark not in "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\xad")


def _likeness(text: str) -> int:
    strange = sum(mark not in _OURS and ord(mark) > 127 for mark in text)
    return sum(mark in _OURS for mark in text) - 2 * strange


def _delimiter(lines: Sequence[str]) -> str:
    """What stands the same number of times in the most lines, and in most of them at all."""
    some = [line for line in lines if line.strip()][:200]

    def steadiness(mark: str) -> tuple[int, int]:
        counts = [_outside_quotes(line).count(mark) for line in some]
        often = max(set(counts) - {0}, key=counts.count, default=0)
        return counts.count(often) if often else 0, often

    return max(_DELIMITERS, key=steadiness)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
