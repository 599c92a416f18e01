"""Smaller over the wire: brotli or gzip of what is the same for everybody, packed once and sent often.

Never of what is made for one person: where an answer mixes secrets with what a stranger chose, its length tells them.
"""

import zlib

import brotli
from flask import request

PLAIN = "identity"
# RFC 9110 8.8.1: each encoding is another representation, with a validator of its own.
MARKS = {PLAIN: "", "br": "-br", "gzip": "-gz"}
# Below, the header costs what is saved.
_LEAST = 500
# Quality for what is asked for a few times, and for what lives as long as the process.
_BROTLI = {False: 5, True: 11}
_GZIP = {False: 6, True: 9}


def chosen(body: bytes) -> str:
    """What this visitor's browser reads and this body is worth: `br`, `gzip` or `identity`."""
    if len(body) < _LEAST:
        return PLAIN
    return request.accept_encodings.best_match(("br", "gzip", PLAIN), PLAIN) or PLAIN


def pack(body: bytes, encoding: str, *, lasts: bool = False) -> bytes:
    """`br` (RFC 7932) or `gzip` (RFC 1952), without a time stamp: equal bytes stay equal."""
    if encoding == "br":
        return brotli.compress(body, quality=_BROTLI[lasts])
    packer = zlib.compressobj(_GZIP[lasts], zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def is_known(etag: str) -> bool:
    """The visitor has these very bytes, in whatever encoding."""
    return any(request.if_none_match.contains_weak(etag + mark) for mark in MARKS.values())
