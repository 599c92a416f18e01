"""The organiser's list as a file. XLSX by default; CSV with what a spreadsheet would run made harmless (X2)."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

from netapp.core import cells, localtime, text
from netapp.core.languages import gettext as _
from netapp.events import words
from netapp.events.models import Meeting

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(meeting: Meeting, people: Iterable[Any], kind: str) -> Response:
    """The file as a download; times are the meeting's local ones."""
    rows = [_heads(), *(_row(meeting, sign_up, person) for sign_up, person in people)]
    content, mimetype = (_xlsx(rows), _XLSX) if kind == "xlsx" else (cells.table(rows), "text/csv")
    name = (text.tail(meeting.title) or "-meeting").lstrip("-")
    return Response(
        content,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}-{meeting.starts_local:%Y-%m-%d}.{kind}"'},
    )


def _heads() -> list[str]:
    return [_("Name"), _("Company"), _("E-mail"), _("State"), _("Signed up"), _("As a guest"), _("Name shown")]


def _row(meeting: Meeting, sign_up: Any, person: Any) -> list[str]:
    when = localtime.to_local(sign_up.created_at, meeting.zone)
    yes, no = _("yes"), _("no")
    return [
        person.name,
        sign_up.company,
        person.email or "",
        words.sign_up_state(sign_up.state),
        f"{when:%Y-%m-%d %H:%M}",
        yes if sign_up.as_guest else no,
        yes if sign_up.show_name else no,
    ]


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
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
