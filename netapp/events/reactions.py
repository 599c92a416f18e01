"""What follows for meetings from what happens in groups and to people. Nobody asked, so there is nothing to require."""

from sqlalchemy import Select, delete, or_, select, update

from netapp.core import clock
from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.events import actions, queries, signing_up
from netapp.events.approval.models import Invited
from netapp.events.checkin import forgetting as walk_ins
from netapp.events.importing import actions as importing
from netapp.events.models import LIVE, Meeting, Party, Request, SignUp
from netapp.events.programme import speakers
from netapp.events.rooms import actions as rooms
from netapp.events.series import reactions as of_series
from netapp.events.travel import riding
from netapp.groups import revisions
from netapp.groups.facts import GroupClosed, Left
from netapp.groups.models import Group
from netapp.members.facts import CompaniesMerged, PersonChanged, PersonErased
from netapp.members.models import Person


def free_seats_of_leaver(fact: Left) -> None:
    """Who leaves gives up seats and places where only members may come or read; at open meetings they stay (S7)."""
    members_only = or_(Meeting.open_to_guests.is_(False), Group.read_key != PUBLIC)
    of_series.leave_within(fact.person_id, fact.group_id)
    rows = _coming(fact.person_id).join(Group, Group.id == Meeting.group_id)
    _give_up(fact.person_id, rows.where(Meeting.group_id == fact.group_id, members_only))


def cancel_meetings_of_closed(fact: GroupClosed) -> None:
    """A closed group holds no more meetings: what is still to come is called off, and those who signed up are told."""
    of_series.close(fact.group_id)
    coming = select(Meeting.id).where(
        Meeting.group_id == fact.group_id, Meeting.state == "published", Meeting.ends_at > clock.now()
    )
    for meeting_id in session.scalars(coming.order_by(Meeting.id)).all():
        meeting = queries.locked_for_task(meeting_id)
        if meeting is not None and meeting.state == "published":
            actions.call_off(meeting, "")


def person_changed(fact: PersonChanged) -> None:
    """Who comes, or came, stands on the page of the meeting."""
    _touch_meetings_of(fact.person_id)


def company_merged(fact: CompaniesMerged) -> None:
    """Meetings that name the one record as a host or partner name the other one from now on."""
    named = select(Meeting.group_id).join(Party, Party.meeting_id == Meeting.id)
    touched = session.scalars(named.where(Party.company_id == fact.gone_id).distinct()).all()
    session.execute(update(Party).where(Party.company_id == fact.gone_id).values(company_id=fact.company_id))
    revisions.touch_all([*touched, *speakers.merge(fact.gone_id, fact.company_id)])


def forget_person(fact: PersonErased) -> None:
    """Seats to come are given up; of past meetings the row stays, without company, answers and name shown (P1).

    Meetings that named the person as their contact name nobody.
    """
    of_series.forget(fact.person_id, fact.address)
    _give_up(fact.person_id, _coming(fact.person_id))
    _touch_meetings_of(fact.person_id)
    importing.forget(fact.person_id)
    riding.forget(fact.person_id)
    rooms.forget(fact.person_id)
    walk_ins.forget(fact.person_id, fact.name)
    speakers.forget(fact.person_id, fact.name)
    for sign_up in session.scalars(select(SignUp).where(SignUp.person_id == fact.person_id)):
        sign_up.company, sign_up.show_name, sign_up.answers = "", False, None
    session.execute(delete(Invited).where(Invited.person_id == fact.person_id))
    if fact.address:
        session.execute(delete(Request).where(Request.email == fact.address))
        for wish in session.scalars(select(Request).where(Request.brings.is_not(None))):
            wish.brings = [one for one in wish.brings or () if one[1] != fact.address] or None
        for meeting in session.scalars(select(Meeting).where(Meeting.contact_email == fact.address)):
            meeting.contact_name = meeting.contact_email = ""
            revisions.touch(meeting.group_id)


def _touch_meetings_of(person_id: int) -> None:
    named = select(Meeting.group_id).join(SignUp, SignUp.meeting_id == Meeting.id)
    revisions.touch_all(session.scalars(named.where(SignUp.person_id == person_id, SignUp.show_name).distinct()))


def _coming(person_id: int) -> Select[int]:
    return (
        select(SignUp.meeting_id)
        .join(SignUp.meeting)
        .where(SignUp.person_id == person_id, SignUp.state.in_(LIVE), Meeting.starts_at > clock.now())
        .order_by(SignUp.meeting_id)
    )


def _give_up(person_id: int, chosen: Select[int]) -> None:
    person = session.get_one(Person, person_id)
    for meeting_id in session.scalars(chosen).all():
        meeting = queries.locked_for_task(meeting_id)
        sign_up = queries.sign_up_of(person_id, meeting_id)
        if meeting is not None and sign_up is not None and sign_up.state in LIVE:
            signing_up.give_up(meeting, sign_up, person)
