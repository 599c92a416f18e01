"""What follows for date polls from what happens in groups and to people. Nobody asked, so nothing to require."""

from sqlalchemy import and_, delete, or_, select

from netapp.core.db import session
from netapp.core.viewer import PUBLIC, group_key
from netapp.events.polls import actions, queries
from netapp.events.polls.models import Ballot, Poll, PollRequest
from netapp.groups import revisions
from netapp.groups.facts import GroupClosed, Left
from netapp.groups.models import Group
from netapp.members.facts import PersonChanged, PersonErased


def forget_answers_of_leaver(fact: Left) -> None:
    """Who leaves has no say any more where only members may come or read, as with seats (S7)."""
    members_only = or_(Poll.open_to_guests.is_(False), Group.read_key != PUBLIC)
    read_by_them = and_(Group.parent_id == fact.group_id, Group.read_key == group_key(fact.group_id))
    of_group = or_(Poll.group_id == fact.group_id, read_by_them)
    chosen = select(Poll.id).join(Poll.group).where(of_group, Poll.settled_at.is_(None), members_only)
    theirs = Ballot.person_id == fact.person_id, Ballot.poll_id.in_(chosen)
    touched = session.scalars(select(Poll.group_id).join(Ballot, Ballot.poll_id == Poll.id).where(*theirs)).all()
    session.execute(delete(Ballot).where(*theirs).execution_options(synchronize_session=False))
    revisions.touch_all(sorted({fact.group_id, *touched}))


def drop_polls_of_closed(fact: GroupClosed) -> None:
    """A closed group looks for no date any more, and those who have answered are told."""
    waiting = select(Poll.id).where(Poll.group_id == fact.group_id, Poll.state == "open")
    for poll_id in session.scalars(waiting.order_by(Poll.id)).all():
        poll = queries.known_poll(poll_id, locked=True)
        if poll is not None and poll.state == "open":
            actions.let_go(poll, "")


def person_changed(fact: PersonChanged) -> None:
    """Who has answered stands on the page of the poll."""
    _touch_polls_of(fact.person_id)


def forget_person(fact: PersonErased) -> None:
    """Answers go with who gave them: no head was counted by them (P1)."""
    _touch_polls_of(fact.person_id)
    session.execute(delete(Ballot).where(Ballot.person_id == fact.person_id))
    if fact.address:
        session.execute(delete(PollRequest).where(PollRequest.email == fact.address))


def _touch_polls_of(person_id: int) -> None:
    named = select(Poll.group_id).join(Ballot, Ballot.poll_id == Poll.id)
    revisions.touch_all(session.scalars(named.where(Ballot.person_id == person_id).distinct()).all())
