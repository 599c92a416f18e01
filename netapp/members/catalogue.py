"""The printable catalogue: the companies that the reader sees, as a PDF that screen readers can read (PDF/UA-1)."""

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from netapp.core import clock, db, languages, limits, links, site, text, typesetting
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.members import addresses, company_words, directory, sectors
from netapp.members.directory import Listed
from netapp.members.models import About
from netapp.members.narrowing import Filters
from netapp.members.printable import printable

# So many are set in some seconds; who has more narrows the directory first.
MOST = 400
_SAYS: tuple[About, ...] = ("offer", "seek")
_LONGEST = 500
_TYPST = Path(__file__).with_name("catalogue.typ")


def made(viewer: Viewer, filters: Filters) -> bytes:
    """The PDF, in the reader's language. Setting it takes a processor's whole time, so there is not much of it."""
    who = str(viewer.person_id) if viewer.is_signed_in else limits.network()
    limits.spend("catalogue", who, 20, limits.HOUR)
    limits.spend("catalogue", "everybody", 300, limits.HOUR)
    content = json.dumps(_content(viewer, filters), ensure_ascii=False, sort_keys=True)
    with db.unlocked():
        return _set(content)


def _content(viewer: Viewer, filters: Filters) -> dict[str, Any]:
    rows, goes_on = directory.all_of(viewer, filters, MOST)
    return {
        "lang": languages.current(),
        "site": printable(site.current().name),
        "title": _("Companies"),
        "heading": _("The companies"),
        "contents": _("Contents"),
        "date": languages.date_long(clock.now().date()),
        "url": links.absolute("members.directory"),
        "number": ngettext("%(num)s company", "%(num)s companies", len(rows)),
        "narrowed": _narrowed(filters),
        "more": _("There are more: these are the first %(most)s. Narrow the directory to print others.", most=MOST)
        if goes_on
        else "",
        "companies": [_entry(row) for row in rows],
    }


def _narrowed(filters: Filters) -> str:
    """What was asked for, on the cover."""
    said = [f"“{printable(filters.words)}”" if filters.words else ""]
    if filters.about:
        said.append(str(company_words.ABOUTS[filters.about]))
    if filters.section:
        said.append(sectors.section_name(filters.section))
    if filters.kind:
        said.append(str(company_words.KINDS[filters.kind]))
    if filters.place:
        place = printable(filters.place.name)
        said.append(_("within %(km)s km of %(place)s", km=filters.within, place=place))
    if filters.language:
        said.append(_("text in %(language)s", language=languages.called(filters.language)))
    if filters.box:
        said.append(_("a part of the map"))
    return " · ".join(filter(None, said))


def _entry(row: Listed) -> dict[str, Any]:
    language, about = row.about_in(languages.current())
    kind = "" if row.kind == "company" else str(company_words.KINDS[row.kind])
    url = addresses.absolute(row.id, row.name)
    lines = [
        {"term": str(company_words.ABOUTS[one]), "said": " · ".join(map(printable, row.said(one)))} for one in _SAYS
    ]
    return {
        "name": printable(row.name),
        "under": " · ".join(filter(None, (kind, printable(row.place)))),
        "about": printable(text.excerpt(about, _LONGEST)),
        "lang": language,
        "own": row.language,
        "lines": [line for line in lines if line["said"]],
        "website": row.website,
        "website_said": printable(row.website),
        "url": url,
        "qr": _qr(url),
        "alt": _("QR code that leads to the page of %(company)s", company=printable(row.name)),
    }


@lru_cache(2 * MOST)
def _qr(url: str) -> str:
    """As SVG; black on white, as cameras like it."""
    import segno

    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=2, light="white")
    return drawn.getvalue().decode()


def _set(content: str) -> bytes:
    try:
        return typesetting.pdf(_TYPST, content)
    except Refused as refusal:
        raise Refused(_("These companies cannot be printed. Narrow the directory and try again.")) from refusal
