"""A handful of letters about meetings to come, all of them true, so that the demo's outbox has something to show."""

from collections.abc import Iterable

from sqlalchemy import select

from netapp.core.db import session
from netapp.demo.place import Place
from netapp.events import audience, notices, queries
from netapp.events.models import Meeting, SignUp
from netapp.events.reminders import notices as reminders
from netapp.mail import outbox
from netapp.members.models import Person


def write(place: Place) -> None:
    """The worker writes them out when it starts; the reminders lie there until the day before."""
    small_jobs, walk = place.meetings["zealand", "small-jobs"], place.meetings["zealand", "naerheden-on-foot"]
    agents, swap = place.meetings["south-baltic", "agents"], place.meetings["resource", "gypsum-swap"]
    for meeting in (small_jobs, agents):
        for sign_up, person in _latest(meeting, "going", 3):
            notices.confirmed(meeting, sign_up, person)
    for sign_up, person in _latest(walk, "waiting", 4):
        notices.waiting(walk, sign_up, person)
    notices.promoted(walk, [sign_up for sign_up, _person in _latest(walk, "going", 20) if sign_up.promoted_at])
    for sign_up, person in _latest(walk, "withdrawn", 2):
        notices.withdrawn(walk, sign_up, person)
    notices.cancelled(place.meetings["skaraborg", "paint-line"])
    _announce(swap)
    reminders.usual(small_jobs, queries.signed_up(small_jobs, "going"))


def _latest(meeting: Meeting, state: str, most: int) -> Iterable[tuple[SignUp, Person]]:
    rows = select(SignUp, Person).join(SignUp.person).where(SignUp.meeting_id == meeting.id, SignUp.state == state)
    return [(row[0], row[1]) for row in session.execute(rows.order_by(SignUp.turn.desc()).limit(most))]


def _announce(meeting: Meeting) -> None:
    """To those who have not answered yet: to the others the letter would have come before."""
    answered = queries.who_answered(meeting)
    people = [person for person in audience.to_tell(meeting.group) if person.id not in answered]
    recipients = [notices.to(person, meeting) for person in people]
    outbox.post_many("announced", notices.thing(meeting), recipients, meeting=meeting.id)
