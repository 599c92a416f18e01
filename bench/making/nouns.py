"""Some of each of what few meetings have: a series that many come to, both ways to take part, colleagues who come
together, tables, a door; and one person who has a seat at a hundred meetings. Made of the meetings that are there.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from bench.making.bulk import go_on_counting
from netapp.config import site_host
from netapp.core import clock
from netapp.core.db import session
from netapp.demo.place import at
from netapp.events import drafting, present, seats
from netapp.events.checkin.models import Door, Mark
from netapp.events.models import Meeting, SignUp
from netapp.events.rooms import queries as rooms
from netapp.events.rooms import seating
from netapp.events.rooms.models import Place, Room
from netapp.events.scheduling import Draft
from netapp.events.series import actions, rules, template
from netapp.events.series.models import AHEAD, Series, SeriesSignUp
from netapp.groups.models import Group, Membership
from netapp.promises.models import Promise

FEED = 100
# So many come to the whole series, and so many meetings have each of the others.
WHOLE, SOME = 40, 5
# Of a table, and how often they change.
TABLE, ROUNDS = 5, 3


def write(seed: int, today: date, reader: int) -> None:
    """Within a transaction; `reader` is the person whose own feed is as long as a network's."""
    _series(seed, today)
    taken = _all(_coming().where(Meeting.seats.is_not(None)), 3 * SOME)
    for meeting in taken[::3]:
        _both_ways(meeting)
    for meeting in taken[1::3]:
        _together(meeting)
    places = count(1)
    for number, meeting in enumerate(taken[2::3]):
        _tables(seed, number, meeting, places)
    _door(today)
    _feed(reader)
    _promises(today)
    for model in (Series, SeriesSignUp, Place, Door, Mark, Promise):
        go_on_counting(session.connection(), model.__table__)


def _promises(today: date) -> None:
    """Three of each of some meetings that are over, kept, late and still to come; of members, and of nobody."""
    over = select(Meeting).where(Meeting.state == "held").order_by(Meeting.starts_at.desc(), Meeting.id)
    numbers = count(1)
    for meeting in session.scalars(over.limit(100 * SOME)).all():
        member = select(Membership.person_id).where(Membership.group_id == meeting.group_id).limit(1)
        owner = session.scalar(member.where(Membership.state == "active").order_by(Membership.id))
        for number, days in enumerate((-30, -3, 20)):
            made = Promise(
                id=next(numbers),
                group_id=meeting.group_id,
                meeting_id=meeting.id,
                text=f"Send what we measured {number}",
            )
            made.language, made.due, made.made_at = meeting.language, today + timedelta(days), meeting.ends_at
            made.person_id = owner if number else None
            made.state, made.settled_at = ("open", None) if number else ("kept", meeting.ends_at)
            session.add(made)
    session.flush()


def _series(seed: int, today: date) -> None:
    """Weekly since two weeks ago, with some of its network at all dates. Not of the first: its feed is measured."""
    home = Group.parent_id.is_(None), Group.read_key == "public", Group.id > 1
    group = session.scalars(select(Group).where(*home).order_by(Group.id).limit(1)).one()
    day = today - timedelta(14 + (today.weekday() - 2) % 7)
    starts = datetime.combine(day, time(8, 30))
    title = {group.language: "Breakfast", "en": "Breakfast"}
    draft = Draft(
        titles=title,
        language=group.language,
        zone=group.zone,
        starts_local=starts,
        ends_local=starts + timedelta(hours=1),
        place="Harbour 1",
        seats=WHOLE + 10,
    )
    uid = f"series-{seed:024x}@{site_host(current_app.config['SITE_URL'])}"
    series = Series(
        id=1, uid=uid, group_id=group.id, created_by=group.created_by, sequence=0, weeks_ahead=AHEAD, vevent=""
    )
    series.group, series.rule, series.cancelled = group, rules.of("weekly", 1, day).text, False
    series.created_at = series.changed_at = series.starts_at = series.ends_at = at(day - timedelta(20))
    series.made_until = starts - timedelta(days=1)
    template.write_into(series, template.settled(draft))
    session.add(series)
    session.flush()
    inside = Membership.group_id == group.id, Membership.state == "active"
    chosen = select(Membership.person_id).where(*inside).order_by(Membership.person_id).limit(WHOLE)
    people = session.scalars(chosen).all()
    series.arrivals = len(people)
    for turn, person in enumerate(people, 1):
        own = SeriesSignUp(id=turn, series_id=series.id, person_id=person, turn=turn, rounds=1, came_by="page")
        own.created_at = own.changed_at = series.created_at + timedelta(hours=turn)
        session.add(own)
    session.flush()
    actions.extend(series)


