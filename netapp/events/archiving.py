"""What of meetings goes into archives: who answered, what waits, and the calendar."""

from collections.abc import Iterator, Sequence
from itertools import chain

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager

from netapp.core import cells, languages, search, site
from netapp.core.archives import Arrived, Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import drafting, queries, searching
from netapp.events.approval.models import Invited
from netapp.events.calendars import entries as calendar
from netapp.events.feeds import calendars as feeds
from netapp.events.importing.models import CalendarFile
from netapp.events.models import EARLIEST, LONGEST, Meeting, Party, Request, SignUp
from netapp.events.questions import answers
from netapp.events.questions import models as question_models
from netapp.events.series import archiving as of_series
from netapp.events.series.models import Series
from netapp.groups import policy as groups_policy
from netapp.groups.models import Group
from netapp.mail.models import Stop
from netapp.members.models import Person

_TIMES = ("created_at", "changed_at", "promoted_at", "reply_stamp")


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Meetings that the person does not see any more stand in it without title and place (A5)."""
    signed = select(SignUp).where(SignUp.person_id == viewer.person_id)
    rows = session.scalars(
        signed.join(SignUp.meeting)
        .join(Meeting.group)
        .options(contains_eager(SignUp.meeting).contains_eager(Meeting.group))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    seen = set(session.scalars(queries.meetings(viewer).where(_mine(viewer)).with_only_columns(Meeting.id)))
    said = [_meeting(row.meeting, row.meeting_id in seen) | _sign_up(row, row.meeting_id in seen) for row in rows]
    yield Sheet("sign-ups", _("The meetings that you have signed up for, waited for or answered no to."), said)
    wishes = select(Request, Meeting).join(Meeting, Meeting.id == Request.meeting_id)
    wishes = wishes.where(Request.email == (viewer.email or "-")).order_by(Request.id)
    asked = [_request(request) | _meeting(meeting, meeting.id in seen) for request, meeting in session.execute(wishes)]
    yield Sheet("sign-up-requests", _("Sign-ups that wait for the button in the letter to you."), asked)
    chosen = select(Invited, Meeting).join(Meeting, Meeting.id == Invited.meeting_id)
    chosen = chosen.where(Invited.person_id == viewer.person_id).order_by(Meeting.starts_at, Meeting.id)
    asked = [
        _meeting(meeting, meeting.id in seen) | {"invited_at": plain(one.created_at)}
        for one, meeting in session.execute(chosen)
    ]
    yield Sheet("invited-to-meetings", _("The meetings to which an organiser has invited you."), asked)
    written = or_(Meeting.created_by == viewer.person_id, Meeting.contact_email == (viewer.email or "-"))
    found = session.scalars(queries.meetings(viewer).where(written).order_by(Meeting.starts_at, Meeting.id))
    said = [_meeting(one, True) | _answers_for(viewer, one) for one in found]
    yield Sheet("meetings-of-mine", _("The meetings that you have written, or that name you as contact."), said)
    given = select(CalendarFile, Group).join(Group, Group.id == CalendarFile.group_id)
    given = given.where(CalendarFile.made_by == viewer.person_id).order_by(CalendarFile.id)
    said = [_given(viewer, one, group) for one, group in session.execute(given)]
    yield Sheet("calendar-files", _("The calendar files from which you have imported meetings, for 30 days."), said)
    with languages.use(viewer.language):
        feed = feeds.whole(viewer, name=_("My meetings"), description=site.current().name)
    content = calendar.feed(feed.pieces, feed.zones, name=feed.name, description=feed.description, url=feed.url)
    yield Sheet("meetings.ics", _("All meetings in which you have or had a seat, for your calendar."), content)


def _given(viewer: Viewer, one: CalendarFile, group: Group) -> Row:
    """A file's name may say what the group is about."""
    name = one.source if groups_policy.may_see(viewer, group) else ""
    return {"file": name, "state": one.state, "made_at": plain(one.made_at), "touched_at": plain(one.touched_at)}


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    signed = select(SignUp.meeting_id).where(SignUp.person_id == viewer.person_id)
    asked = select(Request.meeting_id).where(Request.email == (viewer.email or "-"))
    return Meeting.id.in_(signed) | Meeting.id.in_(asked)


