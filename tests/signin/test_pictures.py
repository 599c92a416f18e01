"""A picture from the provider: asked first, copied small, shown to who is signed in, and from here only (P3, X1)."""

import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from netapp.core import outbound
from netapp.core.db import session
from netapp.files import shrinking
from netapp.files.drawn import NoPicture
from netapp.members.models import Person, Picture
from netapp.signin.models import Identity

URL = "https://media.licdn.example/dms/image/anna"


def drawn(size=(640, 480), kind="JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.new(more.pop("mode", "RGB"), size, "green").save(out, kind, **more)
    return out.getvalue()


@pytest.fixture
def fetched(monkeypatch):
    """fetched: the addresses asked for; what they answer is fetched.content."""

    class Fetched(list[str]):
        content = drawn()

    found = Fetched()

    def fetch(url):
        found.append(url)
        if found.content is None:
            raise outbound.Unreachable(url)
        return found.content

    monkeypatch.setattr(outbound, "fetch", fetch)
    return found


@pytest.fixture
def anna(as_, app, through, linkedin):
    linkedin.people["u1"]["picture"] = URL
    visitor = as_()
    through(visitor)
    return visitor


def count(model) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def path_of(picture: Picture) -> str:
    return f"/people/{picture.person_id}/picture-{picture.digest}.webp"


def test_nothing_is_fetched_before_she_agrees(anna, fetched):
    page = anna.get("/me").text
    assert "Use your LinkedIn picture" in page
    assert URL not in page
    assert (fetched, count(Picture)) == ([], 0)


def test_she_agrees_and_has_a_small_copy(anna, fetched):
    assert anna.post("/me/picture").location == "/me"
    assert fetched == [URL]
    picture = session.scalars(select(Picture)).one()
    image = Image.open(io.BytesIO(picture.content))
    assert (image.format, image.size) == ("WEBP", (192, 192))
    page = anna.get("/me").text
    assert f'src="{path_of(picture)}"' in page
    assert "Use your LinkedIn picture" not in page
    assert session.scalars(select(Identity)).one().picture_url is None


def test_she_declines_and_is_not_asked_again(anna, fetched, as_, through):
    anna.post("/me/picture/refusal")
    assert session.scalars(select(Identity)).one().picture_url is None
    visitor = as_()
    through(visitor)
    assert "/me/picture" not in visitor.get("/me").text
    assert fetched == []
    assert visitor.post("/me/picture").status_code == 303
    assert fetched == []


def test_an_answer_still_to_come_uses_the_newest_address(anna, fetched, linkedin, as_, through):
    linkedin.people["u1"]["picture"] = URL + "-new"
    through(as_())
    anna.post("/me/picture")
    assert fetched == [URL + "-new"]


@pytest.mark.parametrize("content", [None, b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", drawn()[:200]])
def test_a_picture_that_cannot_be_had_gets_a_sentence(anna, fetched, content):
    fetched.content = content
    anna.post("/me/picture", headers={"Referer": "http://localhost/me"})
    page = anna.get("/me").text
    assert "could not be fetched" in page
    assert "Use your LinkedIn picture" not in page
    assert count(Picture) == 0


def test_only_who_is_signed_in_sees_it(anna, fetched, as_, town):
    anna.post("/me/picture")
    picture = session.scalars(select(Picture)).one()
    path = path_of(picture)
    assert as_().get(path).status_code == 303
    answer = as_(town.bob).get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert as_(town.bob).get(path.replace(picture.digest, "0" * 16)).status_code == 404


def test_she_takes_it_away_again(anna, fetched):
    anna.post("/me/picture")
    anna.post("/me/picture/removal")
    assert count(Picture) == 0
    assert ".webp" not in anna.get("/me").text


@pytest.mark.parametrize("picture", ["http://media.example/a", "javascript:alert(1)", 7, "https://" + "a" * 1000, None])
def test_an_address_that_is_none_is_not_asked_about(as_, app, through, linkedin, picture):
    linkedin.people["u1"]["picture"] = picture
    visitor = as_()
    through(visitor)
    assert "/me/picture" not in visitor.get("/me").text


def test_every_provider_keeps_its_own_question(anna, fetched):
    assert session.scalars(select(Person)).one().name == "Anna Ådal"
    assert session.scalars(select(Identity)).one().picture_url == URL


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("PNG", "L"), ("PNG", "1")],
)
@pytest.mark.parametrize("size", [(640, 480), (10, 400), (1, 1)])
def test_every_usual_picture_becomes_a_square(kind, mode, size):
    image = Image.open(
        io.BytesIO(shrinking.square(drawn(size, kind, mode=mode) if mode != "CMYK" else cmyk(size)).content)
    )
    assert (image.format, image.mode, image.size) == ("WEBP", "RGB", (192, 192))


def cmyk(size) -> bytes:
    out = io.BytesIO()
    Image.new("CMYK", size, (0, 200, 0, 0)).save(out, "JPEG")
    return out.getvalue()


def test_metadata_does_not_survive():
    exif = Image.Exif()
    exif[0x010E] = "where she lives"
    small = shrinking.square(drawn(exif=exif, comment=b"where she lives")).content
    assert b"where she lives" not in small
    assert dict(Image.open(io.BytesIO(small)).getexif()) == {}


def test_a_picture_that_lies_on_its_side_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (300, 300), "white")
    image.paste("red", (0, 0, 300, 100))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    turned = Image.open(io.BytesIO(shrinking.square(out.getvalue()).content))
    red, white = turned.getpixel((180, 96)), turned.getpixel((10, 96))
    assert red[1] < 90
    assert white[1] > 200


def test_a_bomb_is_refused():
    for size in ((7000, 7000), (12000, 12000), (20000, 20000)):
        with pytest.raises(NoPicture):
            shrinking.square(drawn(size, "PNG", mode="1"))


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_of_files_are_refused(kind):
    with pytest.raises(NoPicture):
        shrinking.square(drawn((32, 32), kind))
