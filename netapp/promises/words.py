"""Promises in words: the lines that pages, letters and lists share."""

from datetime import date, timedelta

from babel.numbers import format_percent

from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.promises import queries
from netapp.promises.queries import Line


def owner(line: Line) -> str:
    """Whose it is, for this viewer (P2): by name to the group's members; others read the company."""
    if line.person_id is not None and line.knows:
        name = line.person or _("Former member")
        return _("%(name)s, %(company)s", name=name, company=line.company) if line.company else name
    if line.company:
        return line.company
    return _("A participant") if line.person_id is not None else _("The organisers")


def state(line: Line) -> tuple[str, str, str]:
    """(what is said of it, the kind of its chip, its icon)."""
    if line.state == "kept":
        return _("Was kept"), "good", "check"
    if line.state == "dropped":
        return _("Dropped"), "", "x"
    days = (queries.today(line.zone) - line.due).days
    if days > 0:
        return ngettext("%(num)s day late", "%(num)s days late", days), "stop", "clock"
    return by(line.due), "", "clock"


def by(day: date) -> str:
    return _("By %(day)s", day=languages.date_short(day))


def percent(share: int | None) -> str:
    """As the reader writes it; "" where nothing is to be counted yet."""
    return "" if share is None else format_percent(share / 100, locale=languages.locale())


def states() -> dict[str, str]:
    """The four filters of a list."""
    return {"open": _("Open"), "late": _("Late"), "kept": _("Was kept"), "dropped": _("Dropped")}


def history(kind: str, due: date | None) -> str:
    """What somebody answered."""
    if kind == "later" and due is not None:
        return _("Later: by %(day)s", day=languages.date_short(due))
    said = {
        "kept": _("Was kept"),
        "dropped": _("Dropped"),
        "reopened": _("Opened again"),
        "handed": _("Handed over"),
        "back": _("Back with the organisers"),
    }
    return said.get(kind, kind)


def ahead(today: date) -> dict[str, date]:
    """Days that are ready to be chosen."""
    return {"week": today + timedelta(days=7), "weeks": today + timedelta(days=14), "month": today + timedelta(days=30)}
