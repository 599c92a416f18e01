"""What of discussions goes into archives: a person's own posts, drafts and reading, and a network's threads."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select, update

from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import queries
from netapp.forums.introducing.models import Introduction
from netapp.forums.mailing.models import OpeningAddress
from netapp.forums.models import KINDS, CaughtUp, Draft, Forum, Post, Reaction, Reading, Revision, Thread
from netapp.groups.models import Group

_THREAD: Any = Thread.__table__
_POST: Any = Post.__table__
_T, _P = _THREAD.c, _POST.c


def own(viewer: Viewer) -> Iterator[Sheet]:
    """A thread that the person does not read any more stands without title (A5)."""
    yield Sheet("posts", _("What you have written in discussions."), _posts(viewer), json_only=True)
    begun = session.scalars(select(Draft).where(Draft.person_id == viewer.person_id).order_by(Draft.id))
    drafts = [{"title": one.title, "body": one.body, "saved_at": plain(one.saved_at)} for one in begun]
    yield Sheet("drafts", _("What you have begun to write and not sent."), drafts, json_only=True)
    yield Sheet(
        "threads", _("How far you have read in discussions, what you follow, and what you began."), _threads(viewer)
    )
    yield Sheet("reactions", _("Whose posts you have thanked for or agreed with."), _reactions(viewer))
    yield Sheet(
        "seen",
        _("In each group up to when you have seen all, whether you introduced yourself, new addresses for threads."),
        _seen(viewer),
    )


def _posts(viewer: Viewer) -> list[Row]:
    chosen = select(Post, Thread).join(Thread, Thread.id == Post.thread_id)
    rows = session.execute(chosen.where(Post.author_id == viewer.person_id).order_by(Post.id)).all()
    seen = queries.seen_among(viewer, {thread.id for _post, thread in rows})
    before: dict[int, list[str]] = {}
    mine = select(Revision).where(Revision.post_id.in_([post.id for post, _thread in rows])).order_by(Revision.id)
    for one in session.scalars(mine):
        before.setdefault(one.post_id, []).append(one.body)
    return [
        {
            "thread": thread.title if thread.id in seen else "",
            "body": "" if post.deleted_at else post.body,
            "before": before.get(post.id, []),
            "created_at": plain(post.created_at),
            "edited_at": plain(post.edited_at),
            "deleted_at": plain(post.deleted_at),
        }
        for post, thread in rows
    ]


def _threads(viewer: Viewer) -> list[Row]:
    chosen = select(Thread, Reading).outerjoin(
        Reading, (Reading.thread_id == Thread.id) & (Reading.person_id == viewer.person_id)
    )
    is_own = (Thread.created_by == viewer.person_id) | Reading.person_id.is_not(None)
    rows = session.execute(chosen.where(is_own).order_by(Thread.id)).all()
    seen = queries.seen_among(viewer, {thread.id for thread, _reading in rows})
    return [
        {
            "thread": thread.title if thread.id in seen else "",
            "began": thread.created_by == viewer.person_id,
            "read_at": plain(reading.read_at) if reading else "",
            "watch": reading.watch if reading else "",
        }
        for thread, reading in rows
    ]


def _reactions(viewer: Viewer) -> list[Row]:
    chosen = select(Reaction, Post.thread_id).join(Post, Post.id == Reaction.post_id)
    rows = session.execute(chosen.where(Reaction.person_id == viewer.person_id).order_by(Reaction.post_id)).all()
    seen = queries.seen_among(viewer, {thread_id for _one, thread_id in rows})
    return [{"post": one.post_id, "kind": one.kind, "at": plain(one.at)} for one, thread in rows if thread in seen]


def _seen(viewer: Viewer) -> list[Row]:
    """A group that they do not see any more stands without name."""
    own = [
        (model, and_(model.group_id == Group.id, model.person_id == viewer.person_id))
        for model in (CaughtUp, Introduction, OpeningAddress)
    ]
    name = case((Group.seen_key.in_(sorted(viewer.keys)), Group.name), else_="")
    told = CaughtUp.until, Introduction.at, Introduction.thread_id, OpeningAddress.number
    chosen = select(name, *told).select_from(Group)
    for model, is_own in own:
        chosen = chosen.outerjoin(model, is_own)
    found = chosen.where(or_(*(model.person_id.is_not(None) for model, _is_own in own))).order_by(Group.id)
    return [
        {
            "group": name,
            "until": plain(until),
            "asked_to_introduce_at": plain(asked_at),
            "introduced": thread_id is not None,
            "new_addresses": number or 0,
        }
        for name, until, asked_at, thread_id, number in session.execute(found)
    ]


def chosen(within: Within) -> ColumnElement[bool]:
    """Of the archive's groups the threads that its taker reads."""
    read = select(Thread.id).join(Group, Group.id == Thread.group_id).where(queries.visible(within.viewer))
    return Thread.id.in_(read.where(Thread.group_id.in_(within.groups)))


def _answer(_within: Within) -> dict[str, ColumnElement[Any]]:
    """The place of the answer in its thread instead of its number, which is another one elsewhere."""
    other = _POST.alias()
    return {"answer_id": select(other.c.position).where(other.c.id == _T.answer_id).scalar_subquery()}


def _replied(_within: Within) -> dict[str, ColumnElement[Any]]:
    """In the same way. What is gone is not told."""
    other = _POST.alias()
    same = other.c.id == _P.reply_to_id, other.c.thread_id == _P.thread_id
    return {"reply_to_id": select(other.c.position).where(*same).scalar_subquery()}


def _place_answers(ids: Sequence[int]) -> None:
    """Places become numbers again, once all is in."""
    answer = select(_P.id).where(_P.thread_id == _T.id, _P.position == _T.answer_id).scalar_subquery()
    session.execute(update(_THREAD).where(_T.id.in_(ids), _T.answer_id.is_not(None)).values(answer_id=answer))


def _place_replies(ids: Sequence[int]) -> None:
    other = _POST.alias()
    found = select(other.c.id).where(other.c.thread_id == _P.thread_id, other.c.position == _P.reply_to_id)
    replied = update(_POST).where(_P.id.in_(ids), _P.reply_to_id.is_not(None))
    session.execute(replied.values(reply_to_id=found.scalar_subquery()))


def _check_thread(row: Row) -> None:
    if row["kind"] not in KINDS or not row["title"].strip() or row["posts"] < 1:
        raise ValueError("no such thread")


def _check_post(row: Row) -> None:
    if (
        not row["position"]
        or row["published_at"] is None
        or min(row[kind] for kind in ("thanks", "agree", "me_too")) < 0
    ):
        raise ValueError("no such post")


_ELSEWHERE = "the number of a letter that came to this site"

CARRIED = (
    Carried(name="forums", model=Forum, chosen=lambda within: Forum.group_id.in_(within.run)),
    Carried(
        name="threads",
        model=Thread,
        chosen=chosen,
        without={"merged_into_id": "what went into another thread is there"},
        told=_answer,
        check=_check_thread,
        done=_place_answers,
    ),
    Carried(
        name="posts",
        model=Post,
        chosen=lambda within: Post.thread_id.in_(select(Thread.id).where(chosen(within))) & Post.position.is_not(None),
        without={
            "message_id": _ELSEWHERE,
            "mentions": "numbers of people and companies here; the names stand in the text",
        },
        told=_replied,
        check=_check_post,
        done=_place_replies,
    ),
)
