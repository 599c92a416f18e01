"""The demo's meetings, as rows with everything that follows from them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app

from netapp.config import site_host
from netapp.core.db import session
from netapp.demo import answers, calendar_days, check_in, content, programmes, rooms, sign_ups
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.events import drafting
from netapp.events.models import Meeting


def write(place: Place, network: Network) -> None:
    """All meetings of a network with their sign-ups."""
    for written in network.meetings:
        meeting = _meeting(place, network, written)
        place.meetings[network.folder, written.key] = meeting
    session.flush()
    for written in network.meetings:
        meeting = place.meetings[network.folder, written.key]
        drafting.derive(meeting)  # once more, now that the calendar text can name the meeting's number
        sign_ups.write(place, network, written, meeting)
    session.flush()
    programmes.write(place, network.folder)
    rooms.write(place, network.folder)
    check_in.write(place, network.folder)


def _meeting(place: Place, network: Network, written: content.Meeting) -> Meeting:
    group = place.sub_groups[network.folder, written.group] if written.group else place.networks[network.folder]
    day = _day(place.today, written)
    announced = _announced(place.today, written, day)
    meeting = drafting.new(
        group,
        title=written.title,
        body=written.text,
        starts_local=datetime.combine(day, written.start),
        ends_local=datetime.combine(day + timedelta(written.days - 1), written.end),
        uid=f"meeting-{network.folder}-{written.key}@{site_host(current_app.config['SITE_URL'])}",
        kind=written.kind,
        place=written.place,
        address=written.address,
        online_url=written.online,
        seats=written.seats,
        hybrid=written.online_seats is not None,
        online_seats=written.online_seats,
        open_to_guests=written.guests_welcome,
        head_count=written.head_count,
        created_at=announced,
        changed_at=announced,
        **_contact(place, written),
    )
    if written.text_en:
        meeting.titles = {**meeting.titles, "en": written.title_en}
        meeting.bodies = {**meeting.bodies, "en": written.text_en}
    if written.closes_days_before is not None:
        meeting.closes_local = datetime.combine(day - timedelta(written.closes_days_before), time(18))
    meeting.created_by = (
        place.people[written.contact].id if written.contact else place.networks[network.folder].created_by
    )
    meeting.needs_yes, meeting.questions = written.needs_yes, answers.questions(written)
    _state(meeting, place.today, written, day, announced)
    meeting.group, meeting.parties = group, []
    drafting.set_parties(meeting, list(written.hosts), list(written.partners))
    for party in meeting.parties:
        company = place.company_named(party.name)
        party.company_id = company.id if company else None
    drafting.derive(meeting)
    session.add(meeting)
    return meeting


def _state(meeting: Meeting, today: date, written: content.Meeting, day: date, announced: datetime) -> None:
    if written.draft:
        return
    meeting.state, meeting.published_at = "published", announced
    if not written.days_from_now:
        meeting.state, meeting.changed_at = "held", at(day + timedelta(written.days))
    if written.cancelled:
        meeting.state, meeting.cancel_reason, meeting.sequence = "cancelled", written.cancelled, 1
        meeting.cancelled_at = meeting.changed_at = at(today - timedelta(written.cancelled_days_ago), 13)


def _contact(place: Place, written: content.Meeting) -> dict[str, Any]:
    if not written.contact:
        return {}
    return {"contact_name": written.contact, "contact_email": place.people[written.contact].email}


def _day(today: date, written: content.Meeting) -> date:
    if written.on:
        return written.on
    if written.days_ago:
        return calendar_days.last_working(today - timedelta(written.days_ago))
    return calendar_days.next_working(today + timedelta(written.days_from_now), written.days)


def _announced(today: date, written: content.Meeting, day: date) -> datetime:
    if written.days_from_now:
        return at(today - timedelta(max(1, written.announced_days_ago)))
    return at(day - timedelta(28))
