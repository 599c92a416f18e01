"""Timed work of messages: those that go on reach who has signed up since. Twice is harmless (M2)."""

from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.events import queries
from netapp.events.messages import notices
from netapp.events.messages.models import Message
from netapp.events.models import Meeting


def go_on() -> int:
    """Returns how many messages go on."""
    now = clock.now()
    chosen = (
        select(Message.id, Message.meeting_id)
        .join(Meeting, Meeting.id == Message.meeting_id)
        .where(Message.goes_on, Message.sent_at.is_not(None), Meeting.state == "published", Meeting.starts_at > now)
    )
    rows = session.execute(chosen.order_by(Message.id)).all()
    session.rollback()
    for message_id, meeting_id in rows:
        with transaction():
            meeting, message = queries.known_meeting(meeting_id), session.get(Message, message_id)
            if meeting is not None and message is not None and message.goes_on and not meeting.has_begun:
                notices.go_on(meeting, message)
    return len(rows)
