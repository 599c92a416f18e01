"""QR codes (ISO/IEC 18004), drawn on the page itself, or as a picture for a letter."""

from functools import lru_cache
from io import BytesIO

import segno
from markupsafe import Markup


@lru_cache(maxsize=256)
def drawn(address: str) -> Markup:
    """An SVG that grows with its place. Dark on light in dark mode too: many cameras read no other."""
    code = segno.make_qr(address, error="m")
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 (made here)


def picture(address: str) -> bytes:
    """A PNG for a letter, where no SVG is shown. The mask is any of the eight, since each can be read: to compare them
    all costs six times as much, and a room of people gets its letters at once.
    """
    written = BytesIO()
    segno.make_qr(address, error="m", mask=3, boost_error=False).save(written, kind="png", scale=5, border=4)
    return written.getvalue()
