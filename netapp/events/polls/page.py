"""What the pages of a date poll show, put together from the queries."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import request, url_for

from netapp.core import clock, forms, languages, links, localtime, signed, site, text
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer
from netapp.events import audience, page, policy, queries, telling
from netapp.events.polls import actions, drafts, letters, results, settling
from netapp.events.polls import forms as poll_forms
from netapp.events.polls import queries as poll_queries
from netapp.events.polls import telling as poll_telling
from netapp.events.polls.forms import BallotForm, ChoiceForm, GuestBallotForm, PollForm
from netapp.events.polls.models import SAID, Ballot, Poll, PollRequest, PollTime
from netapp.events.polls.results import Tally
from netapp.groups import addresses, emblems
from netapp.groups import policy as groups_policy
from netapp.groups import queries as groups


class Asked(NamedTuple):
    """A time as one is asked about it. `said`: what one says so far."""

    id: int
    day: str
    hours: str
    iso: str
    own_clock: str | None
    is_over: bool
    said: str


def url(poll: Poll) -> str:
    return url_for("events.poll", poll_id=poll.id, tail=poll.tail)


def leads_to(viewer: Viewer, poll: Poll) -> str | None:
    """The page of the meeting that came of it, for who may see that; its address stays good for ever."""
    meeting = poll.meeting
    if meeting is None or (meeting.state == "draft" and not policy.may_schedule(viewer, poll.group)):
        return None
    return page.url(meeting)


def of(viewer: Viewer, poll: Poll, form: BallotForm | None = None) -> dict[str, Any]:
    """The page of the poll itself. `form` is an answer with what was wrong with it."""
    ballot = poll_queries.ballot_of(viewer.person_id, poll.id)
    may_answer = policy.may_answer_poll(viewer, poll)
    form_class = GuestBallotForm if viewer.is_guest else BallotForm
    return {
        **_said(poll),
        **_answer(poll, ballot, form or _empty(form_class, ballot, viewer)),
        **_results(viewer, poll, ballot),
        **_frame(viewer, poll),
        "may_answer": may_answer,
        "may_edit": policy.may_edit_poll(viewer, poll),
        "may_choose": policy.may_choose(viewer, poll),
        "is_guest": viewer.is_guest,
        "organises": groups_policy.may_organise(viewer, poll.group),
        "draft_url": leads_to(viewer, poll),
        "way_back": request.path,
        "guest_days": site.current().guest_days,
        "description": _(
            "%(network)s looks for a date. Answer by %(day)s.",
            network=poll_telling.network(poll),
            day=poll_telling.closes(poll),
        ),
        "noindex": poll.group.read_key not in GUEST.keys,
        "canonical": links.absolute("events.poll", poll_id=poll.id, tail=poll.tail),
    }


def of_letter(viewer: Viewer, poll: Poll, form: BallotForm | None = None) -> dict[str, Any]:
    """The page behind a letter's button, for the person whom the link names."""
    ballot = poll_queries.ballot_of(viewer.person_id, poll.id)
    return {
        **_said(poll),
        **_answer(poll, ballot, form or _empty(BallotForm, ballot, viewer)),
        **_results(viewer, poll, ballot),
        "may_choose": False,
        "may_answer": policy.may_answer_poll(viewer, poll),
        "meeting_url": page.url(poll.meeting) if poll.meeting and poll.meeting.is_public_state else None,
        "page_url": url(poll),
    }


