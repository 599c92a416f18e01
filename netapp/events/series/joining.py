"""One sign-up for a whole series (S6): a seat at each date to come, or a place in its queue; new dates enrol.

"Not this time" is the usual no at one date, and stays. Leaving the series gives up all that is to come, in one letter.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from netapp.core import clock, db, limits
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import arriving, facts, policy, seats, signing_up
from netapp.events import notices as of_meetings
from netapp.events import queries as meetings
from netapp.events.approval import actions as approving
from netapp.events.models import LIVE, Meeting, Request, SignUp, SignUpState, Way
from netapp.events.series import notices, promoting, queries
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups import revisions
from netapp.members import actions as members
from netapp.members import queries as people
from netapp.members.models import Person

_SIGN_UP: Any = SignUp.__table__


@action
def join(viewer: Viewer, series_id: int, *, show_name: bool | None = None, by: Way = "page") -> SeriesSignUp:
    """The whole series for the viewer; twice is harmless. `show_name` None leaves it as in general (P2)."""
    series = queries.locked_series(viewer, series_id)
    require(policy.may_join_series(viewer, series) and viewer.is_signed_in)
    person = people.me(viewer)
    company = people.company_of(person.id)
    shown = person.show_name if show_name is None else show_name
    own = {"company": company.name if company else "", "show_name": shown, "as_guest": False}
    return _joined(series, person, by, own)


@action
def leave(viewer: Viewer, series_id: int) -> SeriesSignUp:
    """Give up the whole and all seats to come at its dates. Twice is harmless."""
    series = queries.locked_own(viewer, series_id)
    require(policy.may_leave_series(viewer))
    own = queries.sign_up_of(viewer.person_id, series_id)
    if own is None:
        raise NotVisible
    if own.state in ("going", "asked"):
        give_up(series, own, people.me(viewer))
    revisions.touch(series.group_id)
    return own


@action
def request(
    viewer: Viewer, series_id: int, *, name: str, company: str, email: str, language: str, show_name: bool
) -> Request:
    """A guest's wish to come to all: nothing is taken before the button behind the mail's link is pressed (S2)."""
    series = queries.get_series(viewer, series_id)
    require(policy.may_join_series(viewer, series) and series.open_to_guests)
    wish = Request(name=name, company=company, email=email, language=language, show_name=show_name)
    wish.meeting_id, wish.series_id = _next(series).id, series.id
    session.add(wish)
    session.flush()
    notices.confirm_request(wish)
    return wish


@action
def confirm(viewer: Viewer, request_id: int) -> SeriesSignUp:
    """The button behind the mail's link. Twice is harmless."""
    wish = meetings.get_request(request_id)
    series = queries.locked_series(viewer, wish.series_id or 0)
    require(policy.may_join_series(viewer, series) and series.open_to_guests)
    person = members.known_person(wish.email, wish.name, wish.language)
    done = queries.sign_up_of(person.id, series.id)
    if wish.used_at is not None and done is not None:
        return done
    wish.used_at = clock.now()
    own = {"company": wish.company, "show_name": wish.show_name, "as_guest": person.is_guest}
    return _joined(series, person, "letter", own)


def answered(fact: facts.Answered) -> None:
    """What an organiser has said at one date holds for the whole, for who has asked to come to all."""
    meeting = session.get_one(Meeting, fact.meeting_id)
    own = queries.sign_up_of(fact.person_id, meeting.series_id) if meeting.series_id else None
    series = queries.locked_for_task(own.series_id) if own is not None and own.state == "asked" else None
    if own is None or series is None:
        return
    if fact.yes:
        _accept(series, own, session.get_one(Person, fact.person_id), queries.locked_dates(series))
    else:
        own.state, own.changed_at = "denied", clock.now()
        session.flush()


def give_up(series: Series, own: SeriesSignUp, person: Person) -> None:
    """Free all seats and places to come at once; who waits moves up. The series is locked."""
    dates = queries.locked_dates(series)
    now, ids = clock.now(), [one.id for one in dates]
    theirs = SignUp.person_id == person.id, SignUp.meeting_id.in_(ids), SignUp.state.in_(LIVE)
    had = session.scalars(select(SignUp).where(*theirs).execution_options(populate_existing=True)).all()
    for sign_up in had:
        if sign_up.state == "going":
            sign_up.rounds += 1
            announce(facts.Withdrew(sign_up.meeting_id, person.id))
        sign_up.state, sign_up.changed_at, sign_up.came_by, sign_up.perhaps = "withdrawn", now, "", False
        sign_up.answers = None
    own.state, own.changed_at, own.rounds = "left", now, own.rounds + 1
    session.flush()
    notices.left(series, own, person)
    promoting.tell(series, promoting.promote(dates))


