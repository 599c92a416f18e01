"""A meeting in words: the lines that pages, letters and lists share, in the reader's language and clock."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from netapp.core import languages, links, localtime
from netapp.core.languages import gettext as _
from netapp.events import words
from netapp.events.listed import Listed
from netapp.events.models import Meeting, SignUp
from netapp.events.notices import Was
from netapp.events.series.models import Series
from netapp.events.series.reading import Dated


def when(starts: datetime, ends: datetime) -> str:
    """Tuesday 24 November 2026, 13:00 to 16:30; both days when it ends on another."""
    values = {
        "day": languages.date_long(starts),
        "start": languages.clock_time(starts),
        "end": languages.clock_time(ends),
    }
    if starts.date() == ends.date():
        return _("%(day)s, %(start)s to %(end)s", **values)
    return _("%(day)s, %(start)s to %(last_day)s, %(end)s", **values, last_day=languages.date_long(ends))


def hours(starts: datetime, ends: datetime) -> str:
    """13:00 to 16:30; with the last day when there are several."""
    values = {"start": languages.clock_time(starts), "end": languages.clock_time(ends)}
    if starts.date() == ends.date():
        return _("%(start)s to %(end)s", **values)
    return _("%(start)s, until %(last_day)s", start=values["start"], last_day=languages.date_short(ends))


def zone_name(zone: str) -> str:
    """Copenhagen time, where a reader could doubt which clock is meant (T3)."""
    return _("%(city)s time", city=localtime.place_name(zone, str(languages.locale())))


def own_clock(meeting: Meeting) -> str | None:
    """What the reader's own clock shows at the start, when it shows something else."""
    zone = languages.viewer_zone(meeting.zone)
    if localtime.same_clock(zone, meeting.zone, meeting.starts_at):
        return None
    local = localtime.to_local(meeting.starts_at, zone)
    return _("%(day)s, %(time)s your time", day=languages.date_short(local), time=languages.clock_time(local))


def where(meeting: Meeting | Listed | Dated) -> str:
    """One short line for a list: the place, or that it is online, or both."""
    if meeting.place and meeting.is_online:
        return _("%(place)s and online", place=meeting.place)
    return meeting.place or (words.online() if meeting.is_online else _("Place to be announced"))


def map_link(meeting: Meeting) -> str | None:
    """The organiser's own link, else a search in OpenStreetMap for the address."""
    if meeting.map_url:
        return meeting.map_url
    if not meeting.address:
        return None
    return "https://www.openstreetmap.org/search?query=" + quote(meeting.address)


def about(meeting: Meeting, language: str, *, sign_up: SignUp | None = None) -> dict[str, Any]:
    """What every letter about a meeting says; the online link only to who has a seat for it, and to who has chosen to
    take part online no place.
    """
    _language, title = meeting.title_in(language)
    place = ", ".join(filter(None, (meeting.place, meeting.address)))
    where = place or (_("Online") if meeting.is_online else _("Place to be announced"))
    if meeting.hybrid and sign_up is not None and sign_up.mode == "online":
        where = _("Online")
    online_url = meeting.online_url if sign_up is not None and sign_up.gets_link(meeting) else ""
    starts, zone = when(meeting.starts_local, meeting.ends_local), zone_name(meeting.zone)
    return {
        "meeting": meeting,
        "title": title,
        "when": starts,
        "zone": zone,
        "where": where,
        "online_url": online_url,
        "map_url": map_link(meeting),
        "rows": [
            (_("When"), f"{starts}\n{zone}"),
            (_("Where"), where),
            (_("Online link"), online_url),
            (_("Contact"), ", ".join(filter(None, (meeting.contact_name, meeting.contact_email)))),
        ],
        "page": links.absolute("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
        "network": sender(meeting),
    }


def scope(meeting: Meeting) -> str:
    """What is stopped with the letters about it: those of the other dates of its series, too (M5)."""
    return f"meeting:{meeting.id}" if meeting.series_id is None else f"series:{meeting.series_id}"


def sender(meeting: Meeting | Series) -> str:
    """Who writes a letter about it: the network."""
    return (meeting.group.parent or meeting.group).name


def before(was: Was, meeting: Meeting, *, going: bool) -> dict[str, Any]:
    """What a letter about a move says of how it was; only what is different now."""
    now = Was.of(meeting)
    time_moved = (was.starts, was.ends, was.zone) != (now.starts, now.ends, now.zone)
    return {
        "was_when": when(was.starts_local, was.ends_local) if time_moved else None,
        "was_zone": zone_name(was.zone) if was.zone != meeting.zone else None,
        "was_place": was.where(going) if was.where(going) != now.where(going) else None,
    }
