"""People's pictures: made small, square and free of metadata when they come in, shown to whoever is signed in."""

import hashlib
import io
import warnings

from flask import Response, url_for
from PIL import Image, ImageOps
from sqlalchemy import select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.members.models import Picture

SIDE = 192
MOST_PIXELS = 40_000_000
YEAR = 365 * 24 * 3600
# What Pillow's readers raise on bytes that only resemble a picture.
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError)
# Pillow judges a bomb by the file's header and only warns of the smaller ones; here a warning is an end, too.
warnings.simplefilter("error", Image.DecompressionBombWarning)


class NoPicture(Exception):
    """The bytes are not a picture that we read, whatever their name says."""


def keep(person_id: int, small: bytes) -> Picture:
    """Make this the person's picture, instead of the one before. `small` is what shrunk() made; joins the deed."""
    picture = session.get(Picture, person_id) or Picture(person_id=person_id)
    picture.content, picture.digest = small, hashlib.sha256(small).hexdigest()[:16]
    session.add(picture)
    session.flush()
    return picture


def drop(person_id: int) -> None:
    """Take the person's picture away; initials are shown again."""
    picture = session.get(Picture, person_id)
    if picture:
        session.delete(picture)


def address(person_id: int, digest: str | None) -> str | None:
    """Where the picture is shown; None for who has none. The address changes with the picture, so it may be kept."""
    return url_for("members.picture", person_id=person_id, digest=digest) if digest else None


def get(viewer: Viewer, person_id: int, digest: str) -> Picture:
    """For whoever is signed in; NotVisible also for an address of a picture that has been replaced."""
    chosen = select(Picture).where(Picture.person_id == person_id, Picture.digest == digest)
    picture = session.scalar(chosen) if viewer.is_signed_in else None
    if picture is None:
        raise NotVisible
    return picture


def answer(picture: Picture) -> Response:
    """The picture as a response that this browser alone may keep."""
    response = Response(picture.content, mimetype="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def shrunk(content: bytes) -> bytes:
    """A square WebP of SIDE pixels from the middle of a JPEG, PNG or WebP; nothing else of the file survives (X3)."""
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > MOST_PIXELS:
            raise NoPicture("too many pixels")
        image.draft("RGB", (SIDE * 2, SIDE * 2))
        square = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGBA"), (SIDE, SIDE))
        flat = Image.new("RGB", square.size, "white")
        flat.paste(square, mask=square.getchannel("A"))
    except (*_BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture("not a picture") from error
    out = io.BytesIO()
    flat.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
