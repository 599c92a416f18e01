"""The letters about a whole series; each carries all of it for the reader's calendar (C1, M4)."""

from datetime import datetime
from typing import Any, NamedTuple

from netapp.core import languages, links, signed, text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Part, Written
from netapp.core.viewer import GUEST
from netapp.events import audience, telling
from netapp.events import letters as of_meetings
from netapp.events import queries as meetings
from netapp.events.series import calendar, page, queries
from netapp.events.series.models import Series
from netapp.members.models import Person

# More dates than these make no letter clearer.
SHOWN = 8


class Found(NamedTuple):
    series: Series
    person: Person


def answer_url(series: Series, person_id: int) -> str:
    """The page behind a letter's button (M6). It needs no sign-in."""
    return links.absolute("events.series_answer", token=signed.token(page.ANSWER, series.id, person_id))


def _announced(order: Order) -> Written | None:
    found = _found(order)
    if found is None or not found.series.goes_on:
        return None
    series, person = found
    try:
        queries.get_series(meetings.viewer_of(person), series.id)
    except NotVisible:
        return None
    if queries.sign_up_of(person.id, series.id) or not audience.to_tell(series.group, only=person.id):
        return None
    context = _context(found, order) | {"excerpt": text.excerpt(series.body_in(order.language)[1], 400)}
    reason = _("You get this letter because you follow %(group)s.", group=series.group.name)
    return Written(context, reason, stop=f"group:{series.group_id}", sender=telling.sender(series))


def _confirm(order: Order) -> Written | None:
    """The rule and the next dates: a yes is for all of them."""
    try:
        wish = meetings.get_request(order.data["request"])
        series = queries.get_series(GUEST, wish.series_id or 0)
    except NotVisible:
        return None
    if wish.used_at or not series.goes_on or not series.open_to_guests:
        return None
    url = links.absolute("events.confirm_request", token=signed.token(of_meetings.REQUEST, wish.id))
    reason = _("You get this letter because somebody, most likely you, gave this address to sign up for a series.")
    return Written(_said(series, None, order) | {"url": url}, reason, sender=telling.sender(series))


def _joined(order: Order) -> Written | None:
    found = _found(order, is_member=True)
    if found is None:
        return None
    return Written(
        context=_context(found, order),
        reason=_("You get this letter because you signed up for this series."),
        calendar=_part(found, order, takes_away=False),
        sender=telling.sender(found.series),
    )


def _left(order: Order) -> Written | None:
    found = _found(order)
    own = queries.sign_up_of(found.person.id, found.series.id) if found else None
    if found is None or own is None or own.state != "left":
        return None
    return Written(
        context=_context(found, order),
        reason=_("You get this letter because you signed up for this series."),
        calendar=_part(found, order),
        sender=telling.sender(found.series),
    )


def _dates(order: Order) -> Written | None:
    found = _found(order, is_member=True)
    if found is None or found.series.ended_at is not None:
        return None
    context = _context(found, order, since=datetime.fromisoformat(order.data["since"]))
    return _told(found, context, _part(found, order, takes_away=False)) if context["dates"] else None


def _promoted(order: Order) -> Written | None:
    found = _comes(order)
    if found is None:
        return None
    context = _context(found, order, only=order.data["meetings"])
    has_seat = any(one.state == "going" for one in context["dates"])
    return _told(found, context, _part(found, order)) if has_seat else None


def _changed(order: Order) -> Written | None:
    """With the old series' end as a file, where a second one goes on (C1)."""
    found = _comes(order, order.data["old"])
    if found is None or found.series.ended_at is not None:
        return None
    data = order.data
    before = datetime.fromisoformat(data["was"])
    context = _context(found, order, since=datetime.fromisoformat(data["since"]))
    context["was"] = page.rhythm(data["was_rule"], before)
    context["is_other_rhythm"] = context["was"] != context["rhythm"]
    context["dropped"] = data["dropped"]
    old = queries.known_series(data["old"])
    ended = calendar.part(old.id, found.person, order.language) if old else None
    return _told(found, context, _part(found, order, takes_away=old is None), ended)


def _cancelled(order: Order) -> Written | None:
    found = _comes(order)
    if found is None or found.series.ended_at is None:
        return None
    since = datetime.fromisoformat(order.data["since"])
    context = _context(found, order) | {"reason_given": found.series.cancel_reason}
    context["since"] = languages.date_long(since) if not found.series.cancelled else None
    return _told(found, context, _part(found, order))


LETTERS = (
    Letter("series_confirm", _confirm),
    Letter("series_announced", _announced),
    Letter("series_joined", _joined),
    Letter("series_left", _left),
    Letter("series_dates", _dates),
    Letter("series_promoted", _promoted),
    Letter("series_changed", _changed),
    Letter("series_cancelled", _cancelled),
)


def _told(found: Found, context: dict[str, Any], entry: Part | None, ended: Part | None = None) -> Written:
    """What comes also to who wants no reminders: something has become of their seats."""
    return Written(
        context=context,
        reason=_("You get this letter because you signed up for this series."),
        calendar=entry or ended,
        ended=ended if entry else None,
        stop=f"series:{found.series.id}",
        even_if_stopped=True,
        sender=telling.sender(found.series),
    )


def _found(order: Order, *, is_member: bool = False) -> Found | None:
    series = queries.known_series(order.data["series"])
    person = session.get(Person, order.person_id) if order.person_id else None
    if series is None or person is None or (is_member and not queries.goes_to_all(person.id, series.id)):
        return None
    return Found(series, person)


def _comes(order: Order, *also: int | None) -> Found | None:
    """For who comes to one of its dates, or came, or to one of the series from which this goes on."""
    found = _found(order)
    numbers = [order.data["series"], *(one for one in also if one)]
    return found if found and queries.has_places(found.person.id, numbers) else None


def _part(found: Found, order: Order, *, takes_away: bool = True) -> Part | None:
    return calendar.part(found.series.id, found.person, order.language, takes_away=takes_away)


def _context(
    found: Found, order: Order, *, since: datetime | None = None, only: list[int] | None = None
) -> dict[str, Any]:
    own = _said(found.series, found.person.id, order, since=since, only=only)
    return own | {"url": answer_url(found.series, found.person.id)}


def _said(
    series: Series,
    person_id: int | None,
    order: Order,
    *,
    since: datetime | None = None,
    only: list[int] | None = None,
) -> dict[str, Any]:
    """`since`: the dates from then on; `only`: these."""
    coming = [
        one
        for one in page.coming(series, person_id)
        if (since is None or one.occurrence >= since) and (only is None or one.id in only)
    ]
    said = page.about(series, order.language)
    return said | {
        "network": telling.sender(series),
        "dates": coming[:SHOWN],
        "more": max(0, len(coming) - SHOWN),
        "waits": any(one.state == "waiting" for one in coming),
        "rows": [
            (_("When"), f"{said['rhythm']}\n{said['zone']}"),
            (_("Where"), said["where"]),
            (_("First date"), coming[0].when if coming else ""),
            (_("Contact"), ", ".join(filter(None, (series.contact_name, series.contact_email)))),
        ],
    }
