"""What people do who were asked how it was: say it, and say it otherwise until it closes."""

from netapp.core import clock
from netapp.core.db import action, locked, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.events import policy
from netapp.events.feedback import queries
from netapp.events.feedback.models import Feedback, Opinion


@action
def say(viewer: Viewer, meeting_id: int, *, mark: int, words: str, signed: bool) -> Opinion:
    """How it was; once a person, the last counts. Where it is the same, nothing changes."""
    feedback = locked(Feedback, meeting_id)
    require(policy.may_give_feedback(viewer, queries.has_come(viewer, meeting_id), feedback.is_open))
    assert viewer.person_id is not None, "a guest has no opinion"
    now = clock.now()
    found = queries.opinion(meeting_id, viewer.person_id)
    if found is None:
        found = Opinion(meeting_id=meeting_id, person_id=viewer.person_id, created_at=now)
        session.add(found)
    found.mark, found.words, found.signed, found.changed_at = mark, words, signed, now
    session.flush()
    return found
