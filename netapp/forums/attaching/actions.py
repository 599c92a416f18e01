"""Files of what is being written: kept as soon as they come, and a post's once it is sent."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files import receiving, shelf
from netapp.files.receiving import Chosen
from netapp.forums import drafting, policy
from netapp.forums import queries as forums
from netapp.forums.attaching import queries
from netapp.forums.attaching.models import MOST, PostFile
from netapp.forums.attaching.sent import NONE, Wishes
from netapp.forums.models import Post
from netapp.groups import queries as groups


@action
def keep_for_opening(viewer: Viewer, group_id: int, chosen: Sequence[Chosen], wishes: Wishes = NONE) -> None:
    """For a thread that is being begun."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_start(viewer, group))
    _keep(viewer, drafting.at_group(group.id), chosen, wishes)


@action
def keep_for_answer(viewer: Viewer, thread_id: int, chosen: Sequence[Chosen], wishes: Wishes = NONE) -> None:
    """For an answer that is being written."""
    thread = forums.get(viewer, thread_id)
    require(policy.may_reply(viewer, thread))
    _keep(viewer, drafting.at_thread(thread.id), chosen, wishes)


@action
def keep_for_edit(viewer: Viewer, post_id: int, chosen: Sequence[Chosen], wishes: Wishes = NONE) -> None:
    """For a post that is being changed."""
    post = forums.get_post(viewer, post_id)
    require(policy.may_edit(viewer, post))
    _keep(viewer, drafting.at_post(post.id), chosen, wishes, queries.of_post(post.id))


def hand_over(
    viewer: Viewer, places: Sequence[str], post: Post, wishes: Wishes = NONE, there: Sequence[PostFile] = ()
) -> bool:
    """Let what waits at these places be the post's, and take off what shall go; whether anything has changed. `there`:
    what the post has already.

    Joins the deed.
    """
    new = queries.waiting(viewer, places)
    if not new and not there:
        return False
    gone = [row for row in (*there, *new) if row.id in wishes.drops]
    stay = [row for row in (*there, *new) if row.id not in wishes.drops]
    if sum(row.file_id is not None for row in stay) > MOST:
        raise _too_many()
    _forget(gone)
    has_changed = any(row in there for row in gone) or any(row in new for row in stay)
    for rank, row in enumerate(stay):
        alt = wishes.alts.get(row.id, row.alt)
        has_changed = has_changed or alt != row.alt
        row.post_id, row.person_id, row.place, row.rank, row.alt = post.id, None, "", rank, alt
    session.flush()
    return has_changed


def put(post: Post, chosen: Sequence[Chosen], left_out: Sequence[str]) -> None:
    """The files that a letter brought, and the names of those that are not kept. Joins the deed."""
    for rank, one in enumerate(chosen[:MOST]):
        file = receiving.keep(one, post.author_id)
        session.add(PostFile(post_id=post.id, rank=rank, file_id=file.id, name=file.name, added_at=clock.now()))
    lost = [*(one.name for one in chosen[MOST:]), *left_out][:MOST]
    for rank, name in enumerate(lost, len(chosen)):
        session.add(PostFile(post_id=post.id, rank=rank, name=shelf.cleaned(name), added_at=clock.now()))
    session.flush()


def take_back(post: Post, place: str) -> None:
    """The post goes; its files wait where its writer may go on with it. Joins the deed."""
    mine = update(PostFile).where(PostFile.post_id == post.id, PostFile.file_id.is_not(None))
    again = {"post_id": None, "person_id": post.author_id, "place": place, "added_at": clock.now()}
    if post.author_id is not None:
        session.execute(mine.values(again).execution_options(synchronize_session=False))


def has_same(viewer: Viewer, places: Sequence[str], post: Post) -> bool:
    """What waits is what the post has, or nothing: sent twice, it is one post. The second ones are forgotten.

    Joins the deed.
    """
    new = queries.waiting(viewer, places)
    if new and queries.digests(new) != queries.digests(queries.of_post(post.id)):
        return False
    _forget(new)
    return True


def _keep(viewer: Viewer, place: str, chosen: Sequence[Chosen], wishes: Wishes, there: Sequence[PostFile] = ()) -> None:
    """Those that shall go make room first; a post's own stay until the post is saved."""
    rows = queries.waiting(viewer, [place])
    _forget([row for row in rows if row.id in wishes.drops])
    stay = [row for row in (*there, *rows) if row.id not in wishes.drops and row.file_id is not None]
    if len(stay) + len(chosen) > MOST:
        raise _too_many()
    last = (
        session.scalar(
            select(func.max(PostFile.rank)).where(PostFile.person_id == viewer.person_id, PostFile.place == place)
        )
        or 0
    )
    for rank, one in enumerate(chosen, last + 1):
        file = receiving.keep(one, viewer.person_id)
        row = PostFile(person_id=viewer.person_id, place=place, rank=rank, file_id=file.id, name=file.name)
        row.added_at = clock.now()
        session.add(row)


def _forget(rows: Sequence[PostFile]) -> None:
    for row in rows:
        file_id = row.file_id
        session.delete(row)
        shelf.drop(file_id)


def _too_many() -> Refused:
    return Refused(_("A post holds at most %(most)s files.", most=MOST), "files")
