"""The demo's meetings that repeat, with who has signed up for all of them."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from netapp.config import site_host
from netapp.core.db import session
from netapp.demo import content
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.events import drafting
from netapp.events.models import Meeting, SignUp
from netapp.events.scheduling import Draft
from netapp.events.series import actions, rules, template
from netapp.events.series.models import AHEAD, Series, SeriesSignUp


def write(place: Place, network: Network) -> None:
    for row in content.series(network.folder):
        series = _series(place, network, row)
        _sign_up(place, network, series, row)
        actions.extend(series)
        _tidy(place, series, row)


def _series(place: Place, network: Network, row: dict[str, Any]) -> Series:
    group, said = place.networks[network.folder], at(place.today - timedelta(row["said_days_ago"]))
    starts = _first(place, row)
    titles = {network.language: row["title"], "en": row["title_en"]}
    bodies = {network.language: row["text"].strip(), "en": row["text_en"].strip()}
    draft = Draft(
        titles=titles,
        bodies=bodies,
        language=network.language,
        zone=network.zone,
        starts_local=starts,
        ends_local=starts + timedelta(minutes=row["minutes"]),
        place=row["place"],
        seats=row["seats"],
        contact_name=row["by"],
        contact_email=place.people[row["by"]].email or "",
    )
    uid = f"series-{network.folder}-{row['key']}@{site_host(current_app.config['SITE_URL'])}"
    series = Series(uid=uid, group_id=group.id, created_by=place.people[row["by"]].id, sequence=0, weeks_ahead=AHEAD)
    series.group, series.rule = group, rules.of("weekday", 1, starts.date()).text
    series.created_at, series.changed_at, series.vevent, series.cancelled = said, said, "", False
    series.made_until, series.arrivals = starts - timedelta(days=1), len(row["members"])
    series.starts_at = series.ends_at = said
    template.write_into(series, template.settled(draft))
    session.add(series)
    session.flush()
    return series


def _first(place: Place, row: dict[str, Any]) -> datetime:
    """The next such weekday of a month, so many days ahead at least."""
    day = place.today + timedelta(row["begins_in"])
    while day.weekday() != row["weekday"] or (day.day - 1) // 7 + 1 != row["nth"]:
        day += timedelta(1)
    return datetime.combine(day, time(row["hour"]))


def _sign_up(place: Place, network: Network, series: Series, row: dict[str, Any]) -> None:
    companies = {who.name: place.companies[who.company].name for who in network.people}
    for turn, name in enumerate(row["members"], 1):
        person = place.people[name]
        own = SeriesSignUp(series_id=series.id, person_id=person.id, state="going", turn=turn, rounds=1)
        own.company, own.show_name, own.as_guest, own.came_by = companies[name], person.show_name, False, "page"
        own.created_at = own.changed_at = series.created_at + timedelta(hours=3 * turn)
        session.add(own)
    session.flush()


def _tidy(place: Place, series: Series, row: dict[str, Any]) -> None:
    """As if all had been said then, and some had said no since."""
    said = series.created_at
    mine = Meeting.series_id == series.id
    dates = session.scalars(select(Meeting).where(mine).order_by(Meeting.occurrence)).all()
    for meeting in dates:
        meeting.created_at = meeting.changed_at = meeting.published_at = said
        drafting.derive(meeting)
    numbers = [meeting.id for meeting in dates]
    signed = SignUp.meeting_id.in_(numbers)
    session.execute(update(SignUp).where(signed).values(created_at=said, changed_at=said))
    for name, date in row["not_this_time"].items():
        theirs = SignUp.meeting_id == numbers[date - 1], SignUp.person_id == place.people[name].id
        session.execute(update(SignUp).where(*theirs).values(state="declined", came_by="letter", rounds=1))
    series.changed_at = said
    template.derive(series)
    session.flush()
