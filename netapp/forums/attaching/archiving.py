"""What of posts' files goes into archives: a person's own with their contents, and a network's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from netapp.core.archives import Carried, Drawn, Pictures, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files import documents, receiving, shelf
from netapp.files.documents import Document, NoDocument
from netapp.files.drawn import NoPicture
from netapp.files.models import File
from netapp.files.receiving import Chosen
from netapp.forums import archiving
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Post, Thread

# So many bytes of files lie in a take-out, the newest first; of the others their names stand there, and their posts.
MOST = 50_000_000


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Of one's own posts, and of what one has begun to write."""
    mine = or_(Post.author_id == viewer.person_id, PostFile.person_id == viewer.person_id)
    chosen = select(PostFile, File).outerjoin(Post, Post.id == PostFile.post_id).join(File, File.id == PostFile.file_id)
    rows = session.execute(chosen.where(mine, Post.deleted_at.is_(None)).order_by(PostFile.id.desc())).all()
    listed = [
        {"file": f"post-{row.post_id or 'draft'}-{row.id}-{row.name}", "shows": row.alt, "at": plain(row.added_at)}
        for row, _file in rows
    ]
    yield Sheet("post-files", _("The files that you have sent with what you wrote in discussions."), listed)
    left = MOST
    for (_row, file), said in zip(rows, listed, strict=True):
        left -= file.size
        content = shelf.content_of(file) if left >= 0 else None
        if content is not None:
            yield Sheet(f"files/{said['file']}", _("A file that you have sent with a post."), content)


def _chosen(within: Within) -> ColumnElement[bool]:
    """Of posts that stand in the archive's threads."""
    read = select(Post.id).where(Post.thread_id.in_(select(Thread.id).where(archiving.chosen(within))))
    stands = Post.position.is_not(None), Post.deleted_at.is_(None), Post.hidden_at.is_(None)
    return PostFile.post_id.in_(read.where(*stands))


def _contents(numbers: Sequence[int]) -> Mapping[int, bytes]:
    rows = session.execute(
        select(PostFile.id, File).join(File, File.id == PostFile.file_id).where(PostFile.id.in_(numbers))
    )
    found = {number: shelf.content_of(file) for number, file in rows.all()}
    return {number: content for number, content in found.items() if content is not None}


def _check(content: bytes) -> None:
    """Without drawing it: that is done once, by `draw`."""
    try:
        if receiving.is_picture(content):
            from netapp.files import shrinking

            shrinking.check_large(content)
        else:
            receiving.judged(content, "")
    except (NoPicture, NoDocument) as error:
        raise ValueError("no file of a post") from error


def _draw(content: bytes) -> Drawn:
    try:
        return receiving.judged(content, "").kept
    except (NoPicture, NoDocument) as error:
        raise ValueError("no file of a post") from error


def _keep(drawn: Mapping[int, Any]) -> None:
    for number, kept in drawn.items():
        row = session.get_one(PostFile, number)
        row.file_id = receiving.keep(Chosen(_as_called(kept, row.name), row.name), None).id
    session.flush()


def _as_called(kept: Any, name: str) -> Any:
    """Lines of text are what they are called."""
    is_lines = isinstance(kept, Document) and kept.media_type == documents.LINES
    return documents.lines(kept.content, name) if is_lines else kept


def _check_row(row: Row) -> None:
    if not row["name"].strip() or row["post_id"] is None:
        raise ValueError("no file of a post")


CARRIED = (
    Carried(
        name="post-files",
        model=PostFile,
        chosen=_chosen,
        without={
            "file_id": "the file lies in attached/, and is judged anew",
            "person_id": "only of what is not sent yet",
            "place": "only of what is not sent yet",
        },
        check=_check_row,
        pictures=Pictures(folder="attached", of=_contents, check=_check, draw=_draw, keep=_keep, ending="document"),
    ),
)
