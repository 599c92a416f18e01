"""What of date polls goes into archives: a person's own answers, and a network's polls with all that was said."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, select

from netapp.core import languages, localtime
from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events.models import EARLIEST, SHOWN_TO
from netapp.events.polls import queries
from netapp.events.polls.models import SAID, Ballot, BallotChoice, Poll, PollRequest, PollTime
from netapp.groups.models import Group


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Polls that the person does not see any more stand in it without a title (A5)."""
    seen = select(Poll.id).join(Poll.group).where(queries.visible(viewer))
    rows = session.execute(
        select(Ballot, Poll, PollTime, BallotChoice)
        .join(Poll, Poll.id == Ballot.poll_id)
        .outerjoin(BallotChoice, BallotChoice.ballot_id == Ballot.id)
        .outerjoin(PollTime, PollTime.id == BallotChoice.time_id)
        .where(Ballot.person_id == viewer.person_id)
        .order_by(Ballot.id, PollTime.starts_at)
    ).all()
    known = set(session.scalars(seen.where(Poll.id.in_([row[1].id for row in rows]))))
    said = [_answer(ballot, poll, time, choice, poll.id in known) for ballot, poll, time, choice in rows]
    yield Sheet("poll-answers", _("What you have said about the dates of meetings."), said)
    wishes = select(PollRequest).where(PollRequest.email == (viewer.email or "-")).order_by(PollRequest.id)
    asked = [_request(one) for one in session.scalars(wishes)]
    yield Sheet("poll-requests", _("Answers to date polls that wait for the button in the letter to you."), asked)
    made = session.scalars(
        select(Poll).join(Poll.group).where(queries.visible(viewer), Poll.created_by == viewer.person_id)
    )
    said = [{"poll": one.title, "state": one.state, "made_at": plain(one.created_at)} for one in made]
    yield Sheet("polls-of-mine", _("The date polls that you have opened."), said)


def _answer(ballot: Ballot, poll: Poll, time: PollTime | None, choice: BallotChoice | None, is_seen: bool) -> Row:
    return {
        "poll": poll.title if is_seen else "",
        "time": plain(time.starts_local) if time else "",
        "zone": poll.zone,
        "answer": choice.said if choice else "",
        "company": ballot.company,
        "comment": ballot.comment,
        "name_shown": ballot.show_name,
        "as_guest": ballot.as_guest,
        "created_at": plain(ballot.created_at),
        "changed_at": plain(ballot.changed_at),
    }


def _request(one: PollRequest) -> Row:
    said = {"name": one.name, "company": one.company, "email": one.email, "comment": one.comment}
    more = {"name_shown": one.show_name, "answers": len(one.said)}
    return said | more | {"asked_at": plain(one.created_at), "used_at": plain(one.used_at)}


# A network's archive


def _all(within: Within) -> Select[int]:
    return _seen(within).where(Poll.group_id.in_(within.groups))


def _run(within: Within) -> Select[int]:
    """Those of whose people more is told."""
    return _seen(within).where(Poll.group_id.in_(within.run))


def _seen(within: Within) -> Select[int]:
    return select(Poll.id).join(Group, Group.id == Poll.group_id).where(queries.visible(within.viewer))


def _ballots(within: Within) -> ColumnElement[bool]:
    return Ballot.poll_id.in_(_run(within))


def _check_poll(row: Row) -> None:
    """What no form of ours would have let through."""
    if not set(row["titles"]) | set(row["bodies"]) <= set(languages.NAMES) or not row["titles"].get(row["language"]):
        raise ValueError("no title")
    if row["closes_local"].date() < EARLIEST or not 0 < row["minutes"] <= 60 * 24 * 60:
        raise ValueError("no such time")
    if row["state"] not in {"open", "chosen", "dropped"} or row["shown_to"] not in SHOWN_TO:
        raise ValueError("no such poll")
    if not localtime.is_zone(row["zone"]):
        raise ValueError("no such zone")


def _check_choice(row: Row) -> None:
    if row["said"] not in SAID:
        raise ValueError("no such answer")


CARRIED = (
    Carried(
        name="polls",
        model=Poll,
        chosen=lambda within: Poll.id.in_(_all(within)),
        without={"closes_at": "made anew from the local time"},
        check=_check_poll,
        make=lambda row: {"closes_at": localtime.to_utc(row["closes_local"], row["zone"])},
    ),
    Carried(name="poll-times", model=PollTime, chosen=lambda within: PollTime.poll_id.in_(_all(within))),
    Carried(name="ballots", model=Ballot, chosen=_ballots),
    Carried(
        name="ballot-choices",
        model=BallotChoice,
        chosen=lambda within: BallotChoice.ballot_id.in_(select(Ballot.id).where(_ballots(within))),
        check=_check_choice,
    ),
)
