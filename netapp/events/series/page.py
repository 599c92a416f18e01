"""A series in words: its rhythm, its dates and what a reader may do with each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import clock, languages, links, pieces, signed, text
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer
from netapp.events import page, policy, schema_org, telling, words
from netapp.events import queries as meetings
from netapp.events.models import Meeting, Request
from netapp.events.people_forms import LoneGuestForm
from netapp.events.series import queries, reading, rules
from netapp.events.series.models import Series, SeriesSignUp
from netapp.events.series.reading import Dated, Read
from netapp.groups import emblems
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


class Standing(NamedTuple):
    """What the page depends on besides the rows. `state`: of the reader's sign-up for the whole. `follower`: the
    address of the series that goes on from here.
    """

    is_guest: bool
    state: str | None
    may_join: bool
    organises: bool
    may_cancel: bool
    goes_on: bool
    is_public: bool
    follower: str | None


class Body(NamedTuple):
    """What the page says, made once for all guests."""

    title: str
    description: str
    main: Markup
    json_ld: Markup | None


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
    """All that there are, in the order of the rule."""
    now = clock.now()
    return [_date(series, one, is_over=one.ends_at <= now) for one in reading.dates(series, person_id)]


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


def of(viewer: Viewer, read: Read, form: LoneGuestForm | None = None) -> dict[str, Any]:
    """Everything that the page of a series shows."""
    series, now = read.series, clock.now()
    every = reading.dates(series, viewer.person_id)
    is_public = series.group.read_key in GUEST.keys and not series.is_draft
    network = series.group.parent or series.group
    follower = queries.follower(viewer, series) if series.ended_at else None
    standing = Standing(
        is_guest=not viewer.is_signed_in,
        state=_state(viewer.person_id, series),
        may_join=policy.may_join_series(viewer, series),
        organises=groups.may_organise(viewer, series.group),
        may_cancel=policy.may_schedule(viewer, series.group) and series.goes_on,
        goes_on=series.goes_on,
        is_public=is_public,
        follower=url(follower) if follower else None,
    )
    coming = tuple(one for one in every if one.ends_at > now)
    past = tuple(one for one in every if one.ends_at <= now and one.state != "cancelled")[::-1]
    # Of a member's own it is not remembered: it would push out what many see.
    body = _body if viewer.is_guest and form is None else _made_body
    more: tuple[Any, ...] = () if form is None else (form,)
    return {
        **body(read.row, read.members, coming, past, standing, *more)._asdict(),
        "group": series.group,
        "network": network,
        "network_url": url_for("groups.network", group_id=network.id),
        "network_emblem": emblems.drawn(network.id, read.attendances, 56),
        "feed": url_for("events.series_feed", series_id=series.id),
        "noindex": not is_public,
        **page.addresses("events.series", series_id=series.id, tail=series.tail),
    }


def _made_body(
    row: tuple[Any, ...],
    members: int,
    coming: tuple[Dated, ...],
    past: tuple[Dated, ...],
    standing: Standing,
    form: LoneGuestForm | None = None,
) -> Body:
    """Of nothing but this."""
    series, language = reading.series_of(row), languages.current()
    title_language, title = series.title_in(language)
    body_language, body = series.body_in(language)
    said, to_come = about(series, language), [_date(series, one, is_over=False) for one in coming]
    shown = said | {
        "standing": standing,
        "group": series.group,
        "network": series.group.parent or series.group,
        "title": title,
        "title_language": title_language,
        "body": text.markdown(body),
        "body_language": body_language,
        "kind": words.kind(series.kind),
        "coming": to_come,
        "past": [_date(series, one, is_over=True) for one in past],
        "members": members,
        "warning": rules.warning(rules.parsed(series.rule)),
        "form": form or LoneGuestForm(posted=False),
        "feed": url_for("events.series_feed", series_id=series.id),
        "way_back": url(series),
        "ended": _ended(series, to_come),
    }
    return Body(
        title=title,
        description=f"{said['rhythm']}, {said['where']}",
        main=pieces.part("events/_series.html", **shown),
        json_ld=schema_org.series(series, coming) if standing.is_public else None,
    )


_body = pieces.remembered(_made_body)


def _ended(series: Series, coming: Sequence[Date]) -> str:
    """What became of it, in a sentence; empty while it goes on."""
    if series.ended_at is None:
        return ""
    last = next((one for one in reversed(coming) if not one.is_cancelled), None)
    if last is None:
        return _("This series has ended.")
    return _("%(date)s is the last date of this series.", date=last.when)


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


def _date(series: Series, one: Dated, *, is_over: bool) -> Date:
    is_moved = one.starts_local != one.occurrence
    return Date(
        id=one.id,
        tail=one.tail,
        occurrence=one.occurrence,
        iso=one.starts_local.date().isoformat(),
        when=languages.date_long(one.starts_local),
        hours=telling.hours(one.starts_local, one.ends_local),
        state=one.own,
        is_cancelled=one.state == "cancelled",
        is_over=is_over,
        is_moved=is_moved,
        note=_note(series, one, is_moved),
        seats_text=_seats(one),
    )


def _note(series: Series, one: Dated, is_moved: bool) -> str:
    language = languages.current()
    other: Sequence[str] = [
        _("Moved") if is_moved else "",
        one.title_in(language)[1] if one.all_titles != series.titles else "",
        telling.where(one) if (one.place, one.online_url) != (series.place, series.online_url) else "",
    ]
    return " · ".join(filter(None, other))


def _seats(one: Dated) -> str:
    if one.seats is None or one.state != "published":
        return ""
    return _("%(taken)s of %(seats)s seats taken", taken=one.taken, seats=one.seats)
