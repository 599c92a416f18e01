"""Several files at once, of whatever kind we take: pictures are drawn anew, documents and plain lines kept as they are.

What one is, is judged by its content (X3); its name is only what it is called.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flask import request

from netapp.core import limits, viewer
from netapp.core.db import unlocked
from netapp.core.languages import gettext as _
from netapp.files import documents, fields, shelf, uploads
from netapp.files.documents import Document, NoDocument
from netapp.files.drawn import Drawn, NoPicture
from netapp.files.models import File

# What the browser offers to choose.
ACCEPTED = f"{fields.ACCEPTED},{documents.ACCEPTED},.txt,.csv"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_NAMED = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".heic")


class Chosen(NamedTuple):
    """A file that was sent and is one that we take, with its name, tidied."""

    kept: Drawn | Document
    name: str


def judged(content: bytes, name: str) -> Chosen:
    """What is kept of it; NoPicture or NoDocument for what we do not take."""
    name = shelf.cleaned(name)
    if content.startswith((b"%PDF-", b"PK\x03\x04")):
        return Chosen(documents.judged(content), name)
    if is_picture(content) or name.lower().endswith(_NAMED):
        return Chosen(_drawn(content), name)
    return Chosen(documents.lines(content, name), name)


def received(field: str) -> tuple[Sequence[Chosen], Sequence[str]]:
    """What the field of a form has brought, and a sentence for each file that is not taken.

    The form is sent as multipart/form-data to a view that `uploads.takes`; the field comes last in it.
    """
    sent = [one for one in request.files.getlist(field) if one.filename]
    if sent and uploads.was_cut_off():
        return (), [too_large_together()]
    chosen: list[Chosen] = []
    wrong: list[str] = []
    for one in sent:
        limits.spend("upload", str(viewer.current().person_id), fields.A_DAY, limits.DAY)
        content, name = one.stream.read(uploads.MOST + 1), one.filename or ""
        try:
            # A large picture takes a second, in which others may write.
            with unlocked():
                chosen.append(_taken(content, name))
        except _NotTaken as refusal:
            wrong.append(f"{shelf.cleaned(name)}: {refusal}")
    return chosen, wrong


def taken(content: bytes, name: str) -> Chosen | None:
    """The same for a file that nobody waits at; None for what we do not take."""
    try:
        return _taken(content, name)
    except _NotTaken:
        return None


def keep(chosen: Chosen, made_by: int | None, field: str | None = None) -> File:
    """Keep it, as shelf.py does."""
    if isinstance(chosen.kept, Drawn):
        return shelf.keep_picture(chosen.kept, chosen.name, made_by, field)
    return shelf.keep_document(chosen.kept, chosen.name, made_by, field)


def is_picture(content: bytes) -> bool:
    """It begins like one that we read."""
    return content.startswith(_PICTURES) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP")


def too_large_together() -> str:
    return _("This is too much at once: at most %(most)s MB fit. Send them one by one.", most=uploads.MOST_MB)


class _NotTaken(Exception):
    """The text says why, in the reader's language."""


def _taken(content: bytes, name: str) -> Chosen:
    if len(content) > uploads.MOST:
        raise _NotTaken(fields.too_large())
    if not content:
        raise _NotTaken(_("This file is empty."))
    try:
        return judged(content, name)
    except NoPicture as refusal:
        raise _NotTaken(fields.said(refusal.why)) from refusal
    except NoDocument as refusal:
        raise _NotTaken(_why(refusal.why)) from refusal


def _why(why: documents.Why) -> str:
    if why == "macros":
        return fields.not_kept(why)
    return _("We take pictures (JPEG, PNG, WebP, GIF), PDF, text, CSV, and files of Office or LibreOffice.")


def _drawn(content: bytes) -> Drawn:
    from netapp.files import shrinking

    return shrinking.large(content)
