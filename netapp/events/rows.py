"""A meeting as a line in a list: what the agenda, the month and the feeds of other rooms show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import clock, languages, localtime, pieces
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events import queries, seats, telling, words
from netapp.events.listed import Listed
from netapp.events.models import LIVE
from netapp.events.series import rules


class Row(NamedTuple):
    """What the macro `meeting_item` shows. `fill` is the share of seats taken, 0 to 100; None without a limit."""

    id: int
    url: str
    iso: str
    weekday: str
    day: int
    month: str
    kind_label: str
    title: str
    title_lang: str | None
    where: str
    when: str
    chips: tuple[tuple[str, str], ...] = ()
    fill: int | None = None
    tight: bool = False
    seats_text: str = ""
    cancelled: bool = False


def rows(
    meetings: Sequence[Listed],
    person_id: int | None = None,
    *,
    show_network: bool = True,
    answers: Mapping[int, str] | None = None,
    counts: Mapping[int, seats.Count] | None = None,
) -> list[Row]:
    """Lines for these meetings, in two statements more than they cost: seats, and the viewer's own answers.

    Give `answers` and `counts` where they are known already.
    """
    if counts is None:
        counts = seats.counted([meeting.id for meeting in meetings]) if meetings else {}
    if answers is None:
        answers = queries.sign_ups_by_meeting(person_id, [meeting.id for meeting in meetings])
    zone = languages.viewer_zone(meetings[0].zone if meetings else "UTC")
    is_mixed = any(not localtime.same_clock(zone, meeting.zone, meeting.starts_at) for meeting in meetings)
    language, now = languages.current(), clock.now()
    return [
        _row(
            meeting,
            counts.get(meeting.id, seats.NOBODY),
            answers.get(meeting.id),
            show_network,
            meeting.ends_at <= now,
            is_mixed,
            (language, now.year),
        )
        for meeting in meetings
    ]


def agenda(lines: Iterable[Row], level: int = 2, *, for_all: bool = False) -> Markup:
    """These lines, in the order given, under headings with their months; nothing for no line.

    `for_all`: they are the same for every guest, so that it pays to remember the whole.
    """
    months = tuple((month, tuple(group)) for month, group in groupby(lines, key=lambda line: line.month))
    make = pieces.piece if for_all else pieces.fresh
    return make("events/_agenda.html", "agenda", months, level) if months else Markup()


@lru_cache(maxsize=4096)
def _row(
    meeting: Listed,
    count: seats.Count,
    answer: str | None,
    show_network: bool,
    is_over: bool,
    names_zone: bool,
    told_in: tuple[str, int],
) -> Row:
    """Made of nothing but this: so an equal one need not be made again. Called in that language and year."""
    language, _year = told_in
    title_language, title = meeting.title_in(language)
    local: datetime = meeting.starts_local
    taken, waiting = count
    when = telling.hours(local, meeting.ends_local)
    return Row(
        id=meeting.id,
        url=url_for("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
        iso=local.date().isoformat(),
        weekday=languages.weekday_short(local),
        day=local.day,
        month=languages.month_name(local, year=True),
        kind_label=_label(meeting, show_network),
        title=title,
        title_lang=title_language if title_language != language else None,
        where=telling.where(meeting),
        when=_with_zone(when, meeting.zone) if names_zone else when,
        chips=tuple(_chips(meeting, is_over, taken, waiting, answer)),
        **_seats(meeting, is_over, taken),
        cancelled=meeting.state == "cancelled",
    )


def _with_zone(when: str, zone: str) -> str:
    """Where clocks differ within a list, or from the reader's, each line says whose it shows (T3)."""
    return _("%(hours)s %(zone)s", hours=when, zone=telling.zone_name(zone))


def _label(meeting: Listed, show_network: bool) -> str:
    kind = words.kind(meeting.kind)
    if meeting.parent_id:
        return f"{kind} · {meeting.group_name}"
    return f"{kind} · {meeting.group_name}" if show_network else kind


def _chips(meeting: Listed, is_over: bool, taken: int, waiting: int, answer: str | None) -> list[tuple[str, str]]:
    if meeting.state == "cancelled":
        return [(_("Cancelled"), "stop")]
    chips: list[tuple[str, str]] = []
    if meeting.state == "draft":
        chips.append((_("Draft"), "wait"))
    if answer in LIVE:
        chips.append(_said(answer))
    if meeting.state == "held" or is_over:
        return chips
    if meeting.seats is not None and taken >= meeting.seats:
        chips.append(
            (ngettext("Full, %(num)s waiting", "Full, %(num)s waiting", waiting) if waiting else _("Full"), "wait")
        )
    elif meeting.seats is not None and meeting.seats - taken <= 3:
        chips.append((ngettext("%(num)s seat left", "%(num)s seats left", meeting.seats - taken), "wait"))
    if meeting.rule:
        chips.append((rules.in_words(rules.parsed(meeting.rule)), ""))
    if meeting.is_online:
        chips.append((words.online(), ""))
    chips.append((_("Open to guests"), "good") if meeting.open_to_guests else (_("Only for members"), ""))
    if meeting.language != languages.current():
        chips.append((languages.language_name(meeting.language), ""))
    return chips


def _said(answer: str) -> tuple[str, str]:
    if answer == "requested":
        return _("You have asked to come"), "wait"
    return (_("You are coming"), "good") if answer == "going" else (_("You are waiting"), "wait")


def _seats(meeting: Listed, is_over: bool, taken: int) -> dict[str, Any]:
    if meeting.state == "held" and meeting.head_count is not None:
        return {"seats_text": ngettext("%(num)s came", "%(num)s came", meeting.head_count)}
    if meeting.state in {"cancelled", "draft"} or is_over:
        return {}
    if meeting.seats is None:
        return {"seats_text": ngettext("%(num)s signed up", "%(num)s signed up", taken) if taken else ""}
    fill = min(100, round(100 * taken / meeting.seats))
    text = _("%(taken)s of %(seats)s seats taken", taken=taken, seats=meeting.seats)
    return {"fill": fill, "tight": meeting.seats - taken <= 3, "seats_text": text}