def _meeting(meeting: Meeting, is_seen: bool) -> Row:
    where = {"meeting": meeting.title, "place": meeting.place} if is_seen else {"meeting": "", "place": ""}
    times = {"starts": plain(meeting.starts_local), "ends": plain(meeting.ends_local), "zone": meeting.zone}
    return where | times | {"meeting_state": meeting.state}


def _said(given: answers.Answers | None, meeting: Meeting, *, is_seen: bool = True) -> str:
    """Each answer on a line, in the meeting's own language; behind its question where the meeting is seen (A5)."""
    said, main = given or {}, meeting.language
    lines = [str(said[answers.NOTE])] if said.get(answers.NOTE) and is_seen else []
    for one in question_models.read(meeting.questions):
        if said.get(one.key) is not None:
            question = f"{one.text_in(main, main)[1]} " if is_seen else ""
            lines.append(question + answers.in_words(one, said[one.key], main, main))
    return "\n".join(lines)


def _sign_up(row: SignUp, is_seen: bool) -> Row:
    said: Row = {"answer": row.state, "company": row.company, "name_shown": row.show_name, "as_guest": row.as_guest}
    said |= {"perhaps": row.perhaps, "came_by": row.came_by, "mode": row.mode}
    return (
        said
        | {"answers": _said(row.answers, row.meeting, is_seen=is_seen)}
        | {at: plain(getattr(row, at)) for at in _TIMES}
    )


def _request(row: Request) -> Row:
    said = {"name": row.name, "company": row.company, "email": row.email, "name_shown": row.show_name}
    given = {question: ", ".join(typed) for question, typed in (row.answers or {}).items()}
    said |= {"brings": ", ".join(name for name, _email in row.brings or ())}
    return said | {"answers": given, "asked_at": plain(row.created_at), "used_at": plain(row.used_at)}


def _answers_for(viewer: Viewer, meeting: Meeting) -> Row:
    """Somebody else whom the meeting names as its contact is not the viewer's to take along."""
    is_mine = bool(viewer.email) and meeting.contact_email == viewer.email
    return {
        "contact_name": meeting.contact_name if is_mine else "",
        "contact_email": meeting.contact_email if is_mine else "",
    }


# A network's archive


def all_in(within: Within) -> Select[int]:
    return _seen(within).where(Meeting.group_id.in_(within.groups))


def run_in(within: Within) -> Select[int]:
    """Those of whose people more is told."""
    return _seen(within).where(Meeting.group_id.in_(within.run))


def _seen(within: Within) -> Select[int]:
    return select(Meeting.id).join(Meeting.group).where(queries.visible(within.viewer))


def beside(within: Within) -> Iterator[tuple[str, bytes]]:
    """sign-ups.csv and meetings.ics, for spreadsheets and calendars."""
    rows = session.execute(
        select(Meeting, Person.name, Person.email, SignUp)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .join(Person, Person.id == SignUp.person_id)
        .where(Meeting.id.in_(run_in(within)))
        .order_by(Meeting.starts_at, Meeting.id, SignUp.turn)
        .execution_options(yield_per=500)
    )
    heads = ["meeting", "starts", "name", "email", "company", "state", "turn", "signed_up_at", "as_guest", "show_name"]
    heads += ["perhaps", "came_by", "mode", "answers"]
    yield "sign-ups.csv", cells.table(chain([heads], (_cells(*row) for row in rows)))
    pieces = session.execute(
        select(Meeting.vevent, Meeting.zone)
        .where(Meeting.id.in_(all_in(within)), Meeting.vevent != "", Meeting.series_id.is_(None))
        .order_by(Meeting.starts_at)
    ).all()
    repeated = of_series.pieces(within)
    name = session.scalar(select(Group.name).where(Group.id == within.groups[0])) or ""
    each = [*repeated, *((row[0], row[1]) for row in pieces)]
    content = calendar.feed([row[0] for row in each], {row[1] for row in each}, name=name, description=name, url="")
    yield "meetings.ics", content


def _cells(meeting: Meeting, name: str, email: str | None, row: SignUp) -> list[str]:
    said = [meeting.title, plain(meeting.starts_local), name, email or "", row.company, row.state]
    said += [str(row.turn), plain(row.created_at), str(row.as_guest), str(row.show_name)]
    return [*said, str(row.perhaps), row.came_by, row.mode, _said(row.answers, meeting)]


