"""Contents in an archive of the whole site: each once, under its digest, and only what a row names."""

from collections.abc import Sequence
from zipfile import ZIP_STORED, ZipFile

from sqlalchemy import select

from netapp.core.db import session
from netapp.files import shelf, storage
from netapp.files.models import File

FOLDER = "files/"


def pack(archive: ZipFile) -> Sequence[str]:
    """Put in all that the rows name; returns the digests of what the storage does not have."""
    missing = []
    for digest in session.scalars(select(File.digest).distinct().order_by(File.digest)):
        try:
            with storage.current().open(digest) as content:
                archive.writestr(f"{FOLDER}{digest}", content.read(), compress_type=ZIP_STORED)
        except storage.Missing:
            missing.append(digest)
    return missing


def missing() -> Sequence[str]:
    """The digests that rows name and the storage does not have."""
    there = {name for name, _since in storage.current().names()}
    named = session.scalars(select(File.digest).distinct().order_by(File.digest))
    return [digest for digest in named if digest not in there]


def unpack(archive: ZipFile) -> None:
    """Put all of it into this site's storage; ValueError for a content that is not what its name says."""
    for member in archive.namelist():
        digest = member.removeprefix(FOLDER)
        if digest == member:
            continue
        content = archive.read(member)
        if shelf.digest_of(content) != digest:
            raise ValueError("a file is not what it was")
        storage.current().put(digest, content)
