"""What the page of a log shows; the site's own uses it, too."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import url_for

from netapp.core.languages import gettext as _
from netapp.core.log import Filters, LogRow
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.groups import logbook, page
from netapp.groups.logbook import Line
from netapp.groups.models import Group
from netapp.members import queries as members

Url = Callable[..., str]


def of_group(viewer: Viewer, group: Group, filters: Filters, before: int | None) -> dict[str, Any]:
    def url(**more: Any) -> str:
        return url_for("groups.log", group_id=group.id, **more)

    framed = page.frame(viewer, group)  # first, since it settles the language in which the rest is said
    groups = logbook.readable_groups(viewer, group)
    rows, lines = logbook.of_groups(groups, filters, lambda number: url(person=number), before)
    return {
        **framed,
        **shown(rows, lines, filters, url, before, logbook.OF_GROUPS),
        "file_url": url_for("groups.take_log", group_id=group.id, **filters.args),
    }


def shown(
    rows: Sequence[LogRow], lines: Sequence[Line], filters: Filters, url: Url, before: int | None, kinds: Sequence[str]
) -> dict[str, Any]:
    """`url` makes the address of the list with what it is narrowed to."""
    most = logbook.ON_A_PAGE
    person = members.people([filters.person_id]).get(filters.person_id) if filters.person_id else None
    everything = (_("All"), url(**filters.args | {"about": None}), not filters.about)
    some = ((logbook.ABOUT[one], url(**filters.args | {"about": one}), one == filters.about) for one in kinds)
    return {
        "days": logbook.by_day(lines[:most]),
        "since": logbook.since(),
        "filters": [(_("About"), [everything, *some])],
        "person": (person.name or _("Somebody")) if person else "",
        "everybody_url": url(**filters.args | {"person": None}),
        "page": Page(
            rows[:most],
            next_url=url(**filters.args, before=rows[most - 1].id) if len(rows) > most else None,
            previous_url=url(**filters.args) if before else None,
        ),
    }
