"""People's pictures: kept small, shown to whoever is signed in."""

import hashlib

from flask import Response, url_for
from sqlalchemy import select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.members.models import Picture

YEAR = 365 * 24 * 3600


def keep(person_id: int, small: bytes) -> Picture:
    """Make this the person's picture, instead of the one before. `small` is what shrinking.py drew; joins the deed."""
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
