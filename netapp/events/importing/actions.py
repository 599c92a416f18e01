"""What an organiser does with a calendar file: give it, tick its meetings, say yes, throw it away.

A file comes to nothing but rows of its own until the yes; what is made of them then stands in import_running.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from netapp.core import clock, db, limits, log, text
from netapp.core.db import action, locked, session, write
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import policy
from netapp.events.feeds import calendars as feeds
from netapp.events.ics import reading as ics_reading
from netapp.events.ics.lines import Unreadable
from netapp.events.ics.reading import Entry, Found
from netapp.events.importing import judging, running, words
from netapp.events.importing.models import CalendarFile, CalendarRow
from netapp.files import fields, uploads
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.mail import ticks

# The worker's task that goes on with files.
TASK = "import meetings"
# Of files that nobody said yes to, an organiser keeps so many for a group.
DRAFTS = 5


def give(viewer: Viewer, group: Group, file: tuple[str, bytes] | None) -> CalendarFile:
    """Look through a file; the database is let go of meanwhile, since a large one takes seconds."""
    require(policy.may_schedule(viewer, group))
    if file is None:
        raise Refused(_("Choose the file first."), "file")
    limits.spend("import", str(viewer.person_id), 30, limits.HOUR)
    group_id, zone, now = group.id, group.zone, clock.now()
    name, data = file
    if len(data) > uploads.MOST:
        raise Refused(fields.too_large(), "file")
    with db.unlocked():
        try:
            found = ics_reading.read(data, zone, now - feeds.PAST, now + feeds.AHEAD)
            if not found.entries:
                raise Unreadable("old" if found.outside else "broken")
        except Unreadable as error:
            raise Refused(str(words.UNREADABLE[error.reason]), "file") from error
    return take_in(viewer, group_id, found, name)


@action
def take_in(viewer: Viewer, group_id: int, found: Found, name: str) -> CalendarFile:
    group = groups.get_run(viewer, group_id)
    require(policy.may_schedule(viewer, group))
    assert viewer.person_id is not None
    judged = judging.judge(group, [(one.uid, one.recurrence, said(one), one.digest) for one in found.entries])
    _drop_drafts(viewer.person_id, group)
    given = CalendarFile(group_id=group.id, made_by=viewer.person_id, source=text.one_line(name)[:120])
    given.outside, given.broken, given.is_cut = found.outside, found.broken, found.is_cut
    session.add(given)
    session.flush()
    rows = [
        {
            "file_id": given.id,
            "uid": entry.uid,
            "recurrence": entry.recurrence,
            "digest": entry.digest,
            "said": said(entry),
            "outcome": now.outcome,
            "reason": now.reason,
            "chosen": now.chosen,
            "result": "",
            "meeting_id": now.meeting_id,
        }
        for entry, now in zip(found.entries, judged, strict=True)
    ]
    write(CalendarRow.__table__.insert(), rows)  # type: ignore[attr-defined]
    return given


def said(entry: Entry) -> dict[str, Any]:
    """An entry as it waits in its row."""
    return {
        **entry.texts._asdict(),
        "starts": entry.starts.isoformat(),
        "ends": entry.ends.isoformat(),
        "zone": entry.zone,
        "folds": [entry.starts_fold, entry.ends_fold],
        "cancelled": entry.is_cancelled,
        "odd": list(entry.odd),
    }


@action
def choose(viewer: Viewer, group: Group, given: CalendarFile, shown: Sequence[int], ticked: Sequence[int]) -> None:
    """Of the rows that were shown, take those that are ticked and can be taken."""
    require(policy.may_schedule(viewer, group))
    if locked(CalendarFile, given.id).state != "draft":
        return
    rows = select(CalendarRow).where(CalendarRow.file_id == given.id, CalendarRow.id.in_(shown))
    for row in session.scalars(rows):
        row.chosen = row.id in ticked and judging.may_choose(row.outcome)
    _touch(given)


@action
def start(viewer: Viewer, group: Group, given: CalendarFile, *, publishes: bool) -> None:
    """Say yes: what is ticked becomes drafts, or is published without a letter. The worker does all but the first."""
    require(policy.may_schedule(viewer, group))
    given = locked(CalendarFile, given.id)
    if given.state != "draft":
        return
    chosen = select(CalendarRow.id).where(CalendarRow.file_id == given.id, CalendarRow.chosen)
    if session.scalar(chosen.limit(1)) is None:
        raise Refused(_("Tick a meeting first."))
    given.state, given.publishes = "running", publishes
    log.write(viewer.person_id, "import", "group", group.id, group_key(group.id), file=given.id)
    _touch(given)
    session.flush()
    if running.go_on(given.id) < running.CHUNK:
        running.go_on(given.id)
    ticks.wake(TASK)


@action
def throw_away(viewer: Viewer, group: Group, given: CalendarFile) -> None:
    """Forget a file; the meetings that were made of it stay."""
    require(policy.may_schedule(viewer, group))
    given = locked(CalendarFile, given.id)
    if given.state == "running":
        raise Refused(_("Its meetings are just being imported."))
    session.delete(given)


def forget(person_id: int) -> None:
    """No file stays of a person who is erased."""
    mine = select(CalendarFile.id).where(CalendarFile.made_by == person_id)
    quietly: Any = {"synchronize_session": False}
    session.execute(delete(CalendarRow).where(CalendarRow.file_id.in_(mine)).execution_options(**quietly))
    session.execute(delete(CalendarFile).where(CalendarFile.made_by == person_id).execution_options(**quietly))


def _drop_drafts(person_id: int, group: Group) -> None:
    """Files that were looked at and left make room for the new one."""
    mine = CalendarFile.made_by == person_id, CalendarFile.group_id == group.id, CalendarFile.state == "draft"
    drafts = select(CalendarFile.id).where(*mine)
    old = session.scalars(drafts.order_by(CalendarFile.id.desc()).offset(DRAFTS - 1)).all()
    session.execute(delete(CalendarFile).where(CalendarFile.id.in_(old)))


def _touch(given: CalendarFile) -> None:
    session.execute(update(CalendarFile).where(CalendarFile.id == given.id).values(touched_at=clock.now()))
