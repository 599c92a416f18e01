"""Pictures that come in are made small, square and free of metadata. Pillow is large: import this where one comes."""

import io
import warnings

from PIL import Image, ImageOps

SIDE = 192
MOST_PIXELS = 40_000_000
# What Pillow's readers raise on bytes that only resemble a picture.
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError)
# Pillow judges a bomb by the file's header and only warns of the smaller ones; here a warning is an end, too.
warnings.simplefilter("error", Image.DecompressionBombWarning)


class NoPicture(Exception):
    """The bytes are not a picture that we read, whatever their name says."""


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
