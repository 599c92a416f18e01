"""Local times, their IANA zones and folds, and the instants that follow from them (T1, T3).

What is stored is the wall clock of the meeting: a naive local time, a zone's name and a fold. The fold is 1 only for
the second pass through an hour that a clock going back repeats, and 0 everywhere else, so that equal times are equal.
"""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

_REGIONS = (
    "Europe",
    "Atlantic",
    "Arctic",
    "America",
    "Asia",
    "Africa",
    "Australia",
    "Pacific",
    "Indian",
    "Antarctica",
)


class Skipped(ValueError):
    """No clock in the zone ever shows this time: it falls into the gap of a clock going forward."""

    def __init__(self, suggestion: datetime) -> None:
        super().__init__(f"skipped by the clock; {suggestion:%H:%M} exists")
        self.suggestion = suggestion


class Repeated(ValueError):
    """Clocks in the zone show this time twice, and nobody said which of the two is meant."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(f"shown twice, at {first:%H:%M} and {second:%H:%M} UTC")
        self.first = first
        self.second = second


def is_zone(name: str) -> bool:
    """Is this a zone named after a place (or UTC)? `localtime`, `posix/…`, `Etc/GMT+1` and `EST` are not."""
    return name in _zone_names()


@cache
def zones() -> tuple[str, ...]:
    """The zones to choose from, Europe first; former names stay valid (`is_zone`) but are not offered."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    names = {row[2] for row in rows if is_zone(row[2])}
    return (*sorted(names, key=lambda name: (_REGIONS.index(name.partition("/")[0]), name)), "UTC")


def to_utc(local: datetime, zone: str, fold: int = 0) -> datetime:
    """The instant of a stored time. Raises ValueError for an unknown zone or a year that UTC cannot hold."""
    if not is_zone(zone):
        raise ValueError(f"unknown time zone: {zone!r}")
    if local.tzinfo is not None:
        raise ValueError("a local time carries no zone of its own")
    try:
        return local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"out of range: {local}") from error


def to_local(instant: datetime, zone: str) -> datetime:
    """What a clock on the wall shows at this instant: naive, with its fold."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def resolve(local: datetime, zone: str, fold: int | None = None) -> tuple[int, datetime]:
    """The fold to store and the instant of a time that somebody typed.

    Raises Skipped for a time in the gap, and Repeated for one that happens twice when `fold` does not say which.
    """
    first, second = to_utc(local, zone, 0), to_utc(local, zone, 1)
    if first == second:
        return 0, first
    # In a gap Python reads fold 0 with the offset before it and fold 1 with the one after it: the order turns round.
    if first > second:
        raise Skipped(to_local(first, zone))
    if fold is None:
        raise Repeated(first, second)
    return (1, second) if fold else (0, first)


def offset_label(local: datetime, zone: str, fold: int = 0) -> str:
    """`UTC+02:00`, to tell the two passes of a repeated hour apart; the same in every language."""
    minutes = round(_offset(to_utc(local, zone, fold), zone) / timedelta(minutes=1))
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "UTC"


def place_name(zone: str, locale: str) -> str:
    """The zone's city in the reader's language: `København`, `Helsingfors`."""
    city: str = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    # German has soft hyphens in Reykjavík; zones that CLDR does not translate come as `Argentina/Ushuaia`.
    return city.replace("\N{SOFT HYPHEN}", "").rpartition("/")[2]


def same_clock(zone_a: str, zone_b: str, instant: datetime) -> bool:
    """Do clocks in both zones show the same at this instant? If not, the zone must be said (T3)."""
    return zone_a == zone_b or _offset(instant, zone_a) == _offset(instant, zone_b)


def local_day_before(local: datetime, hour: int = 18) -> datetime:
    """That hour on the day before, on the same wall clock (S3: promotions end at 18:00 the day before)."""
    return datetime.combine(local.date() - timedelta(days=1), time(hour))


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(n for n in available_timezones() if n == "UTC" or n.partition("/")[0] in _REGIONS)


def _offset(instant: datetime, zone: str) -> timedelta:
    return instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
