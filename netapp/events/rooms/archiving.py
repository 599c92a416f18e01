"""What of tables and rounds goes into archives."""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.core.archives import Carried, Row, Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import archiving, queries
from netapp.events.models import Meeting
from netapp.events.rooms.models import MOST_MINUTES, MOST_NAME, MOST_ROUNDS, MOST_TABLES, Place, Room


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Where the person has sat; meetings that they do not see any more stand without a title (A5)."""
    chosen = select(Place, Meeting).join(Meeting, Meeting.id == Place.meeting_id)
    rows = session.execute(chosen.where(Place.person_id == viewer.person_id).order_by(Meeting.starts_at)).all()
    numbers = [meeting.id for _place, meeting in rows]
    visible = queries.meetings(viewer).where(Meeting.id.in_(numbers)).with_only_columns(Meeting.id)
    seen = set(session.scalars(visible)) if numbers else set()
    said = [
        {
            "meeting": meeting.title if meeting.id in seen else "",
            "starts": plain(meeting.starts_local),
            "tables": [None if table is None else table + 1 for table in place.tables],
        }
        for place, meeting in rows
    ]
    yield Sheet("tables", _("At which tables you have sat, round by round."), said)


def _check_room(row: Row) -> None:
    names = row["names"]
    if not isinstance(names, list) or not all(isinstance(one, str) and len(one) <= MOST_NAME for one in names):
        raise ValueError("no names of tables")
    if len(names) > MOST_TABLES or not 0 <= row["rounds"] <= MOST_ROUNDS or not 1 <= row["minutes"] <= MOST_MINUTES:
        raise ValueError("no such tables")


def _check_place(row: Row) -> None:
    tables = row["tables"]
    if not isinstance(tables, list) or len(tables) > MOST_ROUNDS:
        raise ValueError("no tables")
    if not all(one is None or (type(one) is int and 0 <= one < MOST_TABLES) for one in tables):
        raise ValueError("no such table")


# Who sat with whom: for those who run the group.
CARRIED = (
    Carried(
        name="rooms",
        model=Room,
        chosen=lambda within: Room.meeting_id.in_(archiving.run_in(within)),
        without={
            "key": "opens a screen here",
            **dict.fromkeys(("turn", "ends_at", "left", "shows_tables", "version"), "where the clock of the day stood"),
        },
        check=_check_room,
    ),
    Carried(
        name="places",
        model=Place,
        chosen=lambda within: Place.meeting_id.in_(archiving.run_in(within)),
        check=_check_place,
    ),
)
