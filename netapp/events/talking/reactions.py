"""What follows for meetings from what becomes of threads, and for threads' pages from what becomes of meetings."""

from sqlalchemy import select, update

from netapp.core.db import session
from netapp.events.facts import MeetingCancelled, MeetingChanged, MeetingPublished
from netapp.events.models import Meeting
from netapp.forums.facts import ThreadMoved, ThreadsMerged, ThreadSplit
from netapp.forums.models import Post, Thread
from netapp.groups import revisions


def merged(fact: ThreadsMerged) -> None:
    """What was talked about in the one thread is talked about in the other one."""
    session.execute(update(Meeting).where(Meeting.thread_id == fact.thread_id).values(thread_id=fact.into_id))
    _touch_meetings(fact.into_id)


def moved(fact: ThreadMoved) -> None:
    """Guests see on the meeting's page what they may read."""
    _touch_meetings(fact.thread_id)


def split(fact: ThreadSplit) -> None:
    _touch_meetings(fact.thread_id)


def meeting_changed(fact: MeetingPublished | MeetingChanged | MeetingCancelled) -> None:
    """The thread about it and the post that it began with name it on their pages."""
    meeting = session.get(Meeting, fact.meeting_id)
    if meeting is None or (meeting.thread_id is None and meeting.post_id is None):
        return
    of_post = select(Post.thread_id).where(Post.id == meeting.post_id)
    ids = session.scalars(select(Thread.group_id).where(Thread.id.in_([meeting.thread_id, *session.scalars(of_post)])))
    revisions.touch_all(set(ids))


def _touch_meetings(thread_id: int) -> None:
    groups = session.scalars(select(Meeting.group_id).where(Meeting.thread_id == thread_id).distinct())
    revisions.touch_all(groups.all())
