"""Tables as downloads: XLSX with text cells only, or CSV as cells.py writes it (X2)."""

import io
from collections.abc import Sequence

from flask import Response

from netapp.core import cells

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(rows: Sequence[Sequence[str]], name: str, kind: str) -> Response:
    """A download of this name; the first row holds the heads. `kind`: "xlsx" or "csv"."""
    content, mimetype = (xlsx(rows), _XLSX) if kind == "xlsx" else (cells.table(rows), "text/csv")
    disposition = f'attachment; filename="{name}.{kind}"'
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": disposition})


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    # Forty modules that no other page needs.
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
        sheet.autofit()
    return file.getvalue()
