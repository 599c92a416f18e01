"""QR codes (ISO/IEC 18004), drawn on the page itself."""

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=256)
def drawn(address: str) -> Markup:
    """An SVG that grows with its place. Dark on light in dark mode too: many cameras read no other."""
    code = segno.make_qr(address, error="m")
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 (made here)
