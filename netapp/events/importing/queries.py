"""Reads of calendar files: each organiser's own, and nobody else's."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.events import seats
from netapp.events.importing.models import OUTCOMES, CalendarFile, CalendarRow
from netapp.events.models import Meeting
from netapp.groups.models import Group

PAGE = 100
SHOWN = 5
KEPT = timedelta(days=30)


class Tally(NamedTuple):
    """Rows by outcome, how many are ticked, how many of those are done, and what became of them."""

    outcomes: Mapping[str, int]
    chosen: int
    done: int
    results: Mapping[str, int]


def get_file(viewer: Viewer, group: Group, file_id: int) -> CalendarFile:
    """One's own file for this group."""
    mine = CalendarFile.group_id == group.id, CalendarFile.made_by == viewer.person_id
    found = session.scalar(select(CalendarFile).where(CalendarFile.id == file_id, *mine))
    if found is None:
        raise NotVisible
    return found


def recent(viewer: Viewer, group: Group) -> Sequence[CalendarFile]:
    """One's own files for this group, the latest first."""
    mine = CalendarFile.group_id == group.id, CalendarFile.made_by == viewer.person_id
    return session.scalars(select(CalendarFile).where(*mine).order_by(CalendarFile.id.desc()).limit(SHOWN)).all()


def tally(given: CalendarFile) -> Tally:
    chosen = (
        select(CalendarRow.outcome, CalendarRow.chosen, CalendarRow.result, func.count())
        .where(CalendarRow.file_id == given.id)
        .group_by(CalendarRow.outcome, CalendarRow.chosen, CalendarRow.result)
    )
    rows = session.execute(chosen).all()
    outcomes: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
    results: dict[str, int] = {}
    for outcome, _is_chosen, result, number in rows:
        outcomes[outcome] += number
        if result:
            results[result] = results.get(result, 0) + number
    wanted = sum(number for _outcome, is_chosen, _result, number in rows if is_chosen)
    return Tally(outcomes, wanted, sum(results.values()), results)


def rows_of(given: CalendarFile, after: int | None, before: int | None) -> tuple[Sequence[CalendarRow], bool, bool]:
    """A page of rows: after a row, or before one; whether there are rows before and after."""
    chosen = select(CalendarRow).where(CalendarRow.file_id == given.id)
    if before is not None:
        some = session.scalars(
            chosen.where(CalendarRow.id < before).order_by(CalendarRow.id.desc()).limit(PAGE + 1)
        ).all()
        return some[:PAGE][::-1], len(some) > PAGE, True
    some = session.scalars(chosen.where(CalendarRow.id > (after or 0)).order_by(CalendarRow.id).limit(PAGE + 1)).all()
    return some[:PAGE], after is not None, len(some) > PAGE


def meetings(ids: Sequence[int]) -> tuple[Mapping[int, Meeting], Mapping[int, int]]:
    """The meetings that rows are about, and how many have a seat or wait in each."""
    if not ids:
        return {}, {}
    found = {one.id: one for one in session.scalars(select(Meeting).where(Meeting.id.in_(ids)))}
    return found, {number: sum(count) for number, count in seats.counted(ids).items()}


def running() -> Sequence[int]:
    """The numbers of the files whose meetings are being made, the oldest first: for the worker."""
    chosen = select(CalendarFile.id).where(CalendarFile.state == "running")
    return session.scalars(chosen.order_by(CalendarFile.touched_at, CalendarFile.id)).all()
