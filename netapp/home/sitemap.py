"""Every public page for search engines, each in every language (sitemaps.org, hreflang by xhtml:link)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from sqlalchemy import Select, func, select

from netapp.config import LANGUAGES
from netapp.core import links, text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import GUEST
from netapp.events import lists
from netapp.events import queries as events
from netapp.events.models import Meeting
from netapp.groups import addresses
from netapp.groups import queries as groups
from netapp.groups.models import Group

# The protocol allows 50,000 addresses and 50 MB; in four languages this many are about 20 MB.
MOST = 20_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_TEXTS = ("how_it_works", "privacy", "accessibility", "imprint")

# An address and when its page changed last; None where nobody knows, which is honest.
Page = tuple[str, datetime | None]


def first() -> str:
    """The one file, or the list of files."""
    meetings = session.scalar(select(func.count()).select_from(_public().subquery())) or 0
    others = list(_others())
    if meetings + len(others) <= MOST:
        return _file([*others, *_meetings(0, MOST)])
    files = 1 + -(-meetings // MOST)
    return _index(links.absolute("home.sitemap_part", number=number) for number in range(1, files + 1))


def part(number: int) -> str:
    """File 1 holds everything but meetings, the others 20,000 meetings each; NotVisible beyond the last."""
    pages = list(_others()) if number == 1 else list(_meetings((number - 2) * MOST, MOST)) if number > 1 else []
    if not pages:
        raise NotVisible
    return _file(pages)


def _others() -> Iterator[Page]:
    newest = session.scalar(select(func.max(Meeting.changed_at)).join(Meeting.group).where(events.visible(GUEST)))
    yield links.absolute("home.front"), newest
    yield links.absolute("groups.networks"), None
    for name in _TEXTS:
        yield links.absolute(f"home.{name}"), None
    for year in lists.years(GUEST):
        yield links.absolute("home.past", year=year), None
    for group in session.scalars(
        select(Group).where(groups.readable(GUEST), Group.closed_at.is_(None)).order_by(Group.id)
    ):
        yield addresses.absolute(group), None


def _meetings(start: int, most: int) -> Iterator[Page]:
    for number, titles, language, changed_at in session.execute(
        _public().order_by(Meeting.id).offset(start).limit(most)
    ):
        tail = text.tail(titles[language])
        yield links.absolute("events.meeting", meeting_id=number, tail=tail), changed_at


def _public() -> Select[int, dict[str, str], str, datetime]:
    columns = (Meeting.id, Meeting.titles, Meeting.language, Meeting.changed_at)
    return select(*columns).join(Meeting.group).where(events.visible(GUEST))


def _file(pages: Iterable[Page]) -> str:
    space = f'{_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_HEAD}<urlset {space}>\n" + "".join(_url(*page) for page in pages) + "</urlset>\n"


def _url(address: str, changed_at: datetime | None) -> str:
    loc, mark = escape(address), "&amp;" if "?" in address else "?"
    others = [(code, f"{loc}{mark}lang={code}") for code in LANGUAGES] + [("x-default", loc)]
    alternates = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>' for code, url in others)
    changed = f"<lastmod>{changed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed_at else ""
    return f"<url><loc>{loc}</loc>{changed}{alternates}</url>\n"


def _index(files: Iterable[str]) -> str:
    listed = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in files)
    return f"{_HEAD}<sitemapindex {_SPACE}>\n{listed}</sitemapindex>\n"
