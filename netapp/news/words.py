"""What kinds of articles are called."""

from datetime import datetime

from netapp.core import languages, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.news.models import Kind

KINDS: dict[Kind, str] = {"news": _l("News"), "case": _l("Case"), "lesson": _l("What we learned")}
HINTS: dict[Kind, str] = {
    "news": _l("What happened, and what comes of it."),
    "case": _l("How a company did it. The company says yes before others read it."),
    "lesson": _l("What worked, what did not, and what to do next time."),
}


def kind(code: str) -> str:
    return str(KINDS[code])  # type: ignore[index]


def day(moment: datetime, zone: str) -> str:
    """Tuesday 21 October 2014, by this zone's clock."""
    return languages.date_long(localtime.to_local(moment, zone))


def short_day(moment: datetime, zone: str) -> str:
    return languages.date_short(localtime.to_local(moment, zone))


def articles() -> str:
    return str(_("Articles"))
