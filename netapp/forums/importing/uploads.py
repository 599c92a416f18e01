"""Archives that wait to be read: beside the database, for nobody to look at, and gone once they are read."""

import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from netapp.core import db

MOST_MB = 100
MOST = MOST_MB * 1_000_000
MOST_FILES = 200
_KEPT = 86400


def sent() -> list[FileStorage]:
    """The files that came with this request, which may be larger than others; the database is let go of meanwhile."""
    request.max_content_length = MOST + 1_000_000
    with db.unlocked():
        return [file for file in request.files.getlist("file") if file.filename][: MOST_FILES + 1]


def keep(files: Sequence[FileStorage]) -> str:
    """Keep them; returns the key under which they are found again."""
    key = secrets.token_hex(16)
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for number, file in enumerate(files):
            path = _path(key, number)
            path.touch(mode=0o600)
            file.save(path)
    except BaseException:
        drop(key)
        raise
    return key


def read(key: str, number: int) -> BinaryIO:
    """One of them, open for reading; FileNotFoundError when it is gone."""
    return _path(key, number).open("rb")


def drop(key: str) -> None:
    for file in _folder().glob(f"{key}.*") if key else ():
        with suppress(FileNotFoundError):
            file.unlink()


def forget_old() -> None:
    """What a deed that failed has left behind."""
    for file in _folder().glob("*.*"):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < time.time() - _KEPT:
                file.unlink()


def _folder() -> Path:
    return Path(current_app.config["NETAPP"].var) / "lists"


def _path(key: str, number: int) -> Path:
    return _folder() / f"{key}.{number}"
