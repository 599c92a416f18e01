"""The demo's programmes, what is said of the way, and who offers seats in a car."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.place import Place
from netapp.events import queries
from netapp.events.models import Meeting
from netapp.events.programme import settling
from netapp.events.programme import text as programme_text
from netapp.events.programme.models import Item, Speaker
from netapp.events.travel.models import Passenger, Ride, Travel


@cache
def all_written() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((content.DATA / "programmes.toml").read_text("utf-8"))["programme"]
    return found


def write(place: Place, folder: str) -> None:
    """Of the meetings of one network, which are there with their sign-ups."""
    for written in all_written():
        if written["network"] == folder:
            meeting = place.meetings[folder, written["meeting"]]
            items = _items(place, written, meeting)
            _way(place, written, meeting)
            settling.derive(meeting, items, has_travel="notes" in written, at=meeting.changed_at)


def _items(place: Place, written: dict[str, Any], meeting: Meeting) -> list[Item]:
    found, problems = programme_text.read(written["written"], meeting)
    assert not problems, problems
    english = written.get("titles_en") or [None] * len(found)
    items = []
    for position, (line, title_en) in enumerate(zip(found, english, strict=True)):
        titles = {meeting.language: line.title} | ({"en": title_en} if title_en else {})
        item = Item(meeting_id=meeting.id, position=position, titles=titles, sequence=0, handouts=[])
        # Not by chance: the demo's calendars say the same whenever it is built.
        item.key = f"{written['meeting'].replace('-', '')[:12]}{position:02}"
        item.day, item.at, item.minutes, item.track, item.kind = line.day, line.at, line.minutes, line.track, line.kind
        item.bodies = {meeting.language: line.body} if line.body else {}
        item.speakers = [_speaker(place, number, *one) for number, one in enumerate(line.speakers)]
        items.append(item)
    session.add_all(items)
    session.flush()
    return items


def _speaker(place: Place, position: int, name: str, company: str) -> Speaker:
    person, known = place.people.get(name), place.company_named(company)
    speaker = Speaker(position=position, name=name, company=company)
    speaker.person_id, speaker.company_id = person.id if person else None, known.id if known else None
    return speaker


def _way(place: Place, written: dict[str, Any], meeting: Meeting) -> None:
    if "notes" not in written:
        return
    rides = written.get("rides", ())
    travel = Travel(meeting_id=meeting.id, rides=bool(rides), changed_at=meeting.changed_at)
    for name in ("notes", "inner"):
        texts = {meeting.language: written.get(name), "en": written.get(f"{name}_en")}
        setattr(travel, name, {code: said for code, said in texts.items() if said})
    session.add(travel)
    for one in rides:
        _ride(place, one, meeting)


def _ride(place: Place, one: dict[str, Any], meeting: Meeting) -> None:
    """Only who comes drives or rides, whomever the dice have let come."""
    driver, day = place.people[one["driver"]], meeting.starts_local.date() - timedelta(one.get("days_before", 0))
    if not _goes(driver.id, meeting):
        return
    ride = Ride(meeting_id=meeting.id, driver_id=driver.id, place=one["place"], seats=one["seats"])
    ride.leaves_local, ride.note = datetime.combine(day, one["leaves"]), one.get("note", "")
    ride.created_at = meeting.created_at
    session.add(ride)
    session.flush()
    for name in one.get("riders", ()):
        if _goes(place.people[name].id, meeting):
            seat = Passenger(meeting_id=meeting.id, ride_id=ride.id, person_id=place.people[name].id)
            seat.created_at = meeting.created_at
            session.add(seat)
    session.flush()


def _goes(person_id: int, meeting: Meeting) -> bool:
    sign_up = queries.sign_up_of(person_id, meeting.id)
    return sign_up is not None and sign_up.state == "going"
