"""Pictures that come in are made small and free of metadata. Pillow is large: import this where one comes.

What a picture is, is judged by its bytes. It is decoded and drawn anew as WebP, so nothing else of the file survives
(X3): no place where it was taken, no script that was hidden behind it, no second frame.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from PIL import Image, ImageOps, ImageStat

from netapp.files.drawn import Drawn, NoPicture, Why

SIDE = 192
# Twice what a page shows, for screens with fine pixels.
WIDEST, HIGHEST = 640, 320
# The longer side of a picture that is opened by itself.
LARGEST = 1600
# A photograph is read at a fraction of its size; of anything else each million takes up to eight megabytes.
MOST_PIXELS = {"JPEG": 40_000_000, "MPO": 40_000_000}
MOST_ELSE = 16_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A logo that is no photograph is kept without loss up to so many bytes; so is a picture of a screen.
_LOSSLESS, _LOSSLESS_LARGE = 60_000, 400_000
# Of 255: from here on, ink is so light that it is lost on white.
_LIGHT = 190
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow judges a bomb by the file's header and only warns of the smaller ones; here a warning is an end, too.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# One at a time in each process: a large one takes as much memory as the whole site otherwise.
_one = Lock()


def square(content: bytes) -> Drawn:
    """A square of SIDE pixels from the middle of a JPEG, PNG, WebP or GIF; of one that moves, the first frame."""
    with _decoding(content):
        image = _opened(content)
        image.draft("RGB", (SIDE * 2, SIDE * 2))
        fitted = ImageOps.fit(_reduced(image, min(image.size) // (SIDE * 2)), (SIDE, SIDE))
        flat = Image.new("RGB", fitted.size, "white")
        flat.paste(fitted, mask=fitted.getchannel("A"))
        return Drawn(_webp(flat, quality=82), SIDE, SIDE, is_light=False)


def contained(content: bytes) -> Drawn:
    """The whole picture within WIDEST × HIGHEST, never made larger; what is transparent stays so, but for a margin."""
    with _decoding(content):
        whole, is_photo = _whole(content, WIDEST, HIGHEST)
        seen = whole.getchannel("A").getbbox()
        if seen is None:
            raise NoPicture("unknown")
        small = _scaled(whole.crop(seen), WIDEST, HIGHEST)
        made = _smallest(small, is_photo, _LOSSLESS, 88)
        return Drawn(made, *small.size, is_light=_is_light(small))


def large(content: bytes) -> Drawn:
    """The same within LARGEST × LARGEST, with its margin: a picture to look at."""
    with _decoding(content):
        whole, is_photo = _whole(content, LARGEST, LARGEST)
        small = _scaled(whole, LARGEST, LARGEST)
        made = _smallest(small, is_photo, _LOSSLESS_LARGE, 80)
        return Drawn(made, *small.size, is_light=_is_light(small))


def again(content: bytes) -> Drawn:
    """One that another site has made by `contained`: it may be trusted no more, and keeps every pixel."""
    image = _made(content)
    return Drawn(_webp(image, lossless=True), *image.size, is_light=_is_light(image))


def check(content: bytes) -> None:
    """NoPicture for what `again` would refuse."""
    _made(content)


def check_large(content: bytes) -> None:
    """NoPicture for what `large` has not made."""
    _made(content, LARGEST, LARGEST)


def _made(content: bytes, widest: int = WIDEST, highest: int = HIGHEST) -> Image.Image:
    with _decoding(content):
        image = _opened(content, ("WEBP",))
        if image.width > widest or image.height > highest or getattr(image, "is_animated", False):
            raise NoPicture("pixels")
        return image.convert("RGBA")


@contextmanager
def _decoding(content: bytes) -> Iterator[None]:
    """One at a time. Whatever a reader trips over, in bytes that only resemble a picture, means that they are none."""
    with _one:
        try:
            yield
        except NoPicture:
            raise
        except Exception as error:
            raise NoPicture(_what(content)) from error


def _opened(content: bytes, formats: tuple[str, ...] = _FORMATS) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(content), formats=formats)
    if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_ELSE):
        raise NoPicture("pixels")
    return image


def _whole(content: bytes, widest: int, highest: int) -> tuple[Image.Image, bool]:
    """At least twice as wide and high as it will be, and whether it is a photograph."""
    image = _opened(content)
    is_photo = image.format in {"JPEG", "MPO"}
    image.draft("RGB", (widest * 2, highest * 2))
    return _reduced(image, max(image.width // (widest * 2), image.height // (widest * 2))), is_photo


def _scaled(whole: Image.Image, widest: int, highest: int) -> Image.Image:
    scale = min(1, widest / whole.width, highest / whole.height)
    size = (max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
    small = Image.new("RGBA", size)
    small.paste(whole.resize(size, Image.Resampling.LANCZOS))
    return small


def _smallest(image: Image.Image, is_photo: bool, most: int, quality: int) -> bytes:
    """Without loss, unless it is a photograph or that takes more bytes than `most`."""
    made = b"" if is_photo else _webp(image, lossless=True)
    return made if made and len(made) <= most else _webp(image, quality=quality)


def _reduced(image: Image.Image, times: int) -> Image.Image:
    """The right way up and with an alpha channel, so many times smaller where that is quick: it saves memory."""
    image.load()
    turn = _turn(image)
    if turn is not None:
        image = image.transpose(turn)
    if times > 1 and image.mode in {"L", "LA", "RGB", "RGBA"}:
        image = image.reduce(times)
    return image.convert("RGBA")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """As a telephone was held (EXIF 2.32, 4.6.4); a picture whose notes can't be read is still a picture."""
    try:
        return _TURNS.get(image.getexif().get(0x0112, 1))
    except Exception:
        return None


def _what(content: bytes) -> Why:
    """For the sentence that is said; nothing else rests on it."""
    if content[4:12] in _HEIC:
        return "heic"
    begins = content[:2000].lower()
    return "svg" if b"<svg" in begins or b"<?xml" in begins[:60] else "unknown"


def _is_light(image: Image.Image) -> bool:
    """White or nearly so, on nothing: made for a dark page."""
    alpha = image.getchannel("A")
    ink = alpha.point(lambda value: 255 if value > 127 else 0)
    if ImageStat.Stat(alpha).extrema[0][0] > 0 or ink.getbbox() is None:
        return False
    return ImageStat.Stat(image.convert("L"), mask=ink).mean[0] > _LIGHT


def _webp(image: Image.Image, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", method=4, **how)
    return out.getvalue()
