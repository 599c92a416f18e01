"""How reasons and decisions are said."""

from typing import Any

from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.languages import ngettext
from netapp.forums.moderation.models import Why

_WHYS: dict[Why, str] = {
    "advertising": _l("Advertising"),
    "unkind": _l("Unkind, or about somebody instead of something"),
    "private": _l("Tells what should stay private"),
    "off topic": _l("Does not belong in this group"),
    "other": _l("Something else"),
}


def why(code: str) -> str:
    """The reason in words; "" for none, and for one that is no more than what was written beside it."""
    return str(_WHYS[code]) if code in _WHYS else ""


def whys() -> list[tuple[str, str]]:
    return [(code, str(said)) for code, said in _WHYS.items()]


def reason(code: str, said: str) -> str:
    """For the writer's letter: the reason, and what the moderator wrote beside it."""
    known = why(code) if code != "other" else ""
    return " ".join(filter(None, (f"{known}." if known else "", said)))


def days(number: int) -> str:
    return {1: str(_("a day")), 7: str(_("a week")), 30: str(_("a month"))}[number]


def done(deed: str) -> str:
    """What a moderator is told who has just decided."""
    said: dict[str, Any] = {
        "publish": _("Published."),
        "refuse": _("Not published; the writer gets a letter."),
        "leave": _("It stays as it is."),
        "hide": _("Hidden; the writer gets a letter."),
        "unhide": _("It is shown again."),
        "warn": _("The writer gets a letter."),
        "pause": _("Paused; they get a letter."),
    }
    return str(said[deed])


def waiting(number: int) -> str:
    return ngettext("%(num)s post to look at", "%(num)s posts to look at", number)
