"""What people do about a post of somebody else, and what moderators decide; each decision once, in the log."""

from datetime import timedelta

from sqlalchemy import delete, update

from netapp.core import clock, limits, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.forums import drafting, posting
from netapp.forums import queries as forums
from netapp.forums.attaching import actions as attaching
from netapp.forums.models import Post, Thread
from netapp.forums.moderation import notices, policy, queries
from netapp.forums.moderation.models import Block, Deed, PostFlag, Ruling, Why
from netapp.groups import memberships, records
from netapp.groups import queries as groups

# More flags an hour are a quarrel of their own.
AN_HOUR = 10
# A pause that ends so much later than the one before is another one; a second click is not.
AGAIN = timedelta(hours=1)
NOBODY = -1


@action
def flag(viewer: Viewer, post_id: int, why: Why, words: str = "") -> Post:
    """Ask the moderators to look at it; once more is the same flag. The writer hears nothing."""
    post = forums.get_post(viewer, post_id)
    require(policy.may_flag(viewer, post))
    if queries.own_flag(viewer, post.id) is None:
        session.add(PostFlag(post_id=post.id, person_id=viewer.person_id, why=why, words=words, at=clock.now()))
    return post


@action
def rule(viewer: Viewer, post_id: int, deed: Deed, why: Why | None = None, words: str = "") -> Ruling:
    """Publish or refuse what waits; hide, show again, leave or warn about what stands. The writer is told why."""
    post = queries.get_locked(viewer, post_id)
    require(policy.may_rule(viewer, post))
    if not _makes_sense(post, deed):
        raise Refused(_decided(post))
    if deed == "publish":
        posting.publish(post.thread, post)
    elif deed in {"refuse", "hide", "unhide"}:
        post.hidden_at = None if deed == "unhide" else clock.now()
        if post.is_published:
            posting.gone(post.thread, post)
    session.execute(
        update(PostFlag)
        .where(PostFlag.post_id == post.id, PostFlag.settled_at.is_(None))
        .values(settled_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    explains = deed in {"refuse", "hide", "warn"}
    ruling = _note(viewer, post.thread, post, deed, (why or "other") if explains else None, words if explains else "")
    if deed != "leave":
        notices.decided(post.thread.group, ruling)
    return ruling


@action
def pause(viewer: Viewer, post_id: int, days: int, why: Why | None = None, words: str = "") -> Ruling:
    """The post's writer reads in the group, and writes nothing for so many days; it ends by itself."""
    post = queries.get_locked(viewer, post_id)
    group = post.thread.group
    membership = groups.membership(group.id, post.author_id)
    require(policy.may_rule(viewer, post) and membership is not None and policy.may_pause(viewer, group, membership))
    membership = memberships.hold(group.id, post.author_id or 0)
    until = clock.now() + timedelta(days=days)
    if membership.paused_until is not None and membership.paused_until > until - AGAIN:
        raise Refused(_("Somebody has paused them already."))
    membership.paused_until = until
    ruling = _note(viewer, post.thread, post, "pause", why or "other", words)
    ruling.until = until
    session.flush()
    notices.decided(group, ruling)
    return ruling


@action
def resume(viewer: Viewer, group_id: int, person_id: int) -> None:
    """End a pause before its time."""
    group = groups.get_readable(viewer, group_id)
    membership = groups.membership(group.id, person_id)
    require(membership is not None and policy.may_pause(viewer, group, membership))
    membership = memberships.hold(group.id, person_id)
    if membership.paused_until is None or membership.paused_until <= clock.now():
        return
    membership.paused_until = None
    ruling = Ruling(group_id=group.id, person_id=person_id, deed="resume", decided_by=viewer.person_id, at=clock.now())
    session.add(ruling)
    session.flush()
    log.write(viewer.person_id, "end pause", "group", group.id, group_key(group.id), person=person_id)
    notices.decided(group, ruling)


@action
def withdraw(viewer: Viewer, post_id: int) -> Thread | None:
    """Take back what waits, as if it had not been sent; None when its thread has gone with it. It waits as a draft."""
    post = queries.get_locked(viewer, post_id)
    require(policy.may_withdraw(viewer, post))
    thread = post.thread
    begins = thread.posts == 0
    place = drafting.at_group(thread.group_id) if begins else drafting.at_thread(thread.id)
    drafting.put(viewer, place, thread.title if begins else "", post.body)
    attaching.take_back(post, place)
    session.delete(thread if begins else post)
    session.flush()
    return None if begins else thread


@action
def block(viewer: Viewer, post_id: int) -> Post:
    """Fold what the post's writer says, and get no letters of theirs any more; they hear nothing of it."""
    post = forums.get_post(viewer, post_id)
    require(policy.may_block(viewer, post))
    if not queries.blocks(viewer.person_id, post.author_id):
        session.add(Block(person_id=viewer.person_id, blocked_id=post.author_id, at=clock.now()))
    return post


@action
def unblock(viewer: Viewer, person_id: int) -> None:
    require(policy.may_unblock(viewer))
    session.execute(delete(Block).where(Block.person_id == viewer.person_id, Block.blocked_id == person_id))


def limit(viewer: Viewer) -> None:
    """Ten flags an hour."""
    limits.spend("flag", str(viewer.person_id), AN_HOUR, limits.HOUR)


def _makes_sense(post: Post, deed: Deed) -> bool:
    """Nobody has decided it meanwhile."""
    if deed in {"publish", "refuse"}:
        return post.waits
    if deed == "unhide":
        return post.is_published and post.hidden_at is not None
    if not post.is_published or post.is_gone:
        return False
    if deed == "hide" or queries.is_flagged(post.id):
        return deed in {"hide", "leave", "warn"}
    last = queries.last_ruling(post.id)
    return deed == "warn" and (last is None or last.deed != "warn")


def _decided(post: Post) -> str:
    """Who was a moment faster."""
    last = queries.last_ruling(post.id)
    name = records.name_of(last.decided_by) if last else ""
    if not name:
        return str(_("This has been decided already, or the post is gone."))
    return str(_("%(name)s has decided this already.", name=name))


def _note(viewer: Viewer, thread: Thread, post: Post, deed: Deed, why: Why | None, words: str) -> Ruling:
    ruling = Ruling(
        group_id=thread.group_id,
        person_id=post.author_id,
        post_id=post.id,
        deed=deed,
        why=why or "",
        words=words,
        decided_by=viewer.person_id,
        at=clock.now(),
    )
    session.add(ruling)
    session.flush()
    # Of a letter of old, whose writer has no account: the log says "somebody who was erased".
    whom = post.author_id or NOBODY
    log.write(viewer.person_id, f"{deed} post", "thread", thread.id, group_key(thread.group_id), person=whom)
    return ruling
