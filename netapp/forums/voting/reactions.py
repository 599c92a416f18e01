"""What becomes of an answer when who gave it is erased."""

from sqlalchemy import delete, select

from netapp.core.db import session
from netapp.forums.models import Thread
from netapp.forums.voting.models import TELLS_NOBODY, ThreadChoice, ThreadPoll, Vote
from netapp.members.facts import PersonErased


def forget_person(fact: PersonErased) -> None:
    """The numbers stay where enough have answered that they tell nobody's choice (P1); else they go with the answer."""
    mine = Vote.person_id == fact.person_id
    ids = session.scalars(select(Vote.thread_id).where(mine).distinct()).all()
    # As by who answers: the thread first.
    session.execute(select(Thread.id).where(Thread.id.in_(ids)).order_by(Thread.id).with_for_update())
    few = {one.thread_id: one for one in session.scalars(select(ThreadPoll).where(ThreadPoll.thread_id.in_(ids)))}
    few = {number: poll for number, poll in few.items() if poll.people < TELLS_NOBODY}
    chosen = select(ThreadChoice).join(Vote, Vote.choice_id == ThreadChoice.id)
    for choice in session.scalars(chosen.where(mine, ThreadChoice.thread_id.in_(few))):
        choice.votes -= 1
    for poll in few.values():
        poll.people -= 1
    session.execute(delete(Vote).where(mine))
