"""Who from one's company goes where: so that two need not drive, and somebody goes at all."""

from typing import NamedTuple

from flask import url_for
from markupsafe import Markup
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, contains_eager

from netapp.core import clock, languages, pieces, text
from netapp.core.db import session
from netapp.core.viewer import Viewer, current
from netapp.events import policy as meetings
from netapp.events import queries
from netapp.events.models import Meeting, SignUp
from netapp.members import policy, staff
from netapp.members.models import Affiliation, Company, Person

# So many names; more are said by their number.
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


def of_meeting(viewer: Viewer, meeting: Meeting, words: str = "") -> tuple[list[Row], int]:
    """The colleagues of whoever looks, themselves too: who has a seat or waits first, then by name; and how many more
    there are. `words`: only who is called so, and those whose seat they could take.
    """
    places, known = staff.workmates(viewer), states(viewer, meeting)
    at: dict[int, dict[int, bool]] = {}
    for one in places:
        at.setdefault(one.person_id, {})[one.company_id] = one.tends
    mates = {one.person_id: one for one in sorted(places, key=lambda one: one.tends)}
    leavers = [number for number in at if known.get(number) == "going"]
    folded = text.fold(words).split()
    found = [number for number in at if all(word in text.fold(mates[number].called) for word in folded)]
    found.sort(key=lambda number: number not in known)
    rows = []
    for number in found[:MOST]:
        where, state = at[number], known.get(number, "")
        takes = [
            (leaver, mates[leaver].called)
            for leaver in leavers
            if leaver != number
            and where.keys() & at[leaver].keys()
            and meetings.may_swap(viewer, meeting, leaver, any(where[one] for one in where.keys() & at[leaver].keys()))
        ]
        may_ask = number != viewer.person_id and meetings.may_ask_colleague(viewer, meeting, any(where.values()))
        may_ask = may_ask and not state and meeting.sign_up_is_open and mates[number].email is not None
        rows.append(Row(number, mates[number].called, state, may_ask, [] if state == "going" else takes))
    return rows, len(at) - len(rows)


def states(viewer: Viewer, meeting: Meeting) -> dict[int, str]:
    """How the viewer's colleagues stand with the meeting, as far as the viewer may know: one's own always."""
    mine, theirs = aliased(Affiliation), aliased(Affiliation)
    mates = select(theirs.person_id).join(mine, mine.company_id == theirs.company_id)
    mates = mates.where(mine.person_id == viewer.person_id, mine.until.is_(None), theirs.until.is_(None))
    is_own = SignUp.person_id == viewer.person_id
    chosen = select(SignUp.person_id, SignUp.state).where(
        SignUp.meeting_id == meeting.id, or_(is_own, and_(SignUp.show_name, SignUp.person_id.in_(mates)))
    )
    found = {number: str(state) for number, state in session.execute(chosen)}
    mine_is = found.get(viewer.person_id or 0, "")
    if meetings.may_see_names(viewer, meeting, mine_is == "going"):
        return {number: state for number, state in found.items() if state == "going" or number == viewer.person_id}
    return {viewer.person_id: mine_is} if viewer.person_id and mine_is else {}


def _shown(one: Going) -> dict[str, object]:
    language, title = one.meeting.title_in(languages.current())
    return {
        "url": url_for("events.meeting", meeting_id=one.meeting.id, tail=one.meeting.tail),
        "change_url": url_for("events.colleagues", meeting_id=one.meeting.id),
        "title": title,
        "title_lang": language if language != languages.current() else None,
        "day": languages.date_short(one.meeting.starts_local.date()),
        "names": one.names[:MOST],
        "more": len(one.names[MOST:]),
        "waiting": one.waiting,
    }
