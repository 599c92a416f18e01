"""Every read of date polls and their answers. What the viewer may not see is not found (A1, A2)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import PUBLIC, Viewer, group_key
from netapp.events.polls import results
from netapp.events.polls.models import Ballot, BallotChoice, Poll, PollRequest, PollTime, Said
from netapp.events.polls.results import Voter
from netapp.groups.models import Group, Membership
from netapp.members.models import Person


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The one definition of which polls a viewer may see: those of the groups whose readers they are."""
    return Group.read_key.in_(sorted(viewer.keys))


def get_poll(viewer: Viewer, poll_id: int) -> Poll:
    """The poll with its group, its network and its times."""
    found = session.scalar(_polls().where(Poll.id == poll_id, visible(viewer)))
    if found is None:
        raise NotVisible
    return found


def open_polls(viewer: Viewer) -> Select[Poll]:
    """Those that can still be answered, as far as the viewer may see them; to be narrowed and ordered."""
    return _polls().where(visible(viewer), Poll.state == "open", Poll.closes_at > clock.now())


def locked_poll(viewer: Viewer, poll_id: int) -> Poll:
    """The same, holding the poll's lock: whoever chooses, changes or ends it does so alone."""
    session.execute(select(Poll.id).where(Poll.id == poll_id).with_for_update())
    return get_poll(viewer, poll_id)


def held_poll(viewer: Viewer, poll_id: int) -> Poll:
    """The same, shared with others who answer, so that nobody chooses meanwhile."""
    session.execute(select(Poll.id).where(Poll.id == poll_id).with_for_update(read=True))
    return get_poll(viewer, poll_id)


def known_poll(poll_id: int, *, locked: bool = False) -> Poll | None:
    """For what follows by itself and for nobody's eyes; and for letters to who has answered."""
    if locked:
        session.execute(select(Poll.id).where(Poll.id == poll_id).with_for_update())
    return session.scalar(_polls().where(Poll.id == poll_id))


def get_time(poll: Poll, time_id: int | None) -> PollTime:
    """A time of this poll."""
    found = next((one for one in poll.times if one.id == time_id), None)
    if found is None:
        raise NotVisible
    return found


def person_present(person_id: int | None) -> Person:
    """Held, so that an erasure at the same moment is over first, or comes after; NotVisible for who is erased."""
    chosen = select(Person).where(Person.id == person_id, Person.erased_at.is_(None))
    found = session.scalar(chosen.with_for_update(read=True))
    if found is None:
        raise NotVisible
    return found


def ballot_of(person_id: int | None, poll_id: int) -> Ballot | None:
    if person_id is None:
        return None
    return session.scalar(select(Ballot).where(Ballot.poll_id == poll_id, Ballot.person_id == person_id))


def said_on(ballot: Ballot | None) -> dict[int, Said]:
    """What a ballot says, by the number of the time."""
    if ballot is None:
        return {}
    rows = session.scalars(select(BallotChoice).where(BallotChoice.ballot_id == ballot.id))
    return {one.time_id: one.said for one in rows}


def voters(poll: Poll, *, who_may_come: bool = False) -> list[Voter]:
    """All who have answered, in the order of answering; `who_may_come`: only those who could sign up for its meeting
    now, since some have left perhaps.
    """
    columns = (Ballot.person_id, Person.name, Ballot.company, Ballot.comment, Ballot.show_name, Ballot.id)
    rows = select(*columns).join(Ballot.person).where(Ballot.poll_id == poll.id)
    if who_may_come:
        rows = rows.where(may_come(poll))
    return results.voters(session.execute(rows.order_by(Ballot.id)).all(), _choices(poll))


def ballots(poll: Poll) -> Sequence[tuple[Ballot, Person]]:
    """Each with its person, for what becomes of them."""
    rows = session.execute(select(Ballot, Person).join(Ballot.person).where(Ballot.poll_id == poll.id))
    return [(row[0], row[1]) for row in rows.all()]


