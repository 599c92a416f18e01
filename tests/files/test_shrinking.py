"""What a file is, is judged by its content, and nothing of it survives but what one sees (X3)."""

import io

import pytest
from PIL import Image

from netapp.files import shrinking
from netapp.files.drawn import NoPicture
from tests.support import drawings


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("content", drawings.HOSTILE.values(), ids=drawings.HOSTILE)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content):
    with pytest.raises(NoPicture):
        shrinking.contained(content)


@pytest.mark.parametrize(
    "content",
    [content for said, content in drawings.HOSTILE.items() if not said.startswith("all of it")],
)
def test_nor_is_it_anybodys_face(content):
    with pytest.raises(NoPicture):
        shrinking.square(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (drawings.SVG, "svg"),
        (b"\xef\xbb\xbf  <svg>", "svg"),
        (drawings.HEIC, "heic"),
        (drawings.picture("PNG", (8000, 8000), mode="1", color=0), "pixels"),
        (drawings.HOSTILE["a program"], "unknown"),
    ],
)
def test_the_refusal_knows_what_it_is_instead(content, why):
    with pytest.raises(NoPicture) as refusal:
        shrinking.contained(content)
    assert refusal.value.why == why


@pytest.mark.parametrize("make", [shrinking.contained, shrinking.square])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("sent", [drawings.oddly_noted(), drawings.broken_notes()])
def test_odd_notes_spoil_no_picture(make, sent):
    assert opened(make(sent).content).getpixel((9, 9))[1] > 100


def test_a_telephone_that_was_held_upright_is_read_whatever_else_it_notes():
    assert opened(shrinking.contained(drawings.oddly_noted()).content).size == (150, 300)


@pytest.mark.parametrize("make", [shrinking.contained, shrinking.square])
def test_where_it_was_taken_is_gone(make):
    sent = drawings.located()
    assert sent.count(drawings.WHERE) >= 3
    made = make(sent).content
    assert drawings.WHERE not in made
    image = opened(made)
    assert dict(image.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


def test_a_photograph_that_lies_on_its_side_is_turned():
    made = shrinking.contained(drawings.located())
    assert (made.width, made.height) == (150, 300)
    red, white = opened(made.content).convert("RGB").getpixel((140, 150)), (255, 255, 255)
    assert red[1] < 90
    assert opened(made.content).convert("RGB").getpixel((10, 150))[1] > 200 < white[1]


def test_a_second_meaning_is_gone():
    made = shrinking.contained(drawings.polyglot()).content
    assert drawings.SCRIPT not in made
    assert b"script" not in made


@pytest.mark.parametrize("make", [shrinking.contained, shrinking.square])
def test_of_what_moves_the_first_frame_is_kept(make):
    image = opened(make(drawings.moving()).content)
    assert getattr(image, "n_frames", 1) == 1
    red, green, blue = image.convert("RGB").getpixel((20, 20))
    assert red > 200 > 60 > max(green, blue)


@pytest.mark.parametrize(
    ("size", "becomes"),
    [((400, 200), (400, 200)), ((4000, 1000), (640, 160)), ((100, 1000), (32, 320)), ((1, 1), (1, 1))],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_whole_of_it_keeps_its_proportions_and_is_never_enlarged(kind, size, becomes):
    made = shrinking.contained(drawings.picture(kind, size))
    image = opened(made.content)
    assert (image.format, image.size, (made.width, made.height)) == ("WEBP", becomes, becomes)


def test_a_line_of_pixels_stays_one():
    made = shrinking.contained(drawings.picture("PNG", (20_000, 1)))
    assert (made.width, made.height) == (640, 1)


def test_what_is_transparent_stays_so_but_for_the_margin():
    made = shrinking.contained(drawings.logo())
    image = opened(made.content).convert("RGBA")
    assert (made.width, made.height) == (101, 101)
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((50, 50)) == (0x1F, 0x4D, 0x3A, 255)


@pytest.mark.parametrize(
    ("content", "is_light"),
    [
        (drawings.logo("#1f4d3a"), False),
        (drawings.logo("#ffffff"), True),
        (drawings.logo("#f2f2e8"), True),
        (drawings.logo("#ffcc00"), True),
        (drawings.logo("#cc3333"), False),
        (drawings.picture("PNG", color="white"), False),
    ],
)
def test_light_ink_on_nothing_asks_for_a_dark_ground(content, is_light):
    assert shrinking.contained(content).is_light is is_light


@pytest.mark.parametrize(
    ("kind", "size", "fits"),
    [
        ("JPEG", (6300, 6300), True),
        ("JPEG", (6400, 6400), False),
        ("PNG", (4000, 4000), True),
        ("PNG", (4001, 4000), False),
    ],
)
def test_a_photograph_may_have_more_pixels_than_a_drawing(kind, size, fits):
    content = drawings.picture(kind, size, mode="L", color=9)
    if fits:
        assert shrinking.contained(content).height == 320
    else:
        with pytest.raises(NoPicture):
            shrinking.contained(content)


def test_a_large_picture_becomes_a_small_file():
    noise = Image.effect_noise((3000, 2000), 80).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(out.getvalue()) > 3_000_000
    assert len(shrinking.contained(out.getvalue()).content) < 200_000
