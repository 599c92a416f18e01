"""What people do in discussions: start a thread, answer, edit, delete, thank, mark the answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from netapp.core import clock, log
from netapp.core.db import action, left, session
from netapp.core.errors import Refused, TooMany, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.files.receiving import Chosen
from netapp.forums import beforehand, drafting, policy, posting, queries
from netapp.forums.asking import queries as asking
from netapp.forums.attaching import actions as attaching
from netapp.forums.attaching import queries as attached
from netapp.forums.attaching.sent import NONE, Wishes
from netapp.forums.models import CameBy, Kind, Post, Reaction, ReactionKind, Revision, Thread
from netapp.forums.moderation import waiting
from netapp.forums.voting import opening as voting
from netapp.forums.voting.opening import Asking
from netapp.groups import queries as groups


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A new thread as it was typed; as models.Thread has it, with the body of the first post."""

    title: str
    body: str
    kind: Kind = "discussion"
    tags: Sequence[str] = ()
    for_members: bool = True
    takes_replies: bool = True
    company_id: int | None = None
    poll: Asking | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The letter that a post came by: its Message-ID, its files, and the names of those that are not kept."""

    message_id: str = ""
    files: Sequence[Chosen] = field(default=(), repr=False)
    left_out: Sequence[str] = ()


PAGE = Letter()


@action
def start(
    viewer: Viewer,
    group_id: int,
    opening: Opening,
    came_by: CameBy = "page",
    letter: Letter = PAGE,
    files: Wishes = NONE,
) -> Thread:
    """Begin a thread with its first post; while that waits for a moderator, the thread has no posts.

    `files`: what was wished of those that wait where it was written.
    """
    group = groups.get_readable(viewer, group_id)
    require(policy.may_start(viewer, group, opening.kind) and _may_be_about(opening.company_id, group.id))
    _let_rest(queries.rests_until(viewer.person_id or 0))
    known = queries.forum(group.id).tags
    thread = Thread(
        group=group,
        group_id=group.id,
        kind=opening.kind,
        title=posting.cleaned(opening.title),
        language=group.language,
        tags=[tag for tag in known if tag in opening.tags],
        for_members=opening.for_members,
        takes_replies=opening.takes_replies or opening.kind != "announcement",
        created_by=viewer.person_id,
        company_id=opening.company_id,
        posts=0,
    )
    session.add(thread)
    session.flush()
    if opening.kind == "poll":
        voting.put(thread.id, opening.poll)
    post = _written(viewer, thread, opening.body, came_by, letter.message_id)
    _publish(viewer, thread, post, queries.forum(group.id))
    attaching.put(post, letter.files, letter.left_out)
    if came_by == "page":
        attaching.hand_over(viewer, [drafting.at_group(group.id)], post, files)
    drafting.drop(viewer, drafting.at_group(group.id))
    return thread


@action
def reply(
    viewer: Viewer,
    thread_id: int,
    body: str,
    *,
    reply_to_id: int | None = None,
    came_by: CameBy = "page",
    letter: Letter = PAGE,
    files: Wishes = NONE,
) -> Post:
    """Answer in a thread, or in the one that it has been merged into meanwhile. `files`: as in `start`.

    What was just sent is not sent twice: the same words and files by the same person are the same post. Where the group
    says so, what a newcomer writes waits for a moderator first: `Post.waits`.
    """
    thread = queries.get_locked_where_it_went(viewer, thread_id)
    require(policy.may_reply(viewer, thread))
    place = drafting.at_thread(thread.id)
    places = [drafting.at_thread(number) for number in {thread_id, thread.id}] if came_by == "page" else []
    known = beforehand.of_reply(viewer, thread, body, place, places)
    if known.has_draft:
        drafting.drop(viewer, place)
    before = session.get(Post, known.same_id) if known.same_id else None
    if before is not None and not letter.files and attaching.has_same(viewer, places, before):
        return before
    _let_rest(queries.rests_after(known.oldest))
    post = _written(viewer, thread, body, came_by, letter.message_id, reply_to_id)
    _publish(viewer, thread, post, known)
    attaching.put(post, letter.files, letter.left_out)
    if known.has_files:
        attaching.hand_over(viewer, places, post, files)
    return left(post)


def _may_be_about(company_id: int | None, group_id: int) -> bool:
    """Only about a company of the group: its people are told."""
    return company_id is None or asking.is_in_group(company_id, group_id)


def _written(
    viewer: Viewer, thread: Thread, body: str, came_by: CameBy, message_id: str, reply_to_id: int | None = None
) -> Post:
    """Not in the session yet: it is written together with the place that it gets."""
    return Post(
        thread=thread,
        thread_id=thread.id,
        author_id=viewer.person_id,
        body=posting.cleaned(body),
        came_by=came_by,
        message_id=message_id[:250],
        reply_to_id=reply_to_id if reply_to_id and queries.is_in(thread.id, reply_to_id) else None,
        created_at=clock.now(),
    )


def _publish(viewer: Viewer, thread: Thread, post: Post, looks: waiting.Looks) -> None:
    if waiting.must_wait(viewer, thread, post, looks):
        posting.hold(thread, post)
    else:
        posting.publish(thread, post)


@action
def edit(viewer: Viewer, post_id: int, body: str, seen: str, files: Wishes = NONE) -> Post:
    """Another text; what it said before stays to be seen. `seen`: the text that the writer had before them (X5).
    Other files: those that were taken off are gone.
    """
    post = queries.get_locked_post(viewer, post_id)
    require(policy.may_edit(viewer, post))
    there = attached.of_post(post.id)
    has_other_files = attaching.hand_over(viewer, [drafting.at_post(post.id)], post, files, there)
    if body == post.body and not has_other_files:
        return post
    if body != post.body and seen != post.body:
        raise Refused(_("You have changed this post elsewhere meanwhile; that text stands below."), "body")
    if body != post.body:
        session.add(Revision(post_id=post.id, body=post.body, replaced_by=viewer.person_id, replaced_at=clock.now()))
    post.body, post.edited_at = posting.cleaned(body), clock.now()
    posting.changed(post.thread, post)
    return post


@action
def retitle(viewer: Viewer, thread_id: int, title: str, tags: Sequence[str]) -> Thread:
    """Another title, or other tags of the group's list."""
    thread = queries.get(viewer, thread_id)
    require(policy.may_retitle(viewer, thread))
    known, title = queries.forum(thread.group_id).tags, posting.cleaned(title)
    if thread.title != title:
        _log(viewer, "retitle", thread, before=thread.title)
    thread.title, thread.tags = title, [tag for tag in known if tag in tags]
    posting.touch(thread)
    return thread


