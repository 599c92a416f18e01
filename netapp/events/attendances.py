"""How many came to the meetings that a network has held: what its growth rings are drawn from."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ScalarSelect, String, Text, bindparam, cast, func, or_, select

from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import queries
from netapp.events.models import Meeting
from netapp.groups.models import Group

_KEYS: Any = bindparam("keys", expanding=True)


def held_by(network_id: Any, is_guest: bool = False) -> ScalarSelect[str]:
    """What a network has held, as a column for `head_counts`, as far as the viewer may read it; `rights` fills it."""
    meeting, group = Meeting.__table__.alias(), Group.__table__.alias()
    is_inside = or_(group.c.id == network_id, group.c.parent_id == network_id)
    read_key = func.coalesce(group.c.read_key, "")
    inside = select(group.c.id).where(is_inside, read_key == PUBLIC if is_guest else read_key.in_(_KEYS))
    return (
        select(held_text(meeting.c.starts_at, meeting.c.head_count))
        # The state as an expression: its index would lead through all that was ever held.
        .where(
            meeting.c.group_id.in_(inside.correlate_except(group)),
            func.coalesce(meeting.c.state, "") == "held",
            meeting.c.head_count > 0,
        )
        .correlate_except(meeting)
        .scalar_subquery()
    )


def held_text(starts_at: Any, head_count: Any) -> Any:
    """Many meetings held, each with its time and its head count, as one text for `head_counts`."""
    said = cast(starts_at, Text) + " " + cast(head_count, String)
    return func.aggregate_strings(said, ";")


@lru_cache(maxsize=1024)
def head_counts(held: str | None) -> tuple[int, ...]:
    """Head counts, oldest first, from what `held_text` made."""
    return tuple(int(one.rpartition(" ")[2]) for one in sorted(held.split(";"))) if held else ()


def known(viewer: Viewer, network_ids: Sequence[int]) -> dict[int, Sequence[int]]:
    """Head counts of the meetings that each network has held, oldest first, as far as the viewer may read them."""
    if not network_ids:
        return {}
    rows = _known(viewer.is_guest).rows({**queries.rights(viewer), "networks": list(network_ids)})
    return {number: head_counts(held) for number, held in rows}


@cache
def _known(is_guest: bool) -> Prepared:
    group, ids = Group.__table__.c, bindparam("networks", expanding=True, type_=Group.__table__.c.id.type)
    return Prepared(select(group.id, held_by(group.id, is_guest)).where(group.id.in_(ids)))
