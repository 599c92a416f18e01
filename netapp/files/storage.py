"""Where contents lie: a storage knows names and bytes, and nothing of what they are.

`Disk` is a folder. Another one (a bucket, say) has the same four deeds and is put in its place by `init_app`.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import Flask, current_app


class Missing(Exception):
    """There is no content of that name, or it can't be read."""


class Unwritable(Exception):
    """The content could not be kept: the disk is full, say, or the folder is somebody else's."""


class Storage(Protocol):
    """A content is there whole or not at all, and stays until it is deleted."""

    def put(self, name: str, content: bytes) -> None:
        """Keep it, and have it safe when this returns; again makes it as young as new. Unwritable when it can't be."""

    def open(self, name: str) -> BinaryIO:
        """Its bytes, to be read from any place in them; Missing when there are none."""

    def delete(self, name: str) -> None:
        """Let go of it; nothing happens when it is not there."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """All that is there, each with the moment since when; also what a power cut left unfinished."""


class Disk:
    """A folder, made when the first content comes. A content lies in a folder of its first two letters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        # Written aside, so that nobody ever reads half of it; no two writers share a name.
        aside = path.with_name(f"{name}.{secrets.token_hex(6)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(descriptor)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
            _sync(path.parent)
        except OSError as error:
            raise Unwritable(f"{self.folder}: {error.strerror}") from error

    def open(self, name: str) -> BinaryIO:
        try:
            return self._path(name).open("rb")
        except OSError as error:
            raise Missing(name) from error

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self.folder.glob("??/*")):
            with suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def init_app(app: Flask) -> None:
    app.extensions["files"] = Disk(app.config["NETAPP"].files)


def current() -> Storage:
    """Where this site's contents lie."""
    found: Storage = current_app.extensions["files"]
    return found


def _sync(folder: Path) -> None:
    """The name, too, must outlive a power cut, not the content alone."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
