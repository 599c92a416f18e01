"""A series in words: its rhythm, its dates and what a reader may do with each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from netapp.core import clock, languages, links, signed, text
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer
from netapp.events import page, policy, schema_org, seats, telling, words
from netapp.events import queries as meetings
from netapp.events.models import Meeting, Request
from netapp.events.people_forms import LoneGuestForm
from netapp.events.series import joining, queries, rules
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups import policy as groups

# So many dates show the rhythm before anybody has said yes.
NEXT = 4
# What a link in a letter is signed as.
ANSWER = "series"


class Date(NamedTuple):
    """One date. `state`: of the reader's sign-up. `note`: what is different about it, in words."""

    id: int
    tail: str
    occurrence: datetime
    iso: str
    when: str
    hours: str
    state: str | None
    is_cancelled: bool
    is_over: bool
    is_moved: bool
    note: str
    seats_text: str


def rhythm(rule: str, begins: datetime) -> str:
    """Third Wednesday of the month at 14:00."""
    return _("%(rhythm)s at %(time)s", rhythm=rules.in_words(rules.parsed(rule)), time=languages.clock_time(begins))


def about(series: Series, language: str) -> dict[str, Any]:
    """What pages and letters say of a whole series."""
    place = ", ".join(filter(None, (series.place, series.address)))
    return {
        "series": series,
        "title": series.title_in(language)[1],
        "rhythm": rhythm(series.rule, series.starts_local),
        "zone": telling.zone_name(series.zone),
        "where": place or (words.online() if series.online_url else _("Place to be announced")),
        "until": languages.date_long(series.until) if series.until else None,
        "page": links.absolute("events.series", series_id=series.id, tail=series.tail),
    }


def dates(series: Series, person_id: int | None) -> list[Date]:
    """All that there are, in the order of the rule; without those that the series lost when it was changed."""
    return _said(series, _rows(series, person_id))


def _rows(series: Series, person_id: int | None) -> list[Any]:
    return [row for row in queries.dates(series.id, person_id) if row[0].occurrence <= series.made_until]


def _said(series: Series, rows: Sequence[Any]) -> list[Date]:
    counted = seats.counted([meeting.id for meeting, _state in rows])
    return [_date(series, meeting, state, counted.get(meeting.id, seats.NOBODY)) for meeting, state in rows]


def coming(series: Series, person_id: int | None) -> list[Date]:
    return [one for one in dates(series, person_id) if not one.is_over and not one.is_cancelled]


def url(series: Series) -> str:
    return url_for("events.series", series_id=series.id, tail=series.tail)


def of_date(meeting: Meeting) -> str | None:
    """Where the whole is read of which this is a date."""
    return url_for("events.series", series_id=meeting.series_id) if meeting.series_id else None


def answer_path(own: SeriesSignUp) -> str:
    """The page behind the letters' button, by the same token."""
    return url_for("events.series_answer", token=signed.token(ANSWER, own.series_id, own.person_id))


def of(viewer: Viewer, series: Series, form: LoneGuestForm | None = None) -> dict[str, Any]:
    """Everything that the page of a series shows."""
    language = languages.current()
    every = _rows(series, viewer.person_id)
    all_dates = _said(series, every)
    coming = [meeting for meeting, _state in every if meeting.ends_at > clock.now()]
    is_public = series.group.read_key in GUEST.keys and not series.is_draft
    title_language, title = series.title_in(language)
    body_language, body = series.body_in(language)
    return about(series, language) | {
        **_frame(viewer, series),
        "title": title,
        "title_language": title_language,
        "body": text.markdown(body),
        "body_language": body_language,
        "kind": words.kind(series.kind),
        "coming": [one for one in all_dates if not one.is_over],
        "past": [one for one in all_dates if one.is_over and not one.is_cancelled][::-1],
        "goes_to_all": (state := _state(viewer.person_id, series)) == "going",
        "state": state,
        "members": joining.number_of_all(series.id),
        "may_join": policy.may_join_series(viewer, series),
        "is_guest": not viewer.is_signed_in,
        "organises": groups.may_organise(viewer, series.group),
        "may_cancel": policy.may_schedule(viewer, series.group) and series.goes_on,
        "goes_on": series.goes_on,
        "warning": rules.warning(rules.parsed(series.rule)),
        "form": form or LoneGuestForm(posted=False),
        "feed": url_for("events.series_feed", series_id=series.id),
        "ended": _ended(series, all_dates),
        "follower": queries.follower(viewer, series) if series.ended_at else None,
        "names": {},
        "noindex": not is_public,
        **page.addresses("events.series", series_id=series.id, tail=series.tail),
        "json_ld": schema_org.series(series, coming) if is_public else None,
    }


