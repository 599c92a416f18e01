"""A person's take-out (P1): all that this site keeps of them, as one zip that ordinary programs open."""

import json
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from netapp.archive import policy
from netapp.core import archives, cells, clock, db, languages, limits, log, site
from netapp.core.archives import Sheet
from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer

IN_MEMORY = 8_000_000


def take(viewer: Viewer) -> IO[bytes]:
    """The zip, open at its beginning. That it was taken is logged; it is made at leisure, and holds up no writer."""
    limits.spend("take out", str(viewer.person_id), 6, limits.HOUR)
    _note(viewer)
    with db.reading():
        db.snapshot()
        with languages.use(viewer.language or languages.current()):
            return _zip(viewer)


@action
def _note(viewer: Viewer) -> None:
    require(policy.may_take_out(viewer))
    log.write(viewer.person_id, "take out", "person", viewer.person_id, "admin")


def _zip(viewer: Viewer) -> IO[bytes]:
    content: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (handed over open)
    contents = []
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for sheet in archives.sheets(viewer):
            files = list(_files(sheet))
            contents.append(", ".join(name for name, _data in files) + "\r\n    " + sheet.about)
            for name, data in files:
                archive.writestr(name, data)
        archive.writestr("README.txt", _readme(viewer, contents))
    content.seek(0)
    return content  # type: ignore[no-any-return]


def _files(sheet: Sheet) -> list[tuple[str, bytes]]:
    if isinstance(sheet.content, bytes):
        return [(sheet.name, sheet.content)]
    files = [(f"{sheet.name}.json", json.dumps(sheet.content, ensure_ascii=False, indent=1).encode())]
    if sheet.content and not isinstance(sheet.content, dict) and not sheet.json_only:
        files.append((f"{sheet.name}.csv", cells.sheet(sheet.content)))
    return files


def _readme(viewer: Viewer, contents: list[str]) -> bytes:
    day = languages.date_long(clock.now().date())
    said = [
        _(
            "What %(site)s keeps of %(name)s, as it was on %(day)s.",
            site=site.current().name,
            name=_who(viewer),
            day=day,
        ),
        _(
            "JSON files are for programs, CSV files open in any spreadsheet, meetings.ics in any calendar. "
            "Times with +00:00 at their end are UTC, the others are local."
        ),
        *contents,
        _(
            "Not in it: keys and links that would let somebody in as you, other people’s names but for those in "
            "letters to you, and what groups say in which you do not read any more. Of the letters about those, only "
            "that they were sent is told."
        ),
        _("An apostrophe before =, +, - or @ at the beginning of a CSV cell keeps spreadsheets from running it."),
    ]
    return ("\r\n\r\n".join(said) + "\r\n").encode()


def _who(viewer: Viewer) -> str:
    return viewer.name or viewer.email or _("you")
