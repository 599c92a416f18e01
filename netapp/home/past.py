"""Meetings that were, by year."""

from typing import Any

from flask import url_for

from netapp.core.errors import NotVisible
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.events import lists, rows
from netapp.events import years as years_held
from netapp.events.lists import Filters
from netapp.home import filters as filtering
from netapp.home import front
from netapp.home.month import FIRST_YEAR, LAST_YEAR
from netapp.notes import page as notes


def of(viewer: Viewer, year: int, filters: Filters, before: str) -> dict[str, Any]:
    """The page of a year: the latest first."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotVisible
    found, goes_on = lists.held(viewer, year, filters, before)

    address = filtering.Address("home.past", (("year", str(year)),))
    next_url = url_for("home.past", year=year, **filters.args, before=goes_on) if goes_on else None
    years = sorted({*years_held.held(viewer), year}, reverse=True)
    return {
        "year": year,
        "years": [(str(one), url_for("home.past", year=one, **filters.args), one == year) for one in years],
        "agenda": rows.agenda(rows.rows(found, viewer.person_id), for_all=viewer.is_guest),
        "page": Page(found, next_url=next_url, previous_url=address(filters) if before else None),
        **filtering.of(filters, address, *front.choices(viewer, filters)),
        "notes_url": notes.year_url(viewer, filters.network, year),
        "clear_url": url_for("home.past", year=year),
    }