def _both_ways(meeting: Meeting) -> None:
    """Who waited for the room is online, or the last who came; and the last of them would still rather come."""
    meeting.hybrid, meeting.online_seats = True, 200
    meeting.online_url = meeting.online_url or "https://meet.example/both"
    going, waiting = _of(meeting, "going"), _of(meeting, "waiting")
    for sign_up in waiting or going[-2:]:
        sign_up.state, sign_up.mode = "going", "online"
    if waiting:
        waiting[-1].change_turn = seats.next_turn(meeting)
    drafting.derive(meeting)
    session.flush()


def _together(meeting: Meeting) -> None:
    """The first three have come together."""
    for sign_up in _of(meeting, "going")[:3]:
        sign_up.bunch = 1
    session.flush()


def _tables(seed: int, number: int, meeting: Meeting, places: Iterator[int]) -> None:
    expected = present.expected(meeting)
    room = Room(meeting_id=meeting.id, key=f"b{seed}-{number}", rounds=ROUNDS, minutes=15, version=1)
    room.names = [""] * max(2, len(expected) // TABLE)
    session.add(room)
    if len(expected) >= len(room.names):
        guests = rooms.guests(expected)
        found = seating.seated(guests, room.tables, ROUNDS, rooms.known(meeting, [one.id for one in guests]))
        rows = ({"id": next(places), "person_id": one, "tables": row} for one, row in found.items())
        session.add_all(Place(meeting_id=meeting.id, **row) for row in rows)
    session.flush()


def _door(today: date) -> None:
    """The fullest room's is open: it begins tomorrow morning, and half of those who have a seat are there already."""
    many = select(func.count()).where(SignUp.meeting_id == Meeting.id, SignUp.state == "going").scalar_subquery()
    chosen = _coming().where(Meeting.hybrid.is_(False), Meeting.place != "").order_by(None)
    meeting = session.scalars(chosen.order_by(many.desc(), Meeting.id).limit(1)).one()
    lasts = meeting.ends_local - meeting.starts_local
    meeting.starts_local = datetime.combine(today + timedelta(days=1), time(0, 30))
    meeting.ends_local = meeting.starts_local + lasts
    drafting.derive(meeting)
    door = Door(id=1, meeting_id=meeting.id, name="North", made_by=meeting.group.created_by, made_at=at(today))
    session.add(door)
    session.flush()
    for number, sign_up in enumerate(_of(meeting, "going")[::2], 1):
        mark = Mark(id=number, meeting_id=meeting.id, key=f"bench-{sign_up.id}", sign_up_id=sign_up.id, way="list")
        mark.door_id, mark.came_at, mark.made_at = door.id, at(today), at(today)
        session.add(mark)
    session.flush()


def _feed(person: int) -> None:
    """A seat at so many meetings to come as make up their own feed, as far as there are any."""
    has = select(SignUp.meeting_id).where(SignUp.person_id == person)
    going = SignUp.person_id == person, SignUp.state == "going", Meeting.ends_at > _soon()
    own = session.scalars(select(SignUp.id).join(Meeting, Meeting.id == SignUp.meeting_id).where(*going)).all()
    free = _coming().where(Meeting.seats.is_(None), Meeting.open_to_guests, Meeting.id.not_in(has))
    for meeting in _all(free, max(0, FEED - len(own))):
        turn = seats.next_turn(meeting)
        joined = meeting.created_at + timedelta(days=1)
        sign_up = SignUp(meeting_id=meeting.id, person_id=person, state="going", turn=turn, rounds=0, came_by="page")
        sign_up.created_at = sign_up.changed_at = joined
        session.add(sign_up)
    session.flush()


def _coming() -> Select[Any]:
    """Public ones that stand alone, in the order of their numbers."""
    public = Group.read_key == "public", Meeting.state == "published", Meeting.series_id.is_(None)
    chosen = select(Meeting).join(Meeting.group).options(contains_eager(Meeting.group).joinedload(Group.parent))
    return chosen.where(*public, Meeting.starts_at > _soon()).order_by(Meeting.id)


def _soon() -> datetime:
    return clock.now() + timedelta(days=1)


def _all(chosen: Select[Any], most: int) -> Sequence[Meeting]:
    return session.scalars(chosen.limit(most)).all()


def _of(meeting: Meeting, state: str) -> Sequence[SignUp]:
    theirs = SignUp.meeting_id == meeting.id, SignUp.state == state
    return session.scalars(select(SignUp).where(*theirs).order_by(SignUp.turn)).all()
