"""Reads a spreadsheet in a process of its own, whose memory and time have an end: bytes come in, JSON goes out.

Run as a script, and importing nothing of ours. A file of a few bytes may claim a cell at the far end of a sheet, and
whoever makes room for all that lies before it is gone; here that is this process only.
"""

import contextlib
import io
import json
import sys
from typing import Any

MEMORY = 1_500_000_000
SECONDS = 20
SHEETS = 8
COLUMNS = 60
LONGEST = 500


def main(most: int) -> None:
    """Print the rows of the sheet in which the most addresses stand, at most `most` of them."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = [_rows(book.get_sheet_by_name(name).to_python(), most) for name in book.sheet_names[:SHEETS]]
    json.dump(max(sheets, key=_addresses, default=[]), sys.stdout)


def _rows(cells: list[list[Any]], most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for each in cells:
        row = [_text(cell) for cell in each[:COLUMNS]]
        # An empty row keeps its place, so that a row's number is the one that the spreadsheet shows.
        rows.append(row)
        if len(rows) > most:
            break
    return rows


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell)[:LONGEST]


def _addresses(rows: list[list[str]]) -> int:
    return sum("@" in cell for row in rows for cell in row)


if __name__ == "__main__":
    main(int(sys.argv[1]))
