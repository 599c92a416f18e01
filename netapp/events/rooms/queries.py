"""Every read about the room: its tables, who sits there, and who knows whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from sqlalchemy import Select, func, or_, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.events import queries
from netapp.events.models import Meeting, SignUp
from netapp.events.present import Comer
from netapp.events.rooms import seating
from netapp.events.rooms.models import Place, Room
from netapp.events.rooms.seating import Guest, Known, Tables
from netapp.groups.models import Group
from netapp.members import queries as people
from netapp.members.models import Affiliation, CompanySector

# So long after a meeting its screen is still there: a day in a room takes longer than planned.
_AFTER = timedelta(hours=12)
# So many of the network's last meetings tell who has met.
_REMEMBERED = 12


def room(meeting_id: int) -> Room | None:
    return session.get(Room, meeting_id, populate_existing=True)


def places(meeting_id: int) -> dict[int, Tables]:
    """The tables of each person who is seated."""
    rows = session.execute(select(Place.person_id, Place.tables).where(Place.meeting_id == meeting_id))
    return {row[0]: row[1] for row in rows}


def place_of(person_id: int, meeting_id: int) -> Place | None:
    return session.scalar(select(Place).where(Place.meeting_id == meeting_id, Place.person_id == person_id))


def get_place(meeting: Meeting, person_id: int) -> Place:
    found = place_of(person_id, meeting.id)
    if found is None:
        raise NotVisible
    return found


def of_screen(key: str) -> tuple[Meeting, Room]:
    """What the address of a screen leads to; NotVisible for one that has been replaced, and some time after the day."""
    found = session.scalar(select(Room).where(Room.key == key.lower()))
    meeting = queries.known_meeting(found.meeting_id) if found else None
    if found is None or meeting is None or meeting.state not in {"published", "held"}:
        raise NotVisible
    if meeting.ends_at + _AFTER < clock.now():
        raise NotVisible
    return meeting, found


def guests(comers: Sequence[Comer]) -> list[Guest]:
    """Where they work, by what they said and by what their companies say, and in which sectors that is."""
    firms: dict[int, set[str]] = {one.person_id: {people.folded(one.company)} - {""} for one in comers}
    sectors: dict[int, set[str]] = {one.person_id: set() for one in comers}
    chosen = (
        select(Affiliation.person_id, Affiliation.company_id, CompanySector.section)
        .outerjoin(CompanySector, CompanySector.company_id == Affiliation.company_id)
        .where(Affiliation.person_id.in_(list(firms)), Affiliation.until.is_(None))
    )
    for person_id, company_id, section in session.execute(chosen) if firms else ():
        firms[person_id].add(f"#{company_id}")
        if section:
            sectors[person_id].add(section)
    return [Guest(one, frozenset(firms[one]), frozenset(sectors[one])) for one in sorted(firms)]


def known(meeting: Meeting, people: Iterable[int]) -> Known:
    """Who of them has sat together, or was at the same meetings, among the last that the network has held."""
    those = list(people)
    if not those:
        return Known()
    earlier = _earlier(meeting)
    sat = session.execute(
        select(Place.meeting_id, Place.person_id, Place.tables).where(
            Place.meeting_id.in_(earlier), Place.person_id.in_(those)
        )
    )
    tables: dict[int, dict[int, Tables]] = {}
    for meeting_id, person_id, row in sat:
        tables.setdefault(meeting_id, {})[person_id] = row
    going = select(SignUp.meeting_id, SignUp.person_id).where(
        SignUp.meeting_id.in_(earlier), SignUp.person_id.in_(those), SignUp.state == "going"
    )
    together: dict[int, list[int]] = {}
    for meeting_id, person_id in session.execute(going):
        together.setdefault(meeting_id, []).append(person_id)
    return Known(
        sat=_added(seating.pairs_at_tables(one) for one in tables.values()),
        met=_added(dict.fromkeys(combinations(sorted(one), 2), 1) for one in together.values()),
    )


def _earlier(meeting: Meeting) -> Select[int]:
    network = meeting.group.network_id
    inside = select(Group.id).where(or_(Group.id == network, Group.parent_id == network))
    held = select(Meeting.id, Meeting.starts_at).where(
        Meeting.group_id.in_(inside),
        Meeting.state.in_(("published", "held")),
        Meeting.starts_at < meeting.starts_at,
    )
    last = held.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(_REMEMBERED).subquery()
    return select(func.coalesce(last.c.id, 0))


def _added(counts: Iterable[Mapping[tuple[int, int], int]]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for one in counts:
        for pair, number in one.items():
            found[pair] = found.get(pair, 0) + number
    return found
