"""Draws the site's own emblem into netapp/static/img: favicon.svg, touch.png and og.png.

Run it when the emblem changes; the files that it makes are kept in the repository.
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw

from netapp.core import rings

IMG = Path(__file__).parent.parent / "netapp" / "static" / "img"
SEED = "netapp"
HELD = (14, 22, 18, 30, 12, 26, 34, 9, 28, 20, 16, 30)
PAPER, SPRUCE, MOSS = "#fbfbf7", "#115c3e", "#e3f3e6"
SMOOTH = 4  # Drawn so many times larger, then made smaller: Pillow draws no soft edges.


def favicon() -> str:
    """A disc cut from the trunk, so that it reads at 16 pixels, on light and on dark tabs."""
    few = rings.outlines(SEED, (3, 2, 3), most=3, points=16)
    scaled = [[(x * 1.12, y * 1.12) for x, y in outline] for outline, _ in few]
    inner = "".join(f'<path d="{rings.path(outline)}"/>' for outline in scaled[:-1])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000"><path d="{rings.path(scaled[-1])}" '
        f'fill="{SPRUCE}" stroke="{SPRUCE}" stroke-width="60"/><g fill="none" stroke="{MOSS}" stroke-width="56">'
        f'{inner}</g><circle cx="500" cy="500" r="52" fill="{MOSS}"/></svg>\n'
    )


def picture(width: int, height: int, radius: int, held: tuple[int, ...], line: float) -> Image.Image:
    """The emblem in the middle of a sheet of paper."""
    image = Image.new("RGB", (width * SMOOTH, height * SMOOTH), PAPER)
    draw = ImageDraw.Draw(image)
    middle, scale = (width * SMOOTH / 2, height * SMOOTH / 2), radius * SMOOTH
    shapes = rings.outlines(SEED, held, most=40, points=240)
    # From the bark inwards, each ring as two filled shapes: Pillow's own wide lines wobble.
    for n, (outline, weight) in reversed(list(enumerate(shapes))):
        half = (line + line * weight) * SMOOTH / 2
        for colour, change in ((_mixed(0.45 + 0.55 * (n + 1) / len(shapes)), half), (PAPER, -half)):
            draw.polygon([_grown(x * scale, y * scale, change, middle) for x, y in outline], fill=colour)
    dot = line * 1.8 * SMOOTH
    draw.ellipse((middle[0] - dot, middle[1] - dot, middle[0] + dot, middle[1] + dot), fill=SPRUCE)
    return image.resize((width, height), Image.Resampling.LANCZOS).quantize(48)


def _grown(x: float, y: float, change: float, middle: tuple[float, float]) -> tuple[float, float]:
    factor = 1 + change / math.hypot(x, y)
    return middle[0] + x * factor, middle[1] + y * factor


def _mixed(strength: float) -> tuple[int, ...]:
    ink, paper = (tuple(bytes.fromhex(colour[1:])) for colour in (SPRUCE, PAPER))
    return tuple(round(i * strength + p * (1 - strength)) for i, p in zip(ink, paper, strict=True))


if __name__ == "__main__":
    (IMG / "favicon.svg").write_text(favicon(), encoding="utf-8")
    picture(1200, 630, 285, HELD, 2.6).save(IMG / "og.png", optimize=True)
    picture(180, 180, 88, (3, 2, 3), 5).save(IMG / "touch.png", optimize=True)
