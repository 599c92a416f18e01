"""What organisers do with date polls: ask, change, choose a time, end one without a date.

Whoever chooses or ends a poll holds its lock: of two who choose at once, one makes the meeting, and the other is told.
"""

from dataclasses import dataclass

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import actions, policy, words
from netapp.events.models import Meeting
from netapp.events.polls import drafts, notices, queries
from netapp.events.polls.drafts import PollDraft
from netapp.events.polls.models import Poll
from netapp.groups import queries as groups
from netapp.groups import revisions


@dataclass(frozen=True)
class Plan:
    """What is said when a time is chosen. `publish` False leaves a draft; `tell` writes to who has not answered."""

    place: str = ""
    online_url: str = ""
    seats: int | None = None
    publish: bool = True
    tell: bool = True


@action
def open_poll(viewer: Viewer, group_id: int, draft: PollDraft, *, tell: bool) -> Poll:
    """Ask the group's readers; `tell` writes to members and followers by their mail level."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_schedule(viewer, group))
    poll = Poll(group_id=group.id, created_by=viewer.person_id, state="open", reason="")
    poll.group, poll.times = group, []
    drafts.write_into(poll, drafts.settled(draft))
    session.add(poll)
    session.flush()
    if tell:
        notices.opened(poll)
    revisions.touch(group.id)
    return poll


@action
def change(viewer: Viewer, poll_id: int, draft: PollDraft, *, seen: str) -> Poll:
    """Write the draft into the poll. Answers to a time that goes go with it; who has not answered to a new one is
    reminded. `seen` is the stamp of the version that the form showed: Stale when somebody has saved since (X5).
    """
    poll = queries.locked_poll(viewer, poll_id)
    require(policy.may_edit_poll(viewer, poll))
    if seen != stamp(poll):
        raise Stale
    draft = drafts.typed_again(draft, poll)
    if draft == drafts.of(poll):
        return poll
    draft = drafts.settled(draft, [one.starts_at for one in poll.times])
    closed = poll.closes_at
    drafts.write_into(poll, draft)
    poll.changed_at = clock.now()
    if poll.closes_at != closed:
        poll.reminded_at = None
    session.flush()
    revisions.touch(poll.group_id)
    return poll


@action
def choose(viewer: Viewer, poll_id: int, time_id: int, plan: Plan) -> Meeting:
    """Make a meeting of this time. What was answered becomes sign-ups and letters when it is published: see
    poll_settling.py.
    """
    poll = queries.locked_poll(viewer, poll_id)
    require(policy.may_schedule(viewer, poll.group))
    _refuse_when_done(poll)
    chosen = queries.get_time(poll, time_id)
    if chosen.has_begun:
        raise Refused(_("This time has passed. Choose another one."))
    place = plan.place or (words.online() if poll.is_online and not plan.online_url else "")
    draft = drafts.meeting_draft(poll, chosen, place=place, online_url=plan.online_url, seats=plan.seats)
    meeting = actions.draft_meeting(viewer, poll.group_id, draft)
    for one in poll.times:
        one.is_chosen = one is chosen
    poll.state, poll.meeting_id, poll.ended_at, poll.changed_at = "chosen", meeting.id, clock.now(), clock.now()
    log.write(viewer.person_id, "choose", "poll", poll.id, group_key(poll.group_id), meeting=meeting.id)
    session.flush()
    revisions.touch(poll.group_id)
    return actions.publish(viewer, meeting.id, tell=plan.tell) if plan.publish else meeting


@action
def drop(viewer: Viewer, poll_id: int, reason: str) -> Poll:
    """No time suits: all who have answered are told, with a word. Twice is harmless."""
    poll = queries.locked_poll(viewer, poll_id)
    require(policy.may_schedule(viewer, poll.group))
    if poll.state == "dropped":
        return poll
    _refuse_when_done(poll)
    let_go(poll, reason)
    log.write(viewer.person_id, "drop", "poll", poll.id, group_key(poll.group_id))
    return poll


def let_go(poll: Poll, reason: str) -> None:
    """What dropping does; also when a whole group closes. The poll is locked."""
    poll.state, poll.reason, poll.ended_at, poll.changed_at = "dropped", reason, clock.now(), clock.now()
    session.flush()
    notices.dropped(poll)
    revisions.touch(poll.group_id)


def stamp(poll: Poll) -> str:
    """Names the version of a poll that a form shows."""
    return poll.changed_at.isoformat(timespec="microseconds")


def _refuse_when_done(poll: Poll) -> None:
    if poll.state == "dropped":
        raise Refused(_("This poll has been ended without a date."))
    if not poll.waits_for_choice:
        raise Refused(_("The date has been chosen already."))


class Stale(Exception):
    """Somebody else has saved since the form was opened (X5)."""
