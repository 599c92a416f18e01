"""Reads of posts' files. Who reads the post, reads them (A1)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, select

from netapp.core import several
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.files.models import File
from netapp.forums import policy
from netapp.forums.attaching import shown
from netapp.forums.attaching.models import PostFile
from netapp.forums.attaching.shown import Shown
from netapp.forums.models import Draft, Post
from netapp.forums.moderation import queries as moderation
from netapp.members import queries as members

F: Any = PostFile.__table__.c
_FILE: Any = File.__table__
_COLUMNS = (F.rank, F.id, F.name, F.alt, _FILE.c.digest, _FILE.c.size, _FILE.c.width, _FILE.c.height)
_JOINED: Any = PostFile.__table__.outerjoin(_FILE, _FILE.c.id == F.file_id)


class Begun(NamedTuple):
    """What somebody writes."""

    title: str
    body: str
    files: tuple[Shown, ...]


def column(post_id: Any) -> ColumnElement[str]:
    """All files of a post as one text, for `shown.read`; a column of a statement that is asked anyway."""
    chosen = select(several.in_one(*_COLUMNS)).select_from(_JOINED).where(F.post_id == post_id)
    return func.coalesce(chosen.correlate_except(PostFile, File).scalar_subquery(), "")


def begun_column(person_id: Any, place: Any) -> ColumnElement[str]:
    """The same of the files that wait at a place with what this person has begun to write."""
    chosen = select(several.in_one(*_COLUMNS)).select_from(_JOINED).where(F.person_id == person_id, F.place == place)
    return func.coalesce(chosen.correlate_except(PostFile, File).scalar_subquery(), "")


def names(post_id: Any) -> ColumnElement[str]:
    """What they are called and show, as one text; of those that are there."""
    said = func.aggregate_strings(F.name + " " + F.alt, " ")
    chosen = select(said).where(F.post_id == post_id, F.file_id.is_not(None))
    return func.coalesce(chosen.correlate_except(PostFile).scalar_subquery(), "")


def of_posts(post_ids: Collection[int]) -> dict[int, tuple[Shown, ...]]:
    """The files of these posts, each in its order; nothing is asked of the viewer."""
    found = defaultdict[int, tuple[Shown, ...]](tuple)
    if post_ids:
        chosen = select(F.post_id, *_COLUMNS).select_from(_JOINED).where(F.post_id.in_(post_ids))
        for post_id, *cells in session.execute(chosen.order_by(F.rank, F.id)):
            found[post_id] += (_shown(cells),)
    return found


def company_and_files(post_id: int) -> tuple[str, tuple[Shown, ...]]:
    """What a post's letter says besides its text: where its writer works today, "" when nobody knows; and its files."""
    chosen = select(members.company_name_of(Post.author_id), column(Post.id)).where(Post.id == post_id)
    company, files = session.execute(chosen).one()
    return company or "", shown.read(files)


def begun(viewer: Viewer, place: str) -> Begun:
    """What the viewer has begun to write there, and the files that wait with it: one statement for both."""
    title, body, said = _begun().rows({"person_id": viewer.person_id or 0, "place": place})[0]
    return Begun(title or "", body or "", shown.read(said))


@cache
def _begun() -> Prepared:
    person, place = bindparam("person_id", type_=F.person_id.type), bindparam("place", type_=F.place.type)
    one = select(literal(1).label("one")).subquery()
    joined = one.outerjoin(Draft, and_(Draft.person_id == person, Draft.place == place))
    return Prepared(select(Draft.title, Draft.body, begun_column(person, place)).select_from(joined))


def waiting(viewer: Viewer, places: Sequence[str]) -> Sequence[PostFile]:
    """The rows of the same."""
    if not places:
        return ()
    mine = PostFile.person_id == (viewer.person_id or 0), PostFile.place.in_(places)
    return session.scalars(select(PostFile).where(*mine).order_by(PostFile.rank, PostFile.id)).all()


def of_post(post_id: int) -> Sequence[PostFile]:
    return session.scalars(
        select(PostFile).where(PostFile.post_id == post_id).order_by(PostFile.rank, PostFile.id)
    ).all()


def digests(rows: Sequence[PostFile]) -> list[str]:
    """Which contents these are."""
    chosen = select(File.digest).where(File.id.in_([row.file_id for row in rows if row.file_id]))
    return sorted(session.scalars(chosen)) if rows else []


def get(viewer: Viewer, number: int, mark: str) -> File:
    """For who reads its post, or writes it; NotVisible also where the mark is another file's."""
    row = session.get(PostFile, number)
    file = session.get(File, row.file_id) if row is not None and row.file_id else None
    if row is None or file is None or file.mark != mark or not _may_open(viewer, row):
        raise NotVisible
    return file


def needed() -> Select[int | None]:
    """The files that posts name."""
    return select(PostFile.file_id).where(PostFile.file_id.is_not(None))


def _may_open(viewer: Viewer, row: PostFile) -> bool:
    if row.post_id is None:
        return viewer.is_signed_in and row.person_id == viewer.person_id
    return policy.may_see_files(viewer, moderation.get(viewer, row.post_id))


def _shown(cells: Sequence[Any]) -> Shown:
    rank, number, name, alt, digest, *sizes = cells
    return Shown(rank, number, name, alt, digest or "", *(size or 0 for size in sizes))