def _ended(series: Series, all_dates: Sequence[Date]) -> str:
    """What became of it, in a sentence; empty while it goes on."""
    if series.ended_at is None:
        return ""
    last = next((one for one in reversed(all_dates) if not one.is_over and not one.is_cancelled), None)
    if last is None:
        return _("This series has ended.")
    return _("%(date)s is the last date of this series.", date=last.when)


def _frame(viewer: Viewer, series: Series) -> dict[str, Any]:
    """Whose page it is, as `page.of_network` for a meeting."""
    return {"group": series.group, **page.of_network_of(viewer, series.group)}


def answer(series: Series, person_id: int) -> dict[str, Any]:
    """The page behind a letter's button."""
    return about(series, languages.current()) | {
        "kind": words.kind(series.kind),
        "goes_to_all": (state := _state(person_id, series)) == "going",
        "state": state,
        "coming": coming(series, person_id),
        "goes_on": series.goes_on,
        "page_url": url(series),
    }


def wished(wish: Request) -> dict[str, Any] | None:
    """What a guest confirms: the rule and its next dates; None for a single meeting."""
    series = queries.known_series(wish.series_id)
    if series is None:
        return None
    return about(series, languages.current()) | {"coming": coming(series, None)[:NEXT], "goes_on": series.goes_on}


def already(wish: Request) -> str | None:
    """Where to go when this wish has been confirmed before."""
    own = queries.sign_up_of(meetings.id_of_address(wish.email), wish.series_id or 0) if wish.used_at else None
    return answer_path(own) if own else None


def _state(person_id: int | None, series: Series) -> str | None:
    """Of their sign-up for the whole; who has asked at a date that is over may ask again."""
    own = queries.sign_up_of(person_id, series.id)
    if own is None or (own.state == "asked" and not queries.waits_for_yes(own)):
        return None
    return own.state


def _date(series: Series, meeting: Meeting, state: str | None, count: seats.Count) -> Date:
    is_moved = meeting.starts_local != meeting.occurrence
    return Date(
        id=meeting.id,
        tail=meeting.tail,
        occurrence=meeting.occurrence or meeting.starts_local,
        iso=meeting.starts_local.date().isoformat(),
        when=languages.date_long(meeting.starts_local),
        hours=telling.hours(meeting.starts_local, meeting.ends_local),
        state=state,
        is_cancelled=meeting.state == "cancelled",
        is_over=meeting.ends_at <= clock.now(),
        is_moved=is_moved,
        note=_note(series, meeting, is_moved),
        seats_text=_seats(meeting, count),
    )


def _note(series: Series, meeting: Meeting, is_moved: bool) -> str:
    language = languages.current()
    other: Sequence[str] = [
        _("Moved") if is_moved else "",
        meeting.title_in(language)[1] if meeting.titles != series.titles else "",
        telling.where(meeting) if (meeting.place, meeting.online_url) != (series.place, series.online_url) else "",
    ]
    return " · ".join(filter(None, other))


def _seats(meeting: Meeting, count: seats.Count) -> str:
    if meeting.seats is None or meeting.state != "published":
        return ""
    return _("%(taken)s of %(seats)s seats taken", taken=count.taken, seats=meeting.seats)
