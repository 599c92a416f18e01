"""The demo's companies, each with a page of its own."""

from datetime import date, datetime, timedelta

from netapp.core.db import session
from netapp.demo import content
from netapp.files import shelf
from netapp.members import logos as company_logos
from netapp.members import queries, tending
from netapp.members.models import About, Company


def write(written: content.Company, language: str, since: datetime, today: date) -> Company:
    """A company as its contact might have described it, in the network's language and in English."""
    row = Company(name=written.name, folded=queries.folded(written.name), place=written.place)
    row.website, row.language, row.about, row.created_at = written.website, language, written.does, since
    row.texts = {"about.en": written.does_en} if written.does_en and language != "en" else {}
    row.kind, row.size = written.kind, written.size  # type: ignore[assignment]
    row.latitude, row.longitude = written.lat, written.lon
    row.is_public = written.public
    row.confirmed_on = today - timedelta(days=written.confirmed_days_ago)
    lines: dict[About, tuple[str, ...]] = {
        "competence": written.competences,
        "offer": written.offers,
        "seek": written.seeks,
        "challenge": written.challenges,
        "market": written.markets,
    }
    row.sought = tending.sought(row, lines)
    session.add(row)
    session.flush()
    tending.write_sectors(row.id, written.nace)
    tending.write_lines(row.id, lines)
    if written.logo:
        from netapp.demo import logos

        company_logos.put_on(row, shelf.keep_picture(logos.drawn(written.logo, written.name), "logo.png", None))
    return row
