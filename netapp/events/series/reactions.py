"""What follows for series from what happens in groups and to people: as for single meetings, but in one letter."""

from sqlalchemy import ColumnElement, delete, or_, select

from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.events.series import actions, joining, queries
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups import revisions
from netapp.groups.models import Group
from netapp.members.models import Person

_LIVE = ("going", "asked")


def leave_within(person_id: int, group_id: int) -> None:
    """Who leaves a group leaves its series where only members may come or read (S7)."""
    members_only = or_(Series.open_to_guests.is_(False), Group.read_key != PUBLIC)
    _leave(person_id, Series.group_id == group_id, members_only)


def close(group_id: int) -> None:
    """A closed group holds no more meetings."""
    running = Series.group_id == group_id, Series.ended_at.is_(None), Series.is_draft.is_(False)
    for series_id in session.scalars(select(Series.id).where(*running).order_by(Series.id)).all():
        series = queries.locked_for_task(series_id)
        if series is not None and series.ended_at is None:
            actions.call_off(series, queries.locked_dates(series), "")


def forget(person_id: int, address: str | None) -> None:
    """Seats to come are given up, and nothing says that there were any; who was named as contact is not any more."""
    _leave(person_id)
    session.execute(delete(SeriesSignUp).where(SeriesSignUp.person_id == person_id))
    if address:
        for series in session.scalars(select(Series).where(Series.contact_email == address)):
            series.contact_name = series.contact_email = ""
            revisions.touch(series.group_id)


def _leave(person_id: int, *which: ColumnElement[bool]) -> None:
    own = select(SeriesSignUp.series_id).join(Series, Series.id == SeriesSignUp.series_id)
    own = own.join(Group, Group.id == Series.group_id).where(SeriesSignUp.person_id == person_id, *which)
    person = session.get_one(Person, person_id)
    for series_id in session.scalars(own.where(SeriesSignUp.state.in_(_LIVE)).order_by(Series.id)).all():
        series, sign_up = queries.locked_for_task(series_id), queries.sign_up_of(person_id, series_id)
        if series is not None and sign_up is not None and sign_up.state in _LIVE:
            joining.give_up(series, sign_up, person)
            revisions.touch(series.group_id)