@action
def delete_post(viewer: Viewer, post_id: int) -> Thread | None:
    """Within ten minutes nothing is left where nobody has answered: None when the thread has gone, too. Else a trace.

    What was written comes back as a draft as long as nothing is left of it.
    """
    post = queries.get_locked_post(viewer, post_id)
    require(policy.may_delete(viewer, post))
    thread = post.thread
    if policy.may_undo(viewer, post):
        place = drafting.at_thread(thread.id) if thread.posts > 1 else drafting.at_group(thread.group_id)
        title, body, is_only = thread.title, post.body, thread.posts == 1
        if posting.take_back(thread, post):
            drafting.put(viewer, place, title if is_only else "", body)
            return None if is_only else thread
    post.deleted_at = clock.now()
    posting.gone(thread, post)
    return thread


@action
def bring_back(viewer: Viewer, post_id: int) -> Post:
    """Undo a deletion of the last ten minutes."""
    post = queries.get_locked_post(viewer, post_id)
    require(post.deleted_at is not None and policy.may_undo(viewer, post))
    post.deleted_at = None
    posting.gone(post.thread, post)
    return post


@action
def react(viewer: Viewer, post_id: int, kind: ReactionKind) -> Post:
    """Thank, agree, say "me too"; the same once more takes it back. Nobody is written to."""
    post = queries.get_locked_post(viewer, post_id)
    require(policy.may_react(viewer, post))
    if post.author_id == viewer.person_id:
        raise Refused(_("This post is your own."))
    own = session.get(Reaction, (post.id, viewer.person_id, kind))
    if own is not None:
        session.delete(own)
    else:
        session.add(Reaction(post_id=post.id, person_id=viewer.person_id, kind=kind, at=clock.now()))
    setattr(post, kind, getattr(post, kind) + (-1 if own is not None else 1))
    posting.touch(post.thread)
    return post


@action
def mark_answer(viewer: Viewer, thread_id: int, post_id: int | None) -> Thread:
    """Which post has answered the question; None: none has."""
    thread = queries.get_locked(viewer, thread_id)
    require(policy.may_mark_answer(viewer, thread))
    post = queries.get_post(viewer, post_id) if post_id else None
    if post is not None and (post.thread_id != thread.id or post.is_gone or post.position == 1):
        raise Refused(_("This post can’t be the answer."))
    thread.answer_id = post.id if post else None
    posting.touch(thread)
    return thread


@action
def close(viewer: Viewer, thread_id: int, *, closes: bool) -> Thread:
    """No more answers from now on; or answers again."""
    thread = queries.get_locked(viewer, thread_id)
    require(policy.may_close(viewer, thread))
    if thread.is_closed != closes:
        thread.closed_at = clock.now() if closes else None
        _log(viewer, "close" if closes else "open", thread)
        posting.touch(thread)
    return thread


@action
def pin(viewer: Viewer, thread_id: int, *, pins: bool) -> Thread:
    """Keep the thread above the others in its group's list."""
    thread = queries.get_locked(viewer, thread_id)
    require(policy.may_pin(viewer, thread))
    if (thread.pinned_at is not None) != pins:
        thread.pinned_at = clock.now() if pins else None
        _log(viewer, "pin" if pins else "unpin", thread)
        posting.touch(thread)
    return thread


def _let_rest(until: datetime | None) -> None:
    """Who has written very much within an hour is asked to wait; what they try meanwhile does not count."""
    if until is not None:
        raise TooMany(math.ceil((until - clock.now()).total_seconds()))


def _log(viewer: Viewer, deed: str, thread: Thread, **details: str) -> None:
    log.write(viewer.person_id, deed, "thread", thread.id, group_key(thread.group_id), **details)
