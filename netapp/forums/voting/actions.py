"""Answering a poll."""

from collections.abc import Collection

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import posting
from netapp.forums import queries as forums
from netapp.forums.voting import policy, queries
from netapp.forums.voting.models import ThreadPoll, Vote


@action
def vote(viewer: Viewer, thread_id: int, choice_ids: Collection[int]) -> ThreadPoll:
    """Choose these and no others; none takes the answer back. The thread's lock is held: the numbers are exact."""
    thread = forums.get_locked(viewer, thread_id)
    require(policy.may_vote(viewer, thread))
    poll = queries.poll(thread.id)
    if poll is None:
        raise NotVisible
    if poll.is_over:
        raise Refused(_("This poll is closed."))
    choices, before = queries.choices(thread.id), queries.own(viewer.person_id, thread.id)
    now = {choice.id for choice in choices if choice.id in choice_ids}
    if len(now) > 1 and not poll.several:
        raise Refused(_("Choose one."), "choice")
    if now == before:
        return poll
    for choice in choices:
        choice.votes += (choice.id in now) - (choice.id in before)
    poll.people += bool(now) - bool(before)
    own = Vote.thread_id == thread.id, Vote.person_id == viewer.person_id
    session.execute(delete(Vote).where(*own, Vote.choice_id.in_(before - now)))
    for number in now - before:
        session.add(Vote(choice_id=number, person_id=viewer.person_id, thread_id=thread.id, at=clock.now()))
    posting.touch(thread)
    return poll
