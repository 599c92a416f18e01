"""What the pages of a list of people to invite show: row by row what will happen, or how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import request, url_for

from netapp.core import languages, links, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.groups import mistyping, people, queries, roster_judging, roster_queries, roster_running, roster_words
from netapp.groups.forms import RowForm
from netapp.groups.models import Group
from netapp.groups.roster_models import OUTCOMES, Roster, RosterRow

# A row whose correction could not be taken, and the form that says why.
Wrong = tuple[int, RowForm] | None
KINDS = {"new": "good", "known": "good", "doubtful": "wait", "nothing": "", "refused": "stop"}
RESULT_KINDS = {"invited": "good", "member": "good", "nothing": "", "refused": "stop"}


@dataclass(frozen=True)
class Place:
    """Which rows a page shows: of one outcome, after a row or before one."""

    outcome: str
    after: int | None
    before: int | None

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "Place":
        outcome = values.get("outcome", "")
        after, before = links.number(values.get("after")), links.number(values.get("before"))
        return cls(outcome if outcome in OUTCOMES else "", after, before)

    @property
    def values(self) -> dict[str, Any]:
        """For an address or hidden fields; what is not said is left out."""
        return {name: value for name, value in vars(self).items() if value}


class Shown(NamedTuple):
    """A row as the page shows it. `meant`: what a mistyped address was probably to be."""

    row: RosterRow
    name: str
    label: str
    kind: str
    reason: str
    meant: str | None
    may_choose: bool
    form: RowForm
    is_open: bool


def uploaded() -> tuple[str, bytes] | None:
    """The name and the bytes of the file that was sent along, if one was."""
    file = request.files.get("file") if request.method == "POST" else None
    return (file.filename or "", file.read()) if file and file.filename else None


def just_invited(roster: Roster) -> int:
    """How many went at once."""
    return roster_queries.tally(roster).results["invited"] if roster.by_hand and roster.state == "done" else 0


def recent(viewer: Viewer, group: Group) -> list[dict[str, Any]]:
    """One's own lists of the last weeks, for the page that takes in the next."""
    return [
        {
            "url": url_for("groups.roster", group_id=group.id, roster_id=roster.id),
            "name": roster.source or _("Pasted addresses"),
            "size": ngettext("%(num)d row", "%(num)d rows", size),
            "state": roster_words.STATES[roster.state],
            "kind": {"draft": "wait", "running": "good", "stopped": "stop"}.get(roster.state, ""),
            "made_at": roster.made_at,
        }
        for roster, size in roster_queries.recent(viewer, group)
    ]


def of_invited(viewer: Viewer, group: Group, after: int | None) -> dict[str, Any]:
    """A page of all who are invited and have not answered."""
    rows = queries.invited(viewer, group, after)
    some, more = rows[: queries.INVITED_ON_A_PAGE], rows[queries.INVITED_ON_A_PAGE :]
    url = url_for("groups.invited", group_id=group.id)
    return {
        "people": people.with_companies(some),
        "page": Page(some, f"{url}?after={some[-1].id}" if more else None, url if after else None),
        "since": {row.id: languages.date_short(localtime.to_local(row.changed_at, group.zone).date()) for row in some},
    }


def of_roster(group: Group, roster: Roster, place: Place, wrong: Wrong) -> dict[str, Any]:
    """The page of a list, in each of its states; a handful of statements, however long it is."""
    counted = roster_queries.tally(roster)
    rows, has_before, has_after = roster_queries.rows_of(roster, place.outcome, place.after, place.before)
    shown = [_shown(row, wrong) for row in rows]
    pages = Page(
        shown,
        _url(group, roster, place.outcome, after=rows[-1].id) if rows and has_after else None,
        _url(group, roster, place.outcome, before=rows[0].id) if rows and has_before else None,
    )
    is_running = roster.state == "running"
    return {
        "roster": roster,
        "trouble": wrong[1].form_errors if wrong else (),
        "counted": counted,
        "waiting": counted.chosen - counted.done,
        "page": pages,
        "place": place.values,
        "may_edit": roster.state in {"draft", "stopped"},
        "filters": _filters(group, roster, counted, place),
        "results": [(roster_words.RESULTS[name], number) for name, number in counted.results.items() if number],
        "left": _left(roster_queries.seconds_left(roster, counted)) if is_running else "",
        "is_paused": is_running and counted.done < counted.chosen and roster_running.left_today(group) <= 0,
        "a_day": roster_running.most_a_day(group),
        "written": languages.number,
        "tickable": [one.row.id for one in shown if one.may_choose and not one.row.chosen],
    }


def _shown(row: RosterRow, wrong: Wrong) -> Shown:
    meant = mistyping.suggestion(row.email) if row.reason == "typo" else None
    is_wrong = wrong is not None and wrong[0] == row.id
    form = wrong[1] if wrong and is_wrong else RowForm(posted=False, email=meant or row.email, name=row.name)
    is_done = bool(row.result)
    return Shown(
        row,
        row.name or row.email or row.said,
        str(roster_words.RESULTS[row.result] if is_done else roster_words.LABELS[row.outcome]),
        RESULT_KINDS[row.result] if is_done else KINDS[row.outcome],
        str(roster_words.REASONS.get(row.reason, "")),
        meant,
        not is_done and roster_judging.may_choose(row.outcome, row.reason, row.email),
        form,
        is_wrong,
    )


def _filters(
    group: Group, roster: Roster, counted: roster_queries.Tally, place: Place
) -> list[tuple[str, int, str, str, bool]]:
    """(what, how many, address, kind, whether it is shown now), the outcomes that there are after all of them."""
    every = [(_("All"), counted.total, _url(group, roster, ""), "", not place.outcome)]
    return every * (sum(map(bool, counted.outcomes.values())) > 1) + [
        (str(roster_words.OUTCOMES[name]), n, _url(group, roster, name), KINDS[name], place.outcome == name)
        for name, n in counted.outcomes.items()
        if n
    ]


def _url(group: Group, roster: Roster, outcome: str, **place: int) -> str:
    values = {"outcome": outcome} if outcome else {}
    return url_for("groups.roster", group_id=group.id, roster_id=roster.id, **values, **place)  # type: ignore[arg-type]


def _left(seconds: int | None) -> str:
    if seconds is None:
        return _("It begins in a few seconds.")
    if seconds < 60:
        return _("Less than a minute left.")
    return ngettext("About %(num)d minute left.", "About %(num)d minutes left.", round(seconds / 60))
