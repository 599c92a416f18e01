"""Who from one's company goes where: so that two need not drive, and somebody goes at all."""

from typing import NamedTuple

from flask import url_for
from markupsafe import Markup
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from netapp.core import clock, languages, pieces
from netapp.core.db import session
from netapp.core.viewer import Viewer, current
from netapp.events import policy as meetings
from netapp.events import queries
from netapp.events.models import Meeting, SignUp
from netapp.members import companies, policy
from netapp.members.models import Affiliation, Company, Person

MOST = 60


class Going(NamedTuple):
    """A meeting to come, and who from the company has a seat or waits for one."""

    meeting: Meeting
    names: list[str]
    waiting: list[str]


def panel(asked: tuple[Company, Affiliation | None]) -> Markup | None:
    """For the company's page, shown to who works there."""
    company, place = asked
    viewer = current()
    if not policy.is_inside(viewer, place):
        return None
    return pieces.part("events/_colleagues.html", going=[_shown(one) for one in going(viewer, company.id)])


def going(viewer: Viewer, company_id: int) -> list[Going]:
    """Meetings to come that the viewer sees, the soonest first.

    Colleagues are named as on the meeting's own page: as its organisers let names be seen, and as each has chosen (P2).
    Who waits is told to nobody else.
    """
    chosen = (
        select(Meeting, SignUp.state, Person.name, Person.id)
        .join(Meeting.group)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .join(Person, Person.id == SignUp.person_id)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .options(contains_eager(Meeting.group))
        .where(Affiliation.company_id == company_id, Affiliation.until.is_(None))
        .where(SignUp.state.in_(("going", "waiting")), or_(SignUp.show_name, SignUp.person_id == viewer.person_id))
        .where(Meeting.state == "published", Meeting.ends_at > clock.now(), queries.visible(viewer))
        .order_by(Meeting.starts_at, Meeting.id, Person.name)
        .limit(MOST)
    )
    rows = session.execute(chosen).all()
    mine = {meeting.id for meeting, state, _name, number in rows if number == viewer.person_id and state == "going"}
    found: dict[int, Going] = {}
    for meeting, state, name, number in rows:
        shown = state == "going" and meetings.may_see_names(viewer, meeting, meeting.id in mine)
        if shown or number == viewer.person_id:
            one = found.setdefault(meeting.id, Going(meeting, [], []))
            (one.names if state == "going" else one.waiting).append(name)
    return list(found.values())


class Row(NamedTuple):
    """A colleague on the page from which one asks them or gives them a seat.

    `state` is "" where nothing is known, or not for the viewer to know. `instead_of`: whose seat they can take, as
    (number, name).
    """

    person_id: int
    name: str
    state: str
    may_ask: bool
    instead_of: list[tuple[int, str]]


def of_meeting(viewer: Viewer, meeting: Meeting) -> list[Row]:
    """The colleagues of whoever looks, themselves too, by name."""
    places = companies.workmates(viewer)
    states = _states(viewer, meeting, {one.person_id for one in places})
    at: dict[int, dict[int, bool]] = {}
    for one in places:
        at.setdefault(one.person_id, {})[one.company_id] = one.tends
    names = {one.person_id: one.name or one.email or "" for one in places}
    leavers = [number for number in at if states.get(number) == "going"]
    rows = []
    for number, where in at.items():
        takes = [
            (leaver, names[leaver])
            for leaver in leavers
            if leaver != number
            and where.keys() & at[leaver].keys()
            and meetings.may_swap(viewer, meeting, leaver, any(where[one] for one in where.keys() & at[leaver].keys()))
        ]
        is_in = states.get(number) == "going"
        may_ask = number != viewer.person_id and meetings.may_ask_colleague(viewer, meeting, any(where.values()))
        rows.append(
            Row(
                number,
                names[number],
                states.get(number, ""),
                may_ask and not states.get(number) and meeting.sign_up_is_open,
                [] if is_in else takes,
            )
        )
    return rows


def _states(viewer: Viewer, meeting: Meeting, person_ids: set[int]) -> dict[int, str]:
    """How these stand with the meeting, as far as the viewer may know: one's own always."""
    chosen = select(SignUp.person_id, SignUp.state).where(
        SignUp.meeting_id == meeting.id,
        SignUp.person_id.in_(person_ids),
        or_(SignUp.show_name, SignUp.person_id == viewer.person_id),
    )
    found = {number: str(state) for number, state in session.execute(chosen)}
    mine = found.get(viewer.person_id or 0, "")
    if meetings.may_see_names(viewer, meeting, mine == "going"):
        return {number: state for number, state in found.items() if state == "going" or number == viewer.person_id}
    return {viewer.person_id: mine} if viewer.person_id and mine else {}


def _shown(one: Going) -> dict[str, object]:
    language, title = one.meeting.title_in(languages.current())
    return {
        "url": url_for("events.meeting", meeting_id=one.meeting.id, tail=one.meeting.tail),
        "change_url": url_for("events.colleagues", meeting_id=one.meeting.id),
        "title": title,
        "title_lang": language if language != languages.current() else None,
        "day": languages.date_short(one.meeting.starts_local.date()),
        "names": one.names,
        "waiting": one.waiting,
    }
