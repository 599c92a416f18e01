"""What of feedback goes into archives: a person's own opinions, and of a network's meetings the numbers."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from netapp.core import cells
from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import archiving, queries
from netapp.events.feedback import queries as feedback
from netapp.events.feedback.models import COLUMNS, FEWEST, MARKS, Feedback, Opinion
from netapp.events.models import Meeting

_F, _O = Feedback.__table__.c, Opinion.__table__.c


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What the person has said; a meeting that they do not see any more stands without title (A5)."""
    chosen = select(Opinion, Meeting).join(Meeting, Meeting.id == Opinion.meeting_id)
    rows = session.execute(chosen.where(Opinion.person_id == viewer.person_id).order_by(Opinion.id)).all()
    visible = queries.meetings(viewer).where(Meeting.id.in_([meeting.id for _one, meeting in rows]))
    seen = set(session.scalars(visible.with_only_columns(Meeting.id))) if rows else set()
    said = [
        {
            "meeting": meeting.title if meeting.id in seen else "",
            "mark": one.mark,
            "words": one.words,
            "signed": one.signed,
            "created_at": plain(one.created_at),
            "changed_at": plain(one.changed_at),
        }
        for one, meeting in rows
    ]
    yield Sheet("feedback", _("How you have said that meetings were, for a year."), said, json_only=True)


def beside(within: Within) -> Iterator[tuple[str, bytes]]:
    """feedback.csv: of each meeting of which enough have answered, how many gave which mark."""
    chosen = select(Meeting).join(Feedback, Feedback.meeting_id == Meeting.id)
    chosen = chosen.where(Meeting.id.in_(archiving.run_in(within))).order_by(Meeting.starts_at, Meeting.id)
    meetings = session.scalars(chosen).all()
    found = feedback.results(one.id for one in meetings)
    rows = [["meeting", "starts", "asked", "answered", *(str(mark) for mark in MARKS), "average"]]
    for one in meetings:
        result = found[one.id]
        if result.is_shown:
            numbers = [result.asked, result.answered, *result.marks, round(result.average, 2)]
            rows.append([one.title, plain(one.starts_local), *(str(number) for number in numbers)])
    yield "feedback.csv", cells.table(rows)


def _told(_within: Within) -> dict[str, ColumnElement[Any]]:
    """The numbers with those of the opinions that are still kept; none where so few would name somebody."""
    kept = select(func.count()).where(_O.meeting_id == _F.meeting_id).scalar_subquery()
    counted = sum((_F[name] for name in COLUMNS), kept)
    found: dict[str, ColumnElement[Any]] = {}
    for mark, name in zip(MARKS, COLUMNS, strict=True):
        given = select(func.count()).where(_O.meeting_id == _F.meeting_id, _O.mark == mark).scalar_subquery()
        found[name] = case((counted >= FEWEST, _F[name] + given), else_=0)
    return found


def _check(row: Row) -> None:
    if min(row[name] for name in ("people", *COLUMNS)) < 0 or row["closes_at"] < row["asked_at"]:
        raise ValueError("no such feedback")


# Who has said what goes to nobody: of opinions only the numbers are carried.
CARRIED = (
    Carried(
        name="feedback",
        model=Feedback,
        chosen=lambda within: Feedback.meeting_id.in_(archiving.run_in(within)),
        told=_told,
        check=_check,
    ),
)
