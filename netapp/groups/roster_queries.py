"""Reads of lists of people to invite: each organiser's own, and nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.groups.models import Group
from netapp.groups.roster_models import OUTCOMES, Roster, RosterRow

PAGE = 50
SHOWN = 8


@dataclass(frozen=True)
class Tally:
    """What will become of a list: rows by outcome, how many of them are invited, and what has become of those."""

    outcomes: Mapping[str, int]
    chosen: int
    done: int
    results: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())


def get_roster(viewer: Viewer, group: Group, roster_id: int) -> Roster:
    """One's own list for this group."""
    mine = Roster.group_id == group.id, Roster.made_by == viewer.person_id
    return session.scalar(select(Roster).where(Roster.id == roster_id, *mine)) or _nothing()


def get_row(roster: Roster, row_id: int) -> RosterRow:
    found = session.scalar(select(RosterRow).where(RosterRow.id == row_id, RosterRow.roster_id == roster.id))
    if found is None:
        raise NotVisible
    return found


def recent(viewer: Viewer, group: Group) -> Sequence[tuple[Roster, int]]:
    """One's own lists for this group, the latest first, each with its number of rows; not what was typed by hand."""
    size = select(func.count()).where(RosterRow.roster_id == Roster.id).correlate(Roster).scalar_subquery()
    chosen = select(Roster, size).where(Roster.group_id == group.id, Roster.made_by == viewer.person_id)
    chosen = chosen.where(~Roster.by_hand | (Roster.state != "done")).order_by(Roster.id.desc()).limit(SHOWN)
    return [(row[0], row[1]) for row in session.execute(chosen)]


def tally(roster: Roster) -> Tally:
    chosen = (
        select(RosterRow.outcome, RosterRow.chosen, RosterRow.result, func.count())
        .where(RosterRow.roster_id == roster.id)
        .group_by(RosterRow.outcome, RosterRow.chosen, RosterRow.result)
    )
    rows = session.execute(chosen).all()
    outcomes: dict[str, int] = dict.fromkeys(map(str, OUTCOMES), 0)
    results = dict.fromkeys(("invited", "member", "nothing", "refused"), 0)
    for outcome, _is_chosen, result, number in rows:
        outcomes[outcome] += number
        if result:
            results[result] += number
    wanted = sum(number for _outcome, is_chosen, _result, number in rows if is_chosen)
    return Tally(outcomes, wanted, sum(results.values()), results)


def rows_of(
    roster: Roster, outcome: str, after: int | None, before: int | None
) -> tuple[Sequence[RosterRow], bool, bool]:
    """A page of rows, of one outcome or of all: after a row, or before one; whether there are rows before and after."""
    chosen = select(RosterRow).where(RosterRow.roster_id == roster.id)
    if outcome in OUTCOMES:
        chosen = chosen.where(RosterRow.outcome == outcome)
    if before is not None:
        some = session.scalars(chosen.where(RosterRow.id < before).order_by(RosterRow.id.desc()).limit(PAGE + 1)).all()
        return some[:PAGE][::-1], len(some) > PAGE, True
    some = session.scalars(chosen.where(RosterRow.id > (after or 0)).order_by(RosterRow.id).limit(PAGE + 1)).all()
    return some[:PAGE], after is not None, len(some) > PAGE


def running() -> Sequence[int]:
    """The numbers of the lists whose people are being invited, the oldest first: for the worker."""
    return session.scalars(select(Roster.id).where(Roster.state == "running").order_by(Roster.started_at)).all()


def note_of(roster_id: int | None) -> str:
    """The organiser's own line in a list's invitations, for their letters; nothing once the list is gone."""
    roster = session.get(Roster, roster_id) if roster_id else None
    return roster.note if roster else ""


def seconds_left(roster: Roster, counted: Tally) -> int | None:
    """About how long the rest takes, going by what is done; None while nothing is."""
    if not roster.started_at or not counted.done:
        return None
    passed = clock.now() - roster.started_at
    return int((passed / timedelta(seconds=1)) / counted.done * (counted.chosen - counted.done))


def _nothing() -> Roster:
    raise NotVisible