def _check_meeting(row: Row) -> None:
    """What no form of ours would have let through."""
    of_series.check_date(row)
    if not set(row["titles"]) | set(row["bodies"]) <= set(languages.NAMES) or not row["titles"].get(row["language"]):
        raise ValueError("no title")
    if row["starts_local"].date() < EARLIEST or not row["starts_local"] < row["ends_local"]:
        raise ValueError("no such time")
    if not question_models.are_right(row["questions"]) or not 0 < row["answer_days"] <= question_models.MOST_DAYS:
        raise ValueError("no such question")
    if row["ends_local"] - row["starts_local"] > LONGEST or "@" not in row["uid"]:
        raise ValueError("no such meeting")
    if min(row["seats"] or 0, row["online_seats"] or 0) < 0:
        raise ValueError("no such seats")


def _check_sign_up(row: Row) -> None:
    if not answers.are_right(row["answers"]) or row["mode"] not in ("room", "online"):
        raise ValueError("no such answers")


def _derived(row: Row) -> Row:
    meeting = Meeting(**row)
    drafting.derive(meeting)
    return {name: getattr(meeting, name) for name in _MADE}


def _new_uids(rows: Sequence[Row]) -> list[int | None]:
    """A calendar knows a meeting by its UID (C1): the same network can't be on a site twice."""
    uids = [row["uid"] for row in rows]
    if session.scalar(select(Meeting.id).where(Meeting.uid.in_(uids)).limit(1)) is not None:
        raise Refused(_("This network is on this site already: one of its meetings is known here."))
    return [None] * len(rows)


def _write_calendar(numbers: Sequence[int]) -> None:
    """The calendar text names the meeting's address here, so it comes with the number."""
    found = session.scalars(select(Meeting).where(Meeting.id.in_(numbers))).all()
    for meeting in found:
        drafting.derive(meeting)
    search.note(searching.MEETING.name, numbers)
    session.flush()
    for meeting in found:
        session.expunge(meeting)


def _stopped(within: Within) -> ColumnElement[bool]:
    """Who wants no letters about what is in the archive wants none on the next site either (M5)."""
    groups = select(literal("group:") + cast(Group.id, String)).where(Group.id.in_(within.run))
    meetings = select(literal("meeting:") + cast(Meeting.id, String)).where(Meeting.id.in_(run_in(within)))
    series = select(literal("series:") + cast(Series.id, String)).where(Series.group_id.in_(within.run))
    addresses = select(Person.email).where(Person.id.in_(within.people), Person.email.is_not(None))
    return Stop.scope.in_(union_all(groups, meetings, series)) & Stop.address.in_(addresses)


def _check_stop(row: Row) -> None:
    if not row["scope"].startswith(("group:", "meeting:", "series:")) or "@" not in row["address"]:
        raise ValueError("no such letters")


def _not_stopped_here(_arrived: Arrived, rows: Sequence[Row]) -> list[Row | None]:
    stops = select(Stop.address, Stop.scope).where(Stop.address.in_([row["address"] for row in rows]))
    known = {(address, scope) for address, scope in session.execute(stops)}
    return [None if (row["address"], row["scope"]) in known else row for row in rows]


_MADE = (
    *("starts_at", "ends_at", "opens_at", "closes_at", "promotes_until", "is_online", "search", "vevent"),
    "programme",
)
CARRIED = (
    of_series.SERIES,
    Carried(
        name="meetings",
        model=Meeting,
        chosen=lambda within: Meeting.id.in_(all_in(within)),
        without=dict.fromkeys(_MADE, "made anew from the rest"),
        check=_check_meeting,
        match=_new_uids,
        make=_derived,
        done=_write_calendar,
    ),
    Carried(name="hosts", model=Party, chosen=lambda within: Party.meeting_id.in_(all_in(within))),
    Carried(
        name="sign-ups",
        model=SignUp,
        chosen=lambda within: SignUp.meeting_id.in_(run_in(within)),
        check=_check_sign_up,
    ),
    of_series.SIGN_UPS,
    Carried(
        name="stopped-letters",
        model=Stop,
        chosen=_stopped,
        named=["scope"],
        check=_check_stop,
        fit=_not_stopped_here,
    ),
)
