"""Tokens for links in letters: signed, so that a link can be written again when its letter is rendered late."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from netapp.core.errors import NotVisible


def token(purpose: str, *values: Any) -> str:
    """A short text that `values` can be read from again, good for this purpose only."""
    return _serializer(purpose).dumps(list(values))


def values(purpose: str, text: str) -> list[Any]:
    """What was put into the token; NotVisible when it was not ours, or was made for another purpose.

    Whether a token is too old or already used is for the row that it names to say.
    """
    try:
        content: list[Any] = _serializer(purpose).loads(text)
    except BadSignature as error:
        raise NotVisible from error
    return content


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"netapp.{purpose}")
