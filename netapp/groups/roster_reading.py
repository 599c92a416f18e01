"""From a list that somebody pasted or uploaded to people: columns in any order, in four languages. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netapp.core import text
from netapp.groups import roster_headings
from netapp.groups.roster_decoding import Rows, Unreadable, decoded, rows_of, split, unprotected

__all__ = ["MOST", "Entry", "Unreadable", "read_file", "read_text"]

MOST = 5000
_MARK = r"[^\s<>,;:|/\"()\[\]]"
# Looked for only where a word begins: from each mark of a long one, it would take minutes.
_ADDRESS = re.compile(rf"(?<!{_MARK}){_MARK}+@{_MARK}*")
_AROUND = " \t<>,;:|\"'()[]"
# What no name of a person is; of such a kind is what stands in a column without a heading.
_NO_NAME = re.compile(r"[\d@\\]|www\.")


@dataclass(frozen=True)
class Entry:
    """One person of a list. `line` is where it stood; `doubt` says why what was read may not be what was meant.

    An entry without an address has what stood there instead in `said`.
    """

    line: int
    email: str = ""
    name: str = ""
    company: str = ""
    place: str = ""
    website: str = ""
    language: str = ""
    said: str = ""
    doubt: str = ""


def read_file(data: bytes) -> list[Entry]:
    """The people of an uploaded file; raises Unreadable."""
    found = rows_of(data)
    return _some(read_rows(found)) if isinstance(found, list) else read_text(found)


def read_text(written: str) -> list[Entry]:
    """The people of a text: a table with delimiters, or addresses however they were separated; raises Unreadable."""
    written = decoded(written.encode("utf-8", "replace"))
    rows = _table(written)
    if roster_headings.find(rows) or _is_table(rows):
        return _some(read_rows(rows))
    return _some(_loose(written))


def read_rows(rows: Rows) -> Iterator[Entry]:
    """The people of a table. Without headings, the column that holds addresses is found by them."""
    begin, columns = roster_headings.find(rows) or (-1, {})
    if "email" not in columns:
        columns = _guessed(rows[begin + 1 :], columns)
    for number, row in enumerate(rows[begin + 1 :], begin + 2):
        if any(cell.strip() for cell in row):
            yield from _of_row(number, row, columns)


def _some(entries: Iterator[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for entry in entries:
        found.append(entry)
        if len(found) > MOST:
            raise Unreadable("many")
    if not any(entry.email for entry in found):
        raise Unreadable("empty")
    return found


def _table(written: str) -> Rows:
    """Its cells. None where something is longer than a cell may be, as thousands of addresses in one line are."""
    try:
        return split(written)
    except Unreadable:
        if roster_headings.find(split(written[:1000].partition("\n")[0])):
            raise
        return []


def _is_table(rows: Rows) -> bool:
    """Without headings: every row has several cells, and no more than one address, which fills its cell."""
    full = [row for row in rows if any(row)]
    holding = [[cell for cell in row if "@" in cell] for row in full]
    whole = all(_ADDRESS.fullmatch(cell.strip(_AROUND)) and "<" not in cell for cells in holding for cell in cells)
    return bool(full) and whole and all(len(row) > 1 for row in full) and all(len(cells) <= 1 for cells in holding)


def _guessed(rows: Rows, known: dict[str, int]) -> dict[str, int]:
    """The column with the most addresses; before and after it, what may be a name, and then what may be a company."""
    wide = max((len(row) for row in rows), default=0)
    addresses = [sum("@" in row[column] for row in rows if column < len(row)) for column in range(wide)]
    if not any(addresses):
        raise Unreadable("empty")
    columns = {"email": addresses.index(max(addresses)), **known}
    if known:
        return columns
    texts = [column for column in range(wide) if column != columns["email"] and _is_text(rows, column)]
    if len(texts) > 1 and all(_is_one_word(rows, column) for column in texts[:2]):
        columns |= {"first": texts[0], "last": texts[1]}
        texts = texts[2:]
    elif texts:
        columns["name"] = texts.pop(0)
    return columns | ({"company": texts[0]} if texts else {})


def _of_row(line: int, row: Sequence[str], columns: dict[str, int]) -> Iterator[Entry]:
    def cell(field: str) -> str:
        column = columns.get(field, -1)
        return text.one_line(unprotected(row[column].strip())) if 0 <= column < len(row) else ""

    named = cell("name") or f"{cell('first')} {cell('last')}"
    known = {"company": cell("company")[:160], "place": cell("place")[:120], "website": _website(cell("website"))}
    language, written = roster_headings.language(cell("language")), cell("email")
    found = _ADDRESS.findall(written)
    if not found:
        said = written or " ".join(text.one_line(" ".join(row)).split())
        yield Entry(line, name=_name(named), said=said[:200], **known)
    beside = _name(_ADDRESS.sub(" ", written))
    for number, address in enumerate(found):
        doubt = "many" if len(found) > 1 else "text" if beside and named.strip() and "<" not in written else ""
        name = _name(named if named.strip() else beside) if number == 0 else ""
        yield Entry(line, _address(address), name, language=language, doubt=doubt, **known)


def _loose(written: str) -> Iterator[Entry]:
    """Addresses as mail programs write them, with names before them, or after them in brackets."""
    for line, words in enumerate(written.split("\n"), 1):
        matches, end = list(_ADDRESS.finditer(words)), 0
        if not matches and words.strip(_AROUND):
            yield Entry(line, said=text.one_line(words)[:200])
        for match in matches:
            lost, name = _before(words[end : match.start()])
            for piece in lost:
                yield Entry(line, said=piece[:200])
            end = match.end()
            if not name and len(matches) == 1:
                name = words[end:]
            yield Entry(line, _address(match[0]), _name(name))


def _before(words: str) -> tuple[list[str], str]:
    """What stands before an address: pieces of the list that have none, and the name."""
    pieces = [piece.strip(_AROUND) for piece in re.split(r"[;|]", words.replace("mailto:", ""))]
    *lost, name = pieces
    return [text.one_line(piece) for piece in lost if piece and not piece.isspace()], name


def _address(written: str) -> str:
    bare = unprotected(written).strip(" .'`*-=").lower()
    return bare.removeprefix("mailto:")[:254]


def _name(written: str) -> str:
    """A name as it is said aloud: `Berg, Ann` is Ann Berg."""
    name = text.one_line(unprotected(written.strip())).strip(_AROUND)
    last, comma, first = name.partition(",")
    if comma and "," not in first and 0 < len(first.split()) < 4 and 0 < len(last.split()) < 4:
        name = f"{first.strip()} {last.strip()}"
    return "" if "@" in name else name[:120]


def _website(written: str) -> str:
    """A web address that browsers understand, or none."""
    bare = written.split()[0] if written else ""
    whole = bare if bare.startswith(("https://", "http://")) else f"https://{bare}"
    is_one = re.fullmatch(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", whole)
    return whole if is_one and len(whole) <= 300 else ""


def _is_text(rows: Rows, column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and sum(bool(_NO_NAME.search(cell)) for cell in cells) * 4 < len(cells)


def _is_one_word(rows: Rows, column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return sum(" " in cell.strip() for cell in cells) * 4 < len(cells)
