"""A series in one person's calendar: one UID, a master over the dates that they have, and each that differs (C1).

All of it goes with each letter, so that a program that replaces what it knew is right, whatever it has missed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload

from netapp.core import languages
from netapp.core.db import session
from netapp.core.letters import Part
from netapp.events import drafting
from netapp.events.calendars import entries
from netapp.events.models import Meeting, SignUp
from netapp.events.series import queries, rules, template
from netapp.events.series.models import Series, SeriesSignUp
from netapp.members.models import Person


class Whole(NamedTuple):
    """The master, and the dates that are not as it says. `is_gone`: the person has no seat at any."""

    master: entries.Entry
    differing: list[entries.Entry]
    is_gone: bool


class Own(NamedTuple):
    """A date, and whether the person has a seat at it and it takes place."""

    meeting: Meeting
    has_seat: bool


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


def of_person(series: Series, person_id: int, language: str) -> Whole | None:
    """None for who never had a seat."""
    own = _own(series, person_id)
    ever = [one for one in own if one.meeting.occurrence]
    if not ever:
        return None
    return _whole(series, ever, language, _sequence(series, person_id))


def _whole(series: Series, own: Sequence[Own], language: str, sequence: int) -> Whole:
    """It begins with the first date that they ever answered for, so that it does so in each letter."""
    seats = [one.meeting for one in own if one.has_seat]
    first = own[0].meeting.occurrence
    last = seats[-1].occurrence if seats else first
    assert first is not None, "a date of a series"
    assert last is not None, "a date of a series"
    with_seat = {one.occurrence for one in seats}
    rule = rules.parsed(series.rule)
    between = rules.dates(rule, first, last, series.zone)
    changed = max([series.changed_at, *(one.meeting.changed_at for one in own)])
    master = template.entry(
        series,
        language,
        with_link=bool(seats),
        start=first,
        end=template.at(template.of(series), first).ends_local,
        until=last,
        # A single date is a meeting like any other.
        rule=series.rule if last != first else "",
        excepted=tuple(one for one in between if one not in with_seat) if seats else (),
        sequence=sequence,
        changed=changed,
    )
    code = language if language in languages.NAMES else series.language
    differing = [
        drafting.entry(one, code, with_link=True, rounds=sequence - one.sequence)
        for one in seats
        if one.differs or one.programme is not None
    ]
    return Whole(master, differing, not seats)


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
    return [Own(meeting, state == "going" and meeting.state in takes_place) for meeting, state in rows]


def _sequence(series: Series, person_id: int) -> int:
    """It grows with what becomes of the series, of each of its dates, and of this person at each (C2)."""
    moved = select(func.sum(Meeting.sequence)).where(Meeting.series_id == series.id)
    seated = case((SignUp.promoted_at.is_not(None), 1), else_=0)
    theirs = select(func.sum(2 * SignUp.rounds + seated)).join(Meeting, Meeting.id == SignUp.meeting_id)
    theirs = theirs.where(Meeting.series_id == series.id, SignUp.person_id == person_id)
    whole = select(SeriesSignUp.rounds).where(SeriesSignUp.series_id == series.id, SeriesSignUp.person_id == person_id)
    parts: Sequence[Any] = session.execute(
        select(moved.scalar_subquery(), theirs.scalar_subquery(), whole.scalar_subquery())
    ).one()
    return series.sequence + sum(int(one or 0) for one in parts)


def shown_apart() -> Any:
    """The dates that a public calendar must be told beside the master: moved, cancelled or otherwise their own."""
    return or_(Meeting.differs, Meeting.state == "cancelled", Meeting.programme.is_not(None))
