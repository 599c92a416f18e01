"""Languages: which one a page speaks, and how it writes dates, times and numbers.

By choice (the address, then the cookie, then the person's setting), then by the network's own
language, then by what the browser asks for, then the site's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, dates, numbers
from babel.messages import mofile, pofile
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_request_context, request

from netapp.config import LANGUAGES
from netapp.core import clock, links, localtime, viewer

NAMES = {"en": "English", "da": "Dansk", "sv": "Svenska", "fi": "Suomi"}
COOKIE = "language"
_FOLDER = Path(__file__).parents[1] / "translations"
# English is written as in Britain: day before month, a 24-hour clock.
_LOCALES = {"en": Locale("en", "GB"), "da": Locale("da"), "sv": Locale("sv"), "fi": Locale("fi")}


def init_app(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(said, said_of, newstyle=True)  # type: ignore[attr-defined]
    app.after_request(_remember_choice)
    app.jinja_env.globals.update(
        date_long=date_long,
        date_short=date_short,
        weekday_short=weekday_short,
        month_name=month_name,
        clock_time=clock_time,
        number=number,
        language_name=language_name,
    )


def current() -> str:
    """The language code of this page or letter."""
    # Asked for with every word, so it is found once, and past the proxy; but anew for who just came through a door.
    here: dict[str, Any] = vars(g._get_current_object())
    if "language" in here:
        return str(here["language"])
    if not has_request_context():
        return str(current_app.config["NETAPP"].language)
    known: tuple[object, str] | None = here.get("spoken")
    if known is None or known[0] is not here.get("viewer"):
        site = current_app.config["NETAPP"].language
        code = _asked() or _chosen() or here.get("network_language") or _browsers() or site
        known = g.spoken = (here.get("viewer"), str(code))
    return known[1]


def gettext(string: str, **values: object) -> str:
    """The text in the language of this page or letter; `%(name)s` in it is filled in."""
    return said(string) % values if values else said(string)


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The same of a number of things, which is `%(num)s` in it."""
    return said_of(singular, plural, num) % {"num": num, **values}


def lazy_gettext(string: str) -> str:
    """A text that is said when it is shown, for what is written down before anybody asks: labels, choices."""
    return LazyProxy(said, string, enable_cache=False)  # type: ignore[return-value]


def said(string: str) -> str:
    """The text as it stands in the catalogue, with nothing filled in."""
    return str(_catalogue(current()).gettext(string))


def said_of(singular: str, plural: str, num: int) -> str:
    return str(_catalogue(current()).ngettext(singular, plural, num))


def asked_for() -> str:
    """What this visitor's page speaks as far as they have a say: equal words, equal page."""
    return _asked() or _chosen() or f"~{_browsers()}"


def prefer(code: str) -> None:
    """The page belongs to a network that speaks this language; used when the visitor has not chosen."""
    g.network_language = code
    g.pop("spoken", None)


@contextmanager
def use(code: str | None) -> Iterator[None]:
    """Write in this language for a while: a letter, or a text stored in several languages."""
    before = g.get("language")
    g.language = code if code in LANGUAGES else current_app.config["NETAPP"].language
    try:
        yield
    finally:
        if before is None:
            g.pop("language")
        else:
            g.language = before


def locale() -> Locale:
    return _LOCALES[current()]


def language_name(code: str) -> str:
    """A language's own name."""
    return NAMES.get(code, code)


def called(code: str) -> str:
    """What the reader calls a language of this code (BCP 47): Danish, for "da"."""
    name: str = locale().languages.get(code, code)
    return name[:1].upper() + name[1:]


def date_long(day: date) -> str:
    """Tuesday 24 November 2026."""
    return _written(_day(day), "full", current())


def date_short(day: date) -> str:
    """Tue 24 Nov, with the year when it is not the present one."""
    skeleton = "MMMEd" if day.year == clock.now().year else "yMMMEd"
    return _written(_day(day), f"~{skeleton}", current())


def weekday_short(day: date) -> str:
    return _written(_day(day), "ccc", current()).rstrip(".")


def weekday(number: int) -> str:
    """Monday for 0, as date.weekday() counts; as a word that stands alone."""
    name: str = locale().days["stand-alone"]["wide"][number]
    return name[:1].upper() + name[1:]


def month_name(day: date, *, year: bool = False) -> str:
    """November, or November 2026."""
    return _written(_day(day), "LLLL y" if year else "LLLL", current())


def month_short(day: date) -> str:
    """Nov, for where twelve of them stand beside each other."""
    return _written(_day(day), "LLL", current()).rstrip(".")


def clock_time(moment: datetime | time) -> str:
    """13:00, or 13.00 where that is how it is written. Local times only: no zone is applied."""
    return _told(moment.time() if isinstance(moment, datetime) else moment, current())


def number(value: int | float) -> str:
    return numbers.format_decimal(value, locale=locale())


def _day(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


# A list names the same few days and hours again and again.
@lru_cache(maxsize=4096)
def _written(day: date, how: str, code: str) -> str:
    """By a pattern of CLDR's, or with `~` before it by a skeleton."""
    if how.startswith("~"):
        return dates.format_skeleton(how[1:], datetime.combine(day, time()), locale=_LOCALES[code])
    return dates.format_date(day, how, locale=_LOCALES[code])


@lru_cache(maxsize=2048)
def _told(moment: time, code: str) -> str:
    return dates.format_time(moment, "short", locale=_LOCALES[code])


def viewer_zone(fallback: str) -> str:
    """The zone that the reader lives in, as far as we know."""
    zone = viewer.current().zone
    return zone if zone and localtime.is_zone(zone) else fallback


def _asked() -> str | None:
    code = request.args.get("lang")
    return code if code in LANGUAGES else None


def _chosen() -> str | None:
    code = request.cookies.get(COOKIE) or viewer.current().language
    return code if code in LANGUAGES else None


def _browsers() -> str | None:
    return request.accept_languages.best_match(LANGUAGES)


def _remember_choice(response: Response) -> Response:
    """Keep `?lang=` for the next pages when it was clicked on one of ours; a link from outside changes one page."""
    code = _asked()
    site = request.headers.get("Sec-Fetch-Site")
    referer = links.host_of(request.headers.get("Referer", ""))
    own = site == "same-origin" if site else referer[1] == request.host
    if code and own and request.cookies.get(COOKIE) != code:
        secure = current_app.config["NETAPP"].is_secure
        response.set_cookie(COOKIE, code, max_age=31536000, httponly=True, samesite="Lax", secure=secure)
    return response


@cache
def _catalogue(code: str) -> NullTranslations:
    """Read once a process; English is what the code is written in."""
    return Translations.load(_FOLDER, [code]) if code != "en" else NullTranslations()


def compile_catalogues(folder: Path = _FOLDER) -> None:
    """Make each .mo from its .po where it is missing or older: git keeps the .po alone, a wheel the .mo alone.

    Several processes may start at once, so it is written beside its place and then moved there.
    """
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        unfinished = target.with_suffix(f".{os.getpid()}.mo")
        with source.open("rb") as po, unfinished.open("wb") as mo:
            mofile.write_mo(mo, pofile.read_po(po))
        unfinished.replace(target)
