"""The years in which meetings were held."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, literal, or_, select, union_all

from netapp.core import clock
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import listed, lists, queries
from netapp.events.listed import GROUP, G, M
from netapp.events.models import EARLIEST


def held(viewer: Viewer) -> list[int]:
    """The years in which meetings were held that the viewer may read, the latest first."""
    # Where days begin early, it is next year's already.
    found = _held(viewer.is_guest, clock.now().year + 1).rows(listed.values(viewer))
    return sorted((row[0] for row in found), reverse=True)


@lru_cache(maxsize=8)
def _held(is_guest: bool, last: int) -> Prepared:
    """Each year is asked for one meeting of its own, which an index finds: none reads all that was ever held."""
    now = bindparam("now", type_=M.ends_at.type)
    # Of a year that goes on, what is still to come would be read in vain.
    each = (_a_year(number, now if number >= last - 1 else None) for number in range(EARLIEST.year, last + 1))
    # PostgreSQL would plan the questions of each year apart from those of the others.
    years = union_all(*each).cte("a_year").prefix_with("MATERIALIZED", dialect="postgresql")
    year, is_over = years.c, M.ends_at <= now
    within = [
        M.starts_local >= year.first,
        M.starts_local < year.end,
        M.starts_at > year.since,
        M.starts_at < year.until,
    ]
    one = select(M.id).join(GROUP, G.id == M.group_id).where(queries.bound(is_guest), is_over, *within)
    # Two questions and not one with IN: each walks along the index and ends with the first that it finds.
    asked = [M.state == one for one in ("held", "published")]
    return Prepared(select(year.year).where(or_(*(one.where(each).correlate(years).exists() for each in asked))))


def _a_year(number: int, until: Any) -> Select[Any]:
    first, end = datetime(number, 1, 1), datetime(number + 1, 1, 1)
    local, instant = M.starts_local.type, M.starts_at.type
    return select(
        literal(number).label("year"),
        literal(first, local).label("first"),
        literal(end, local).label("end"),
        literal(lists.utc(first) - lists.SLACK, instant).label("since"),
        (literal(lists.utc(end) + lists.SLACK, instant) if until is None else until).label("until"),
    )