def first_values(viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """What a new poll's form holds at first: the group's language and zone."""
    mine = groups.organised(viewer)
    asked = links.number(args.get("group"))
    group = next((group for group in mine if group.id == asked), mine[0] if mine else None)
    require(group is not None)
    assert group is not None
    is_public = group.read_key in GUEST.keys
    return {"group_id": group.id, "language": group.language, "zone": group.zone, "open_to_guests": is_public}


def add_weeks(form: PollForm) -> None:
    """The helper's times, below those that are there."""
    many, weekday, at = form.weeks
    zone = form.zone.data if localtime.is_zone(form.zone.data or "") else "UTC"
    today = localtime.to_local(clock.now(), zone).date()
    taken = [one.starts_local for one in _readable(form)]
    form.times.add(drafts.next_weeks(weekday, at, many, taken, today))


def editable(viewer: Viewer, poll_id: int) -> Poll:
    found = poll_queries.get_poll(viewer, poll_id)
    require(policy.may_edit_poll(viewer, found))
    return found


def choosable(viewer: Viewer, poll_id: int) -> Poll:
    """Also one that is chosen already: a button pressed twice leads to the page that says so."""
    found = poll_queries.get_poll(viewer, poll_id)
    require(policy.may_schedule(viewer, found.group))
    return found


def changed(form: PollForm, viewer: Viewer, poll_id: int) -> bool:
    """Save it; False leaves in the form why that can't be, and what somebody else has saved meanwhile (X5)."""
    try:
        return forms.done(form, actions.change, viewer, poll_id, form.draft(), seen=form.seen.data or "")
    except actions.Stale:
        found = editable(viewer, poll_id)
        theirs = PollForm([found.group], posted=False, **poll_forms.typed(drafts.of(found)))
        form.differs = page.differences(form, theirs, request.form)
        if theirs.times.data != form.times.data:
            form.differs.append((str(form.times.label.text), theirs.times.said, form.times.said))
        form.seen.data = actions.stamp(found)
        return False


def answer_url(ballot: Ballot) -> str:
    """The local address of the page on which one changes it; the same token as in the letters."""
    return url_for("events.poll_answer", token=signed.token(letters.ANSWER, ballot.poll_id, ballot.person_id))


def of_request(wish: PollRequest, poll: Poll) -> dict[str, Any]:
    """A guest's answer as it would be counted; `done` is where to change it once it is."""
    person_id = queries.id_of_address(wish.email) if wish.used_at else None
    ballot = poll_queries.ballot_of(person_id, poll.id)
    said = [(poll_telling.when(poll, one), wish.said.get(str(one.id))) for one in poll.times]
    return {
        **_said(poll),
        "wish": wish,
        "rows": [(when, poll_telling.said(word)) for when, word in said if word],  # type: ignore[arg-type]
        "done": answer_url(ballot) if ballot else None,
        "page_url": url(poll),
    }


def plan(form: ChoiceForm, *, publish: bool) -> actions.Plan:
    return actions.Plan(
        place=form.place.data or "",
        online_url=form.online_url.data or "",
        seats=form.seats.data,
        publish=publish,
        tell=form.tell.data,
    )


def of_end(poll: Poll) -> dict[str, Any]:
    return {**_said(poll), "answered": len(poll_queries.voters(poll)), "page_url": url(poll)}


def of_choice(viewer: Viewer, poll: Poll, chosen: PollTime, form: ChoiceForm) -> dict[str, Any]:
    """What choosing this time means, for whom, before it is done."""
    seats = form.seats.data if not form.seats.errors else None
    becomes = settling.outcome(poll, chosen, seats)
    answered = len(becomes.going) + len(becomes.waiting) + len(becomes.asked) + len(becomes.told)
    others = audience.number_to_tell(poll.group, but=poll_queries.answered(poll.id))
    return {
        **_said(poll),
        "form": form,
        "chosen": chosen,
        "when": poll_telling.when(poll, chosen),
        "becomes": becomes,
        "answered": answered,
        "others": others,
        "page_url": url(poll),
    }


def _readable(form: PollForm) -> Sequence[drafts.Proposed]:
    """What can be read of the lines; what is wrong with the others is said when the form is sent."""
    return form.times.data if form.times.validate(form) else ()


def _said(poll: Poll) -> dict[str, Any]:
    """What the poll itself says, whoever reads it."""
    title_language, title = poll.title_in(languages.current())
    body_language, body = poll.body_in(languages.current())
    return {
        "poll": poll,
        "title": title,
        "title_language": title_language,
        "body": text.markdown(body),
        "body_language": body_language,
        "where": poll_telling.where(poll),
        "length": poll_telling.length(poll.minutes),
        "zone": telling.zone_name(poll.zone),
        "closes": poll_telling.closes(poll),
    }


def _answer(poll: Poll, ballot: Ballot | None, form: BallotForm) -> dict[str, Any]:
    typed = form.choices(poll.times) if request.method == "POST" else {}
    said: Mapping[int, str] = typed or poll_queries.said_on(ballot)
    return {
        "form": form,
        "ballot": ballot,
        "asked": [_asked(poll, one, said.get(one.id, "")) for one in poll.times],
        "buttons": [(word, poll_telling.said(word)) for word in SAID],
        "missing": sum(one.id not in said for one in poll.times) if ballot else 0,
    }


def _asked(poll: Poll, one: PollTime, said: str) -> Asked:
    hours = telling.hours(one.starts_local, one.ends_local(poll))
    day = languages.date_long(one.starts_local)
    iso = one.starts_at.isoformat()
    return Asked(one.id, day, hours, iso, poll_telling.own_clock(poll, one), one.has_begun, said)


def _empty(form_class: type[BallotForm], ballot: Ballot | None, viewer: Viewer) -> BallotForm:
    if ballot is None:
        return form_class(posted=False, show_name=False)
    return form_class(posted=False, comment=ballot.comment, show_name=ballot.show_name)


def _results(viewer: Viewer, poll: Poll, ballot: Ballot | None) -> dict[str, Any]:
    """Nothing of them for who may not see the answers; names of those who agreed, or all for who has to choose (P2)."""
    if not policy.may_see_answers(viewer, poll, ballot is not None):
        return {"tallies": None, "best": None, "voters": 0, "comments": []}
    voters = poll_queries.voters(poll)
    sees_all = policy.may_see_voters(viewer, poll)
    tallies: list[Tally] = results.tallies(poll, voters, names_all=sees_all)
    return {
        "tallies": [(one, poll_telling.when(poll, one.time)) for one in tallies],
        "best": next((one for one in tallies if one.is_best), None),
        "voters": len(voters),
        "comments": [(one.name, one.comment) for one in voters if one.comment] if sees_all else [],
    }


def _frame(viewer: Viewer, poll: Poll) -> dict[str, Any]:
    """Whose page it is: the frame shows the network's name and emblem."""
    network = poll.group.parent or poll.group
    return {
        "group": poll.group,
        "network": network,
        "network_url": addresses.of(network),
        "network_emblem": emblems.one(viewer, network.id, 56),
        "group_url": addresses.of(poll.group),
    }
