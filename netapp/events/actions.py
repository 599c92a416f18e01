"""What organisers do with meetings: write, publish, change, cancel, record, copy, discard."""

from datetime import datetime

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import drafting, facts, notices, policy, queries, scheduling, seats
from netapp.events.approval import actions as approving
from netapp.events.models import Meeting
from netapp.events.programme import actions as programming
from netapp.events.questions import actions as questioning
from netapp.events.reminders import following as reminders
from netapp.events.scheduling import Draft
from netapp.events.series import actions as series
from netapp.events.series import template
from netapp.events.talking import actions as talking
from netapp.groups import queries as groups
from netapp.groups import revisions


@action
def draft_meeting(
    viewer: Viewer, group_id: int, draft: Draft, *, like: int | None = None, post_id: int | None = None
) -> Meeting:
    """A new meeting that only its organisers see; with questions, programme, reminders of an earlier one (`like`).

    `post_id`: of the post that it begins with.
    """
    group = groups.get_readable(viewer, group_id)
    require(policy.may_schedule(viewer, group))
    draft = scheduling.settled(draft)
    meeting = drafting.new(
        group, title=draft.titles[draft.language], starts_local=draft.starts_local, ends_local=draft.ends_local
    )
    meeting.group, meeting.parties, meeting.created_by = group, [], viewer.person_id
    scheduling.write_into(meeting, draft)
    if like is not None:
        source = queries.get_meeting(viewer, like)
        require(policy.may_see_participants(viewer, source))
        questioning.copy(source, meeting)
    drafting.derive(meeting)
    session.add(meeting)
    session.flush()
    if like is not None:
        programming.copy(viewer, like, meeting)
        reminders.give([meeting], reminders.wishes(source))
    if post_id is not None:
        talking.begin_with(viewer, meeting, post_id)
    return meeting


@action
def publish_at_once(
    viewer: Viewer, group_id: int, draft: Draft, *, tell: bool, like: int | None = None, post_id: int | None = None
) -> Meeting:
    """Draft and publish in one deed: what can't be published leaves no draft behind for each time it was tried."""
    require(policy.may_schedule(viewer, groups.get_readable(viewer, group_id)))
    return publish(viewer, draft_meeting(viewer, group_id, draft, like=like, post_id=post_id).id, tell=tell)


@action
def publish(viewer: Viewer, meeting_id: int, *, tell: bool) -> Meeting:
    """Open it to the group's readers; `tell` writes to members and followers by their mail level. Twice is harmless."""
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_schedule(viewer, found.group))
    if found.series_id is not None and found.state == "draft":
        # All its dates at one moment; the series is locked before any of them.
        series.publish(viewer, found.series_id, tell=tell)
    meeting = queries.locked_meeting(viewer, meeting_id)
    if meeting.state == "published":
        return meeting
    require(policy.may_publish(viewer, meeting))
    if meeting.has_begun:
        raise Refused(_("This meeting has begun already; give it a time to come."), "starts_date")
    meeting.state, meeting.published_at = "published", clock.now()
    _changed(meeting)
    if tell:
        notices.announced(meeting)
    announce(facts.MeetingPublished(meeting.id, meeting.group_id))
    revisions.touch(meeting.group_id)
    return meeting


