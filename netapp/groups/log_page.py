"""What the page of a log shows; the site's own uses it, too."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import url_for

from netapp.core.languages import gettext as _
from netapp.core.log import Filters
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.groups import logbook, page
from netapp.groups.logbook import Deeds
from netapp.groups.models import Group

Url = Callable[..., str]


def of_group(viewer: Viewer, group: Group, filters: Filters, before: int | None) -> dict[str, Any]:
    def url(**more: Any) -> str:
        return url_for("groups.log", group_id=group.id, **more)

    framed = page.frame(viewer, group)  # first, since it settles the language in which the rest is said
    groups = logbook.readable_groups(viewer, group)
    deeds = logbook.of_groups(viewer, groups, filters, lambda number: url(person=number), before)
    return {
        **framed,
        **shown(deeds, filters, url, before, logbook.OF_GROUPS),
        "file_url": url_for("groups.take_log", group_id=group.id, **filters.args),
    }


def shown(deeds: Deeds, filters: Filters, url: Url, before: int | None, kinds: Sequence[str]) -> dict[str, Any]:
    """`url` makes the address of the list with what it is narrowed to."""
    rows, lines, people = deeds
    most = logbook.ON_A_PAGE
    everything = (_("All"), url(**filters.args | {"about": None}), not filters.about)
    some = ((logbook.ABOUT[one], url(**filters.args | {"about": one}), one == filters.about) for one in kinds)
    return {
        "days": logbook.by_day(lines[:most]),
        "since": logbook.since(),
        "filters": [(_("About"), [everything, *some])],
        # Anybody's number can stand in an address: only who is in what is shown is called something.
        "person": people.get(filters.person_id or 0, ""),
        "narrowed": filters.person_id is not None,
        "everybody_url": url(**filters.args | {"person": None}),
        "page": Page(
            rows[:most],
            next_url=url(**filters.args, before=rows[most - 1].id) if len(rows) > most else None,
            previous_url=url(**filters.args) if before else None,
        ),
    }
