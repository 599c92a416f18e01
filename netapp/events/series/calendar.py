"""A series in one person's calendar: one UID, a master over the dates that they have, and each that differs (C1).

All of it goes with each letter, so that a program that replaces what it knew is right, whatever it has missed. So a
date that is called off is left out of a letter's master: Outlook takes a REQUEST with a cancelled date in it for a new
one, and Google and Outlook themselves end the rule when the rest is deleted. A feed says of it STATUS:CANCELLED for a
month, as of a single meeting (C3): Apple and Thunderbird strike it through, Google and Outlook take it away.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from netapp.core import clock, languages
from netapp.core.db import session
from netapp.core.letters import Part
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import drafting
from netapp.events import queries as meetings
from netapp.events.calendars import entries
from netapp.events.models import Meeting, SignUp
from netapp.events.series import queries, reading, rules, template
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups.models import Group
from netapp.members.models import Person

EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Leaving and coming back, and moving up from the queue, which the next leaving takes back.
_STEPS = 2 * SignUp.rounds + case((SignUp.promoted_at.is_not(None), 1), else_=0)


class Whole(NamedTuple):
    """The master, and the dates that are not as it says. `is_gone`: the person has no seat at any."""

    master: entries.Entry
    differing: list[entries.Entry]
    is_gone: bool


class Own(NamedTuple):
    """A date, and whether the person has a seat at it and it takes place, or had one when it was called off."""

    meeting: Meeting
    has_seat: bool
    is_off: bool


def part(series_id: int | None, person: Person, language: str, *, takes_away: bool = True) -> Part | None:
    """For a letter; None for who never had an entry. Answers to a series are not read, so none is asked for (C7).

    `takes_away` False: who has no seat gets nothing, since they never had one.
    """
    series = queries.known_series(series_id)
    whole = of_person(series, person.id, language) if series is not None else None
    if series is None or whole is None or (whole.is_gone and not takes_away):
        return None
    method: entries.Method = "CANCEL" if whole.is_gone else "REQUEST"
    content = entries.invitation(
        whole.master,
        method,
        organizer_mail=current_app.config["NETAPP"].mail_from,
        organizer_name=(series.group.parent or series.group).name,
        attendee_mail=person.email or "",
        attendee_name=person.name,
        rsvp=False,
        differing=whole.differing,
    )
    return Part(content, method)


def of_person(series: Series, person_id: int, language: str, *, off_since: datetime | None = None) -> Whole | None:
    """None for who has never answered for any of its dates. For a letter, with the link of the online meeting; with
    `off_since` for a feed, without it, and with what was called off of what has ended after that.
    """
    own = _own(series, person_id)
    return _whole(series, own, language, _sequence(series, person_id), off_since) if own else None


def _whole(series: Series, own: Sequence[Own], language: str, sequence: int, off_since: datetime | None) -> Whole:
    """It begins with the first date that they ever answered for, so that it does so in each letter."""
    told = [
        one for one in own if one.has_seat or (one.is_off and off_since is not None and one.meeting.ends_at > off_since)
    ]
    has_seats = any(one.has_seat for one in told)
    first = own[0].meeting.occurrence
    last = told[-1].meeting.occurrence if told else first
    assert first is not None, "a date of a series"
    assert last is not None, "a date of a series"
    known = {one.meeting.occurrence for one in told}
    with_link = off_since is None
    rule = rules.parsed(series.rule)
    between = rules.dates(rule, first, last, series.zone)
    changed = max([series.changed_at, *(one.meeting.changed_at for one in own)])
    master = template.entry(
        series,
        language,
        with_link=with_link and has_seats,
        start=first,
        end=template.at(template.of(series), first).ends_local,
        until=last,
        # A single date is a meeting like any other.
        rule=series.rule if last != first else "",
        excepted=tuple(one for one in between if one not in known) if told else (),
        sequence=sequence,
        changed=changed,
        **({"status": "CANCELLED"} if told and not has_seats else {}),
    )
    code = language if language in languages.NAMES else series.language
    differing = [
        drafting.entry(one.meeting, code, with_link=with_link, rounds=sequence - one.meeting.sequence)
        for one in (told if has_seats else ())
        if one.is_off or one.meeting.differs or one.meeting.programme is not None
    ]
    return Whole(master, differing, not told)


def _own(series: Series, person_id: int) -> list[Own]:
    """All dates since the first for which they have a row that gave them a seat once."""
    rows = session.execute(
        select(Meeting, SignUp.state)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.series_id == series.id, SignUp.person_id == person_id, Meeting.occurrence <= series.made_until)
        .options(joinedload(Meeting.group))
        .order_by(Meeting.occurrence)
    ).all()
    takes_place = ("published", "held")
    return [
        Own(one, state == "going" and one.state in takes_place, state == "going" and one.state == "cancelled")
        for one, state in rows
    ]


def weight(dates: Sequence[Meeting]) -> int:
    """The most that these dates add to anybody's sequence."""
    each = select(func.sum(_STEPS).label("steps")).where(SignUp.meeting_id.in_([one.id for one in dates]))
    most = session.scalar(select(func.max(each.group_by(SignUp.person_id).subquery().c.steps)))
    return sum(one.sequence for one in dates) + int(most or 0)


