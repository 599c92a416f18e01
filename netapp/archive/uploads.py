"""Archives that an administrator has sent, kept beside the database until they have said yes, for a day at most."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from netapp.archive import policy, reading
from netapp.archive.reading import Preview
from netapp.core import db
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.groups.models import Group

MOST = 200_000_000
KEPT = 86400
_KEY = re.compile(r"[\w-]{32}")


def sent(viewer: Viewer) -> FileStorage | None:
    """The file that came with this request: larger than any other may be, but only from who runs the site. The database
    is let go of while it comes.
    """
    require(policy.may_read_in(viewer))
    request.max_content_length = MOST
    with db.unlocked():
        return request.files.get("archive")


def keep(viewer: Viewer, file: FileStorage | None) -> str:
    """Look at it, keep it, and return the key under which it is found again; Refused for what can't be read in."""
    require(policy.may_read_in(viewer))
    if file is None or not file.filename:
        raise Refused(_("Choose the file first."))
    key = secrets.token_urlsafe(24)
    _folder().mkdir(mode=0o700, exist_ok=True)
    _path(key).touch(mode=0o600)
    try:
        file.save(_path(key))
        with db.reading():
            db.snapshot()
            reading.look(viewer, _path(key))
    except BaseException:
        _path(key).unlink()
        raise
    return key


def look(viewer: Viewer, key: str) -> Preview:
    require(policy.may_read_in(viewer))
    return reading.look(viewer, _kept(key))


def read_in(viewer: Viewer, key: str) -> tuple[Group, Preview]:
    """Make the network. Of two clicks one does; the other finds nothing any more."""
    require(policy.may_read_in(viewer))
    with _claimed(key) as file:
        return reading.read_in(viewer, file)


def drop(viewer: Viewer, key: str) -> None:
    require(policy.may_read_in(viewer))
    _kept(key).unlink()


@contextmanager
def _claimed(key: str) -> Iterator[Path]:
    """Within, nobody else has the file; it goes once it is read, and stays when that failed."""
    mine = _kept(key).with_suffix(".read")
    try:
        _path(key).rename(mine)
    except FileNotFoundError as error:
        raise NotVisible from error
    try:
        yield mine
    except BaseException:
        mine.rename(_path(key))
        raise
    mine.unlink()


def _kept(key: str) -> Path:
    if not _KEY.fullmatch(key) or not _path(key).is_file() or _is_old(_path(key)):
        raise NotVisible
    return _path(key)


def _path(key: str) -> Path:
    return _folder() / f"{key}.zip"


def _folder() -> Path:
    return Path(current_app.config["NETAPP"].var) / "archives"


def _is_old(file: Path) -> bool:
    return file.stat().st_mtime < time.time() - KEPT


def forget_old() -> None:
    """What nobody said yes to within a day goes: it holds names and addresses. Timed."""
    for file in _folder().glob("*.*"):
        with suppress(FileNotFoundError):
            if _is_old(file):
                file.unlink()
