"""When people are asked how a meeting was. Pure: nothing is read or saved."""

from datetime import datetime, time, timedelta

from netapp.core import localtime

HOUR = time(10)
# When the machine was off; later nobody remembers.
LATE = timedelta(days=2)


def due(ends_local: datetime, zone: str) -> datetime:
    """The day after the meeting's last, at ten by its own clock."""
    return localtime.to_utc(datetime.combine(ends_local.date() + timedelta(days=1), HOUR), zone)


def is_now(ends_local: datetime, zone: str, now: datetime) -> bool:
    at = due(ends_local, zone)
    return at <= now <= at + LATE
