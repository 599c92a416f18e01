"""The dates of a series, made for a set time ahead (T2); who has signed up for the whole has a seat at each (S6).

Everything here runs under the series' lock, and costs as many statements for one date as for five hundred.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, insert, literal, or_, select, update

from netapp.core import clock, db, localtime, search
from netapp.events import drafting, scheduling, searching
from netapp.events.models import Meeting, Party, SignUp
from netapp.events.reminders import following as reminders
from netapp.events.reminders import models as reminder_models
from netapp.events.series import rules, template
from netapp.events.series.models import Series, SeriesSignUp

# Tables and not classes: the ORM would look at each row.
_MEETING: Any = Meeting.__table__
_SIGN_UP: Any = SignUp.__table__
_OWN: Any = SeriesSignUp.__table__.c
_WRITTEN = [column.key for column in _MEETING.c if column.key != "id"]


def horizon(series: Series) -> datetime:
    """The last local time at which a date may begin that is to be made now."""
    now = localtime.to_local(clock.now(), series.zone)
    ahead = max(now, series.starts_local) + timedelta(weeks=series.weeks_ahead)
    return ahead if series.until is None else min(ahead, datetime.combine(series.until, time.max))


def is_due(series: Series) -> bool:
    """Half of the time ahead has passed: who has signed up gets a letter every few months, not every week."""
    half = localtime.to_local(clock.now(), series.zone) + timedelta(weeks=series.weeks_ahead) / 2
    return series.made_until < min(half, horizon(series))


def missing(series: Series) -> list[datetime]:
    """The beginnings that the rule gives up to the horizon and that no date has yet."""
    rule = rules.parsed(series.rule)
    found = rules.dates(rule, series.starts_local, horizon(series), series.zone)
    return [one for one in found if one > series.made_until]


def add(series: Series, occurrences: Sequence[datetime]) -> int:
    """Make these dates, published, and enrol who has signed up for the whole. Nobody is told; returns how many.

    Past the session, which on SQLite would write them one by one to learn their numbers.
    """
    if not occurrences:
        return 0
    first, now = template.of(series), clock.now()
    made = [_meeting(series, template.at(first, one), one, now) for one in occurrences]
    db.write(insert(_MEETING), [{name: getattr(one, name) for name in _WRITTEN} for one in made])
    theirs = select(_MEETING.c.occurrence, _MEETING.c.id).where(
        _MEETING.c.series_id == series.id, _MEETING.c.occurrence.in_(occurrences)
    )
    numbers: dict[datetime, int] = {row[0]: row[1] for row in db.rows(theirs)}
    for one in made:
        assert one.occurrence is not None, "a date of a series"
        one.id = numbers[one.occurrence]
        # The calendar text names the address, so it comes with the number.
        drafting.derive(one)
    its_text = update(_MEETING).where(_MEETING.c.id == bindparam("number")).values(vevent=bindparam("text"))
    db.write(its_text, [{"number": one.id, "text": one.vevent} for one in made])
    named = [
        {"meeting_id": one.id, "position": party.position, "part": party.part, "name": party.name}
        for one in made
        for party in one.parties
    ]
    if named:
        db.write(insert(Party), named)
    if series.reminders is not None:
        reminders.give(made, reminder_models.read(series.reminders))
    search.note(searching.MEETING.name, numbers.values())
    _enrol(series, occurrences)
    return len(made)


def _meeting(series: Series, draft: scheduling.Draft, occurrence: datetime, now: datetime) -> Meeting:
    title = draft.titles[draft.language]
    meeting = drafting.new(series.group, title=title, starts_local=draft.starts_local, ends_local=draft.ends_local)
    meeting.group, meeting.parties, meeting.created_by = series.group, [], series.created_by
    template.give(meeting, series, occurrence)
    scheduling.write_into(meeting, draft)
    meeting.state, meeting.published_at = ("draft", None) if series.is_draft else ("published", now)
    meeting.sequence = series.sequence
    meeting.differs = template.differs(draft, draft)
    meeting.own_reminders = series.reminders is not None
    drafting.derive(meeting)
    return meeting


def _enrol(series: Series, occurrences: Sequence[datetime]) -> None:
    """In the order in which they have signed up: seats as far as they go, then places in the queue."""
    place = func.row_number().over(order_by=_OWN.turn).label("place")
    taken = (_OWN.person_id, _OWN.company, _OWN.show_name, _OWN.as_guest, _OWN.came_by)
    people = select(place, *taken).where(_OWN.series_id == series.id, _OWN.state == "going").subquery()
    m, p, now = _MEETING.c, people.c, literal(clock.now(), _SIGN_UP.c.created_at.type)
    new = m.series_id == series.id, m.occurrence.in_(occurrences)
    state = case((or_(m.seats.is_(None), p.place <= m.seats), "going"), else_="waiting")
    columns = {
        "meeting_id": m.id,
        "person_id": p.person_id,
        "state": state,
        "turn": p.place,
        "rounds": literal(0),
        "company": p.company,
        "show_name": p.show_name,
        "as_guest": p.as_guest,
        "came_by": p.came_by,
        "perhaps": literal(False),
        "created_at": now,
        "changed_at": now,
    }
    rows = select(*columns.values()).select_from(_MEETING).join(people, literal(True)).where(*new)
    rows = rows.order_by(m.id, p.place)
    db.write(insert(_SIGN_UP).from_select([*columns], rows, include_defaults=False), {})
    many = select(func.count()).where(_OWN.series_id == series.id, _OWN.state == "going").scalar_subquery()
    db.write(update(_MEETING).where(*new).values(arrivals=many), {})
