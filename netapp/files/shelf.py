"""A file's row and its content, kept and let go together. All of it joins the deed that asks.

The content is written before the row is committed and goes after the row is gone: whatever fails between, no row is
without its content. What is left over is swept. So that the sweep never takes what is just being committed, who puts
something holds a lock until the end of its transaction, and the sweep waits for it. (SQLite has one writer at a time.)
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from netapp.core import text
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.files import keeping, storage
from netapp.files.documents import Document
from netapp.files.drawn import Drawn
from netapp.files.models import File

WEBP = "image/webp"
# The number is the project's own; schema.py has another.
_LOCK = 0x6E657466
_log = logging.getLogger(__name__)


def keep_picture(drawn: Drawn, name: str, made_by: int | None, field: str | None = None) -> File:
    """Keep a picture as shrinking.py has drawn it, under the name that its sender gave it.

    Refused, at `field`, when it can't be written; then there is no row either.
    """
    file = File(media_type=WEBP, width=drawn.width, height=drawn.height, is_light=drawn.is_light, made_by=made_by)
    return _keep(file, drawn.content, name, field)


def keep_document(document: Document, name: str, made_by: int | None, field: str | None = None) -> File:
    """Keep a document as it is, under its sender's name for it with the ending of what it is; else as a picture."""
    file = File(media_type=document.media_type, made_by=made_by)
    stem = name.rpartition(".")[0] or name
    return _keep(file, document.content, f"{stem}.{document.ending}", field)


def content_of(file: File) -> bytes | None:
    """All of it at once, for a small file; None when the content is lost, which the log says."""
    try:
        with storage.current().open(file.digest) as content:
            return content.read()
    except storage.Missing:
        _log.error("the content of file %s is missing", file.id)
        return None


def drop(file_id: int | None) -> None:
    """Forget a file that its owner has stopped naming, in this same deed; None: there was none."""
    if file_id is not None:
        session.flush()
        session.execute(delete(File).where(File.id == file_id))


def forget_maker(person_id: int) -> None:
    """What an erased person has sent for others stays; that it was they does not."""
    session.execute(update(File).where(File.made_by == person_id).values(made_by=None))


def drop_unneeded(before: datetime) -> int:
    """Forget what no owner names any more and was made before then; returns how many."""
    _hold(shared=False)
    found = session.scalars(select(File.id).where(File.made_at < before, keeping.is_unneeded())).all()
    session.execute(delete(File).where(File.id.in_(found)))
    return len(found)


def clear(names: Sequence[str]) -> int:
    """Delete those of these contents that no row names now; returns how many."""
    _hold(shared=False)
    named = set(session.scalars(select(File.digest).where(File.digest.in_(names))))
    unnamed = [name for name in names if name not in named]
    for name in unnamed:
        storage.current().delete(name)
    return len(unnamed)


def digest_of(content: bytes) -> str:
    """Under this name the content lies in the storage."""
    return hashlib.sha256(content).hexdigest()


def cleaned(name: str) -> str:
    """A file's name without folders and without what no name should hold, at most 120 characters with its ending."""
    bare = text.one_line(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: 119 - len(ending)]}.{ending}"
    return bare[:120] or "file"


def _keep(file: File, content: bytes, name: str, field: str | None) -> File:
    file.name, file.size, file.digest = cleaned(name), len(content), digest_of(content)
    _hold(shared=True)
    try:
        storage.current().put(file.digest, content)
    except storage.Unwritable:
        _log.exception("an upload can't be kept")
        raise Refused(_("The file can’t be kept just now. Please try again later."), field) from None
    session.add(file)
    session.flush()
    return file


def _hold(*, shared: bool) -> None:
    """Until the transaction ends. On SQLite that began by taking the lock that there is."""
    if session.connection().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(_LOCK)))
