"""An organiser's page: what to do next, how it goes, and the rows behind each figure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from flask import url_for

from netapp.core import clock, languages, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.events import policy as events
from netapp.events import rows, seats
from netapp.events.feedback import panels as feedback_panels
from netapp.events.listed import Listed
from netapp.events.polls import panels as poll_panels
from netapp.groups import page, people, policy
from netapp.groups.models import Group
from netapp.home import desk_reads
from netapp.home.desk_reads import Figures, Met, People
from netapp.members import addresses
from netapp.members import queries as members

MONTHS = 12
# Of a bar, in hundredths of the chart: so low that the number still stands above it.
TALLEST = 100


class Bar(NamedTuple):
    """A month: its name in short and in full, how many came to how many meetings, and the bar's height of 100."""

    short: str
    name: str
    people: int
    meetings: int
    height: int
    url: str


class Figure(NamedTuple):
    """A number, what it counts, and where its rows are; `hint` says what one might do about it."""

    number: int
    said: str
    url: str
    hint: str = ""


def of(viewer: Viewer, group: Group) -> dict[str, Any]:
    framed = page.frame(viewer, group)  # first, since it settles the language in which the rest is said
    groups = {one.id: one for one in desk_reads.groups_of(viewer, group)}
    ids = list(groups)
    figures, found = desk_reads.figures(group, ids), desk_reads.meetings(viewer, ids)
    waiting = desk_reads.waiting(ids)
    today = localtime.to_local(clock.now(), group.zone).date()
    bars = _bars(group, desk_reads.held(ids, _first_day(today)), today)
    counts = seats.counted(one.id for part in found.values() for one in part)
    lines = {name: rows.rows(part, show_network=False, answers={}, counts=counts) for name, part in found.items()}
    return {
        **framed,
        "waiting": _waiting(waiting),
        "asked_to_come": _asked_to_come(desk_reads.asked_to_come(viewer, ids)),
        "more_waiting": _more_waiting(groups, waiting),
        "polls": poll_panels.waiting_for_choice(ids),
        "coming": lines["coming"],
        "drafts": lines["draft"],
        "unrecorded": [(line, url_for("notes.close", meeting_id=line.id)) for line in lines["unrecorded"]],
        "figures": _figures(group, figures),
        "feedback": feedback_panels.of_groups(viewer, ids),
        "bars": bars,
        "came": sum(bar.people for bar in bars),
        "met": sum(bar.meetings for bar in bars),
        "invited": figures.invited,
        "one_owner": figures.owners == 1 and figures.members > 1 and policy.may_own(viewer, group),
        "may_schedule": events.may_schedule(viewer, group),
        "is_open": policy.is_open(group),
    }


def of_people(viewer: Viewer, group: Group, kind: People, before: int | None) -> dict[str, Any]:
    """The rows behind a figure about members."""
    framed, ids = page.frame(viewer, group), [one.id for one in desk_reads.groups_of(viewer, group)]
    found = desk_reads.people(kind, group, ids, before)
    shown = found[: desk_reads.ON_A_PAGE]
    when = desk_reads.left_at(group, [one.person_id for one in shown]) if kind == "left" else {}
    return {
        **framed,
        **_said_of(kind),
        "people": [(one, _day(one["membership"], when, group.zone)) for one in people.with_companies(shown)],
        "links_to_member": kind != "left",
        "page": _pages(group, kind, before=before, last=shown[-1].id if len(found) > len(shown) else None),
    }


def of_companies(viewer: Viewer, group: Group, after: int | None) -> dict[str, Any]:
    """The companies of the members, each with how many of them work there."""
    desk_reads.groups_of(viewer, group)
    found = desk_reads.companies(group, after)
    shown = found[: desk_reads.ON_A_PAGE]
    last = shown[-1][0] if len(found) > len(shown) else None
    return {
        **page.frame(viewer, group),
        "companies": [(name, addresses.of(number, name), place, many) for number, name, place, many in shown],
        "page": _pages(group, "companies", after=after, last=last),
    }


def _waiting(found: Sequence[Any]) -> list[dict[str, Any]]:
    companies = members.companies_of(one.person_id for one in found)
    return [
        {
            "membership": one,
            "name": one.person.name or one.person.email or "",
            "email": one.person.email or "",
            "company": companies[one.person_id].name if one.person_id in companies else "",
            "group": one.group,
        }
        for one in found
    ]


