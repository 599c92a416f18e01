"""A network's archive, opened with care: it may come from anywhere, and nothing of it is believed unseen.

Only files that its manifest names are read, each line by line, none is ever unpacked to a disk, and all that could grow
has an end: the number of files, their size together, the length of a line, and the size of a picture.
"""

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from sqlalchemy.exc import DataError, IntegrityError

from netapp.archive.network import FORMAT, MANIFEST, README, VERSION
from netapp.core.archives import ENDINGS, Carried, Row
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.files import uploads

MOST_FILES = 60
MOST_PICTURES = 5000
# Of one picture, as of any that is sent.
MOST_PICTURE = uploads.MOST
MOST_BYTES = 400_000_000
MOST_LINE = 1_000_000
_NAME = re.compile(r"[a-z][a-z-]{0,40}\.(json|csv|ics)")
_PICTURE = re.compile(rf"[a-z]{{1,20}}/[1-9][0-9]{{0,8}}\.(?:{'|'.join(ENDINGS)})")
# What a zip, JSON or a value can do wrong. A lone surrogate in a text is a ValueError, too.
_BROKEN = (
    *(BadZipFile, ZlibError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError),
    *(RecursionError, EOFError, NotImplementedError, RuntimeError, IntegrityError, DataError),
)


class Opened:
    """An archive whose manifest has been read, and whose files are those that it names."""

    def __init__(self, archive: ZipFile) -> None:
        self._zip = archive
        infos = archive.infolist()
        self._files = {info.filename: info for info in infos}
        self._pictures = {name for name in self._files if _PICTURE.fullmatch(name)}
        if len(infos) - len(self._pictures) > MOST_FILES or len(self._files) < len(infos):
            raise ValueError("too many files")
        if sum(info.file_size for info in infos) > MOST_BYTES or len(self._pictures) > MOST_PICTURES:
            raise Refused(too_large())
        self.manifest = self._manifest()
        self.version: int = self.manifest["version"]
        named = self.manifest["files"]
        if self._files.keys() - {MANIFEST, README} != named.keys() or not all(
            map(_NAME.fullmatch, named.keys() - self._pictures)
        ):
            raise ValueError("other files than named")

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table. Whether the file is whole is known, and said by a ValueError, once they are read."""
        with self._zip.open(self._files[f"{name}.json"]) as file:
            digest, count, is_over = sha256(), 0, False
            while line := file.readline(MOST_LINE):
                digest.update(line)
                line = line.rstrip()
                if line not in {b"[", b"]"}:
                    count += 1
                    yield _row(line.removesuffix(b","))
                elif is_over or (line == b"[" and count):
                    raise ValueError("no table")
                is_over = line == b"]"
        if not is_over or count != self.manifest["counts"][name] or digest.hexdigest() != self._digest(f"{name}.json"):
            raise ValueError("not whole")

    def pictures(self, one: Carried) -> Iterator[tuple[int, bytes]]:
        """Those beside the rows of a table, whole, each with the row's place."""
        folder = f"{one.pictures.folder}/" if one.pictures else "/"
        for name in sorted(name for name in self._pictures if name.startswith(folder)):
            content = self._picture(name)
            if sha256(content).hexdigest() != self._digest(name):
                raise ValueError("not whole")
            yield int(name.removeprefix(folder).partition(".")[0]), content

    def _picture(self, name: str) -> bytes:
        info = self._files[name]
        if info.file_size > MOST_PICTURE:
            raise ValueError("too large")
        return self._zip.read(info)

    def check_rest(self, tables: Collection[Carried]) -> None:
        """The files that nothing is read from are whole, too; and nothing is there that this version does not know."""
        named = {one.name for one in tables}
        folders = {one.pictures.folder for one in tables if one.pictures}
        if self.manifest["counts"].keys() - named or {name.partition("/")[0] for name in self._pictures} - folders:
            raise ValueError("unknown tables")
        for name, info in self._files.items():
            if name in {MANIFEST, README, *self._pictures} or name.removesuffix(".json") in named:
                continue
            digest = sha256()
            with self._zip.open(info) as file:
                while piece := file.read(65536):
                    digest.update(piece)
            if digest.hexdigest() != self._digest(name) or name.endswith(".json"):
                raise ValueError("not whole")

    def holds(self, name: str) -> bool:
        return f"{name}.json" in self._files

    def _digest(self, name: str) -> Any:
        return self.manifest["files"][name]

    def _manifest(self) -> dict[str, Any]:
        info: ZipInfo = self._files[MANIFEST]
        if info.file_size > MOST_LINE:
            raise ValueError("no manifest")
        found = _row(self._zip.read(info))
        if found["format"] != FORMAT or type(found["version"]) is not int or found["version"] < 1:
            raise ValueError("another format")
        if found["version"] > VERSION:
            raise Refused(_("This archive was written by a newer version of this software. Nothing was changed."))
        return found


def too_large() -> str:
    return _("This archive is larger than a network can be. Nothing was changed.")


@contextmanager
def opened(file: Path) -> Iterator[Opened]:
    """Within, whatever turns out to be wrong with the archive is Refused with one sentence."""
    try:
        with ZipFile(file) as archive:
            yield Opened(archive)
    except OSError as error:
        raise Refused(_("This file can’t be read.")) from error
    except _BROKEN as error:
        raise Refused(_("This is no archive of a network, or it is damaged. Nothing was changed.")) from error


def _row(line: bytes) -> Row:
    row = json.loads(line, parse_constant=_no_number)
    if not isinstance(row, dict):
        raise TypeError("no row")
    return row


def _no_number(_word: str) -> NoReturn:
    raise ValueError("no number")
