"""What people do with promises: make one, say what became of it, hand it over, take an answer back."""

from datetime import date
from typing import NamedTuple

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Forbidden, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import queries as meetings
from netapp.forums import queries as forums
from netapp.groups import queries as groups
from netapp.groups import revisions
from netapp.groups.models import Group
from netapp.members import actions as members
from netapp.promises import notices, owning, policy, queries
from netapp.promises.models import LONGEST, Kind, Promise, PromiseAnswer, Way


class Wish(NamedTuple):
    """What is promised. Owner: the person, the company, the person for the company, who has this address and has no
    account, or nobody of these: the organisers. `for_members`: who is not in the group does not read it.
    """

    text: str
    language: str
    due: date
    person_id: int | None = None
    company_id: int | None = None
    email: str = ""
    name: str = ""
    for_members: bool = False


@action
def make(
    viewer: Viewer, group_id: int, wish: Wish, *, meeting_id: int | None = None, post_id: int | None = None
) -> Promise:
    """Write down what was promised, at a meeting or in a post of the group. Whose it is hears of it, in ten minutes."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_make(viewer, group))
    for_members = wish.for_members
    if meeting_id is not None:
        meeting = meetings.get_meeting(viewer, meeting_id)
        require(meeting.group_id == group.id and meeting.state in {"published", "held"})
    if post_id is not None:
        post = forums.get_post(viewer, post_id)
        require(not post.is_gone and post.thread.group_id == group.id)
        for_members = for_members or post.thread.for_members
    _refuse_past(group, wish.due)
    promise = Promise(group_id=group.id, meeting_id=meeting_id, post_id=post_id, text=wish.text[:LONGEST])
    promise.language, promise.due, promise.for_members = wish.language, wish.due, for_members
    promise.made_by, promise.group = viewer.person_id, group
    promise.person_id = _person(viewer, group, wish)
    promise.company_id = wish.company_id
    owning.refuse_strangers(viewer, group, wish, meeting_id, post_id)
    session.add(promise)
    session.flush()
    log.write(viewer.person_id, "make", "promise", promise.id, group_key(group.id))
    revisions.touch(group.id)
    notices.made(promise, viewer.person_id)
    return promise


@action
def keep(viewer: Viewer, promise_id: int, *, way: Way = "page", seen: int | None = None) -> Promise:
    """It is done. Twice is harmless. `seen`: the turn that was shown, see `_refuse_unseen`."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_answer(viewer, promise, queries.speaks(viewer, promise)))
    if promise.state != "kept":
        _refuse_unseen(promise, seen)
        _answered(viewer, promise, "kept", way)
        promise.state, promise.settled_at, promise.reason = "kept", clock.now(), ""
    return promise


@action
def drop(viewer: Viewer, promise_id: int, reason: str, *, way: Way = "page", seen: int | None = None) -> Promise:
    """It will not be done, and why."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_answer(viewer, promise, queries.speaks(viewer, promise)))
    if not reason:
        raise Refused(_("Say why in a few words; the others will wonder."), "reason")
    if (promise.state, promise.reason) != ("dropped", reason):
        _refuse_unseen(promise, seen)
        _answered(viewer, promise, "dropped", way, reason=reason)
        promise.state, promise.settled_at, promise.reason = "dropped", clock.now(), reason
    return promise


@action
def postpone(viewer: Viewer, promise_id: int, due: date, *, way: Way = "page", seen: int | None = None) -> Promise:
    """Later: open until another day, and reminded of then."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_answer(viewer, promise, queries.speaks(viewer, promise)))
    _refuse_past(promise.group, due)
    if (promise.state, promise.due) != ("open", due):
        _refuse_unseen(promise, seen)
        _answered(viewer, promise, "later", way, due=due)
        _open(promise)
        promise.due = due
    return promise


