"""Which letters a font file holds, and for which ones the style sheets fetch it."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

import brotli

STATIC = Path(__file__).parents[2] / "netapp" / "static"
# WOFF2 (W3C Recommendation, 5.1) numbers the tables that it knows; of these, three are of interest here.
_CMAP, _GLYF, _LOCA, _OTHER = 0, 10, 11, 63
_NAME = 5


@dataclass(frozen=True)
class Face:
    """An @font-face rule. `weights`: the lightest and the boldest."""

    family: str
    file: Path
    weights: tuple[int, int]
    letters: frozenset[str]


def faces() -> list[Face]:
    """Those of fonts.css, in its order."""
    css = (STATIC / "css" / "fonts.css").read_text(encoding="utf-8")
    return [_face(rule) for rule in re.findall(r"@font-face \{(.*?)\}", css, flags=re.DOTALL)]


def _face(rule: str) -> Face:
    said = dict(re.findall(r"([\w-]+): (.+?);", rule))
    family = said["font-family"].strip('"')
    file = STATIC / re.findall(r'url\("\.\./(.+?)"\)', said["src"])[0]
    weights = [int(weight) for weight in said["font-weight"].split()]
    numbers: set[str] = set()
    for one in said["unicode-range"].split(", "):
        first, _, last = one.removeprefix("U+").partition("-")
        numbers.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return Face(family, file, (weights[0], weights[-1]), frozenset(numbers))


def letters(file: Path) -> frozenset[str]:
    """What the file has a glyph for."""
    table = _tables(file)[_CMAP]
    (count,) = struct.unpack_from(">H", table, 2)
    found: set[int] = set()
    for number in range(count):
        (start,) = struct.unpack_from(">L", table, 4 + 8 * number + 4)
        (kind,) = struct.unpack_from(">H", table, start)
        found |= {4: _by_segments, 12: _by_groups}[kind](table, start)
    return frozenset(map(chr, found - {0xFFFF}))


def names(file: Path) -> set[str]:
    """What the file calls itself, the family first: everything in its table of names but the copyright."""
    table = _tables(file)[_NAME]
    _, count, texts = struct.unpack_from(">HHH", table)
    rows = [struct.unpack_from(">HHHHHH", table, 6 + 12 * number) for number in range(count)]
    return {table[texts + at :][:size].decode("utf-16-be") for *_, what, size, at in rows if what != 0}


def _tables(file: Path) -> dict[int, bytes]:
    """The tables that WOFF2 knows by number, but for the drawings, which it stores in a way of its own."""
    content = file.read_bytes()
    assert content[:4] == b"wOF2"
    (count,) = struct.unpack_from(">H", content, 12)
    at, sizes = 48, []
    for _ in range(count):
        flags, at = content[at], at + 1
        kind, version = flags & 63, flags >> 6
        at += 4 if kind == _OTHER else 0
        size, at = _number(content, at)
        # Glyphs are stored in the other way unless the version is 3; any other table unless it is 0.
        if (version != 3) if kind in {_GLYF, _LOCA} else version:
            size, at = _number(content, at)
        sizes.append((kind, size))
    unpacked, start, tables = brotli.decompress(content[at:][: struct.unpack_from(">L", content, 20)[0]]), 0, {}
    for kind, size in sizes:
        tables[kind] = unpacked[start:][:size]
        start += size
    return tables


def _number(content: bytes, at: int) -> tuple[int, int]:
    """(a UIntBase128, where the next one begins)."""
    value = 0
    while True:
        value, more, at = value << 7 | content[at] & 127, content[at] & 128, at + 1
        if not more:
            return value, at


def _by_segments(table: bytes, start: int) -> set[int]:
    """Format 4: runs of code points; what a run leads to glyph 0 is not there."""
    double = struct.unpack_from(">H", table, start + 6)[0]
    ends, begins, deltas, offsets = (start + 14 + add + n * double for n, add in enumerate((0, 2, 2, 2)))
    found = set()
    for n in range(0, double, 2):
        (end,), (begin,) = struct.unpack_from(">H", table, ends + n), struct.unpack_from(">H", table, begins + n)
        (delta,), (offset,) = struct.unpack_from(">H", table, deltas + n), struct.unpack_from(">H", table, offsets + n)
        for code in range(begin, end + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", table, offsets + n + offset + 2 * (code - begin))
            if (glyph + delta) & 0xFFFF if glyph or not offset else 0:
                found.add(code)
    return found


def _by_groups(table: bytes, start: int) -> set[int]:
    """Format 12: the same in wider numbers."""
    (count,) = struct.unpack_from(">L", table, start + 12)
    groups = [struct.unpack_from(">LL", table, start + 16 + 12 * n) for n in range(count)]
    return {code for first, last in groups for code in range(first, last + 1)}
