"""Documents and plain lines that come in: what one is, judged by its content (X3). Each is kept as it came.

A page never shows one: it is saved by who asks for it. None that may hold programs of its own comes in.
"""

import codecs
import io
import re
import zipfile
from typing import Literal, NamedTuple

Why = Literal["macros", "unknown"]
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# By the folder in which such a file holds what it is about.
_OOXML = {
    "ppt/": f"{_OFFICE}presentationml.presentation",
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
}
_ODF = "application/vnd.oasis.opendocument."
_ODF_KINDS = {f"{_ODF}{kind}" for kind in ("presentation", "text", "spreadsheet", "graphics")}
_ENDINGS = {
    PDF: "pdf",
    **dict(zip(_OOXML.values(), ("pptx", "docx", "xlsx"), strict=True)),
    **{f"{_ODF}{kind}": ending for kind, ending in (("presentation", "odp"), ("text", "odt"), ("spreadsheet", "ods"))},
    f"{_ODF}graphics": "odg",
}
# Lines of text are what their sender calls them: nothing in them tells a table from a letter, and neither is shown.
LINES, TABLE = "text/plain", "text/csv"
_LINES = {LINES: "txt", TABLE: "csv"}
ACCEPTED = ",".join(f".{ending}" for ending in _ENDINGS.values())
_MOST_MEMBERS = 10_000
_UNPRINTED = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype", b"<?xml", b"<body")


class Document(NamedTuple):
    """A document as it is kept, and what it is."""

    content: bytes
    media_type: str

    @property
    def ending(self) -> str:
        return {**_ENDINGS, **_LINES}[self.media_type]


class NoDocument(Exception):
    """The bytes are none that we keep, whatever their name says."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def judged(content: bytes) -> Document:
    """PDF, or what the usual office programs write, without macros; else NoDocument."""
    if content.startswith(b"%PDF-"):
        return Document(content, PDF)
    if not content.startswith(b"PK\x03\x04"):
        raise NoDocument("unknown")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Document(content, _kind(archive))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NoDocument("unknown") from error


def lines(content: bytes, name: str) -> Document:
    """Text or a table of that name; NoDocument for markup, and for what has signs in it that no text has."""
    said = content.removeprefix(codecs.BOM_UTF8)
    begins = said[:2000].lstrip().lower()
    if not said.strip() or begins.startswith(b"<") or any(mark in begins for mark in _MARKUP):
        raise NoDocument("unknown")
    if _UNPRINTED.search(said):
        raise NoDocument("unknown")
    return Document(content, TABLE if name.lower().endswith((".csv", ".tsv")) else LINES)


def _kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if len(names) > _MOST_MEMBERS:
        raise NoDocument("unknown")
    if any(name.lower().endswith(("vbaproject.bin", ".bas")) or name.startswith("Basic/") for name in names):
        raise NoDocument("macros")
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        said = archive.read("mimetype").decode("ascii", "replace").strip()
        if said in _ODF_KINDS:
            return said
    elif "[Content_Types].xml" in names:
        found = next((kind for folder, kind in _OOXML.items() if any(name.startswith(folder) for name in names)), None)
        if found:
            return found
    raise NoDocument("unknown")