def may_come(poll: Poll) -> ColumnElement[bool]:
    """Who, of people, reads the group and could sign up: what `policy.may_sign_up` says of one, for many at once."""
    group = poll.group
    asked = [] if poll.open_to_guests else [group.id]
    if group.read_key != PUBLIC:
        asked += [number for number in (group.id, group.parent_id) if number and group.read_key == group_key(number)]
    inside = (Person.id.in_(_active(number)) for number in dict.fromkeys(asked))
    return and_(Person.erased_at.is_(None), *inside)


def incomplete(poll: Poll) -> Select[int]:
    """The people who have answered, but not to each time: one was proposed later, or they left it open."""
    choices = select(BallotChoice.ballot_id, BallotChoice.time_id).subquery()
    missing = (
        select(Ballot.person_id)
        .join(PollTime, PollTime.poll_id == Ballot.poll_id)
        .outerjoin(choices, and_(choices.c.ballot_id == Ballot.id, choices.c.time_id == PollTime.id))
    )
    return missing.where(Ballot.poll_id == poll.id, choices.c.time_id.is_(None))


def answered(poll_id: int) -> Select[int]:
    """The people who have answered this poll."""
    return select(Ballot.person_id).where(Ballot.poll_id == poll_id)


def answered_for(meeting_id: int) -> Select[int]:
    """The people who have answered the poll of which this meeting came: they are written to by what they said."""
    return select(Ballot.person_id).join(Poll, Poll.id == Ballot.poll_id).where(Poll.meeting_id == meeting_id)


def of_meeting(meeting_id: int) -> Poll | None:
    """The poll whose answers are still to become sign-ups for this meeting, held until that is done."""
    waits = select(Poll.id).where(Poll.meeting_id == meeting_id, Poll.settled_at.is_(None))
    number = session.scalar(waits.with_for_update())
    return known_poll(number) if number else None


def get_request(request_id: int) -> PollRequest:
    """A guest's answer that waits; the signed link that names it is the right to read it."""
    found = session.get(PollRequest, request_id)
    if found is None:
        raise NotVisible
    return found


def was_answered_anew(wish: PollRequest) -> bool:
    """Whether the button of a later answer from the same address has been pressed."""
    later = select(PollRequest.id).where(PollRequest.poll_id == wish.poll_id, PollRequest.email == wish.email)
    return session.scalar(later.where(PollRequest.id > wish.id, PollRequest.used_at.is_not(None)).limit(1)) is not None


def read_keys(poll_ids: Sequence[int]) -> dict[int, str]:
    """Who may read of each of these polls, as an audience key: for the letters about them."""
    rows = session.execute(select(Poll.id, Group.read_key).join(Poll.group).where(Poll.id.in_(poll_ids)))
    return {row[0]: row[1] for row in rows}


def read_keys_of_requests(request_ids: Sequence[int]) -> dict[int, str]:
    """The same by guests' answers that wait."""
    rows = session.execute(
        select(PollRequest.id, Group.read_key)
        .join(Poll, Poll.id == PollRequest.poll_id)
        .join(Group, Group.id == Poll.group_id)
        .where(PollRequest.id.in_(request_ids))
    )
    return {row[0]: row[1] for row in rows}


def _polls() -> Select[Poll]:
    loaded = contains_eager(Poll.group).joinedload(Group.parent), joinedload(Poll.meeting), selectinload(Poll.times)
    return select(Poll).join(Poll.group).options(*loaded).execution_options(populate_existing=True)


def _choices(poll: Poll) -> Sequence[BallotChoice]:
    chosen = select(BallotChoice).join(Ballot, Ballot.id == BallotChoice.ballot_id).where(Ballot.poll_id == poll.id)
    return session.scalars(chosen).all()


def _active(group_id: int) -> Select[int]:
    return select(Membership.person_id).where(Membership.group_id == group_id, Membership.state == "active")
