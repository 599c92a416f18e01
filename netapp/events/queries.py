"""Every read of meetings and sign-ups. What the viewer may not see is not found (A1, A2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from netapp.core import db
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import ORGANISING, PUBLIC, Viewer
from netapp.events.models import LIVE, Meeting, Request, SignUp
from netapp.groups import queries as groups
from netapp.groups.models import OFFICE, Group, Membership
from netapp.members.models import Person

_BOUND: tuple[Any, Any] = bindparam("keys", expanding=True), bindparam("organised", expanding=True)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The one definition of which meetings a viewer may see; for statements that join Meeting and Group.

    The group's readers see what is published; drafts are seen by the group's organisers.
    """
    return _visible(**rights(viewer))


def bound(is_guest: bool = False) -> ColumnElement[bool]:
    """The same for a statement that is built once: `rights` fills it for each viewer; a guest's asks for less.

    A list is short and in the order of an index on meetings: so the key is looked at for each that comes, and not
    first, for which SQLite would take its index and read all the meetings that there are.
    """
    meeting, group = Meeting.__table__.c, Group.__table__.c
    read_key = func.coalesce(group.read_key, "")
    if is_guest:
        return _visible_to_guests(meeting, read_key)
    return _visible(*_BOUND, meeting, group, read_key)


def rights(viewer: Viewer) -> dict[str, list[Any]]:
    """The viewer's keys, and the groups that they organise or have entered; never an empty list (groups.NO_GROUP)."""
    ids = viewer.groups_of(ORGANISING)
    return {"keys": sorted(viewer.keys), "organised": [*ids, *viewer.entered] or groups.NO_GROUP}


def organised(viewer: Viewer) -> ColumnElement[bool]:
    """Groups that the viewer organises: those of the role, their sub-groups as far as readable, and those entered."""
    return _organised(**rights(viewer))


def meetings(viewer: Viewer) -> Select[Meeting]:
    """All meetings that the viewer may see, with their group; to be narrowed and ordered."""
    return (
        select(Meeting)
        .join(Meeting.group)
        .where(visible(viewer))
        .options(contains_eager(Meeting.group).joinedload(Group.parent))
    )


def organised_bound(group: Any = Group.__table__.c) -> ColumnElement[bool]:
    """The same for a statement that is built once, of rows or of objects."""
    return _organised(*_BOUND, group)


def get_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    """The meeting with its group, network, hosts and partners."""
    found = session.scalars(_MEETING, {"meeting_id": meeting_id, **rights(viewer)}).unique().one_or_none()
    if found is None:
        raise NotVisible
    return found


def get_published(viewer: Viewer, meeting_id: int) -> Meeting:
    """The same, but for drafts, which no calendar knows."""
    found = get_meeting(viewer, meeting_id)
    if found.state == "draft":
        raise NotVisible
    return found


def locked_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    """The same, holding the meeting's lock: the first lock of every deed about seats, before anything is counted."""
    session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())
    return get_meeting(viewer, meeting_id)


def two_locked(viewer: Viewer, one: int, other: int) -> tuple[Meeting, Meeting]:
    """Both under their locks, taken by number, so that two who move people to and fro don't wait for each other."""
    found = {number: locked_meeting(viewer, number) for number in sorted({one, other})}
    return found[one], found[other]


def locked_own(viewer: Viewer, meeting_id: int) -> Meeting:
    """The same for who takes an answer back: a seat can be given up also when its group has become narrower."""
    meeting = locked_for_task(meeting_id)
    sign_up = sign_up_of(viewer.person_id, meeting_id)
    if meeting is not None and sign_up is not None and sign_up.state in LIVE:
        return meeting
    return get_meeting(viewer, meeting_id)


def sign_up_of(person_id: int | None, meeting_id: int) -> SignUp | None:
    """This person's own row, whatever its state."""
    if person_id is None:
        return None
    return session.scalar(select(SignUp).where(SignUp.meeting_id == meeting_id, SignUp.person_id == person_id))


def sign_ups_by_meeting(person_id: int | None, meeting_ids: Sequence[int]) -> dict[int, str]:
    """The states of one person's sign-ups."""
    if person_id is None or not meeting_ids:
        return {}
    rows = _OWN_ANSWERS.rows({"person_id": person_id, "meetings": list(meeting_ids)})
    return {row[0]: row[1] for row in rows}


def participants(meeting: Meeting) -> Sequence[Row[SignUp, Person]]:
    """The organiser's list: every answer, who waits for a yes first, then who has a seat, then the queue in order."""
    order = {"requested": 0, "going": 1, "waiting": 2, "declined": 3, "refused": 4, "withdrawn": 5}
    rows = session.execute(
        select(SignUp, Person).join(SignUp.person).where(SignUp.meeting_id == meeting.id).order_by(SignUp.turn)
    ).all()
    return sorted(rows, key=lambda row: order[row[0].state])


def shown_names(meeting: Meeting, most: int = 200) -> Sequence[Row[str, str]]:
    """(name, company) of those who have a seat and let their name be shown."""
    return db.rows(_SHOWN, {"meeting_id": meeting.id, "most": most})


def get_request(request_id: int) -> Request:
    """A guest's wish to come; the signed link that names it is the right to read it."""
    found = session.get(Request, request_id)
    if found is None:
        raise NotVisible
    return found


