"""The logos of the demo's companies, drawn by us: no firm that there is has one of these. Pillow is slow to import."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from netapp.files import shrinking
from netapp.files.drawn import Drawn

# Four times as large as it is shown, so that edges come out smooth.
MARK, WIDTH = 320, 1400
Pen = ImageDraw.ImageDraw
GREEN, DEEP, BROWN, BLUE, RED, WHITE = "#2f7d4f", "#1f4d3a", "#8a5a2b", "#1d6a96", "#a83232", "#ffffff"


def drawn(name: str, company: str) -> Drawn:
    """The drawing of this name with the company's first word beside it, as if its contact had sent it."""
    draw, ink = LOGOS[name]
    image = Image.new("RGBA", (WIDTH, MARK))
    pen = ImageDraw.Draw(image)
    draw(pen)
    font = ImageFont.load_default(150)
    word = company.split()[0]
    if word.isascii():  # The only font at hand knows no other letters.
        pen.text((MARK + 60, MARK / 2), word, fill=ink, font=font, anchor="lm", stroke_width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return shrinking.contained(out.getvalue())


def _gable(pen: Pen) -> None:
    pen.polygon([(20, 170), (160, 40), (300, 170)], fill=BROWN)
    pen.rectangle((60, 180, 260, 300), fill=BROWN)
    pen.rectangle((135, 215, 185, 300), fill="#00000000")


def _leaf(pen: Pen) -> None:
    pen.pieslice((-100, 20, 300, 420), 270, 360, fill=GREEN)
    pen.pieslice((100, -180, 500, 220), 90, 180, fill=GREEN)
    pen.line([(60, 290), (270, 60)], fill="#ffffff", width=12)


def _planks(pen: Pen) -> None:
    for row, (left, right) in enumerate([(60, 300), (20, 250), (90, 310), (40, 280)]):
        pen.rounded_rectangle((left, 40 + row * 64, right, 84 + row * 64), 10, fill=BROWN if row % 2 else "#c08a4e")


def _waves(pen: Pen) -> None:
    for row in range(3):
        for turn in range(4):
            box = (10 + turn * 75, 70 + row * 70, 95 + turn * 75, 150 + row * 70)
            pen.arc(box, 180 if turn % 2 else 0, 360 if turn % 2 else 180, fill=BLUE, width=22)


def _spruce(pen: Pen) -> None:
    for row in range(3):
        pen.polygon(
            [(160, 20 + row * 70), (80 - row * 25, 130 + row * 75), (240 + row * 25, 130 + row * 75)], fill=DEEP
        )
    pen.rectangle((142, 280, 178, 315), fill=BROWN)


def _berries(pen: Pen) -> None:
    for x, y in ((95, 200), (225, 200), (160, 245), (160, 155)):
        pen.ellipse((x - 62, y - 62, x + 62, y + 62), fill=RED, outline="#ffffff", width=6)
    pen.polygon([(160, 90), (120, 20), (200, 20)], fill=GREEN)


def _rotor(pen: Pen) -> None:
    pen.polygon([(152, 150), (168, 150), (178, 315), (142, 315)], fill=DEEP)
    for tip in ((160, 10), (285, 215), (35, 215)):
        pen.line([(160, 140), tip], fill=BLUE, width=24)
    pen.ellipse((135, 115, 185, 165), fill=DEEP)


def _door(pen: Pen) -> None:
    pen.rounded_rectangle((70, 15, 250, 305), 90, fill=RED)
    pen.ellipse((200, 160, 228, 188), fill="#ffffff")


def _panes(pen: Pen) -> None:
    for x, y in ((30, 30), (170, 30), (30, 170), (170, 170)):
        pen.rounded_rectangle((x, y, x + 120, y + 120), 16, outline=WHITE, width=14)


# Name → the mark, and the ink of the word; one is white, as many a firm has none but its logo for dark ground.
LOGOS: dict[str, tuple[Callable[[Pen], None], str]] = {
    "gable": (_gable, DEEP),
    "leaf": (_leaf, GREEN),
    "planks": (_planks, BROWN),
    "waves": (_waves, BLUE),
    "spruce": (_spruce, DEEP),
    "berries": (_berries, RED),
    "rotor": (_rotor, DEEP),
    "door": (_door, "#333333"),
    "panes": (_panes, WHITE),
}
