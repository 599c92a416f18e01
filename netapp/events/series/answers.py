"""Answering for a series without signing in: a letter's link is one person's right to answer for one series."""

from collections.abc import Mapping

from netapp.core import links
from netapp.core.errors import NotVisible, Refused
from netapp.core.languages import gettext as _
from netapp.events import answering
from netapp.events import queries as meetings
from netapp.events.series import joining, queries
from netapp.events.series.models import Series
from netapp.members.models import Person


def series_for(person: Person, series_id: int) -> Series:
    """As the person may see it; who has signed up sees what becomes of it."""
    if queries.goes_to_all(person.id, series_id):
        found = queries.known_series(series_id)
        if found is not None:
            return found
    return queries.get_series(meetings.viewer_of(person), series_id)


def act(person: Person, series: Series, typed: Mapping[str, str]) -> None:
    """All or none, or yes or no to one date; anything else is Refused."""
    viewer, answer = meetings.viewer_of(person), typed.get("answer", "")
    date = links.number(typed.get("date"))
    if answer == "all":
        joining.join(viewer, series.id, by="letter")
    elif answer == "none":
        joining.leave(viewer, series.id)
    elif answer in {"yes", "no"} and date is not None:
        if answering.meeting_for(person, date).series_id != series.id:
            raise NotVisible
        answering.act(person, date, answer, {})
    else:
        raise Refused(_("Choose one of the buttons."))
