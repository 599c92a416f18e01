"""A poll on its thread's page, and the page behind the letter's links."""

from typing import Any, NamedTuple

from flask import request
from markupsafe import Markup

from netapp.core import clock, languages, links, pieces, signed
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.forums import addresses, words
from netapp.forums import policy as forums_policy
from netapp.forums import queries as forums
from netapp.forums.models import Thread
from netapp.forums.voting import policy, queries
from netapp.forums.voting.forms import VoteForm, VotesForm
from netapp.forums.voting.queries import Line
from netapp.groups import records
from netapp.members import queries as members

VOTE = "vote"


class Standing(NamedTuple):
    """How the viewer and the poll stand to each other. `closes`: when it ends or has ended, in words."""

    thread_id: int
    is_over: bool
    closes: str
    may_vote: bool
    has_voted: bool
    is_guest: bool


def of_thread(viewer: Viewer, thread: Thread) -> Markup | None:
    """The poll of a thread, of which the viewer has been shown the thread."""
    lines = queries.lines(viewer, thread.id) if thread.kind == "poll" else ()
    if not lines:
        return None
    closes_at = lines[0].closes_at
    is_over = closes_at is not None and closes_at <= clock.now()
    standing = Standing(
        thread_id=thread.id,
        is_over=is_over,
        closes=words.when(closes_at, languages.viewer_zone(thread.group.zone)) if closes_at else "",
        may_vote=policy.may_vote(viewer, thread) and not is_over,
        has_voted=any(line.is_mine for line in lines),
        is_guest=viewer.is_guest,
    )
    return _poll(tuple(lines), standing)


@pieces.remembered
def _poll(lines: tuple[Line, ...], standing: Standing) -> Markup:
    poll = lines[0]
    shows = poll.shows_always or standing.has_voted or standing.is_over
    best = max(line.votes for line in lines) if shows and standing.is_over else 0
    return pieces.part("forums/_vote.html", lines=lines, poll=poll, standing=standing, shows=shows, best=best)


def links_for(thread: Thread, person_id: int) -> list[tuple[str, str]]:
    """(choice, the page with one button that it leads to) for a letter (M6); none when the poll is over."""
    poll = queries.poll(thread.id) if thread.kind == "poll" else None
    if poll is None or poll.is_over or thread.is_closed:
        return []
    token = signed.token(VOTE, thread.id, person_id)
    return [
        (choice.text, links.absolute("forums.vote_by_letter", token=token, choice=choice.id))
        for choice in queries.choices(thread.id)
    ]


def asked(token: str) -> tuple[Viewer, Thread]:
    """Whom the letter's link names, and of which thread; NotVisible for who does not read it any more."""
    thread_id, person_id = signed.values(VOTE, token)
    person = members.people([person_id]).get(person_id)
    thread = forums.thread_for_task(thread_id)
    if person is None or person.erased_at is not None or thread is None or queries.poll(thread.id) is None:
        raise NotVisible
    viewer = records.as_viewer(person)
    if not forums_policy.may_read(viewer, thread):
        raise NotVisible
    languages.prefer(person.language or "")
    return viewer, thread


def of_letter(viewer: Viewer, thread: Thread) -> tuple[VoteForm | VotesForm, dict[str, Any]]:
    """The choices, that of the pressed link marked, else those that stand."""
    poll, choices = queries.poll(thread.id), queries.choices(thread.id)
    assert poll is not None
    mine = queries.own(viewer.person_id, thread.id)
    marked = links.number(request.args.get("choice"))
    offered = [(choice.id, choice.text) for choice in choices]
    form: VoteForm | VotesForm
    if poll.several:
        form = VotesForm(offered, choice=sorted(mine | {marked} if marked else mine))
    else:
        form = VoteForm(offered, choice=marked or next(iter(mine), None))
    zone = languages.viewer_zone(thread.group.zone)
    # Without the network's emblem: it is drawn of what this viewer sees, and whoever holds the letter looks on.
    return form, {
        "thread": thread,
        "poll": poll,
        "thread_url": addresses.of(thread),
        "has_voted": bool(mine),
        "may_vote": policy.may_vote(viewer, thread) and not poll.is_over,
        "closes": words.when(poll.closes_at, zone) if poll.closes_at else "",
    }
