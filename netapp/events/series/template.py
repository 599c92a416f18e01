"""What a series says of its dates: the first as it is written, the others moved on the wall clock (T2)."""

from dataclasses import replace
from datetime import datetime, timedelta

from netapp.core import languages, links, localtime, text
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.events import drafting, scheduling, words
from netapp.events.calendars import entries as calendar
from netapp.events.calendars import timezones
from netapp.events.models import Meeting, date_uid
from netapp.events.scheduling import Draft
from netapp.events.series.models import Series

_PLAIN = (
    *("titles", "bodies", "language", "kind", "zone", "place", "address", "map_url", "online_url", "seats"),
    *("open_to_guests", "needs_yes", "asks_feedback", "shown_to", "contact_name", "contact_email"),
)
_TIMES = ("starts_local", "ends_local", "opens_local", "closes_local", "promotes_until_local")
_CLOCK = frozenset({"starts_local", "ends_local", "zone", "starts_fold", "ends_fold"})
# What calendars tell of the whole, and what follows time along without being told.
_MOVED = frozenset({"opens_local", "closes_local", "promotes_until_local"})


def of(series: Series) -> Draft:
    """Of its first date."""
    times = {name: getattr(series, name) for name in (*_PLAIN, *_TIMES)}
    return Draft(**times, starts_fold=0, ends_fold=0, hosts=tuple(series.hosts), partners=tuple(series.partners))


def write_into(series: Series, draft: Draft) -> None:
    """Put the (settled) draft of the first date into the series."""
    for name in (*_PLAIN, *_TIMES):
        setattr(series, name, getattr(draft, name))
    series.hosts, series.partners = list(draft.hosts), list(draft.partners)


def settled(draft: Draft) -> Draft:
    """The first date, as `scheduling.settled`; Refused for what only a single meeting may have."""
    first = scheduling.settled(draft)
    if first.starts_fold or first.ends_fold:
        raise Refused(_("A series can’t begin in the night in which the clocks go back."), "starts_fold")
    return first


def at(first: Draft, begins: datetime) -> Draft:
    """The date that begins then: all its times at the same distance, on the wall clock."""
    moved = begins - first.starts_local
    times = {name: local + moved for name in _TIMES if (local := getattr(first, name)) is not None}
    ends = localtime.to_local(localtime.to_utc(times["ends_local"], first.zone), first.zone)
    # An end that the clock skips; and one that it has put before the beginning.
    times["ends_local"] = (
        ends
        if localtime.to_utc(ends, first.zone) > localtime.to_utc(begins, first.zone)
        else (begins + timedelta(hours=2))
    )
    return replace(first, **times, starts_fold=0, ends_fold=0)


def followed(is_now: Draft, was: Draft, shall: Draft) -> Draft:
    """A date after a change of its series: what was as the series said follows it, what was not stays (as it was)."""
    values = {}
    moved = any(getattr(is_now, name) != getattr(was, name) for name in _CLOCK)
    for name in vars(is_now):
        stays = moved if name in _CLOCK or name in _MOVED else getattr(is_now, name) != getattr(was, name)
        values[name] = getattr(is_now if stays else shall, name)
    return Draft(**values)


def differs(is_now: Draft, shall: Draft) -> bool:
    """Whether calendars must be told this date by itself."""
    instant = localtime.to_utc(is_now.starts_local, is_now.zone)
    return is_now != shall or timezones.readings(is_now.zone, is_now.starts_local) != {instant}


def compare(meeting: Meeting) -> None:
    """Note whether a date that was written by itself is still as its series would have it."""
    if meeting.series_id is not None and meeting.occurrence is not None:
        series = session.get_one(Series, meeting.series_id)
        meeting.differs = differs(scheduling.of(meeting), at(of(series), meeting.occurrence))


def give(meeting: Meeting, series: Series, occurrence: datetime) -> None:
    """Let it be this date of this series."""
    meeting.series_id, meeting.occurrence, meeting.rule = series.id, occurrence, series.rule
    meeting.uid = date_uid(series.uid, occurrence)


def derive(series: Series) -> None:
    """Make what follows from the rest; the calendar text names its address, so it comes with the number."""
    last = at(of(series), series.made_until)
    series.starts_at = localtime.to_utc(series.starts_local, series.zone)
    series.ends_at = localtime.to_utc(last.ends_local, series.zone)
    series.vevent = calendar.vevent(entry(series)) if series.id and not series.is_draft else ""


def entry(series: Series, language: str | None = None, *, with_link: bool = False, **more: object) -> calendar.Entry:
    """The master for a calendar, as `drafting.entry`; `more`: what is different for one person."""
    language = language if language in languages.NAMES else series.language
    with languages.use(language):
        title_language, title = series.title_in(language)
        values: dict[str, object] = {
            "uid": series.uid,
            "sequence": series.sequence,
            "created": series.created_at,
            "changed": series.changed_at,
            "start": series.starts_local,
            "end": series.ends_local,
            "zone": series.zone,
            "title": title,
            "url": links.absolute("events.series", series_id=series.id, tail=series.tail),
            "language": title_language,
            "description": text.plain(series.body_in(language)[1]),
            "place": ", ".join(filter(None, (series.place, series.address))) or _online(series),
            "status": "CANCELLED" if series.cancelled else "CONFIRMED",
            "categories": (words.kind(series.kind),),
            "cancelled_prefix": words.cancelled_prefix(),
            "online_url": (series.online_url or None) if with_link else None,
            "online_label": words.join_online(),
            "rule": series.rule,
            "until": series.made_until,
        }
        return calendar.Entry(**{**values, **more})  # type: ignore[arg-type]


def _online(series: Series) -> str:
    return words.online() if series.online_url else ""


def as_meeting(series: Series, date: Meeting) -> Meeting:
    """What the series says of this date, as a meeting that is never kept: for its form."""
    assert date.occurrence is not None, "a date of a series"
    draft = at(of(series), date.occurrence)
    values = {name: value for name, value in vars(draft).items() if name not in {"hosts", "partners"}}
    meeting = Meeting(group_id=series.group_id, **values)
    meeting.parties = []
    drafting.set_parties(meeting, series.hosts, series.partners)
    return meeting
