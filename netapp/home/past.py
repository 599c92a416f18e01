"""Meetings that were, by year; and what the search field finds, before and after today."""

from typing import Any

from flask import url_for

from netapp.core import limits
from netapp.core.errors import NotVisible
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.events import lists, rows
from netapp.events import years as years_held
from netapp.events.lists import Filters
from netapp.home import filters as filtering
from netapp.home import front
from netapp.home.month import FIRST_YEAR, LAST_YEAR

MINUTE = 60
BY_PERSON = 30
BY_NETWORK = 900  # A room of 300 sits behind one router.


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
        "clear_url": url_for("home.past", year=year),
    }


def spend(viewer: Viewer) -> None:
    """Count a search; TooMany for who searches like a machine. By person, and wide by network address."""
    if viewer.is_signed_in:
        limits.spend("search", f"person {viewer.person_id}", BY_PERSON, MINUTE)
    else:
        limits.spend("search", limits.network(), BY_NETWORK, MINUTE)


def search(viewer: Viewer, filters: Filters, place: str, was_held: bool) -> dict[str, Any]:
    """What is found among the meetings to come, or among those that were."""

    address = filtering.Address("home.search", (("when", "past"),) if was_held else ())
    if was_held:
        found, goes_on = lists.held(viewer, None, filters, place)
        lines = rows.rows(found, viewer.person_id)
    else:
        coming = lists.upcoming(viewer, filters, place)
        found, goes_on = coming.meetings, coming.goes_on
        lines = rows.rows(found, answers=coming.answers, counts=coming.counts)
    next_url = address(filters, after=goes_on) if goes_on else None
    return {
        "agenda": rows.agenda(lines),
        "page": Page(found, next_url=next_url, previous_url=address(filters) if place else None),
        "was_held": was_held,
        "upcoming_url": url_for("home.search", **filters.args),
        "past_url": url_for("home.search", **filters.args, when="past"),
        **filtering.of(filters, address, *front.choices(viewer, filters)),
        "clear_url": url_for("home.search", q=filters.words) if filters.words else url_for("home.front"),
    }
