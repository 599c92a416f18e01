"""What is done with notes as a whole: begin them, let others help, put parts in, publish, correct."""

from datetime import date
from typing import NamedTuple

from netapp.core import clock, languages, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.groups import revisions
from netapp.notes import edition, facts, notices, policy, queries
from netapp.notes.models import (
    LONGEST_HEADING,
    LONGEST_PART,
    MOST_PARTS,
    MOST_SECTIONS,
    Audience,
    Note,
    Part,
    PartKind,
    Section,
    SectionKind,
)
from netapp.promises import actions as promises
from netapp.promises import owning as promise_owners
from netapp.promises import queries as promise_queries

# What nobody takes notes of.
_IDLE = {"break", "travel"}


class Wanted(NamedTuple):
    """A part as it is written down. Whose a promise is: a person, a company, or the organisers."""

    kind: PartKind
    text: str
    person_id: int | None = None
    company_id: int | None = None
    due: date | None = None


@action
def begin(viewer: Viewer, meeting_id: int) -> Note:
    """A section for each item of the programme, one before and one after. Twice is harmless."""
    meeting = meetings.locked_meeting(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    found = queries.of_meeting(meeting_id)
    if found is not None:
        return found
    note = Note(meeting_id=meeting_id, language=meeting.language, state="draft", speakers_help=True, seated_help=False)
    note.audience = "public" if meeting.group.read_by == "everyone" else "group"
    session.add(note)
    session.flush()
    with languages.use(meeting.language):
        first, last = _("Welcome"), _("What comes next")
    items = [item for item in queries.items(meeting) if item.kind not in _IDLE][: MOST_SECTIONS // 2]
    rows: list[tuple[SectionKind, int | None, str]] = [("opening", None, first)]
    rows += [("item", item.id, item.titles[meeting.language]) for item in items]
    rows.append(("closing", None, last))
    session.add_all(
        Section(note_id=note.id, position=place, kind=kind, item_id=item_id, heading=heading[:LONGEST_HEADING])
        for place, (kind, item_id, heading) in enumerate(rows)
    )
    session.flush()
    log.write(viewer.person_id, "begin notes", "meeting", meeting.id, group_key(meeting.group_id))
    return note


@action
def let_help(viewer: Viewer, meeting_id: int, *, seated: bool, speakers: bool) -> Note:
    """Who writes along besides the organisers."""
    meeting, note, _helps = queries.locked_note(viewer, meeting_id)
    require(policy.may_begin(viewer, meeting))
    note.seated_help, note.speakers_help = seated, speakers
    session.flush()
    return note


@action
def add_section(viewer: Viewer, meeting_id: int, heading: str) -> Section:
    """Before the last one."""
    meeting, note, helps = queries.locked_note(viewer, meeting_id)
    require(policy.may_write(viewer, meeting, helps))
    there = queries.sections(note)
    if len(there) >= MOST_SECTIONS:
        raise Refused(_("These notes have too many sections already."), "heading")
    if not heading:
        raise Refused(_("What is it about?"), "heading")
    last = there[-1] if there and there[-1].kind == "closing" else None
    made = Section(note_id=note.id, kind="free", heading=heading[:LONGEST_HEADING], body="", revision=0, numbered=0)
    made.position = last.position if last else len(there)
    if last is not None:
        last.position += 1
    session.add(made)
    session.flush()
    return made


@action
def rename(viewer: Viewer, section_id: int, heading: str) -> Section:
    meeting, section, helps = queries.locked_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    section.heading = heading[:LONGEST_HEADING] or section.heading
    session.flush()
    return section


@action
def add_part(viewer: Viewer, meeting_id: int, wanted: Wanted) -> Part:
    """A decision, promise, wish or lesson. The same words twice are one."""
    meeting, note, helps = queries.locked_note(viewer, meeting_id)
    require(policy.may_write(viewer, meeting, helps))
    text = wanted.text[:LONGEST_PART]
    there = queries.parts(note)
    same = next((one for one in there if (one.kind, one.text) == (wanted.kind, text)), None)
    if same is not None:
        return same
    if not text:
        raise Refused(_("Say it in a line."), "text")
    if len(there) >= MOST_PARTS:
        raise Refused(_("These notes have too many of them already."), "text")
    is_promise = wanted.kind == "promise"
    if is_promise and wanted.due is None:
        raise Refused(_("Choose a day."), "due")
    part = Part(note_id=note.id, kind=wanted.kind, text=text, made_by=viewer.person_id, made_at=clock.now())
    if is_promise:
        _refuse_unknown(viewer, meeting, wanted)
        part.person_id, part.company_id, part.due = wanted.person_id, wanted.company_id, wanted.due
    session.add(part)
    session.flush()
    return part


@action
def remove_part(viewer: Viewer, meeting_id: int, part_id: int) -> None:
    """What was promised already stays a promise."""
    meeting, note, helps = queries.locked_note(viewer, meeting_id)
    require(policy.may_write(viewer, meeting, helps))
    session.delete(queries.get_part(note, part_id))
    session.flush()


@action
def publish(viewer: Viewer, meeting_id: int, audience: Audience, *, tell: bool, words: str = "") -> Note:
    """Let its audience read them as they stand now; later, what has changed since. `tell` writes to those who came and
    to those who did not; of a correction, that it is one. `words`: what the organiser says of the correction.
    """
    meeting, note, _helps = queries.locked_note(viewer, meeting_id)
    require(policy.may_close(viewer, meeting))
    if audience not in edition.offered(meeting):
        raise Refused(_("Choose who may read them."), "audience")
    if not any(one.body for one in queries.sections(note)) and not queries.parts(note):
        raise Refused(_("Nothing is written yet."), "audience")
    _promise(viewer, meeting, note, audience)
    now, was, is_first = clock.now(), note.shown, not note.is_published
    shown = edition.of(queries.sections(note), queries.parts(note))
    changed = edition.changed(was, shown) if was is not None else ()
    if not is_first and not changed and audience == note.audience:
        return note
    note.audience, note.shown, note.state = audience, shown, "published"
    if is_first:
        note.published_at, note.published_by = now, viewer.person_id
    elif changed:
        made = {"at": now.isoformat(), "words": words, "changed": list(changed)}
        note.corrections = [*(note.corrections or ()), made]
    session.flush()
    if tell and is_first:
        notices.published(meeting, note)
    elif tell and changed:
        notices.corrected(meeting, note)
    deed = "publish notes" if is_first else "correct notes"
    log.write(viewer.person_id, deed, "meeting", meeting.id, group_key(meeting.group_id))
    announce(facts.NotesPublished(note.id, meeting.id, meeting.group_id, not is_first))
    revisions.touch(meeting.group_id)
    return note


def _promise(viewer: Viewer, meeting: Meeting, note: Note, audience: Audience) -> None:
    """What was promised is followed from now on; whose day is over already stays words."""
    today = promise_queries.today(meeting.group.zone)
    for part in queries.parts(note):
        if part.kind != "promise" or part.promise_id is not None or part.due is None or part.due < today:
            continue
        wish = promises.Wish(
            part.text,
            note.language,
            part.due,
            person_id=part.person_id,
            company_id=part.company_id,
            for_members=audience != "public",
        )
        part.promise_id = promises.make(viewer, meeting.group_id, wish, meeting_id=meeting.id).id
    session.flush()


def _refuse_unknown(viewer: Viewer, meeting: Meeting, wanted: Wanted) -> None:
    """Whoever is named is one of those who are offered."""
    found = promise_owners.offered(viewer, meeting.group, meeting.id, None)
    people = {one.id for one in found} | {viewer.person_id, None}
    companies = {one.company_id for one in found} | {None}
    if wanted.person_id not in people or wanted.company_id not in companies:
        raise Refused(_("Choose somebody of the group."), "owner")
