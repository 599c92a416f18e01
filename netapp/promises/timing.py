"""When a promise's owner is reminded, and in which week's list what is late stands. Pure: nothing is read or saved."""

from datetime import date, datetime, time, timedelta

from netapp.core import localtime

HOUR = time(8)
# So long before the day, where there was more time than that.
AHEAD = timedelta(days=2)
# The list comes on this weekday of the group's clock, as date.weekday() counts; when the machine was off, a day later.
LIST_DAY, LIST_DAYS = 0, 2


def day_of_reminder(due: date, made: date) -> date:
    """Two days before, on a day after it was written down; else on the day itself."""
    early = due - AHEAD
    return early if early > made else due


def is_reminded_now(due: date, made: date, now: datetime, zone: str) -> bool:
    """From eight on that day, until the day it is due is over: then it is late, and stands in lists."""
    local = localtime.to_local(now, zone)
    begins = datetime.combine(day_of_reminder(due, made), HOUR)
    return begins <= local and local.date() <= due


def is_list_hour(now: datetime, zone: str) -> bool:
    """Monday from eight, or Tuesday."""
    local = localtime.to_local(now, zone)
    day = (local.weekday() - LIST_DAY) % 7
    return day < LIST_DAYS and (day > 0 or local.time() >= HOUR)