def _asked_to_come(found: Sequence[tuple[Listed, int]]) -> list[tuple[str, str, str, str | None]]:
    """(how many wait for a yes, the list on which they stand, the meeting, its language where it is another)."""
    said = []
    for one, many in found:
        language, title = one.title_in(languages.current())
        text = ngettext("%(num)d person asks to come", "%(num)d people ask to come", many)
        spoken = language if language != languages.current() else None
        said.append((text, url_for("events.people", meeting_id=one.id), title, spoken))
    return said


def _more_waiting(groups: Mapping[int, Group], shown: Sequence[Any]) -> list[tuple[str, str]]:
    """Beyond those who are shown: how many wait in which group, and the page on which they do."""
    said = []
    for number, many in sorted(desk_reads.waiting_in(list(groups)).items()):
        more = many - sum(one.group_id == number for one in shown)
        if more > 0:
            name = groups[number].name
            text = ngettext("%(num)d more waits in %(group)s", "%(num)d more wait in %(group)s", more, group=name)
            said.append((text, url_for("groups.members", group_id=number)))
    return said


def _figures(group: Group, figures: Figures) -> list[Figure]:
    def listed(kind: str) -> str:
        return url_for("home.desk_list", group_id=group.id, figure=kind)

    n, all_of_them = figures, url_for("groups.members", group_id=group.id)
    at_work = ngettext("company among the members", "companies among the members", n.companies)
    return [
        Figure(n.members, ngettext("member", "members", n.members), all_of_them),
        Figure(n.joined, _("joined in the last twelve months"), listed("joined")),
        Figure(n.left, _("left in the last twelve months"), listed("left")),
        Figure(n.quiet, _("have gone quiet"), listed("quiet"), _("Signed up for nothing in twelve months")),
        Figure(n.companies, at_work, listed("companies")),
    ]


def _bars(group: Group, met: Sequence[Met], today: date) -> list[Bar]:
    """A bar for each of the last twelve months, the present one last, by the meetings' own clocks."""
    by_month: dict[tuple[int, int], list[Met]] = {}
    for one in met:
        by_month.setdefault((one.starts_local.year, one.starts_local.month), []).append(one)
    months = [_month(today, back) for back in range(MONTHS - 1, -1, -1)]
    came = {month: sum(one.head_count or 0 for one in by_month.get((month.year, month.month), ())) for month in months}
    most = max(*came.values(), 1)
    return [
        Bar(
            short=languages.month_short(month),
            name=languages.month_name(month, year=True),
            people=came[month],
            meetings=len(by_month.get((month.year, month.month), ())),
            height=round(came[month] * TALLEST / most),
            url=url_for("home.month", month=f"{month:%Y-%m}", network=group.id),
        )
        for month in months
    ]


def _month(today: date, back: int) -> date:
    """The first of the month that lies so many months back."""
    number = today.year * 12 + today.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def _first_day(today: date) -> datetime:
    """A day before the first of the months that are shown: clocks differ, and months are told apart by local time."""
    first = _month(today, MONTHS - 1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)


def _said_of(kind: People) -> Mapping[str, str]:
    said = {
        "joined": (_("Who joined"), _("Members who came in the last twelve months."), _("Joined")),
        "left": (_("Who left"), _("Members who went in the last twelve months, or were removed."), _("Left")),
        "quiet": (
            _("Who has gone quiet"),
            _("Members for more than a year who have signed up for nothing in the last twelve months."),
            _("Member since"),
        ),
    }
    title, lead, when = said[kind]
    return {"title": title, "lead": lead, "when": when}


def _day(membership: Any, left_at: Mapping[int, datetime], zone: str) -> str:
    moment = left_at.get(membership.person_id) or membership.joined_at or membership.changed_at
    return languages.date_long(localtime.to_local(moment, zone).date())


def _pages(group: Group, kind: str, last: int | None, **place: int | None) -> Page[Any]:
    ((name, here),) = place.items()

    def url(**more: Any) -> str:
        return url_for("home.desk_list", group_id=group.id, figure=kind, **more)

    return Page((), next_url=url(**{name: last}) if last is not None else None, previous_url=url() if here else None)
