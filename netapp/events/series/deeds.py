"""How the log tells what was done with series; of one date the meeting's number is known, and its day stands beside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from netapp.core import languages
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.events.series.models import Series


def _changed(details: Mapping[str, Any]) -> str:
    return _dated(_("%(who)s changed all dates of %(what)s from %(day)s on"), details)


def _cancelled(details: Mapping[str, Any]) -> str:
    return _dated(_("%(who)s cancelled all dates of %(what)s from %(day)s on"), details)


def _skipped(details: Mapping[str, Any]) -> str:
    return _dated(_("%(who)s cancelled one date of %(what)s, %(day)s"), details)


def _moved(details: Mapping[str, Any]) -> str:
    if details.get("to", details.get("day")) == details.get("day"):
        return _dated(_("%(who)s gave one date of %(what)s, %(day)s, another hour or place"), details)
    return _dated(_("%(who)s moved one date of %(what)s from %(day)s to %(to)s"), details)


def _dated(said: str, details: Mapping[str, Any]) -> str:
    for name in ("day", "to"):
        if name in details:
            said = said.replace(f"%({name})s", languages.date_long(date.fromisoformat(details[name])))
        # A row of another version may not say it.
        said = said.replace(f"%({name})s", "…")
    return said


_SAID: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], str]] = {
    ("series", "change"): _changed,
    ("series", "cancel"): _cancelled,
    ("meeting", "skip"): _skipped,
    ("meeting", "move date"): _moved,
}
TOLD: Mapping[tuple[str, str], Told] = {
    ("series", "begin"): Told("meetings", _l("%(who)s began the series %(what)s")),
    ("series", "discard"): Told("meetings", _l("%(who)s threw the draft of a series away")),
    **{deed: Told("meetings", said) for deed, said in _SAID.items()},
}


def titles(ids: Sequence[int]) -> Mapping[int, str]:
    """What the series are called whose readers read of these deeds."""
    rows = session.scalars(select(Series).where(Series.id.in_(ids)))
    return {series.id: series.title_in(languages.current())[1] for series in rows}
