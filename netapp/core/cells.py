"""Rows as text that spreadsheets open: CSV in which nothing runs (X2), and values as open formats write them."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# Excel takes a CSV for UTF-8 only when it begins so.
BOM = b"\xef\xbb\xbf"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before it, which reading takes off again."""
    return f"'{cell}" if cell.startswith((*_DANGEROUS, "'")) else cell


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV for Excel and others."""
    file = io.StringIO()
    csv.writer(file, dialect="excel").writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + file.getvalue().encode()


def sheet(rows: Sequence[dict[str, Any]]) -> bytes:
    """The same of rows by name of the column, in the order of the first."""
    heads = list(rows[0])
    return table([heads, *([_cell(row[head]) for head in heads] for row in rows)])


def plain(value: Any) -> Any:
    """As JSON can hold it: an instant in UTC with its offset, a local time without one, both as ISO 8601 has them."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False).strip('"')
