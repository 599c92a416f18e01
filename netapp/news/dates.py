"""The dates that a text names, as people write them in Danish, Swedish, Finnish and English. Pure.

"Tirsdag den 21. november", "den 3. maj 2018", "15.5.2015", "tiistaina 5. toukokuuta 2015", "3 May 2018", "May 3, 2018",
"24.–26. april 2018", "28 och 29 september 2017", "2015-05-15". A year may be missing, also a weekday; a number without
a month's name is a date only with a year, or behind a weekday.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

# Months as they begin, the longest spelling first wherever one begins with another. English ones are written with a
# capital: "may" and "march" are words, too.
_MONTHS = (
    (1, "januari", "januar", "january", "tammikuu", "jan"),
    (2, "februari", "februar", "february", "helmikuu", "febr", "feb"),
    (3, "marts", "mars", "march", "maaliskuu", "mar"),
    (4, "april", "huhtikuu", "apr"),
    (5, "maj", "may", "toukokuu"),
    (6, "juni", "june", "kesäkuu", "jun"),
    (7, "juli", "july", "heinäkuu", "jul"),
    (8, "augusti", "august", "elokuu", "aug"),
    (9, "september", "syyskuu", "sept", "sep"),
    (10, "oktober", "october", "lokakuu", "okt", "oct"),
    (11, "november", "marraskuu", "nov"),
    (12, "december", "joulukuu", "dec"),
)
_WORDS = frozenset({"may", "march"})
_WEEKDAYS = (
    ("mandag", "måndag", "monday", "maanantai", "man", "mån", "mon", "ma"),
    ("tirsdag", "tisdag", "tuesday", "tiistai", "tirs", "tis", "tue", "ti"),
    ("onsdag", "wednesday", "keskiviikko", "ons", "wed", "ke"),
    ("torsdag", "thursday", "torstai", "tors", "thu", "to"),
    ("fredag", "friday", "perjantai", "fre", "fri", "pe"),
    ("lørdag", "lördag", "saturday", "lauantai", "lør", "lör", "sat", "la"),
    ("søndag", "söndag", "sunday", "sunnuntai", "søn", "sön", "sun", "su"),
)
_MONTH_OF = {name: number for number, *names in _MONTHS for name in names}
_DAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def _any(names: object) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))  # type: ignore[call-overload]


_MONTH = rf"(?P<month>{_any(_MONTH_OF)})(?:ta|ssa|n|na|lla)?\b\.?"
# Finnish and Swedish put endings to them; short ones may have a point.
_WEEKDAY = rf"(?P<weekday>{_any(_DAY_OF)})(?:na|en|sta|ksi|i)?\b\.?"
_BEFORE = rf"(?:\b{_WEEKDAY},?\s{{0,3}}(?:(?:den|d\.|the|on)\s{{1,3}})?)?"
_NUMBER = r"(?<![\d.,:/-])(?P<day>\d{1,2})"
_TO = r"(?:\s{0,2}[-–—]\s{0,2}|\s{1,2}(?:og|och|ja|and|to|til|till|eller|tai|or)\s{1,2})"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 3. maj 2018, the 3rd of May 2018, 28 och 29 september 2017
        rf"{_BEFORE}{_NUMBER}(?:\.|st|nd|rd|th|:e|:a)?(?:{_TO}(?P<last>\d{{1,2}})(?:\.|st|nd|rd|th|:e|:a)?)?"
        rf"\s{{1,3}}(?:of\s{{1,3}})?{_MONTH}(?:,?\s{{1,3}}{_YEAR}\b)?",
        # May 3, 2018
        rf"{_BEFORE}\b{_MONTH}\s{{1,3}}{_NUMBER}(?:st|nd|rd|th)?(?:{_TO}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?)?\b"
        rf"(?:,?\s{{1,3}}{_YEAR}\b)?",
        # toukokuun 5. päivänä 2015
        rf"{_BEFORE}\b{_MONTH}\s{{1,3}}{_NUMBER}\.\s{{0,2}}(?:päivänä|pnä)(?:\s{{1,3}}{_YEAR}\b)?",
        # 15.5.2015, 15/5 2015, 15/5-2015, 15-5-2015
        rf"{_BEFORE}{_NUMBER}(?:\.\s?|/|-)(?P<number>\d{{1,2}})(?:\.\s?|/|-|\s){_YEAR}\b",
        # 2015-05-15
        rf"{_BEFORE}(?<![\d-]){_YEAR}-(?P<number>\d{{2}})-(?P<day>\d{{2}})(?![\d-])",
        # ti 5.5., tirsdag 5/5
        rf"\b{_WEEKDAY},?\s{{0,3}}(?:(?:den|d\.)\s{{1,3}})?{_NUMBER}(?:\.|/)(?P<number>\d{{1,2}})(?![\d/])\.?",
    )
)


class Named(NamedTuple):
    """A date in a text: where it stands there, what of it is said. `weekday` counts as date.weekday() does."""

    begins: int
    ends: int
    said: str
    day: int
    month: int
    year: int | None
    weekday: int | None

    def in_year(self, year: int) -> date | None:
        """The date in this year; None for a 29 February that it does not have."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def named(text: str) -> list[Named]:
    """In the order of the text; of two that share a place in it, the one that begins first, or is longer."""
    found = [one for form in _FORMS for match in form.finditer(text) for one in _read(match)]
    found.sort(key=lambda one: (one.begins, one.begins - one.ends))
    kept: list[Named] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is None or one.begins >= last.ends or (one.begins, one.ends) == (last.begins, last.ends):
            kept.append(one)
    return kept


def _read(match: re.Match[str]) -> Iterator[Named]:
    parts = match.groupdict()
    month = _month(parts)
    if month is None:
        return
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        return
    weekday = _DAY_OF[parts["weekday"].lower()] if parts.get("weekday") else None
    days = [int(parts["day"]), *([int(parts["last"])] if parts.get("last") else [])]
    for number, day in enumerate(days):
        # What stands before the first of two days is the first one's.
        one = Named(*match.span(), match[0].strip(), day, month, year, weekday if number == 0 else None)
        if one.in_year(year or 2000) is not None:
            yield one


def _month(parts: dict[str, str | None]) -> int | None:
    if parts.get("number"):
        number = int(parts["number"] or 0)
        return number if 1 <= number <= 12 else None
    said = parts["month"] or ""
    if said in _WORDS:
        return None
    return _MONTH_OF[said.lower()]