def get_sign_up(meeting: Meeting, sign_up_id: int) -> SignUp:
    """A row of this meeting's list, for its organisers."""
    found = session.scalar(select(SignUp).where(SignUp.id == sign_up_id, SignUp.meeting_id == meeting.id))
    if found is None:
        raise NotVisible
    return found


def who_answered(meeting: Meeting) -> frozenset[int]:
    """The people who have said yes or no, or had done so before."""
    return frozenset(session.scalars(select(SignUp.person_id).where(SignUp.meeting_id == meeting.id)))


def signed_up(meeting: Meeting, *states: str) -> Sequence[Person]:
    """The people whose sign-up is in one of these states, in the order of joining."""
    rows = select(Person).join(SignUp, SignUp.person_id == Person.id)
    return session.scalars(
        rows.where(SignUp.meeting_id == meeting.id, SignUp.state.in_(states)).order_by(SignUp.turn)
    ).all()


def members_of(group_id: int) -> Select[Person]:
    """The group's active members, to be narrowed."""
    member = Membership.group_id == group_id, Membership.state == "active"
    return select(Person).join(Membership, Membership.person_id == Person.id).where(*member)


def known_meeting(meeting_id: int) -> Meeting | None:
    """The meeting for a letter to who holds a seat or a place in it: they are told whatever became of its group."""
    return session.scalar(
        select(Meeting)
        .join(Meeting.group)
        .where(Meeting.id == meeting_id)
        .options(contains_eager(Meeting.group).joinedload(Group.parent), selectinload(Meeting.parties))
        .execution_options(populate_existing=True)
    )


def locked_for_task(meeting_id: int) -> Meeting | None:
    """The meeting under its lock, for what follows by itself and for nobody's eyes."""
    session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())
    return known_meeting(meeting_id)


def viewer_of(person: Person) -> Viewer:
    """The rights of somebody who is not here: to write them a letter, to answer the link in it."""
    standing = groups.standing(person.id)
    return Viewer(
        person_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        zone=person.zone,
        roles=standing.roles,
        pending=standing.pending,
    )


def viewer_of_key(key: str) -> Viewer:
    """Whom a personal feed's address names (C4); NotVisible once the key was renewed."""
    rows = _OWNER.rows({"key": key})
    if not rows:
        raise NotVisible
    person_id, name, language, zone = rows[0][:4]
    roles = {group_id: role for *_person, group_id, role in rows if group_id is not None}
    return Viewer(person_id=person_id, name=name, language=language, zone=zone, roles=roles)


def id_of_address(email: str) -> int | None:
    return session.scalar(select(Person.id).where(Person.email == email.lower()))


def read_keys(meeting_ids: Sequence[int]) -> dict[int, str]:
    """Who may read of each of these meetings, as an audience key: for the letters about them."""
    rows = session.execute(select(Meeting.id, Group.read_key).join(Meeting.group).where(Meeting.id.in_(meeting_ids)))
    return {row[0]: row[1] for row in rows}


def read_keys_of_requests(request_ids: Sequence[int]) -> dict[int, str]:
    """The same by guests' requests."""
    rows = session.execute(
        select(Request.id, Group.read_key)
        .join(Meeting, Meeting.id == Request.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .where(Request.id.in_(request_ids))
    )
    return {row[0]: row[1] for row in rows}


def _visible(
    keys: Any, organised: Any, meeting: Any = Meeting, group: Any = Group, read_key: Any = Group.read_key
) -> ColumnElement[bool]:
    return and_(read_key.in_(keys), or_(meeting.state != "draft", _organised(keys, organised, group)))


def _visible_to_guests(meeting: Any, read_key: Any) -> ColumnElement[bool]:
    return and_(read_key == PUBLIC, meeting.state != "draft")


def _organised(keys: Any, organised: Any, group: Any = Group) -> ColumnElement[bool]:
    return or_(group.id.in_(organised), and_(group.parent_id.in_(organised), group.read_key.in_(keys)))


# What the page of each meeting asks: built once.
_MEETING = (
    select(Meeting)
    .join(Meeting.group)
    .where(_visible(*_BOUND), Meeting.id == bindparam("meeting_id"))
    .options(contains_eager(Meeting.group).joinedload(Group.parent), joinedload(Meeting.parties))
    .execution_options(populate_existing=True)
)
_OWN_ANSWERS = Prepared(
    select(SignUp.meeting_id, SignUp.state).where(
        SignUp.person_id == bindparam("person_id"), SignUp.meeting_id.in_(bindparam("meetings", expanding=True))
    )
)
_OWNER = Prepared(
    select(Person.id, Person.name, Person.language, Person.zone, Membership.group_id, OFFICE)
    .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.state == "active"))
    .where(Person.calendar_key == bindparam("key"), Person.erased_at.is_(None))
)
_SHOWN = (
    select(Person.name, SignUp.company)
    .join(SignUp.person)
    .where(SignUp.meeting_id == bindparam("meeting_id"), SignUp.state == "going", SignUp.show_name, Person.name != "")
    .order_by(SignUp.turn)
    .limit(bindparam("most", type_=SignUp.turn.type))
)
