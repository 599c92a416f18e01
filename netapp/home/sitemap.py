"""Every public page for search engines, each in every language (sitemaps.org, hreflang by xhtml:link)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, or_, select, union_all

from netapp.config import LANGUAGES
from netapp.core import links, text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import GUEST
from netapp.events import queries as events
from netapp.events import years
from netapp.events.listed import GROUP, G, M
from netapp.events.models import Meeting
from netapp.groups import addresses
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.members import addresses as company_addresses
from netapp.members import companies
from netapp.members.models import Company
from netapp.news import queries as news
from netapp.news.models import Article
from netapp.news.queries import A

# A file holds the groups and the meetings of so many numbers: nothing is counted to find where it begins. The protocol
# allows 50,000 addresses and 50 MB; in four languages this many are about 1 MB.
SPAN = 1000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_TEXTS = ("home.how_it_works", "home.rights", "home.privacy", "home.accessibility", "home.imprint")
_MOST_FILES = 2**31 // SPAN

_OPEN = and_(groups.readable(GUEST), Group.closed_at.is_(None))
_NUMBERS: tuple[Any, Any] = (bindparam("first"), bindparam("end"))

# An address and when its page changed last; None where nobody knows, which is honest.
Page = tuple[str, datetime | None]


def first() -> str:
    """The one file, or the list of files."""
    last = (session.scalar(select(_last())) or 0) // SPAN
    if last == 0:
        return _file(_pages(0))
    files = [0, *(number for number in session.scalars(_filled(), {"last": last, "span": SPAN}) if number > 0)]
    return _index(links.absolute("home.sitemap_part", number=number + 1) for number in files)


def part(number: int) -> str:
    """File 1 also holds what has no number; NotVisible where there is nothing."""
    pages = list(_pages(number - 1)) if 0 < number <= _MOST_FILES else []
    if not pages:
        raise NotVisible
    return _file(pages)


def _pages(file: int) -> Iterator[Page]:
    if file == 0:
        yield from _texts()
    numbers = {"first": file * SPAN, "end": (file + 1) * SPAN}
    for group in session.scalars(_GROUPS, numbers):
        yield addresses.absolute(group), None
    for number, name, confirmed_on in session.execute(_companies(), numbers):
        changed = datetime.combine(confirmed_on, time(), UTC)
        yield company_addresses.absolute(number, name), changed
    for number, titles, language, changed_at in session.execute(_MEETINGS, numbers):
        tail = text.tail(titles[language])
        yield links.absolute("events.meeting", meeting_id=number, tail=tail), changed_at
    for number, titles, language, published_at, updated_at in session.execute(_ARTICLES, numbers):
        tail = text.tail(titles[language])
        yield links.absolute("news.article", article_id=number, tail=tail), updated_at or published_at


def _texts() -> Iterator[Page]:
    for name in ("home.front", "groups.networks", "members.directory", *_TEXTS):
        yield links.absolute(name), None
    yield links.absolute("news.everywhere", by="", word=""), None
    for year in years.held(GUEST):
        yield links.absolute("home.past", year=year), None


def _numbered(of: Any, first: Any, end: Any) -> ColumnElement[bool]:
    return and_(of.id >= first, of.id < end)


def _last() -> Any:
    """The highest number of all."""
    highest = [select(func.coalesce(func.max(model.id), 0).label("id")) for model in (Group, Meeting, Company, Article)]
    return select(func.max(union_all(*highest).subquery().c.id)).scalar_subquery()


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


def _filled() -> Any:
    """Which files hold something: each is asked for one page."""
    last, span = (bindparam(name, type_=Meeting.id.type) for name in ("last", "span"))
    files = select(literal(0).label("number")).cte("file", recursive=True)
    files = files.union_all(select(files.c.number + 1).where(files.c.number < last))
    numbers = files.c.number * span, (files.c.number + 1) * span
    group = select(Group.id).where(_OPEN, _numbered(Group, *numbers))
    meeting = select(M.id).join(GROUP, G.id == M.group_id).where(events.bound(is_guest=True), _numbered(M, *numbers))
    company = select(Company.id).where(companies.is_listed(), _numbered(Company, *numbers))
    article = select(A.id).join(GROUP, G.id == A.group_id).where(news.bound(is_guest=True), _numbered(A, *numbers))
    holds = (one.correlate(files).exists() for one in (group, meeting, company, article))
    return select(files.c.number).where(or_(*holds)).order_by(files.c.number)


def _companies() -> Any:
    """Which are listed changes with the day."""
    chosen = select(Company.id, Company.name, Company.confirmed_on)
    return chosen.where(companies.is_listed(), _numbered(Company, *_NUMBERS)).order_by(Company.id)


_GROUPS = select(Group).where(_OPEN, _numbered(Group, *_NUMBERS)).order_by(Group.id)
_MEETINGS = (
    select(M.id, M.titles, M.language, M.changed_at)
    .join(GROUP, G.id == M.group_id)
    .where(events.bound(is_guest=True), _numbered(M, *_NUMBERS))
    .order_by(M.id)
)
_ARTICLES = (
    select(A.id, A.titles, A.language, A.published_at, A.updated_at)
    .join(GROUP, G.id == A.group_id)
    .where(news.bound(is_guest=True), _numbered(A, *_NUMBERS))
    .order_by(A.id)
)
