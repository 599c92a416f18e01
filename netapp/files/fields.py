"""The field in which a picture is chosen."""

import base64
from binascii import Error
from typing import Any, NamedTuple

from flask import request
from wtforms import FileField, validators

from netapp.core import limits, viewer
from netapp.core.db import unlocked
from netapp.core.languages import gettext as _
from netapp.files import documents, uploads
from netapp.files.documents import Document
from netapp.files.drawn import Drawn, NoPicture, Why

# What the browser offers to choose; what comes is judged by its content.
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif"
A_DAY = 100


class Chosen(NamedTuple):
    """A picture that was sent, drawn anew, and what its sender called it."""

    drawn: Drawn
    name: str


class PictureField(FileField):
    """A picture, whole (`is_square` false) or the square in its middle; small as a logo, or `is_large`. `chosen` is
    None while nothing was sent.

    The form it stands in is sent as multipart/form-data to a view that `uploads.takes`.
    """

    chosen: Chosen | None

    def __init__(
        self, label: str, *, is_square: bool = False, is_large: bool = False, needed: str | None = None, **kwargs: Any
    ) -> None:
        self.is_square, self.is_large, self.needed, self.chosen = is_square, is_large, needed, None
        kwargs["render_kw"] = {"accept": "image/*" if is_square else ACCEPTED, **kwargs.get("render_kw", {})}
        super().__init__(label, **kwargs)

    def process_formdata(self, _valuelist: list[Any]) -> None:
        """What was chosen; else what had been chosen when another field was refused."""
        sent = request.files.get(self.name)
        if sent is not None and sent.filename:
            self.data = (sent.stream.read(uploads.MOST + 1), sent.filename)
        elif kept := _decoded(request.form.get(f"{self.name}-kept", "")):
            self.data = (kept, request.form.get(f"{self.name}-name", ""))
        else:
            self.data = None

    def pre_validate(self, _form: Any) -> None:
        if self.data is None:
            if self.needed:
                raise validators.StopValidation(str(self.needed))
            return
        content, name = self.data
        if len(content) > uploads.MOST:
            raise validators.StopValidation(too_large())
        if not content:
            raise validators.StopValidation(_("This file is empty."))
        limits.spend("upload", str(viewer.current().person_id), A_DAY, limits.DAY)
        try:
            # A large picture takes a second, in which others may write.
            with unlocked():
                self.chosen = Chosen(_drawn(content, self.is_square, self.is_large), name)
        except NoPicture as refusal:
            raise validators.StopValidation(said(refusal.why)) from refusal

    @property
    def most(self) -> int:
        """In bytes."""
        return uploads.MOST

    @property
    def too_large(self) -> str:
        """Also said by the page itself, before anything is sent."""
        return too_large()

    @property
    def kept(self) -> str:
        """What was chosen, as base64: a browser forgets a file when the form comes back for another field (X4)."""
        return base64.b64encode(self.chosen.drawn.content).decode("ascii") if self.chosen else ""


class DocumentField(FileField):
    """A document, which is kept as it came; see documents.py. `chosen` is None while nothing was sent.

    The form it stands in is sent as multipart/form-data to a view that `uploads.takes`.
    """

    chosen: tuple[Document, str] | None

    def __init__(self, label: str, *, needed: str, **kwargs: Any) -> None:
        self.needed, self.chosen = needed, None
        kwargs["render_kw"] = {"accept": documents.ACCEPTED, **kwargs.get("render_kw", {})}
        super().__init__(label, **kwargs)

    def process_formdata(self, _valuelist: list[Any]) -> None:
        sent = request.files.get(self.name)
        has_come = sent is not None and sent.filename
        self.data = (sent.stream.read(uploads.MOST + 1), sent.filename) if sent and has_come else None

    def pre_validate(self, _form: Any) -> None:
        if self.data is None:
            raise validators.StopValidation(str(self.needed))
        content, name = self.data
        if len(content) > uploads.MOST:
            raise validators.StopValidation(too_large())
        if not content:
            raise validators.StopValidation(_("This file is empty."))
        limits.spend("upload", str(viewer.current().person_id), A_DAY, limits.DAY)
        try:
            self.chosen = documents.judged(content), name
        except documents.NoDocument as refusal:
            raise validators.StopValidation(not_kept(refusal.why)) from refusal

    @property
    def most(self) -> int:
        """In bytes."""
        return uploads.MOST

    @property
    def too_large(self) -> str:
        return too_large()


def too_large() -> str:
    return _("This file is too large: at most %(most)s MB fit.", most=uploads.MOST_MB)


def _decoded(kept: str) -> bytes:
    try:
        return base64.b64decode(kept, validate=True)
    except (Error, ValueError):
        return b""


def _drawn(content: bytes, is_square: bool, is_large: bool) -> Drawn:
    from netapp.files import shrinking

    if is_large:
        return shrinking.large(content)
    return shrinking.square(content) if is_square else shrinking.contained(content)


def not_kept(why: documents.Why) -> str:
    return {
        "macros": _("This document holds macros, which can harm a reader. Save it without them, or as PDF."),
        "unknown": _(
            "This is no document that we take. Choose a PDF, or a file of PowerPoint, Word, Excel or LibreOffice."
        ),
    }[why]


def said(why: Why) -> str:
    return {
        "svg": _("This is an SVG drawing, which can hold more than a picture. Save it as PNG and choose that."),
        "heic": _("This is a HEIC picture, which most browsers can’t show. Save it as JPEG and choose that."),
        "pixels": _("This picture has too many pixels. Make it smaller and choose it again."),
        "unknown": _("This is no picture that we can read. Choose a JPEG, PNG, WebP or GIF."),
    }[why]
