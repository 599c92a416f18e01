"""What goes out about a meeting by itself: its reminders, and what was said of it afterwards."""

from datetime import timedelta

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events.feedback import letters
from netapp.events.feedback.models import Feedback, Opinion
from netapp.events.models import Meeting
from netapp.events.reminders.models import Reminder
from netapp.members.models import Person


def fill(meeting: Meeting, word: str, *people: Person) -> None:
    """A reminder to come; enough opinions that organisers see them, the first of them signed."""
    meeting.own_reminders = meeting.asks_feedback = True
    session.add(Reminder(meeting_id=meeting.id, days=2, hour=9, texts={"en": f"See you, {word}."}))
    now = clock.now()
    session.add(Feedback(meeting_id=meeting.id, asked_at=now, closes_at=now + timedelta(days=14), people=5, fives=2))
    session.flush()
    for person in people:
        one = Opinion(meeting_id=meeting.id, person_id=person.id, mark=4, words=f"More {word}.")
        one.signed = person is people[0]
        session.add(one)
    session.flush()


def token(meeting_id: int, person: Person) -> str:
    """Of the letter that asks."""
    return signed.token(letters.OPINION, meeting_id, person.id)
