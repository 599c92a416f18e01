"""Making meetings of a calendar file's rows, some at a time: each time a transaction that leaves nothing half done.

A row is marked in the transaction that makes its meeting, and remembered with it: so a worker may be killed at any
moment, two may give the same file at once, and still no entry makes two meetings.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import locked, session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.languages import use
from netapp.core.viewer import GUEST, Viewer
from netapp.events import actions, drafting, facts, policy, scheduling
from netapp.events.importing import judging
from netapp.events.importing.judging import Judged
from netapp.events.importing.models import CalendarFile, CalendarOrigin, CalendarRow
from netapp.events.models import Meeting
from netapp.events.scheduling import Draft
from netapp.groups import queries, records, revisions
from netapp.groups.models import Group
from netapp.members.models import Person

CHUNK = 50


def go_on(file_id: int) -> int:
    """Make the next meetings of a file that is running; returns how many rows were done. Joins the transaction.

    None when all are done, or when its organiser may not do so any more: the file is done, then.
    """
    given = locked(CalendarFile, file_id)
    if given.state != "running":
        return 0
    group, maker = records.group(given.group_id), session.get(Person, given.made_by)
    viewer = _viewer(maker) if maker else GUEST
    rows = _waiting(given) if group and policy.may_schedule(viewer, group) else []
    given.touched_at = clock.now()
    if group is None or not rows:
        given.state = "done"
        return 0
    judged = judging.judge(group, [(row.uid, row.recurrence, row.said, row.digest) for row in rows])
    # All meetings are locked before the first of them counts the group's revision.
    there = select(Meeting.id).where(Meeting.id.in_([now.meeting_id for now in judged if now.meeting_id]))
    session.execute(there.order_by(Meeting.id).with_for_update())
    with use(group.language):
        for row, now in zip(rows, judged, strict=True):
            row.result = _done(viewer, group, given, row, now)
    session.flush()
    revisions.touch(group.id)
    return len(rows)


def _viewer(maker: Person) -> Viewer:
    standing = queries.standing(maker.id, maker.is_admin)
    return Viewer(maker.id, is_admin=maker.is_admin, roles=standing.roles, entered=standing.entered)


def _waiting(given: CalendarFile) -> Sequence[CalendarRow]:
    rows = select(CalendarRow).where(CalendarRow.file_id == given.id, CalendarRow.result == "", CalendarRow.chosen)
    return session.scalars(rows.order_by(CalendarRow.id).limit(CHUNK)).all()


def _done(viewer: Viewer, group: Group, given: CalendarFile, row: CalendarRow, now: Judged) -> str:
    """What became of the row."""
    try:
        if now.outcome == "new":
            return _make(viewer, group, row, given.publishes)
        if now.outcome in {"changed", "cancelled"} and now.meeting_id:
            row.meeting_id = now.meeting_id
            return _change(viewer, row, now.meeting_id) if now.outcome == "changed" else _cancel(viewer, now.meeting_id)
    except (Refused, Forbidden, NotVisible):
        row.reason = "time"
        return "refused"
    row.meeting_id = now.meeting_id
    return "nothing"


def _make(viewer: Viewer, group: Group, row: CalendarRow, publishes: bool) -> str:
    draft = scheduling.settled(_draft(group, row))
    title = draft.titles[draft.language]
    meeting = drafting.new(group, title=title, starts_local=draft.starts_local, ends_local=draft.ends_local)
    meeting.group, meeting.parties, meeting.created_by = group, [], viewer.person_id
    scheduling.write_into(meeting, draft)
    drafting.derive(meeting)
    session.add(meeting)
    session.flush()
    if publishes:
        meeting.state, meeting.published_at = "published", clock.now()
        drafting.derive(meeting)
        announce(facts.MeetingPublished(meeting.id, group.id))
    origin = CalendarOrigin(meeting_id=meeting.id, group_id=group.id, uid=row.uid, recurrence=row.recurrence)
    origin.digest, origin.written_at = row.digest, meeting.changed_at
    session.add(origin)
    session.flush()
    row.meeting_id = meeting.id
    return "made"


def _change(viewer: Viewer, row: CalendarRow, meeting_id: int) -> str:
    """As by hand: who has signed up is told when it moves."""
    meeting = locked(Meeting, meeting_id)
    session.refresh(meeting, ["group", "parties"])
    before = scheduling.of(meeting)
    new = _draft(meeting.group, row)
    language = meeting.language
    names = ("starts_local", "ends_local", "zone", "starts_fold", "ends_fold", "place", "address", "online_url")
    said: dict[str, Any] = {name: getattr(new, name) for name in names}
    said["titles"] = {**before.titles, language: new.titles[new.language]}
    said["bodies"] = {**before.bodies, language: new.bodies.get(new.language, "")}
    draft = replace(before, **said)
    meeting = actions.change(viewer, meeting_id, draft, seen=actions.stamp(meeting), agreed=True)
    _remember(meeting, row)
    return "changed"


def _cancel(viewer: Viewer, meeting_id: int) -> str:
    meeting = locked(Meeting, meeting_id)
    if meeting.state == "draft":
        actions.discard(viewer, meeting_id)
    else:
        actions.cancel(viewer, meeting_id, "")
    return "cancelled"


def _remember(meeting: Meeting, row: CalendarRow) -> None:
    origin = session.get_one(CalendarOrigin, meeting.id)
    origin.digest, origin.written_at = row.digest, meeting.changed_at


def _draft(group: Group, row: CalendarRow) -> Draft:
    said, language = row.said, group.language
    return Draft(
        titles={language: said["title"] or _("Meeting")},
        bodies={language: said["body"]} if said["body"] else {},
        language=language,
        starts_local=datetime.fromisoformat(said["starts"]),
        ends_local=datetime.fromisoformat(said["ends"]),
        starts_fold=said["folds"][0],
        ends_fold=said["folds"][1],
        zone=said["zone"],
        place=said["place"],
        address=said["address"],
        online_url=said["online_url"],
        open_to_guests=group.read_key in GUEST.keys,
    )
