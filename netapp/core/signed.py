"""Tokens for links in letters: signed, so that a link can be written again when its letter is rendered late."""

import hmac
from base64 import b32decode, b32encode
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from netapp.core.errors import NotVisible

# Bytes of a key's signature: nobody guesses 128 bits.
_MARK = 16


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


def key(purpose: str, *numbers: int) -> str:
    """The same for the local part of a mail address: letters and digits, which mean the same in either case.

    Of two numbers of rows it makes 39, of three 45: with a word before it, that fits the 64 of RFC 5321.
    """
    body = b"".join(number.to_bytes(4, "big") for number in numbers)
    return b32encode(body + _mark(purpose, body)).decode("ascii").rstrip("=").lower()


def numbers(purpose: str, text: str) -> list[int]:
    """What was put into the key; NotVisible when it was not ours, or was made for another purpose."""
    try:
        content = b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError as error:
        raise NotVisible from error
    body, mark = content[:-_MARK], content[-_MARK:]
    if not text.isalnum() or not body or not hmac.compare_digest(mark, _mark(purpose, body)):
        raise NotVisible
    return [int.from_bytes(body[at : at + 4], "big") for at in range(0, len(body), 4)]


def _mark(purpose: str, body: bytes) -> bytes:
    said = f"netapp.{purpose}\0".encode() + body
    return hmac.digest(str(current_app.secret_key).encode(), said, "sha256")[:_MARK]


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"netapp.{purpose}")
