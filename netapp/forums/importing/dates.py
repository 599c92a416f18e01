"""When a letter was written, however its program wrote that."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from dateutil import parser

# Hours east of Greenwich, by the names of zones that Europe's letters bear; the library knows America's.
_ZONES = {"wet": 0, "bst": 1, "west": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "sast": 2}
_ZONES |= {"met dst": 2, "cet dst": 2, "eet": 2, "eest": 3, "eet dst": 3, "eetdst": 3, "metdst": 2, "msk": 3, "msd": 4}
_ZONE = re.compile(r"\b(met dst|cet dst|eet dst|[a-z]{3,6})\b(?!.*\d:\d)", re.IGNORECASE)
_DOTTED = re.compile(r" (\d{1,2})\.(\d\d)(?=$| )")
_BACKWARDS = re.compile(r"\d{4}-")
# What a date leaves out is from a time that no letter is from.
_NEVER = datetime(1900, 1, 1)
_LONGEST = 100
_WIDEST = timedelta(hours=14)
# So much later than the archive has got it, no letter was written.
_AHEAD = timedelta(days=2)


def parse(said: str) -> datetime | None:
    """In UTC; a zone that can't be is left out of account. None for what is no date."""
    said = " ".join(said.split())[:_LONGEST]
    if not re.search(r"\d", said):
        return None
    return _standard(said) or _other(said)


def guessed(written: datetime | None, arrived: datetime | None, now: datetime, earliest: datetime) -> datetime | None:
    """When it was written by its own date, unless that can't be; else when the archive got it."""
    latest = min(now, arrived + _AHEAD) if arrived and arrived >= earliest else now
    if written and earliest <= written <= latest:
        return written
    return arrived if arrived and earliest <= arrived <= now else None


def _standard(said: str) -> datetime | None:
    try:
        found = parsedate_tz(said)
        if not found or not found[1] or not found[2]:
            return None
        local = datetime(*found[:6])
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return _universal(local, found[9] or _named(said))


def _other(said: str) -> datetime | None:
    try:
        found = parser.parse(
            _DOTTED.sub(r" \1:\2", said), default=_NEVER, dayfirst=_BACKWARDS.match(said) is None, ignoretz=True
        )
    except (ValueError, OverflowError, TypeError, ArithmeticError, RecursionError):
        return None
    offset = re.search(r"([+-])(\d\d):?(\d\d)$", said) if ":" in said else None
    seconds = int(f"{offset[1]}{int(offset[2]) * 3600 + int(offset[3]) * 60}") if offset else _named(said)
    return _universal(found.replace(tzinfo=None), seconds)


def _named(said: str) -> int:
    found = _ZONE.search(said)
    return _ZONES.get(found[1].lower(), 0) * 3600 if found else 0


def _universal(local: datetime, seconds: int) -> datetime | None:
    offset = timedelta(seconds=seconds)
    if abs(offset) > _WIDEST:
        offset = timedelta(0)
    try:
        return local.replace(tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
