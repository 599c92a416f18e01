"""Answering a meeting's questions after signing up: the person by the same links as before, or an organiser."""

from netapp.core.db import action
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import policy, queries
from netapp.events.models import LIVE, SignUp
from netapp.events.questions import answers
from netapp.events.questions.answers import Typed
from netapp.groups import revisions


@action
def say(viewer: Viewer, meeting_id: int, said: Typed) -> SignUp:
    """Other answers of one's own, until the meeting begins; Refused at the first that can't be used."""
    meeting = queries.locked_own(viewer, meeting_id)
    require(policy.may_answer(viewer, meeting))
    sign_up = queries.sign_up_of(viewer.person_id, meeting_id)
    if sign_up is None or sign_up.state not in LIVE:
        raise NotVisible
    if meeting.has_begun:
        raise Refused(_("The meeting has begun; nothing can be changed any more."))
    sign_up.answers = answers.accepted(meeting, sign_up, said)
    revisions.touch(meeting.group_id)
    return sign_up


@action
def fill_in(viewer: Viewer, meeting_id: int, sign_up_id: int, said: Typed) -> SignUp:
    """An organiser writes down what somebody said, and what only organisers ask; needed ones may still be missing."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    sign_up = queries.get_sign_up(meeting, sign_up_id)
    sign_up.answers = answers.accepted(meeting, sign_up, said, by_organiser=True)
    revisions.touch(meeting.group_id)
    return sign_up
