"""What was promised, with a word in all that can be read of it."""

from datetime import timedelta

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.members.models import Person
from netapp.promises import letters
from netapp.promises.models import Promise, PromiseAnswer


def fill(meeting: Meeting, word: str, owner: Person, other: Person) -> Promise:
    """One that is open and was put off, whose number is told, and one that was dropped."""
    now, today = clock.now(), clock.now().date()
    shared = {"group_id": meeting.group_id, "meeting_id": meeting.id, "language": "en", "made_by": other.id}
    shared |= {"person_id": owner.id, "made_at": now, "due": today + timedelta(days=9)}
    open_one = Promise(text=f"Send {word}", turn=1, **shared)
    dropped = Promise(text=f"Not {word}", state="dropped", reason=f"No {word}", settled_at=now, **shared)
    session.add_all([open_one, dropped])
    session.flush()
    for promise, kind in ((open_one, "later"), (dropped, "dropped")):
        answer = PromiseAnswer(promise_id=promise.id, kind=kind, way="letter", by_id=owner.id, was_state="open", at=now)
        answer.was_due, answer.due, answer.reason = today, promise.due, f"No {word}" if kind == "dropped" else ""
        answer.was_person_id = other.id
        session.add(answer)
    session.flush()
    return open_one


def token(promise_id: int, person: Person) -> str:
    """Of a letter about it."""
    return signed.token(letters.TOKEN, promise_id, person.id)
