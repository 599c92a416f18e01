"""Who is told what about a whole series: one letter a person for each deed, whatever the number of dates (M4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from netapp.events import audience
from netapp.events.models import Meeting, Request
from netapp.events.series import queries
from netapp.events.series.models import Series, SeriesSignUp
from netapp.mail import outbox
from netapp.members.models import Person


def announced(series: Series) -> None:
    """To each member and follower who wants everything (M7)."""
    outbox.post_to_all("series_announced", thing(series), audience.addressees(series.group), series=series.id)


def confirm_request(wish: Request) -> None:
    """Without the name, as of a single meeting: whoever typed it can be anybody."""
    to = outbox.To(None, wish.email, "", wish.language)
    outbox.post("series_confirm", f"request:{wish.id}", to, request=wish.id)


def joined(series: Series, sign_up: SeriesSignUp, person: Person) -> None:
    _to_one("series_joined", series, person, sign_up.rounds)


def left(series: Series, sign_up: SeriesSignUp, person: Person) -> None:
    _to_one("series_left", series, person, sign_up.rounds)


def new_dates(series: Series, since: datetime) -> None:
    """To who has signed up for the whole: one letter a batch."""
    _to_all("series_dates", series, queries.members(series.id), since.isoformat(), since=since.isoformat())


def changed(series: Series, people: Select[int], **said: Any) -> None:
    """`said`: what was (see changing.py)."""
    _to_all("series_changed", series, people, str(series.sequence), **said)


def cancelled(series: Series, people: Select[int], since: datetime) -> None:
    _to_all("series_cancelled", series, people, str(series.sequence), since=since.isoformat())


def promoted(series: Series, person: Person, meetings: Sequence[Meeting], turn: str) -> None:
    """Seats at several dates at once, in one letter."""
    _to_one("series_promoted", series, person, turn, meetings=[one.id for one in meetings])


def thing(series: Series) -> str:
    return f"series:{series.id}"


def _to_one(letter: str, series: Series, person: Person, occurrence: object, **data: Any) -> None:
    if person.email:
        to = outbox.To(person.id, person.email, person.name, person.language or series.group.language)
        outbox.post(letter, thing(series), to, occurrence=str(occurrence), series=series.id, **data)


def _to_all(letter: str, series: Series, people: Select[int], occurrence: str, **data: Any) -> None:
    told = queries.addressees(people, series.group.language)
    outbox.post_to_all(letter, thing(series), told, occurrence=occurrence, series=series.id, **data)
