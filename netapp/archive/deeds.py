"""What the log says of one person: their own deeds, and those done to them, without the others' names."""

from collections.abc import Iterator

from sqlalchemy import and_, or_, select

from netapp.core import cells, letters, log
from netapp.core.archives import Row, Sheet
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.log import LogRow
from netapp.core.viewer import Viewer
from netapp.groups.models import Group


def own(viewer: Viewer) -> Iterator[Sheet]:
    about_them = and_(LogRow.kind == "person", LogRow.thing_id == viewer.person_id)
    named = LogRow.details["person"].as_integer() == viewer.person_id
    theirs = or_(LogRow.person_id == viewer.person_id, about_them, named)
    rows = session.scalars(select(LogRow).where(theirs).order_by(LogRow.id)).all()
    names = _names(viewer, {row.thing_id for row in rows if row.kind == "group" and row.thing_id})
    said = [_deed(viewer, row, names) for row in rows]
    months = round(log.KEPT.days / 30.5)
    yield Sheet("deeds", _("What the log of the last %(months)s months says of you.", months=months), said)


def _names(viewer: Viewer, numbers: set[int]) -> dict[int, str]:
    """The names of those groups that the person may know of (A5)."""
    keys = letters.readers_of(f"group:{number}" for number in numbers)
    seen = [number for number in numbers if keys[f"group:{number}"] in viewer.keys]
    return {row[0]: row[1] for row in session.execute(select(Group.id, Group.name).where(Group.id.in_(seen)))}


def _deed(viewer: Viewer, row: LogRow, names: dict[int, str]) -> Row:
    is_own = row.person_id == viewer.person_id
    by = "you" if is_own else "somebody else" if row.person_id else "the site"
    is_to_them = row.details.get("person") == viewer.person_id or (row.kind, row.thing_id) == (
        "person",
        viewer.person_id,
    )
    group = names.get(row.thing_id or 0, "") if row.kind == "group" else ""
    more = {key: value for key, value in row.details.items() if key in {"before", "now"}}
    said = {"at": cells.plain(row.at), "deed": row.deed, "by": by, "to_you": is_to_them}
    return said | {"about": row.kind, "group": group, "before": more.get("before"), "now": more.get("now")}
