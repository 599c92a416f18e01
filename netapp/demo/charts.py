"""Pictures that the demo's people have sent: charts of their own few figures, drawn by us. Pillow is slow to import."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from netapp.files import shrinking
from netapp.files.drawn import Drawn

WIDE, HIGH, EDGE = 1280, 760, 90
GREEN, BLUE, INK, HAIR, PAPER = "#2f7d4f", "#1d6a96", "#22302a", "#d8ddd6", "#fbfaf5"


def bars(values: Sequence[float], labels: Sequence[str], unit: str) -> Drawn:
    """A bar for each, with its figure above and its label below."""
    image, pen = _paper(unit)
    step, top = (WIDE - 2 * EDGE) / len(values), max(values) * 1.15
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        left, high = EDGE + step * number, (HIGH - 2 * EDGE) * value / top
        box = (left + step * 0.14, HIGH - EDGE - high, left + step * 0.86, HIGH - EDGE)
        pen.rounded_rectangle(box, 8, fill=GREEN)
        middle = left + step / 2
        pen.text((middle, box[1] - 12), f"{value:g}", fill=INK, font=_font(34), anchor="mb")
        pen.text((middle, HIGH - EDGE + 16), label, fill=INK, font=_font(30), anchor="mt")
    return _drawn(image)


def curve(values: Sequence[float], labels: Sequence[str], unit: str) -> Drawn:
    """A line through points from 0 to 100."""
    image, pen = _paper(unit)
    step = (WIDE - 2 * EDGE) / (len(values) - 1)
    points = [(EDGE + step * number, _height(value)) for number, value in enumerate(values)]
    for value in (0, 25, 50, 75, 100):
        pen.line([(EDGE, _height(value)), (WIDE - EDGE, _height(value))], fill=HAIR, width=2)
        pen.text((EDGE - 14, _height(value)), str(value), fill=INK, font=_font(28), anchor="rm")
    pen.line(points, fill=BLUE, width=7, joint="curve")
    for (x, y), label in zip(points, labels, strict=True):
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=BLUE)
        pen.text((x, HIGH - EDGE + 16), label, fill=INK, font=_font(28), anchor="mt")
    return _drawn(image)


DRAWN = {"bars": bars, "curve": curve}


def _height(value: float) -> float:
    return HIGH - EDGE - (HIGH - 2 * EDGE) * value / 100


def _paper(unit: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDE, HIGH), PAPER)
    pen = ImageDraw.Draw(image)
    pen.line([(EDGE, HIGH - EDGE), (WIDE - EDGE, HIGH - EDGE)], fill=INK, width=3)
    pen.text((EDGE, 34), unit, fill=INK, font=_font(34), anchor="lt")
    return image, pen


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _drawn(image: Image.Image) -> Drawn:
    out = io.BytesIO()
    image.save(out, "PNG")
    return shrinking.large(out.getvalue())
