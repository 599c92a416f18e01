"""Every read of notes. What was published is read by its audience, the rest by who writes (A1, A2)."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.events import queries as meetings
from netapp.events.models import Meeting, SignUp
from netapp.events.programme import page as programme_page
from netapp.events.programme import queries as programme
from netapp.events.programme.models import Item, Speaker
from netapp.groups import policy as groups
from netapp.groups import queries as groups_queries
from netapp.groups.models import Group
from netapp.members.models import Person
from netapp.notes.models import Note, Part, Revision, Section, Writing
from netapp.notes.timing import PRESENT


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The one definition of which published notes a viewer may see; for statements that join Note, Meeting and Group.

    Nobody reads the notes of a meeting that they do not see, whatever audience they have.
    """
    return and_(meetings.visible(viewer), Note.state == "published", _is_read_by(viewer.is_guest, **rights(viewer)))


def bound(is_guest: bool) -> ColumnElement[bool]:
    """The same for a statement that is built once: `rights` and those of meetings fill it for each viewer."""
    mine: dict[str, Any] = {name: bindparam(name, expanding=True) for name in ("inside", "led")}
    reads = _is_read_by(is_guest, person=bindparam("person", type_=SignUp.person_id.type), **mine)
    return and_(meetings.bound(is_guest), Note.state == "published", reads)


def rights(viewer: Viewer) -> dict[str, Any]:
    """Whose notes the viewer reads: of the groups they are in, of those they organise, of meetings they went to."""
    led = meetings.rights(viewer)["organised"]
    return {
        "person": viewer.person_id or 0,
        "inside": [*viewer.roles, *viewer.entered] or groups_queries.NO_GROUP,
        "led": led,
    }


def _is_read_by(is_guest: bool, person: Any, inside: Any, led: Any) -> ColumnElement[bool]:
    if is_guest:
        return Note.audience == "public"
    network = func.coalesce(Group.parent_id, Group.id)
    went = exists().where(SignUp.meeting_id == Note.meeting_id, SignUp.person_id == person, SignUp.state == "going")
    return or_(
        Note.audience == "public",
        and_(Note.audience.in_(("group", "network")), Group.id.in_(inside)),
        and_(Note.audience == "network", network.in_(inside)),
        Group.id.in_(led),
        Group.parent_id.in_(led),
        went.correlate(Note),
    )


def notes(viewer: Viewer) -> Select[Note, Meeting]:
    """All published notes that the viewer may see, each with its meeting; to be narrowed and ordered."""
    return (
        select(Note, Meeting)
        .join(Meeting, Meeting.id == Note.meeting_id)
        .join(Meeting.group)
        .where(visible(viewer))
        .options(contains_eager(Meeting.group).joinedload(Group.parent))
    )


def published(viewer: Viewer, meeting_id: int) -> Note | None:
    """The meeting's notes, when they are published to the viewer."""
    found = read(viewer, meeting_id)
    return found[0] if found else None


def read(viewer: Viewer, meeting_id: int) -> tuple[Note, Meeting] | None:
    """The same with their meeting."""
    row = session.execute(notes(viewer).where(Note.meeting_id == meeting_id)).one_or_none()
    return (row[0], row[1]) if row else None


def of_group(viewer: Viewer, group: Group, year: int) -> Sequence[Any]:
    """(note, meeting) of a year of a group, and of a network's sub-groups, oldest first."""
    inside = or_(Group.id == group.id, Group.parent_id == group.id) if group.is_network else Group.id == group.id
    begun = func.extract("year", Meeting.starts_local) == year
    return session.execute(notes(viewer).where(inside, begun).order_by(Meeting.starts_at, Meeting.id)).all()


def are_any(viewer: Viewer, group_id: int, year: int) -> bool:
    """Whether the group, or a sub-group of it, has some of that year."""
    inside = or_(Group.id == group_id, Group.parent_id == group_id)
    found = notes(viewer).where(inside, func.extract("year", Meeting.starts_local) == year)
    return session.execute(found.with_only_columns(Note.id).limit(1)).first() is not None


def of_series(viewer: Viewer, series_id: int) -> Sequence[Any]:
    """(note, meeting) of the dates of a series, oldest first."""
    found = notes(viewer).where(Meeting.series_id == series_id)
    return session.execute(found.order_by(Meeting.starts_at, Meeting.id)).all()


def of_meeting(meeting_id: int) -> Note | None:
    """Whatever state they are in: for who writes them."""
    return session.scalar(select(Note).where(Note.meeting_id == meeting_id))


def helps(viewer: Viewer, note: Note | None, meeting: Meeting) -> bool:
    """The organiser lets them write along: they have a seat, or speak."""
    if note is None or viewer.person_id is None:
        return False
    if note.seated_help:
        mine = meetings.sign_up_of(viewer.person_id, meeting.id)
        if mine is not None and mine.state == "going":
            return True
    speaks = select(Speaker.id).join(Item, Item.id == Speaker.item_id)
    mine_too = speaks.where(Item.meeting_id == meeting.id, Speaker.person_id == viewer.person_id)
    return note.speakers_help and session.scalar(mine_too.limit(1)) is not None


def get_written(viewer: Viewer, meeting_id: int) -> tuple[Meeting, Note | None, bool]:
    """(the meeting, its notes, whether the viewer is let write); NotVisible for who is not among the writers."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    note = of_meeting(meeting_id)
    let = helps(viewer, note, meeting)
    if not let and not groups.may_organise(viewer, meeting.group):
        raise NotVisible
    return meeting, note, let


def get_section(viewer: Viewer, section_id: int) -> tuple[Meeting, Section, bool]:
    """A section with its meeting, for who writes."""
    section = session.get(Section, section_id)
    note = session.get(Note, section.note_id) if section is not None else None
    if section is None or note is None:
        raise NotVisible
    meeting, _note, let = get_written(viewer, note.meeting_id)
    return meeting, section, let


def locked_section(viewer: Viewer, section_id: int) -> tuple[Meeting, Section, bool]:
    """The same under the section's lock: two who save it come one after the other."""
    session.execute(select(Section.id).where(Section.id == section_id).with_for_update())
    found = session.get(Section, section_id, populate_existing=True)
    if found is None:
        raise NotVisible
    return get_section(viewer, section_id)