@action
def change(viewer: Viewer, meeting_id: int, draft: Draft, *, seen: str, agreed: bool) -> Meeting:
    """Write the draft into the meeting.

    `seen` is the stamp of the version that the form showed: Refused when somebody else has saved since (X5). When
    people must be told or seats fall below those taken, `agreed` says that this has been asked; else NeedsYes.
    """
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    draft = scheduling.settled(draft)
    if seen != stamp(meeting):
        raise Stale(scheduling.of(meeting))
    if draft == scheduling.of(meeting):
        return meeting
    taken = seats.taken(meeting, is_chosen=draft.hybrid)
    changes = scheduling.changes(meeting, draft, taken)
    waiting_for_yes = approving.waiting(meeting) if changes.needs_yes is not None else 0
    # Who has a seat keeps it, so the switch only asks where somebody's sign-up would become another.
    is_felt = (
        changes.moves or changes.is_too_few or (changes.needs_yes is not None and any(taken.values()) + waiting_for_yes)
    )
    if meeting.state == "published" and not agreed and is_felt:
        raise NeedsYes(changes)
    was, was_hybrid, was_on = notices.Was.of(meeting), meeting.hybrid, meeting.starts_local
    scheduling.write_into(meeting, draft)
    template.compare(meeting)
    if meeting.state == "published" and changes.moves:
        meeting.sequence += 1
    _changed(meeting)
    if meeting.state == "published":
        if changes.moves:
            notices.moved(meeting, was)
            _log_date(viewer, meeting, "move date", was_on, to=meeting.starts_local.date().isoformat())
        if was_hybrid and not meeting.hybrid:
            seats.join(meeting)
        moved = seats.promote(meeting)
        notices.promoted(meeting, moved.seated)
        notices.way_changed(meeting, moved.changed)
        if changes.needs_yes is False:
            approving.let_all_in(meeting)
        announce(facts.MeetingChanged(meeting.id, meeting.group_id))
    revisions.touch(meeting.group_id)
    return meeting


@action
def cancel(viewer: Viewer, meeting_id: int, reason: str) -> Meeting:
    """Call it off; all who go, wait or were invited are told. Twice is harmless."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_schedule(viewer, meeting.group))
    if meeting.state == "cancelled":
        return meeting
    require(policy.may_cancel(viewer, meeting))
    call_off(meeting, reason)
    _log_date(viewer, meeting, "skip", meeting.starts_local)
    revisions.touch(meeting.group_id)
    return meeting


def call_off(meeting: Meeting, reason: str) -> None:
    """What cancelling does; also when a whole group closes. The meeting is locked."""
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = "cancelled", clock.now(), reason
    meeting.sequence += 1
    _changed(meeting)
    notices.cancelled(meeting)
    announce(facts.MeetingCancelled(meeting.id, meeting.group_id))


@action
def record(viewer: Viewer, meeting_id: int, head_count: int) -> Meeting:
    """It has been held, with this many people: a ring on the network's emblem."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_record(viewer, meeting))
    meeting.state, meeting.head_count = "held", head_count
    _changed(meeting)
    announce(facts.MeetingHeld(meeting.id, meeting.group_id, head_count))
    revisions.touch(meeting.group_id)
    return meeting


@action
def discard(viewer: Viewer, meeting_id: int) -> None:
    """Throw a draft away."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_discard(viewer, meeting))
    log.write(viewer.person_id, "discard", "meeting", meeting.id, group_key(meeting.group_id))
    session.delete(meeting)


def stamp(meeting: Meeting) -> str:
    """Names the version of a meeting that a form shows."""
    return meeting.changed_at.isoformat(timespec="microseconds")


def _changed(meeting: Meeting) -> None:
    meeting.changed_at = clock.now()
    drafting.derive(meeting)
    reminders.follow([meeting])
    session.flush()


def _log_date(viewer: Viewer, meeting: Meeting, deed: str, day: datetime, **details: str) -> None:
    """What was done with one date of a series, which its title alone does not tell from the others."""
    if meeting.series_id is not None:
        key = group_key(meeting.group_id)
        log.write(viewer.person_id, deed, "meeting", meeting.id, key, day=day.date().isoformat(), **details)


class NeedsYes(Exception):
    """The change has consequences for people; the view shows them and asks."""

    def __init__(self, changes: scheduling.Changes) -> None:
        super().__init__("needs a yes")
        self.changes = changes


class Stale(Exception):
    """Somebody else has saved since the form was opened; `theirs` is what stands now (X5)."""

    def __init__(self, theirs: Draft) -> None:
        super().__init__("saved by somebody else")
        self.theirs = theirs
