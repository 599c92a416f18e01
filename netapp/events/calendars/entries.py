"""A meeting as iCalendar text: the stored VEVENT of public feeds, whole calendars, and a letter's invitation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vRecur, vText
from icalendar.parser import Contentline
from icalendar.prop import vCategory

from netapp.core import localtime
from netapp.events.calendars import timezones, values

Method = Literal["REQUEST", "CANCEL"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_PRODID = "-//netapp//netapp//EN"
_END = "END:VCALENDAR\r\n"
_END_OF_EVENT = "END:VEVENT\r\n"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a calendar is told about one meeting, in words that its reader can read.

    `start` and `end` are naive and local in `zone`, with their folds; `created` and `changed` are instants.
    `description` is plain text. `online_url` and its translated `online_label` ("Join online") are only for who has
    signed up; `cancelled_prefix` ("Cancelled: ") comes before the title of a cancelled meeting.

    A series is a master, with the `rule` by which it repeats to `until` and what of it is left out, `excepted`; a date
    of it has the beginning that the rule gives it as `recurrence_id` (C1). These are local as `start` is.
    """

    uid: str
    sequence: int
    created: datetime
    changed: datetime
    start: datetime
    end: datetime
    zone: str
    title: str
    url: str
    language: str
    start_fold: int = 0
    end_fold: int = 0
    description: str = ""
    place: str = ""
    status: Status = "CONFIRMED"
    categories: tuple[str, ...] = ()
    cancelled_prefix: str = ""
    online_url: str | None = None
    online_label: str = ""
    rule: str = ""
    until: datetime | None = None
    excepted: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None

    @property
    def summary(self) -> str:
        return self.cancelled_prefix + self.title if self.status == "CANCELLED" else self.title

    @property
    def details(self) -> str:
        """The description, and the link to the online meeting, since most programs show no CONFERENCE."""
        link = f"{self.online_label}\n{self.online_url}".strip() if self.online_url else ""
        return "\n\n".join(filter(None, (self.description.strip(), link)))

    @property
    def location(self) -> str:
        return self.place or self.online_url or ""

    @property
    def starts_at(self) -> datetime:
        return localtime.to_utc(self.start, self.zone, self.start_fold)

    @property
    def ends_at(self) -> datetime:
        return localtime.to_utc(self.end, self.zone, self.end_fold)


def vevent(entry: Entry) -> str:
    """The public form: no people, no METHOD, no alarm. Folded lines, each with its CRLF."""
    return str(_event(entry).to_ical(), "utf-8")


def feed(
    pieces: Iterable[str],
    zones: Iterable[str],
    *,
    name: str,
    description: str,
    url: str,
    hours: int = 1,
    color: str | None = None,
) -> bytes:
    """A calendar to subscribe to, of stored `vevent` pieces; `zones` are those of its meetings. `color` is a CSS3 name.

    It is said in RFC 7986's words and in the older ones that programs really read. Without METHOD (RFC 5546 3.2.1).
    """
    return _joined(_feed_head(name, description, url, hours, color), pieces, zones)


@lru_cache(maxsize=256)
def _feed_head(name: str, description: str, url: str, hours: int, color: str | None) -> str:
    head = _calendar()
    for key in ("NAME", "X-WR-CALNAME"):
        head.add(key, values.line(name))
    for key in ("DESCRIPTION", "X-WR-CALDESC"):
        head.add(key, values.text(description))
    head.add("URL", values.uri(url))
    head.add("REFRESH-INTERVAL", timedelta(hours=hours), parameters={"VALUE": "DURATION"})
    head.add("X-PUBLISHED-TTL", f"PT{hours}H")
    if color:
        head.add("COLOR", color)
    return _opening(head)


def download(piece: str, zone: str) -> bytes:
    """One meeting as a file. It has no name: programs would offer to make a new calendar of that name."""
    return _joined(_opening(_calendar()), [piece], [zone])


def whole(pieces: Iterable[str], zones: Iterable[str]) -> bytes:
    """A series as a file: its master's piece, and those of the dates that differ."""
    return _joined(_opening(_calendar()), pieces, zones)


def invitation(
    entry: Entry,
    method: Method,
    *,
    organizer_mail: str,
    organizer_name: str,
    attendee_mail: str,
    attendee_name: str,
    rsvp: bool,
    differing: Iterable[Entry] = (),
) -> bytes:
    """A letter's entry for the one person who has signed up, or no longer comes (C7, RFC 5546 3.2.2 and 3.2.5).

    The part's Content-Type must say the same method. `organizer_mail` is where the reader's program sends its answer:
    an address of their own where mail comes in, else the site's. It stays the same from letter to letter. `differing`:
    the dates of a series that are not as its master says.
    """
    organizer = _person("ORGANIZER", values.address(organizer_mail, CN=organizer_name))
    answer = {"PARTSTAT": "ACCEPTED", "RSVP": "TRUE" if rsvp and method == "REQUEST" else "FALSE"}
    who = values.address(attendee_mail, CN=attendee_name, ROLE="REQ-PARTICIPANT", **answer)
    people = organizer + _person("ATTENDEE", who) + _END_OF_EVENT
    events = [_for_everybody(one, method) + people for one in (entry, *differing)]
    return _joined(_letter_head(method), events, {entry.zone, *(one.zone for one in differing)})