def locked_note(viewer: Viewer, meeting_id: int) -> tuple[Meeting, Note, bool]:
    """The notes under their lock; NotVisible where there are none."""
    session.execute(select(Note.id).where(Note.meeting_id == meeting_id).with_for_update())
    meeting, note, let = get_written(viewer, meeting_id)
    if note is None:
        raise NotVisible
    session.refresh(note)
    return meeting, note, let


def sections(note: Note) -> Sequence[Section]:
    return session.scalars(
        select(Section).where(Section.note_id == note.id).order_by(Section.position, Section.id)
    ).all()


def parts(note: Note) -> Sequence[Part]:
    return session.scalars(select(Part).where(Part.note_id == note.id).order_by(Part.id)).all()


def get_part(note: Note, part_id: int) -> Part:
    found = session.scalar(select(Part).where(Part.note_id == note.id, Part.id == part_id))
    if found is None:
        raise NotVisible
    return found


def revision(section_id: int, number: int) -> Revision | None:
    return session.scalar(select(Revision).where(Revision.section_id == section_id, Revision.number == number))


def sent(section_id: int, token: str) -> Revision | None:
    """What came with this token before."""
    return session.scalar(select(Revision).where(Revision.section_id == section_id, Revision.token == token))


def revisions(section_id: int, most: int = 200) -> Sequence[tuple[Revision, str]]:
    """(revision, whose), the latest first."""
    rows = select(Revision, Person.name).outerjoin(Person, Person.id == Revision.person_id)
    rows = rows.where(Revision.section_id == section_id).order_by(Revision.number.desc()).limit(most)
    return [(row[0], row[1] or "") for row in session.execute(rows)]


def clashes(note: Note) -> Sequence[Revision]:
    """What stands beside a section until somebody has looked at both."""
    mine = Section.note_id == note.id, Revision.state == "clash"
    rows = select(Revision).join(Section, Section.id == Revision.section_id).where(*mine)
    return session.scalars(rows.order_by(Revision.section_id, Revision.number)).all()


def who_writes(note: Note, but: int | None) -> dict[int, list[str]]:
    """By section, the names of the others who write in it just now."""
    rows = select(Writing.section_id, Person.name).join(Person, Person.id == Writing.person_id)
    now = Writing.note_id == note.id, Writing.at > clock.now() - PRESENT
    found: dict[int, list[str]] = {}
    others = Writing.person_id != but if but is not None else true()
    for section_id, name in session.execute(rows.where(*now, others).order_by(Person.name, Person.id)):
        found.setdefault(section_id, []).append(name)
    return found


def items(meeting: Meeting) -> Sequence[Item]:
    """Of the meeting's programme."""
    return programme.items(meeting)


def leads(viewer: Viewer, meeting: Meeting) -> dict[int, str]:
    """By item of the programme, a line of Markdown that says who spoke, and leads to what one may read."""
    rows = programme.of_page(viewer, meeting, inside=False)
    if rows is programme.NOTHING:
        return {}
    found = {}
    for item in programme_page.shown(meeting, rows):
        who = [", ".join(filter(None, (one.name, one.company))) for one in item.speakers]
        read = [f"[{_bare(one.title)}]({one.url})" for one in item.handouts]
        found[item.id] = " · ".join([*map(_bare, who), *read])
    return found


def _bare(said: str) -> str:
    """As it reads, also where a sign would mean something in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", said)


def may_read_by_letter(viewer: Viewer, note: Note, meeting: Meeting) -> bool:
    """Who holds a letter about it reads it: when they came as a guest, also where they have no other door."""
    if not note.is_published:
        return False
    mine = meetings.sign_up_of(viewer.person_id, meeting.id)
    if mine is not None and mine.as_guest and mine.state == "going":
        return True
    return published(viewer, meeting.id) is not None


def is_planned(group_id: int, starts: datetime) -> bool:
    """The group has a meeting that begins then."""
    there = Meeting.group_id == group_id, Meeting.starts_local == starts, Meeting.state != "cancelled"
    return session.scalar(select(Meeting.id).where(*there).limit(1)) is not None


def following(meeting: Meeting) -> list[Meeting]:
    """The group's next meeting after this one, and the draft that was begun last."""
    later = Meeting.group_id == meeting.group_id, Meeting.starts_at > meeting.starts_at
    announced = select(Meeting).where(*later, Meeting.state == "published").order_by(Meeting.starts_at).limit(1)
    drafted = select(Meeting).where(*later, Meeting.state == "draft").order_by(Meeting.id.desc()).limit(1)
    return [*session.scalars(announced), *session.scalars(drafted)]


def items_of(note: Note) -> dict[str, int]:
    """By a section's key, the item of the programme that it is about."""
    rows = select(Section.key, Section.item_id).where(Section.note_id == note.id, Section.item_id.is_not(None))
    return {key: number for key, number in session.execute(rows) if number}


def promises_of(note: Note) -> dict[str, int]:
    """By a part's key, the promise that it became."""
    rows = select(Part.key, Part.promise_id).where(Part.note_id == note.id, Part.promise_id.is_not(None))
    return {key: number for key, number in session.execute(rows) if number}
