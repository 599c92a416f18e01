"""Files as people send them: pictures of every kind, and what only looks like one."""

import io
import struct
from typing import Any

from PIL import Image, ImageDraw

WHERE = b"55.6415 N 12.0803 E"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
SCRIPT = b"<script>alert('gone')</script>"


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 200), mode: str = "RGB", **more: Any) -> bytes:
    """A plain one, green."""
    out = io.BytesIO()
    Image.new(mode, size, more.pop("color", "green")).save(out, kind, **more)
    return out.getvalue()


def logo(ink: str = "#1f4d3a") -> bytes:
    """A transparent PNG with a disc of this ink and a wide margin."""
    image = Image.new("RGBA", (400, 300))
    ImageDraw.Draw(image).ellipse((150, 100, 250, 200), fill=ink)
    return _saved(image, "PNG")


def located() -> bytes:
    """A photograph that lies on its side and says where it was taken, in three ways."""
    image = Image.new("RGB", (300, 150), "white")
    image.paste("red", (0, 0, 300, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = WHERE.decode()
    exif.get_ifd(0x8825)[29] = WHERE.decode()
    xmp = b"<x:xmpmeta>" + WHERE + b"</x:xmpmeta>"
    return _saved(image, "JPEG", exif=exif, comment=WHERE, xmp=xmp, quality=95)


def oddly_noted() -> bytes:
    """A photograph that lies on its side, whose notes give a text as a fraction: Pillow reads them and can't write."""
    entries = [(0x0112, 3, 1, struct.pack("<HH", 6, 0)), (0x010E, 5, 1, struct.pack("<I", 38))]
    said = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    tiff = b"II*\x00" + struct.pack("<IH", 8, len(entries)) + said + struct.pack("<III", 0, 1, 2)
    return picture("JPEG", (300, 150), exif=b"Exif\x00\x00" + tiff)


def broken_notes() -> bytes:
    """A photograph with notes that end before they have begun."""
    return picture("JPEG", (300, 150), exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff")


def moving() -> bytes:
    """A GIF whose first frame is red and whose second is blue."""
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def polyglot() -> bytes:
    """A picture, then a page with a script: a browser that guesses might run it."""
    return picture("JPEG", comment=SCRIPT) + SCRIPT


def huge() -> bytes:
    """A few kilobytes that would be 400 million pixels."""
    return picture("PNG", (20_000, 20_000), mode="1", color=0)


def without_sides() -> bytes:
    """A PNG of 0 × 0, its checksum right."""
    import zlib

    head = b"IHDR" + b"\x00" * 8 + b"\x08\x02\x00\x00\x00"
    made = picture()
    return made[:8] + b"\x00\x00\x00\x0d" + head + zlib.crc32(head).to_bytes(4, "big") + made[33:]


def _saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


# What is sent as logo.png and is none, by what it is.
HOSTILE = {
    "a program": b"MZ\x90\x00" + b"\x00" * 500,
    "a truncated photograph": picture("JPEG", (800, 800))[:700],
    "a drawing with a script": SVG,
    "a picture of a telephone": HEIC,
    "nothing": b"",
    "nothing wide": without_sides(),
    "a page": b"<!doctype html>" + SCRIPT,
    "a word": b"GIF89a",
    "an archive": b"PK\x03\x04" + b"\x00" * 100,
    "too many pixels": huge(),
    "all of it transparent": picture("PNG", mode="RGBA", color=(0, 0, 0, 0)),
}