def _sequence(series: Series, person_id: int) -> int:
    """It grows with what becomes of the series, of each of its dates, and of this person at each (C2)."""
    moved = select(func.sum(Meeting.sequence)).where(Meeting.series_id == series.id)
    theirs = select(func.sum(_STEPS)).join(Meeting, Meeting.id == SignUp.meeting_id)
    theirs = theirs.where(Meeting.series_id == series.id, SignUp.person_id == person_id)
    whole = select(SeriesSignUp.rounds).where(SeriesSignUp.series_id == series.id, SeriesSignUp.person_id == person_id)
    parts: Sequence[Any] = session.execute(
        select(moved.scalar_subquery(), theirs.scalar_subquery(), whole.scalar_subquery())
    ).one()
    return series.sequence + sum(int(one or 0) for one in parts)


def pieces(viewer: Viewer, since: datetime = EVER, off_since: datetime = EVER) -> list[tuple[str, str, datetime]]:
    """(text, zone, last change) of each series of which the viewer has a seat at a date, that ended after `since`; with
    what was called off and ended after `off_since`.

    As of meetings: who reads the group no more keeps what is still to come.
    """
    theirs = {**meetings.rights(viewer), "person_id": viewer.person_id, "now": clock.now(), "since": since}
    ids = [row[0] for row in _THEIRS.rows(theirs)]
    if not ids:
        return []
    chosen = select(Series).join(Series.group).options(contains_eager(Series.group)).where(Series.id.in_(ids))
    found = []
    for series in session.scalars(chosen.order_by(Series.starts_at, Series.id)):
        whole = of_person(series, viewer.person_id or 0, series.language, off_since=off_since)
        if whole is not None and not whole.is_gone:
            text = "".join(map(entries.vevent, (whole.master, *whole.differing)))
            found.append((text, series.zone, whole.master.changed))
    return found


_S = Series.__table__.c
_MEETING, _SIGN_UP = Meeting.__table__.c, SignUp.__table__.c
_THEIRS = Prepared(
    select(_S.id)
    .join(Group.__table__, Group.__table__.c.id == _S.group_id)
    .where(
        _S.id.in_(
            select(_MEETING.series_id)
            .join(SignUp.__table__, _SIGN_UP.meeting_id == _MEETING.id)
            .where(
                _SIGN_UP.person_id == bindparam("person_id", type_=_SIGN_UP.person_id.type),
                _SIGN_UP.state == "going",
                _MEETING.series_id.is_not(None),
            )
        ),
        or_(reading.seen(is_guest=False), _S.ends_at > bindparam("now", type_=_S.ends_at.type)),
        _S.ends_at > bindparam("since", type_=_S.ends_at.type),
    )
)
