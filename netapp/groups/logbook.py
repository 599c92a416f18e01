"""The log as pages and files show it: who did what to whom, in sentences, without names of who was erased."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from netapp.core import clock, languages, localtime, log
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Filters, LogRow
from netapp.core.viewer import Viewer, group_key
from netapp.groups import naming, policy, queries
from netapp.groups.models import Group

ON_A_PAGE = 50
# For a file the rows are read so many at a time.
AT_ONCE = 5000
ABOUT = {
    "people": _l("Who is in"),
    "roles": _l("Roles"),
    "group": _l("The group itself"),
    "files": _l("Files taken"),
    "erasures": _l("Erasures"),
    "steps": _l("Administrators’ steps"),
    "meetings": _l("Meetings"),
    "discussions": _l("Discussions"),
    "articles": _l("Articles"),
    "promises": _l("Promises"),
    "companies": _l("Companies"),
    "accounts": _l("Ways to sign in"),
    "site": _l("The site"),
}
OF_GROUPS = (
    "people",
    "roles",
    "group",
    "files",
    "erasures",
    "steps",
    "meetings",
    "discussions",
    "promises",
    "articles",
)


class Line(NamedTuple):
    """One deed. `where`: the sub-group that it was done in, if not the group whose log is read."""

    at: datetime
    said: Markup
    about: str
    where: str

    @property
    def time(self) -> str:
        return languages.clock_time(self.at)


class Deeds(NamedTuple):
    """What a log has: its rows, how they are told, and what the people are called in them, by number."""

    rows: Sequence[LogRow]
    lines: list[Line]
    people: Mapping[int, str]


class Names(NamedTuple):
    """What the lines call people and things. `urls`: the same list, narrowed to a person."""

    people: Mapping[int, str]
    things: Mapping[tuple[str, int], str]
    url_of: Any


def lines(rows: Sequence[LogRow], zone: str, names: Names, groups: Mapping[str, str]) -> list[Line]:
    """`groups`: the names of the sub-groups by their keys."""
    return [
        Line(
            at=localtime.to_local(row.at, zone),
            said=_sentence(row, names),
            about=str(ABOUT.get(_told(row).about, "")),
            where=groups.get(row.key, ""),
        )
        for row in rows
    ]


def by_day(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The days in words, the latest first, each with its deeds."""
    days: dict[date, list[Line]] = defaultdict(list)
    for line in found:
        days[line.at.date()].append(line)
    return [(languages.date_long(day), deeds) for day, deeds in days.items()]


def table(found: Sequence[Line]) -> list[list[str]]:
    heads = [_("Day"), _("Time"), _("What"), _("Sub-group"), _("About")]
    return [
        heads,
        *([f"{one.at:%Y-%m-%d}", f"{one.at:%H:%M}", one.said.striptags(), one.where, one.about] for one in found),
    ]


def readable_groups(viewer: Viewer, group: Group) -> list[Group]:
    """The group, and those of its sub-groups whose log the viewer reads, too (A1)."""
    require(policy.may_read_log(viewer, group))
    inside = queries.sub_groups(viewer, group.id) if group.is_network else ()
    return [group, *(one for one in inside if policy.may_read_log(viewer, one))]


def of_groups(
    viewer: Viewer,
    groups: Sequence[Group],
    filters: Filters,
    url_of: Any,
    before: int | None = None,
    most: int = ON_A_PAGE + 1,
) -> Deeds:
    """The deeds in these groups, of which the first is the one whose log is read."""
    rows = log.rows([group_key(group.id) for group in groups], filters, before, most)
    people = naming.in_log(viewer, [group.id for group in groups], people_in(rows))
    inside = {group_key(group.id): group.name for group in groups[1:]}
    return Deeds(rows, lines(rows, groups[0].zone, Names(people, things(rows), url_of), inside), people)


@action
def take(viewer: Viewer, group: Group, filters: Filters) -> list[list[str]]:
    """The log as a table for a file; that it was taken is a deed, too."""
    require(policy.may_read_log(viewer, group))
    groups = readable_groups(viewer, group)
    found = whole(lambda before: of_groups(viewer, groups, filters, None, before, AT_ONCE))
    log.write(viewer.person_id, "export log", "group", group.id, group_key(group.id), rows=len(found))
    return table(found)


def whole(read: Callable[[int | None], Deeds]) -> list[Line]:
    """All lines, from what reads the next AT_ONCE rows before one of that number."""
    found: list[Line] = []
    before = None
    while True:
        deeds = read(before)
        found += deeds.lines
        if len(deeds.rows) < AT_ONCE:
            return found
        before = deeds.rows[-1].id
        for row in deeds.rows:
            session.expunge(row)


def people_in(rows: Sequence[LogRow]) -> set[int]:
    whom = {_whom(row) for row in rows} | {row.person_id for row in rows}
    return {number for number in whom if number is not None}


def things(rows: Sequence[LogRow]) -> Mapping[tuple[str, int], str]:
    """What the things are called that the rows are about: one statement for each kind that has names."""
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.thing_id is not None:
            ids[row.kind].add(row.thing_id)
    found: dict[tuple[str, int], str] = {}
    for kind, numbers in sorted(ids.items()):
        found |= {(kind, number): name for number, name in log.names(kind, sorted(numbers)).items()}
    return found


def _whom(row: LogRow) -> int | None:
    person = row.details.get("person")
    if isinstance(person, int):
        return person
    return row.thing_id if row.kind == "person" else row.person_id


def _told(row: LogRow) -> log.Told:
    """A deed of a version that is gone is told by its own word."""
    return log.told().get((row.kind, row.deed)) or log.Told("", f"%(who)s: {row.deed.replace('%', '')}")


def _sentence(row: LogRow, names: Names) -> Markup:
    who = _person(row.person_id, names) if row.person_id else escape(_("The site"))
    what = names.things.get((row.kind, row.thing_id or 0)) or _("something that is gone")
    said = escape(_told(row).sentence(row.details))
    return Markup(said) % {"who": who, "whom": _person(_whom(row), names), "what": what}  # noqa: S704 (escaped above)


def _person(number: int | None, names: Names) -> Markup:
    """A name leads to what that person did and what befell them."""
    name = names.people.get(number or 0)
    if not name:
        return escape(_("somebody who was erased") if number else _("The site"))
    if names.url_of is None:
        return escape(name)
    return Markup('<a href="{}">{}</a>').format(names.url_of(number), name)


def since() -> str:
    """The day from which on deeds are kept, in words."""
    return languages.date_long((clock.now() - log.KEPT).date())