def limit_requests(email: str) -> None:
    """As for a single meeting's."""
    limits.spend("sign up", email, 10, limits.HOUR)
    limits.spend("sign up from", limits.network(), 600, limits.HOUR)


def _joined(series: Series, person: Person, by: Way, own: dict[str, Any]) -> SeriesSignUp:
    found = queries.sign_up_of(person.id, series.id)
    if found is not None and found.state == "going":
        return found
    if not series.goes_on:
        raise Refused(_("This series has ended."))
    if found is not None and found.state == "denied":
        raise Refused(_("The organisers have said no this time. Write to them if you think that they are mistaken."))
    dates = [one for one in queries.locked_dates(series) if one.state == "published"]
    now = clock.now()
    if found is None:
        found = SeriesSignUp(series_id=series.id, person_id=person.id, rounds=0, created_at=now)
        session.add(found)
    series.arrivals += 1
    found.state, found.turn, found.changed_at = "asked", series.arrivals, now
    found.came_by, found.company = by, own["company"]
    found.show_name, found.as_guest = own["show_name"], own["as_guest"]
    session.flush()
    if not series.needs_yes or not _ask(person, dates, by, own):
        _accept(series, found, person, dates)
    revisions.touch(series.group_id)
    return found


def _ask(person: Person, dates: Sequence[Meeting], by: Way, own: dict[str, Any]) -> bool:
    """At the next date at which they have no seat yet, as for that alone; False where no yes is needed any more."""
    for meeting in dates:
        before = meetings.sign_up_of(person.id, meeting.id)
        if meeting.sign_up_is_open and (before is None or before.state not in ("going", "waiting")):
            comes = arriving.newcomer(person.id, meeting.id)
            return signing_up.seated(meeting, comes, **own, by=by).state == "requested"
    return False


def _accept(series: Series, found: SeriesSignUp, person: Person, dates: Sequence[Meeting]) -> None:
    found.state, found.rounds, found.changed_at = "going", found.rounds + 1, clock.now()
    session.flush()
    own = {"company": found.company, "show_name": found.show_name, "as_guest": found.as_guest}
    _seat(series, person, [one for one in dates if one.state == "published"], found.came_by, own)
    notices.joined(series, found, person)


def _seat(series: Series, person: Person, dates: Sequence[Meeting], by: Way, own: dict[str, Any]) -> None:
    """A row at each date that has none of theirs. What they, or an organiser, said no to stays a no."""
    open_ones = [one for one in dates if one.sign_up_is_open or one.opens_later]
    ids = [one.id for one in open_ones]
    theirs = SignUp.person_id == person.id, SignUp.meeting_id.in_(ids)
    known = {one.meeting_id: one for one in session.scalars(select(SignUp).where(*theirs))}
    counted, now, rows, taken = seats.counted(ids), clock.now(), [], []
    for meeting in open_ones:
        before = known.get(meeting.id)
        if before is not None and before.state != "withdrawn":
            continue
        state = _state(meeting, person, counted.get(meeting.id, seats.NOBODY))
        taken.append(meeting)
        if before is None:
            rows.append({"meeting_id": meeting.id, "state": state, "turn": meeting.arrivals + 1} | own)
            continue
        before.rounds += 1
        before.state, before.turn, before.changed_at, before.promoted_at = state, meeting.arrivals + 1, now, None
        before.came_by, before.company = by, own["company"]
        before.show_name, before.as_guest = own["show_name"], own["as_guest"]
    shared = {
        "person_id": person.id,
        "rounds": 0,
        "created_at": now,
        "changed_at": now,
        "came_by": by,
        "perhaps": False,
    }
    session.flush()
    if rows:
        db.write(insert(_SIGN_UP), [shared | one for one in rows])
    these = Meeting.__table__.c.id.in_([one.id for one in taken])
    arrivals = Meeting.__table__.c.arrivals + 1
    db.write(update(Meeting.__table__).where(these).values(arrivals=arrivals), {})  # type: ignore[arg-type]
    _ask_for_yes(person, [one for one in taken if one.needs_yes])


def _state(meeting: Meeting, person: Person, counted: seats.Count) -> SignUpState:
    if meeting.needs_yes:
        return approving.next_state(meeting, [person.id], None if meeting.hybrid else counted)
    return seats.next_state(meeting, None if meeting.hybrid else counted)  # type: ignore[return-value]


def _ask_for_yes(person: Person, dates: Sequence[Meeting]) -> None:
    """Of the few dates of which an organiser has made something else."""
    for meeting in dates:
        sign_up = meetings.sign_up_of(person.id, meeting.id)
        if sign_up is not None and sign_up.state == "requested":
            of_meetings.yes_needed(meeting, sign_up, person)


def _next(series: Series) -> Meeting:
    found = queries.next_date(series.id)
    if found is None or not series.goes_on:
        raise Refused(_("This series has ended."))
    return found