def _person(name: str, who: vCalAddress) -> str:
    return str(Contentline.from_parts(name, who.params, who).to_ical(), "utf-8") + "\r\n"


@cache
def _letter_head(method: Method) -> str:
    head = _calendar()
    head.add("METHOD", method)
    return _opening(head)


@lru_cache(maxsize=256)
def _for_everybody(entry: Entry, method: Method) -> str:
    """The meeting in a letter's calendar, but for its end: alike for all who are written to in a language."""
    event = _event(entry)
    if method == "CANCEL":
        event["STATUS"] = vText("CANCELLED")
    return str(event.to_ical(), "utf-8").removesuffix(_END_OF_EVENT)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("CREATED", entry.created.astimezone(UTC))
    # The last change, not the moment of asking: two fetches give the same bytes (C2).
    event.add("DTSTAMP", entry.changed.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed.astimezone(UTC))
    start, end = _times(entry)
    event.add("DTSTART", start)
    event.add("DTEND", end)
    _add_recurrence(event, entry)
    event.add("STATUS", entry.status)
    event.add("URL", values.uri(entry.url))
    in_language = {"LANGUAGE": entry.language} if entry.language else {}
    event.add("SUMMARY", values.line(entry.summary), parameters=in_language)
    if entry.details:
        event.add("DESCRIPTION", values.text(entry.details), parameters=in_language)
    if entry.location:
        event.add("LOCATION", values.line(entry.location))
    if entry.categories:
        categories = vCategory([])
        categories.cats.extend(values.line(category) for category in entry.categories)
        event.add("CATEGORIES", categories)
    if entry.online_url:
        link = values.uri(entry.online_url)
        link.params.update(VALUE="URI", FEATURE=["AUDIO", "VIDEO"])
        link.params["LABEL"] = str(values.line(entry.online_label or entry.title))
        event.add("CONFERENCE", link)
    return event


def _add_recurrence(event: Event, entry: Entry) -> None:
    """In DTSTART's zone all of it, but for the end of a rule, which is in UTC (RFC 5545 3.3.10)."""
    zone = ZoneInfo(entry.zone)
    if entry.recurrence_id is not None:
        event.add("RECURRENCE-ID", entry.recurrence_id.replace(tzinfo=zone))
    if entry.rule:
        until = localtime.to_utc(entry.until, entry.zone) if entry.until else None
        event.add("RRULE", vRecur.from_ical(entry.rule + (f";UNTIL={until:%Y%m%dT%H%M%SZ}" if until else "")))
    for local in entry.excepted:
        event.add("EXDATE", local.replace(tzinfo=zone))


def _times(entry: Entry) -> tuple[datetime, datetime]:
    """Local with TZID where the VTIMEZONE leads every reader to the right instants, else both in UTC.

    UTC is for an hour that the clock repeats: a TZID time can't carry a fold, RFC 5545 3.3.5 means the first pass, and
    Thunderbird's ical.js and node-ical take the second. And for times at which the zone does not follow its own rule.
    """
    start_is_clear = timezones.readings(entry.zone, entry.start) == {entry.starts_at}
    end_is_clear = timezones.readings(entry.zone, entry.end) == {entry.ends_at}
    # What repeats has no other way: its rule counts on this clock, and its dates in such an hour are told one by one.
    if entry.zone == "UTC" or not (entry.rule or (start_is_clear and end_is_clear)):
        return entry.starts_at, entry.ends_at
    zone = ZoneInfo(entry.zone)
    return entry.start.replace(tzinfo=zone), entry.end.replace(tzinfo=zone)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", _PRODID)
    calendar.add("VERSION", "2.0")
    return calendar


def _opening(head: Calendar) -> str:
    return str(head.to_ical(), "utf-8").removesuffix(_END)


def _joined(opening: str, pieces: Iterable[str], zones: Iterable[str]) -> bytes:
    """Nothing is parsed, escaped or folded again: stored pieces cost what their bytes cost."""
    tables = (timezones.vtimezone(zone) for zone in sorted({*zones} - {"UTC"}))
    return "".join((opening, *tables, *pieces, _END)).encode()