@action
def reopen(viewer: Viewer, promise_id: int, *, way: Way = "page", seen: int | None = None) -> Promise:
    """It is to be done after all, by the day that stood there."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_answer(viewer, promise, queries.speaks(viewer, promise)))
    if not promise.is_open:
        _refuse_unseen(promise, seen)
        _answered(viewer, promise, "reopened", way)
        _open(promise)
    return promise


@action
def hand_over(viewer: Viewer, promise_id: int, wish: Wish, *, seen: int | None = None) -> Promise:
    """Somebody else does it, and hears of it; of the wish, only whose it is counts."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_edit(viewer, promise, queries.speaks(viewer, promise)))
    person_id = _person(viewer, promise.group, wish)
    if (person_id, wish.company_id) != (promise.person_id, promise.company_id):
        _refuse_unseen(promise, seen)
        owning.refuse_strangers(viewer, promise.group, wish, promise.meeting_id, promise.post_id)
        _answered(viewer, promise, "handed", "page")
        promise.person_id, promise.company_id = person_id, wish.company_id
        session.flush()
        notices.made(promise, viewer.person_id, str(promise.turn))
    return promise


@action
def reword(viewer: Viewer, promise_id: int, text: str, *, before: str) -> Promise:
    """Say it better; `before` is what was shown (X5)."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_edit(viewer, promise, queries.speaks(viewer, promise)))
    if promise.text != text:
        if promise.text != before:
            said = _("Somebody else has written: “%(text)s”. Save again if yours is better.", text=promise.text)
            raise Refused(said, "text")
        promise.text = text[:LONGEST]
        log.write(viewer.person_id, "reword", "promise", promise.id, group_key(promise.group_id))
        revisions.touch(promise.group_id)
    return promise


@action
def undo(viewer: Viewer, promise_id: int, answer_id: int) -> Promise:
    """Take the last answer back: all is as it was before. Twice is harmless."""
    promise, answer = queries.locked_with_answer(viewer, promise_id, answer_id)
    require(policy.may_undo(viewer, promise, answer, queries.speaks(viewer, promise)))
    if answer.undone_at is not None:
        return promise
    last = queries.last_answer(promise.id)
    if last is None or last.id != answer.id or answer.kind == "back":
        raise Refused(_("Something else was answered since. Look at it first."))
    answer.undone_at = clock.now()
    promise.turn += 1
    promise.state, promise.due = answer.was_state, answer.was_due
    promise.person_id, promise.company_id = answer.was_person_id, answer.was_company_id
    before = queries.last_answer(promise.id)
    is_settled = promise.state != "open" and before is not None
    promise.settled_at = before.at if is_settled and before else None
    promise.reason = before.reason if is_settled and before else ""
    log.write(viewer.person_id, "undo", "promise", promise.id, group_key(promise.group_id))
    revisions.touch(promise.group_id)
    return promise


def _person(viewer: Viewer, group: Group, wish: Wish) -> int | None:
    """Whose it is; somebody who is known by an address alone is found or made."""
    if not wish.email:
        return wish.person_id
    if not policy.may_name_anybody(viewer, group):
        raise Forbidden
    return members.addressed_person(wish.email, wish.name, wish.language).id


def _open(promise: Promise) -> None:
    promise.state, promise.settled_at, promise.reason = "open", None, ""


def _refuse_past(group: Group, due: date) -> None:
    if due < queries.today(group.zone):
        raise Refused(_("That day is over. Choose one that is still to come."), "day")


def _refuse_unseen(promise: Promise, seen: int | None) -> None:
    """Who answers a page or a letter that is older than the last answer is shown that one first."""
    if seen is not None and seen != promise.turn:
        raise Refused(_("Somebody else has answered meanwhile. Look at it, and answer again if you still want to."))


def _answered(
    viewer: Viewer, promise: Promise, kind: Kind, way: Way, *, due: date | None = None, reason: str = ""
) -> None:
    """The row of an answer, with what was before; the promise itself is changed after it."""
    answer = PromiseAnswer(promise_id=promise.id, kind=kind, way=way, by_id=viewer.person_id, due=due)
    answer.reason, answer.was_state, answer.was_due = reason[:LONGEST], promise.state, promise.due
    answer.was_person_id, answer.was_company_id = promise.person_id, promise.company_id
    session.add(answer)
    promise.turn += 1
    log.write(viewer.person_id, kind, "promise", promise.id, group_key(promise.group_id))
    revisions.touch(promise.group_id)
