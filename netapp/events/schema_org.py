"""A public meeting as schema.org Event, a series as EventSeries, for search engines (JSON-LD)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from markupsafe import Markup

from netapp.core import assets, languages, links, localtime, text
from netapp.events import telling
from netapp.events.hybrid.page import WayOf
from netapp.events.models import Meeting
from netapp.events.programme.page import Shown, Spoken
from netapp.events.series.models import Series
from netapp.events.series.reading import Dated
from netapp.groups.models import Group

_SCHEMA = "https://schema.org/"
# Of a weekly series' 26; the others follow from the calendar.
MOST_DATES = 12
_CAPACITY = {"room": "maximumPhysicalAttendeeCapacity", "online": "maximumVirtualAttendeeCapacity"}


def event(meeting: Meeting, taken: int, items: Sequence[Shown] = (), ways: Sequence[WayOf] = ()) -> Markup:
    """The document, safe inside a script element. Never for what not everybody may read."""
    document = _document(meeting, taken)
    document |= {_CAPACITY[way.mode]: way.most for way in ways if way.most is not None}
    if items:
        document["subEvent"] = [_part(meeting, document, item) for item in items]
    return _written(document)


def series(whole: Series, coming: Sequence[Dated]) -> Markup:
    """The document of a series with its next dates, as `event`. Seats and offers stand at each date's own."""
    language, title = whole.title_in(languages.current())
    url = links.absolute("events.series", series_id=whole.id, tail=whole.tail)
    document = {
        "@context": "https://schema.org",
        "@type": "EventSeries",
        "@id": url,
        "url": url,
        "name": title,
        "inLanguage": language,
        "description": text.excerpt(whole.body_in(languages.current())[1], 400) or title,
        "organizer": _organizer(whole.group),
        "subEvent": [_date(meeting) for meeting in coming[:MOST_DATES]],
    }
    return _written(document)


def _written(document: dict[str, Any]) -> Markup:
    return Markup(json.dumps(document, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 ("<" can't end the element)


def _date(meeting: Dated) -> dict[str, Any]:
    url = links.absolute("events.meeting", meeting_id=meeting.id, tail=meeting.tail)
    return {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": meeting.title_in(languages.current())[1],
        "startDate": _iso(meeting, "starts"),
        "endDate": _iso(meeting, "ends"),
        "eventStatus": _status(meeting),
        "eventAttendanceMode": _SCHEMA + _mode(meeting),
        "location": _location(meeting, url),
    }


def _status(meeting: Meeting | Dated) -> str:
    return _SCHEMA + ("EventCancelled" if meeting.state == "cancelled" else "EventScheduled")


def _organizer(group: Group) -> dict[str, Any]:
    network = group.parent or group
    return {
        "@type": "Organization",
        "name": network.name,
        "url": links.absolute("groups.network", group_id=network.id),
    }


def _document(meeting: Meeting, taken: int) -> dict[str, Any]:
    language, title = meeting.title_in(languages.current())
    url = links.absolute("events.meeting", meeting_id=meeting.id, tail=meeting.tail)
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": title,
        "inLanguage": language,
        "description": text.excerpt(meeting.body_in(languages.current())[1], 400)
        or telling.when(meeting.starts_local, meeting.ends_local),
        "startDate": _iso(meeting, "starts"),
        "endDate": _iso(meeting, "ends"),
        "eventStatus": _status(meeting),
        "eventAttendanceMode": _SCHEMA + _mode(meeting),
        "location": _location(meeting, url),
        "image": [current_app.config["SITE_URL"] + assets.address("img/og.png")],
        "organizer": _organizer(meeting.group),
        "isAccessibleForFree": True,
        "offers": _offer(meeting, taken, url),
    }
    if meeting.all_seats is not None:
        document["maximumAttendeeCapacity"] = meeting.all_seats
        document["remainingAttendeeCapacity"] = max(0, meeting.all_seats - taken)
    hosts = [{"@type": "Organization", "name": party.name} for party in meeting.parties if party.part == "host"]
    return document | ({"performer": hosts} if hosts else {})


def _part(meeting: Meeting, whole: dict[str, Any], item: Shown) -> dict[str, Any]:
    """An item of the programme, at its meeting's place unless it has a room of its own there."""
    here = whole["location"]
    part: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{whole['@id']}#item-{item.id}",
        "name": item.title,
        "startDate": _local_iso(meeting, item.slot.start),
        "endDate": _local_iso(meeting, item.slot.until),
        "eventStatus": whole["eventStatus"],
        "eventAttendanceMode": whole["eventAttendanceMode"],
        "location": {**here, "name": f"{here['name']}, {item.track}"} if item.track and "name" in here else here,
    }
    speakers = [{"@type": "Person", "name": one.name, **_works_for(one)} for one in item.speakers]
    return part | ({"performer": speakers} if speakers else {})


def _works_for(one: Spoken) -> dict[str, Any]:
    return {"worksFor": {"@type": "Organization", "name": one.company}} if one.company else {}


def _local_iso(meeting: Meeting, local: datetime) -> str:
    instant = localtime.to_utc(local, meeting.zone)
    return str(instant.astimezone(ZoneInfo(meeting.zone)).isoformat(timespec="minutes"))


def _iso(meeting: Meeting | Dated, end: str) -> str:
    instant = getattr(meeting, f"{end}_at").astimezone(UTC)
    return str(instant.astimezone(ZoneInfo(meeting.zone)).isoformat(timespec="minutes"))


def _mode(meeting: Meeting | Dated) -> str:
    if meeting.is_online and meeting.place:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if meeting.is_online else "OfflineEventAttendanceMode"


def _location(meeting: Meeting | Dated, url: str) -> Any:
    place = {
        "@type": "Place",
        "name": meeting.place or telling.where(meeting),
        "address": meeting.address or telling.where(meeting),
    }
    # The link itself is for who has signed up; whoever wants in begins at the meeting's page.
    online = {"@type": "VirtualLocation", "url": url}
    if meeting.is_online and meeting.place:
        return [place, online]
    return online if meeting.is_online else place


def _offer(meeting: Meeting, taken: int, url: str) -> dict[str, Any]:
    full = meeting.all_seats is not None and taken >= meeting.all_seats
    offer = {
        "@type": "Offer",
        "url": url,
        "price": 0,
        "priceCurrency": "EUR",
        "availability": _SCHEMA + ("SoldOut" if full else "InStock"),
    }
    opens = meeting.opens_at or meeting.published_at
    return offer | ({"validFrom": opens.isoformat(timespec="minutes")} if opens else {})
