"""The meetings of a network or a sub-group, as its own page shows them: what is on and what was, in one statement."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, cast, func, literal, null, or_, select, union_all

from netapp.core import several
from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import listed, lists
from netapp.events.listed import GROUP, G, M
from netapp.events.lists import Coming, Filters
from netapp.groups.models import Group

_KEYS: Any = bindparam("keys", expanding=True)


class Past(NamedTuple):
    """A meeting that is over. `head_count` 0: nobody has written down how many came. `year` by the meeting's clock."""

    starts_at: str
    group_id: int
    year: int
    head_count: int


class Meetings(NamedTuple):
    """`years`: those in which the group has met, the latest first. `attendances`: of its network, oldest first."""

    coming: Coming
    years: tuple[int, ...]
    attendances: tuple[int, ...]


def read(viewer: Viewer, group: Group, most: int) -> Meetings:
    """Of a group that the viewer may read. The rings are the network's, also on the page of a sub-group."""
    filters, network_id = Filters(network=group.id), group.parent_id or group.id
    values: Mapping[str, Any] = {**listed.values(viewer), **filters.values, "most": most + 1}
    rows = _read(viewer.is_guest).rows({**values, "person": viewer.person_id, "whole": network_id})
    past = _past(next(row[0] for row in rows if row[3] is None))
    return Meetings(
        coming=lists.coming_of([row for row in rows if row[3] is not None], most),
        years=years(past, None if group.is_network else group.id),
        attendances=attendances(past),
    )


def years(past: Sequence[Past], group_id: int | None) -> tuple[int, ...]:
    return tuple(sorted({one.year for one in past if group_id in {None, one.group_id}}, reverse=True))


def attendances(past: Sequence[Past]) -> tuple[int, ...]:
    return tuple(one.head_count for one in past if one.head_count)


@cache
def _read(is_guest: bool) -> Prepared:
    """The rows of a list, and one that has no number but the text of all that was."""
    coming = lists.coming_rows(is_guest, ("network",))
    nothing = [cast(null(), column.type) for column in listed.COLUMNS]
    return Prepared(union_all(coming, select(_past_text(is_guest), literal(0), literal(0), *nothing)))


def _past_text(is_guest: bool) -> Any:
    """By the index of a group's meetings: the state stands in an expression, since its own would lead through all that
    was ever held anywhere.
    """
    whole, read_key = bindparam("whole", type_=G.id.type), func.coalesce(G.read_key, "")
    may_read = read_key == PUBLIC if is_guest else read_key.in_(_KEYS)
    is_held = func.coalesce(M.state, "") == "held"
    is_over = and_(func.coalesce(M.state, "") == "published", M.ends_at <= bindparam("now", type_=M.ends_at.type))
    said = several.in_one(M.starts_at, M.group_id, cast(M.starts_local, Text), func.coalesce(M.head_count, 0))
    inside = G.id.in_(lists.inside(whole))
    held = select(said).join(GROUP, G.id == M.group_id).where(inside, may_read, or_(is_held, is_over))
    return held.scalar_subquery()


@lru_cache(maxsize=512)
def _past(said: str | None) -> tuple[Past, ...]:
    """Oldest first."""
    return tuple(
        Past(starts_at, int(group_id), int(local[:4]), int(count))
        for starts_at, group_id, local, count in sorted(several.rows(said))
    )
