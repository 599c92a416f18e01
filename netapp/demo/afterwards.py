"""What goes out by itself: the walk's own reminders, and how people found the evening about rainwater."""

from datetime import timedelta

from sqlalchemy import select

from netapp.core.db import session
from netapp.demo.place import Place
from netapp.events.feedback import timing
from netapp.events.feedback.models import OPEN, Feedback, Opinion
from netapp.events.models import Meeting, SignUp
from netapp.events.reminders import following
from netapp.events.reminders.models import Wish

_WALK = (
    Wish(3, 9, {"da": "Tag sko på, der kan tåle mudder.", "en": "Wear shoes that can take mud."}),
    Wish(
        *(0, 7),
        {
            "da": "Vi mødes ved stationens østlige udgang, der hvor busserne holder.",
            "en": "We meet at the station’s eastern exit, where the buses stop.",
        },
    ),
)
# Mark, words, and whether the name stands under them.
_RAIN = (
    (5, "Endelig nogen, der havde målt efter. Mere tid til spørgsmål næste gang.", False),
    (4, "Tag os med ud til hullet. På et billede ligner alt ler hinanden.", False),
    (5, "", False),
    (4, "Begynd en halv time senere, så man kan nå at sætte folkene i gang.", True),
    (3, "For meget om store anlæg. Vi er tre mand med en minigraver.", False),
    (4, "", False),
    (2, "Svært at høre bagerst.", False),
    (5, "", False),
    (4, "", False),
)


def write(place: Place) -> None:
    following.give([place.meetings["zealand", "naerheden-on-foot"]], _WALK)
    rain = place.meetings["zealand", "rain"]
    rain.asks_feedback = True
    _asked(rain)
    for coming in ("small-jobs", "naerheden-on-foot"):
        place.meetings["zealand", coming].asks_feedback = True


def _asked(meeting: Meeting) -> None:
    came = session.scalars(
        select(SignUp.person_id).where(SignUp.meeting_id == meeting.id, SignUp.state == "going").order_by(SignUp.turn)
    ).all()
    at = timing.due(meeting.ends_local, meeting.zone)
    session.add(Feedback(meeting_id=meeting.id, asked_at=at, closes_at=at + OPEN, people=len(came)))
    session.flush()
    for number, (person_id, (mark, words, signed)) in enumerate(zip(came, _RAIN, strict=False), start=1):
        opinion = Opinion(meeting_id=meeting.id, person_id=person_id, mark=mark, words=words, signed=signed)
        opinion.created_at = opinion.changed_at = at + timedelta(hours=3 * number)
        session.add(opinion)
